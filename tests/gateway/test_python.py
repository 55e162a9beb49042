"""Python programs behind the gate: the examples as they are, on real servers, asking a real Limen."""

import importlib.util
import os
import threading
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from uvicorn import Config, Server

from limen.gateway.client.decisions import Limen, UndecidedError
from tests.gateway.curl import curl
from tools.demo_files.stage import FRIEND_PASSWORD, ROOT, Stage, wait_for


class SilentHandler(WSGIRequestHandler):
    def log_message(self, *arguments):
        """Say nothing."""


def load_example(name, limen):
    os.environ["LIMEN_URL"] = limen
    try:
        spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / "python" / f"{name}.py")
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        del os.environ["LIMEN_URL"]
    return module.application


@contextmanager
def wsgi_server(application, port):
    server = make_server("127.0.0.1", port, application, handler_class=SilentHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def asgi_server(application, port):
    server = Server(Config(application, host="127.0.0.1", port=port, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(port)
    yield
    server.should_exit = True
    thread.join()


SERVERS = {"wsgi_app": wsgi_server, "asgi_app": asgi_server}


@pytest.fixture(scope="module", params=SERVERS)
def program(request, tmp_path_factory):
    stage = Stage(tmp_path_factory.mktemp("program"), web_server="none")
    application = load_example(request.param, f"http://127.0.0.1:{stage.limen_port}")
    with SERVERS[request.param](application, stage.port):
        yield stage
    stage.close()


def test_the_program_learns_who_the_caller_is(program):
    assert curl(f"{program.url}/documents/a", who=program.friend).text == "Hello, friend!\n"
    assert curl(f"{program.url}/settings/a", who=program.owner).text == "Hello, owner!\n"


@pytest.mark.parametrize("name", ["X-Limen-User", "X_Limen_User", "x-limen-user", "X-Limen_User"])
def test_a_client_cannot_say_who_it_is(program, name):
    got = curl(f"{program.url}/documents/a", "--header", f"{name}: owner", who=program.friend)
    assert "owner" not in got.text.replace("owner of this", "")
    assert got.status == 400 or got.text == "Hello, friend!\n"


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Uri: /documents/a", "X-Forwarded-Method: OPTIONS", "X-Original-URI: /documents/a",
     "X-Forwarded-Host: other.example.com", "X-Original-Method: GET"],
)  # fmt: skip
def test_no_header_of_the_client_changes_what_is_decided(program, header):
    assert curl(f"{program.url}/settings/a", "--header", header, who=program.friend).status in {400, 403}


def test_a_refusal_names_the_statement(program):
    got = curl(f"{program.url}/settings/a", who=program.friend)
    assert (got.status, got.json()["statement"]) == (403, "KeepTheSettings")


@pytest.mark.parametrize(
    "path",
    ["/documents/../settings/a", "/documents/%2e%2e/settings/a", "//settings/a", "/%73ettings/a", "/settings%2fa",
     "/settings;x/a", "/settings%00", "/documents/..%2fsettings/a"],
)  # fmt: skip
def test_no_spelling_of_a_path_reaches_the_settings(program, path):
    got = curl(f"{program.url}{path}", who=program.friend)
    assert got.status in {400, 403}
    assert "Hello" not in got.text


def test_an_unknown_caller_must_authenticate(program):
    assert curl(f"{program.url}/documents/a").status == 401
    got = curl(f"{program.url}/documents/a", "--header", "Accept: text/html")
    assert (got.status, f"location: {program.sign_in}/signin" in got.headers.lower()) == (302, True)


def test_the_friend_signs_in_and_out_with_a_browser(program, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{program.url}/documents/a")
    page.get_by_label("User name").fill("friend")
    page.get_by_label("Password").fill(FRIEND_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{program.url}/documents/a")
    assert "Hello, friend!" in page.content()
    page.goto(f"{program.url}/.limen/sign-out")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="You are signed out").wait_for()
    page.goto(f"{program.url}/documents/a")
    assert page.url.startswith(f"{program.sign_in}/signin?")
    context.close()


@pytest.mark.parametrize("name", SERVERS)
def test_without_limen_nothing_is_let_through(name, tmp_path):
    from tools.demo_files.stage import find_free_port

    port = find_free_port()
    application = load_example(name, f"http://127.0.0.1:{find_free_port()}")
    with SERVERS[name](application, port):
        got = curl(f"http://127.0.0.1:{port}/documents/a")
    assert (got.status, got.json()["code"]) == (503, "ServiceUnavailable")


def test_the_client_asks_a_real_server(stage):
    made = stage.client("iam").create_service_specific_credential(UserName="owner", ServiceName="limen")
    credential = made["ServiceSpecificCredential"]
    limen = Limen(stage.sign_in, credential["ServiceUserName"], credential["ServicePassword"])
    assert limen.allowed("friend", "files:Read", "arn:aws:files:::share/documents/letter.txt")
    refused = limen.decide("friend", "files:ChangeSettings", "arn:aws:files:::share/settings/theme.json")
    assert (refused.is_allowed, refused.statement) == (False, "KeepTheSettings")
    assert refused.request_id in stage.limen("audit", "--json")
    with pytest.raises(UndecidedError, match="does not answer"):
        Limen("http://127.0.0.1:9", "x", "y").allowed("friend", "files:Read", "*")
