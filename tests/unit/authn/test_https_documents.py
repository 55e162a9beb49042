"""Fetching from identity providers: only from permitted addresses, and never too much."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from limen.authn import https_documents
from limen.authn.https_documents import FetchError, HTTPSDocuments, may_reach
from tests.unit.operations.iam.certificates import issue

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status = {"/elsewhere": 302, "/missing": 404}.get(self.path, 200)
        body = b"x" * (600 * 1024) if self.path == "/large" else self.path.encode()
        self.send_response(status)
        self.send_header("Location", "/page")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ssl.SSLContext]]:
    """The address of a server, and a context that trusts its certificate."""
    folder: Path = tmp_path_factory.mktemp("tls")
    site = issue("localhost", since=datetime.now(UTC), hosts=("localhost",))
    (folder / "site.pem").write_text(site.key + site.certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"https://localhost:{server.server_port}", ssl.create_default_context(cadata=site.certificate)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.loopback
def test_a_document_is_fetched(trusting):
    base, context = trusting
    documents = HTTPSDocuments(LOOPBACK, context)
    assert documents.fetch(f"{base}/a/b?c=d") == b"/a/b?c=d"
    assert documents.fetch(base) == b"/"


@pytest.mark.loopback
@pytest.mark.parametrize(
    ("path", "reason"), [("/elsewhere", "status 302"), ("/missing", "status 404"), ("/large", "more than 524288 bytes")]
)
def test_only_a_short_success_is_a_document(trusting, path: str, reason: str):
    base, context = trusting
    with pytest.raises(FetchError, match=reason):
        HTTPSDocuments(LOOPBACK, context).fetch(base + path)


@pytest.mark.loopback
def test_a_slow_answer_is_given_up(trusting, monkeypatch: pytest.MonkeyPatch):
    base, context = trusting
    monkeypatch.setattr(https_documents, "DEADLINE_SECONDS", -1.0)
    with pytest.raises(FetchError, match="takes longer"):
        HTTPSDocuments(LOOPBACK, context).fetch(base)


@pytest.mark.loopback
def test_a_certificate_must_be_trusted_and_of_the_host(trusting):
    base, context = trusting
    with pytest.raises(FetchError, match="cannot be reached: SSLCertVerificationError"):
        HTTPSDocuments(LOOPBACK).fetch(base)
    with pytest.raises(FetchError, match="cannot be reached: SSLCertVerificationError"):
        HTTPSDocuments(LOOPBACK, context).fetch(base.replace("localhost", "127.0.0.1"))


@pytest.mark.loopback
def test_a_private_address_is_not_reached_unless_a_setting_names_it(trusting):
    base, context = trusting
    with pytest.raises(FetchError, match="not at a public address"):
        HTTPSDocuments((), context).fetch(base)


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example.com",
        "file:///etc/passwd",
        "https://",
        "https://user:word@issuer.example.com/",
        "https://issuer.example.com:port/",
        "https://[::1/",
        "https://ıssuer.example.com/",
        "",
    ],
)
def test_other_addresses_are_not_fetched(url: str):
    with pytest.raises(FetchError, match="URL"):
        HTTPSDocuments().fetch(url)


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "64:ff9b::10.0.0.1"),
    ],
)
def test_addresses_that_are_not_public(text: str):
    assert not may_reach(ip_address(text), ())


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::8.8.8.8"])
def test_public_addresses(text: str):
    assert may_reach(ip_address(text), ())


def test_a_network_of_the_setting_may_be_reached():
    assert may_reach(ip_address("10.1.2.3"), (ip_network("fd00::/8"), ip_network("10.0.0.0/8")))
    assert may_reach(ip_address("::ffff:10.1.2.3"), (ip_network("10.0.0.0/8"),))
    assert not may_reach(ip_address("10.1.2.3"), (ip_network("10.2.0.0/16"),))
