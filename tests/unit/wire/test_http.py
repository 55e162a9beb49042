import pytest

from limen.wire.http import HTTPRequest

REQUEST = HTTPRequest("GET", "/", "", (("host", "a"), ("x", "1"), ("x", "2")), b"")


def test_the_first_header_of_a_name():
    assert REQUEST.header("x") == "1"


def test_a_header_that_is_not_there():
    assert REQUEST.header("y") is None


def test_the_origin_is_what_the_client_addresses():
    request = HTTPRequest("GET", "/", "", (("host", "iam.example.com:8443"),), b"", scheme="https")
    assert request.origin == "https://iam.example.com:8443"
    assert HTTPRequest("GET", "/", "", (), b"").origin == "http://"


def with_cookies(*texts: str) -> HTTPRequest:
    return HTTPRequest("GET", "/", "", tuple([("cookie", text) for text in texts]), b"")


def test_a_cookie_by_its_name():
    request = with_cookies("a=1; b = 2 ;c", "d=x=y")
    assert [request.cookie(name) for name in "abcde"] == ["1", "2", "", "x=y", ""]


@pytest.mark.parametrize("texts", [("a=1; a=2",), ("a=1", "a=1"), ("a=1; b=2; a=",)])
def test_a_cookie_that_appears_twice_is_ignored(texts):
    assert with_cookies(*texts).cookie("a") == ""
