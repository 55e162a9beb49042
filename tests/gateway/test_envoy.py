"""The same through Envoy, as `examples/envoy` configures it: ext_authz over HTTP. Envoy comes from a Python package."""

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.gateway.curl import curl
from tools.demo_files.stage import Stage, find_free_port, wait_for

EXAMPLE = Path(__file__).parents[2] / "examples" / "envoy" / "envoy.yaml"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the package has Envoy for Linux alone")

ENVOY = Path(sys.executable).parent / "envoy"


class Application(BaseHTTPRequestHandler):
    """Answers with what a program behind the gate gets."""

    def do_GET(self) -> None:
        known = [f"{name}={self.headers.get(name)}" for name in ("X-Limen-User", "X-Limen-Groups", "X-Limen-Arn")]
        body = f"{self.command} {self.path} {' '.join(known)} host={self.headers.get('X-Forwarded-Host')}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def application() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def envoy(tmp_path_factory: pytest.TempPathFactory, application: int) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("envoy"), web_server="none")
    config = EXAMPLE.read_text()
    for written, used in (
        ("address: 0.0.0.0, port_value: 8443", f"address: 127.0.0.1, port_value: {stage.port}"),
        ("[app.example.com]", f'["localhost:{stage.port}"]'),
        ("address: limen, port_value: 4260", f"address: 127.0.0.1, port_value: {stage.limen_port}"),
        ("address: app, port_value: 8000", f"address: 127.0.0.1, port_value: {application}"),
    ):
        assert written in config
        config = config.replace(written, used)
    path = stage.home / "envoy.yaml"
    path.write_text(config)
    command = [str(ENVOY), "--config-path", str(path), "--concurrency", "1", "--disable-hot-restart"]
    with (stage.home / "envoy.log").open("wb") as log:
        process = subprocess.Popen([*command, "--log-level", "warning"], stdout=log, stderr=log)
    try:
        wait_for(stage.port)
        yield stage
    finally:
        process.terminate()
        process.wait(20)
        stage.close()


def test_what_is_allowed_reaches_the_program_with_the_callers_identity(envoy):
    got = curl(f"{envoy.url}/documents/letter.txt?v=1", "--header", "X-Limen-User: owner", who=envoy.friend)
    assert got.status == 200
    assert got.text.startswith("GET /documents/letter.txt?v=1 X-Limen-User=friend ")
    assert ":user/friend" in got.text


@pytest.mark.parametrize("name", ["x-limen-groups", "X-Limen-Arn", "X_Limen_User"])
def test_no_header_of_the_client_is_taken_for_limens(envoy, name):
    got = curl(f"{envoy.url}/documents/letter.txt", "--header", f"{name}: forged", who=envoy.friend)
    assert "forged" not in got.text


def test_a_refusal_names_the_statement(envoy):
    got = curl(f"{envoy.url}/settings/theme.json", who=envoy.friend)
    assert (got.status, got.json()["statement"]) == (403, "KeepTheSettings")
    got = curl(f"{envoy.url}/settings/theme.json", "--header", "Accept: text/html", who=envoy.friend)
    assert (got.status, "KeepTheSettings" in got.text) == (403, True)
    assert "content-security-policy" in got.headers.lower()
    assert curl(f"{envoy.url}/settings/theme.json", who=envoy.owner).status == 200


def test_methods_are_decided(envoy):
    assert curl(f"{envoy.url}/documents/letter.txt", "--request", "PUT", "--data", "x", who=envoy.friend).status == 200
    assert curl(f"{envoy.url}/important/will.txt", "--request", "DELETE", who=envoy.friend).status == 403
    assert curl(f"{envoy.url}/documents/letter.txt", "--request", "PATCH", who=envoy.friend).status == 403


def test_an_unknown_visitor_is_led_to_the_sign_in_page(envoy):
    assert curl(f"{envoy.url}/documents/letter.txt").status == 401
    got = curl(f"{envoy.url}/documents/letter.txt", "--header", "Accept: text/html")
    assert got.status == 302
    assert f"location: {envoy.sign_in}/signin?site=" in got.headers.lower()
    assert "set-cookie" in got.headers.lower()


def test_a_request_is_signed_with_an_access_key(envoy):
    made = envoy.client("iam").create_access_key(UserName="friend")["AccessKey"]
    user = f"{made['AccessKeyId']}:{made['SecretAccessKey']}"
    signed = ("--aws-sigv4", "aws:amz:us-east-1:files", "--user", user)
    assert curl(f"{envoy.url}/documents/letter.txt", *signed).status == 200
    assert curl(f"{envoy.url}/settings/theme.json", *signed).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/documents/../settings/theme.json",
        "/documents/%2e%2e/settings/theme.json",
        "/documents/..%2fsettings/theme.json",
        "//settings/theme.json",
        "/documents/..%5csettings/theme.json",
        "/%2573ettings/theme.json",
        "/settings;x/theme.json",
        "/./settings/theme.json",
        "/%73ettings/theme.json",
    ],
)
def test_no_spelling_of_a_path_reaches_the_settings(envoy, path):
    got = curl(f"{envoy.url}{path}", who=envoy.friend)
    assert got.status in {400, 403}
    assert "X-Limen-User" not in got.text


@pytest.mark.parametrize(
    "header",
    [
        "X-Original-URI: /documents/letter.txt",
        "X-Forwarded-Uri: /documents/letter.txt",
        "X-Forwarded-Method: GET",
        "X-Forwarded-Host: other.example.com",
        "X-Original-URL: /documents/letter.txt",
        "X-HTTP-Method-Override: PUT",
    ],
)
def test_no_header_of_the_client_changes_what_is_decided(envoy, header):
    got = curl(f"{envoy.url}/settings/theme.json", "--header", header, who=envoy.friend)
    assert got.status in {400, 403}


def test_an_unknown_host_is_refused(envoy):
    got = curl(f"{envoy.url}/documents/letter.txt", "--header", "Host: other.example.com", who=envoy.friend)
    assert got.status == 404


def test_without_limen_everything_is_refused(tmp_path_factory, application):
    port, nobody = find_free_port(), find_free_port()
    config = EXAMPLE.read_text()
    for written, used in (
        ("address: 0.0.0.0, port_value: 8443", f"address: 127.0.0.1, port_value: {port}"),
        ("[app.example.com]", f'["localhost:{port}"]'),
        ("address: limen, port_value: 4260", f"address: 127.0.0.1, port_value: {nobody}"),
        ("address: app, port_value: 8000", f"address: 127.0.0.1, port_value: {application}"),
    ):
        config = config.replace(written, used)
    path = tmp_path_factory.mktemp("alone") / "envoy.yaml"
    path.write_text(config)
    process = subprocess.Popen(
        [str(ENVOY), "-c", str(path), "--concurrency", "1", "--disable-hot-restart", "-l", "off"]
    )
    try:
        wait_for(port)
        got = curl(f"http://localhost:{port}/documents/letter.txt")
        assert (got.status, got.text) == (403, "")
    finally:
        process.terminate()
        process.wait(20)
