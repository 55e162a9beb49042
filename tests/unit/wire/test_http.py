from limen.wire.http import HTTPRequest

REQUEST = HTTPRequest("GET", "/", "", (("host", "a"), ("x", "1"), ("x", "2")), b"")


def test_the_first_header_of_a_name():
    assert REQUEST.header("x") == "1"


def test_a_header_that_is_not_there():
    assert REQUEST.header("y") is None
