"""What is not the API: health, the way to the console, its place holder."""

import pytest

from tests.wire.raw_http import exchange, render


def get(server, path, method="GET"):
    return exchange(server, render(method, path, server, {}))


def test_the_server_says_that_it_is_well(server):
    assert (get(server, "/healthz").status, get(server, "/healthz").body) == (200, "ok\n")
    assert get(server, "/readyz").body == "ready\n"


def test_a_browser_finds_the_console(server):
    home = get(server, "/")
    assert home.status == 302
    assert "location: /console/" in home.head
    page = get(server, "/console/")
    assert page.status == 200
    assert "<title>Limen" in page.body
    assert "content-security-policy: default-src 'none'" in page.head
    assert "date: " in page.head


def test_head_has_no_body(server):
    head = get(server, "/console/", "HEAD")
    assert (head.status, head.body) == (200, "")


@pytest.mark.parametrize("path", ["/nothing", "/console/../etc/passwd", "/%2e%2e/", "/console/assets/x.js"])
def test_what_is_not_there_is_not_found(server, path):
    assert get(server, path).status == 404


def test_no_answer_reveals_the_servers_software(server):
    assert "server:" not in get(server, "/healthz").head.lower()
