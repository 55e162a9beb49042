"""The console's static files: which file answers, with which headers, in which coding."""

import gzip

import pytest

from limen.server.console_files import CONTENT_SECURITY_POLICY, ConsoleFiles
from limen.wire.http import HTTPRequest

SCRIPT = b"console.log('a long enough line to gain from compression');\n" * 20


@pytest.fixture
def files(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Limen</title>")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets/index-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "assets/font-1a2b.woff2").write_bytes(b"wOF2" * 500)
    (tmp_path.parent / "secret.txt").write_text("not for the browser")
    return ConsoleFiles(tmp_path)


def ask(files, path, scheme="http", **headers):
    given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    response = files.respond(HTTPRequest("GET", path, "", given, b"", scheme=scheme))
    return response.status, dict(response.headers), response.body


@pytest.mark.parametrize("path", ["/console/", "/console/users", "/console/users/a%2Fb", "/console/users/~.."])
def test_every_page_is_the_index(files, path):
    status, headers, body = ask(files, path)
    assert (status, body) == (200, b"<!doctype html><title>Limen</title>")
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["cache-control"] == "no-cache"
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_policy_admits_nothing_inline_and_nothing_from_elsewhere():
    directives = dict(line.split(" ", 1) for line in CONTENT_SECURITY_POLICY.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    "path",
    [
        "/console/assets/gone.js",
        "/console/assets/",
        "/console/../secret.txt",
        "/console/%2e%2e/secret.txt",
        "/console/assets/..%2f..%2fsecret.txt",
        "/console/./",
        "/console/session",
        "/console/session/anything",
    ],
)
def test_a_path_without_a_page_is_not_found(files, path):
    assert ask(files, path)[0] == 404


def test_files_whose_name_is_their_digest_never_change(files):
    _, headers, body = ask(files, "/console/assets/index-1a2b.js")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert body == SCRIPT
    assert ask(files, "/console/favicon.svg")[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip", "deflate, GZIP;q=0.5", "gzip; q=1"])
def test_files_that_shrink_are_compressed_for_clients_that_accept_it(files, accepted):
    _, headers, body = ask(files, "/console/assets/index-1a2b.js", accept_encoding=accepted)
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "accept-encoding"
    assert gzip.decompress(body) == SCRIPT


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "gzip;q=0.0", "br", "gzipped"])
def test_and_sent_plain_to_everybody_else(files, accepted):
    _, headers, body = ask(files, "/console/assets/index-1a2b.js", accept_encoding=accepted)
    assert "content-encoding" not in headers
    assert headers["vary"] == "accept-encoding"
    assert body == SCRIPT


def test_fonts_are_compressed_already(files):
    _, headers, _ = ask(files, "/console/assets/font-1a2b.woff2", accept_encoding="gzip")
    assert headers["content-type"] == "font/woff2"
    assert "content-encoding" not in headers


def test_a_file_that_has_gone_since_the_start_is_not_found(files, tmp_path):
    (tmp_path / "assets/index-1a2b.js").unlink()
    assert ask(files, "/console/assets/index-1a2b.js")[0] == 404


def test_the_window_is_isolated_where_browsers_take_it(files):
    assert "cross-origin-opener-policy" not in ask(files, "/console/")[1]
    assert ask(files, "/console/", scheme="https")[1]["cross-origin-opener-policy"] == "same-origin"


def test_without_a_build_the_page_says_how_to_get_one(tmp_path):
    files = ConsoleFiles(tmp_path / "nothing")
    status, headers, body = ask(files, "/console/users")
    assert not files.is_built
    assert status == 200
    assert b"make console" in body
    assert headers["content-security-policy"].startswith("default-src 'none'; ")


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/signin", "/console/"),
        ("/signin/", "/console/"),
        ("/signin/acme-2", "/console/?account=acme-2"),
        ("/signin/111122223333", "/console/?account=111122223333"),
    ],
)
def test_addresses_to_hand_out_lead_to_the_console(files, path, location):
    status, headers, _ = ask(files, path)
    assert (status, headers["location"]) == (302, location)


@pytest.mark.parametrize(
    "path", ["/signin//evil.example", "/signin/a%0d%0ab", "/signin/A", "/signin/a&b=c", "/signin/-a"]
)
def test_and_nowhere_else(files, path):
    assert ask(files, path)[0] == 404
