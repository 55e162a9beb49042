"""Hosts and origins that are served."""

import pytest

from limen.server.hosts import HostList, is_same_origin
from limen.wire.http import HTTPRequest


def request(**headers):
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return HTTPRequest("POST", "/v1/token", "", named, b"")


HOSTS = HostList(["iam.example.com", "*.corp.example", ""])


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:4260", "LOCALHOST", "localhost.", "app.localhost:1", "127.0.0.1:4260", "10.0.0.7", "[::1]",
     "[::1]:4260", "iam.example.com", "IAM.example.com:443", "iam.example.com.", "a.corp.example", "a.b.corp.example"],
)  # fmt: skip
def test_known_hosts_are_served(host):
    assert HOSTS.serves(request(host=host))


@pytest.mark.parametrize(
    "host",
    ["attacker.example", "iam.example.com.attacker.example", "xlocalhost", "localhost.attacker.example", "corp.example",
     "xcorp.example", "127.0.0.1.attacker.example", "", "[attacker.example]", "iam.example.com@attacker.example"],
)  # fmt: skip
def test_others_are_not(host):
    assert not HOSTS.serves(request(host=host))


def test_http_1_0_has_no_host():
    assert HOSTS.serves(request())


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "none"}, {"origin": "http://localhost:4260"},
     {"origin": "https://LOCALHOST:4260", "sec_fetch_site": "same-origin"}],
)  # fmt: skip
def test_our_own_pages_and_clients_that_are_not_browsers(headers):
    assert is_same_origin(request(host="localhost:4260", **headers))


@pytest.mark.parametrize(
    "headers",
    [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"sec_fetch_site": ""}, {"origin": "null"},
     {"origin": "http://attacker.example"}, {"origin": "http://localhost:4261"}, {"origin": "http://localhost"},
     {"origin": "http://localhost:4260", "sec_fetch_site": "cross-site"}, {"origin": "localhost:4260"},
     {"origin": "http://localhost:4260/"}, {"origin": ""}, {"origin": "http://["}, {"origin": "http://[x]"},
     {"origin": "http://localhost:4260\uff0f"}],
)  # fmt: skip
def test_other_sites(headers):
    assert not is_same_origin(request(host="localhost:4260", **headers))


def test_an_origin_without_a_host_to_compare():
    assert not is_same_origin(request(origin="http://localhost"))
