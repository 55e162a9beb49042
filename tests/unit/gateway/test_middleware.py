"""What middleware sends to Limen, and how it uses the answer; sockets are those of tests/gateway."""

import asyncio

import pytest

from limen.gateway.middleware import asgi, wsgi
from limen.gateway.middleware.asgi import read_scope
from limen.gateway.middleware.asking import Arrived, Asking, Reply
from limen.gateway.middleware.wsgi import read_environ, variable_of

ALLOWED = Reply(200, (("x-limen-user", "friend"), ("x-limen-request-id", "1")), b"")
REFUSED = Reply(403, (("Content-Type", "application/json"), ("Set-Cookie", "a=b")), b"{}")

ENVIRON = {
    "REQUEST_METHOD": "PUT", "SCRIPT_NAME": "/app", "PATH_INFO": "/caf\xc3\xa9", "QUERY_STRING": "a=1",
    "HTTP_HOST": "app.example.com", "HTTP_COOKIE": "x=y", "HTTP_X_LIMEN_USER": "owner", "HTTP_X_LIMEN_GROUPS": "admins",
    "REMOTE_ADDR": "192.0.2.7", "SERVER_NAME": "localhost", "SERVER_PORT": "8000",
}  # fmt: skip


@pytest.fixture
def asked(monkeypatch):
    """What is asked; `answer` is what Limen says."""

    class Asked(list):
        answer = ALLOWED

    seen = Asked()

    def decide(self, arrived):
        seen.append(arrived)
        return seen.answer

    monkeypatch.setattr(Asking, "decide", decide)
    return seen


def run_wsgi(environ):
    started, passed = [], []

    def app(environ, start_response):
        passed.append(environ)
        start_response("200 OK", [])
        return [b"app"]

    body = b"".join(wsgi.LimenMiddleware(app)(dict(environ), lambda *given: started.append(given)))
    return started[0], body, passed


def run_asgi(scope):
    sent, passed = [], []

    async def app(scope, receive, send):
        passed.append(scope)

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        sent.append(message)

    asyncio.run(asgi.LimenMiddleware(app)(scope, receive, send))
    return sent, passed


def scope(kind="http", path="/café", **more):
    headers = [(b"host", b"app.example.com"), (b"x-limen-user", b"owner"), (b"x_limen_groups", b"admins"), (b"a", b"b")]
    fixed = {"type": kind, "path": path, "query_string": b"a=1", "headers": headers, "client": ("192.0.2.7", 5)}
    return {**fixed, **({"method": "PUT"} if kind == "http" else {}), **more}


def test_a_wsgi_request_is_read_with_its_whole_path():
    arrived = read_environ(ENVIRON)
    assert (arrived.method, arrived.path.decode(), arrived.query) == ("PUT", "/app/café", "a=1")
    assert (arrived.host, arrived.client) == ("app.example.com", "192.0.2.7")
    assert ("cookie", "x=y") in arrived.headers
    assert read_environ({**ENVIRON, "HTTP_HOST": "", "SCRIPT_NAME": "", "PATH_INFO": ""}).host == "localhost:8000"
    assert read_environ({**ENVIRON, "SCRIPT_NAME": "", "PATH_INFO": ""}).path == b"/"


def test_wsgi_programs_get_limens_identity_and_not_the_clients(asked):
    _, body, (environ,) = run_wsgi(ENVIRON)
    assert body == b"app"
    assert environ["HTTP_X_LIMEN_USER"] == "friend"
    assert environ["HTTP_X_LIMEN_GROUPS"] == "", "what Limen does not say is empty, never the client's"


def test_wsgi_refusals_are_passed_on(asked):
    asked.answer = REFUSED
    (status, headers), body, passed = run_wsgi(ENVIRON)
    assert (status, body, passed) == ("403 Forbidden", b"{}", [])
    assert ("Set-Cookie", "a=b") in headers


@pytest.mark.parametrize("answer", [ALLOWED, REFUSED])
def test_limens_own_pages_never_reach_the_program(asked, answer):
    asked.answer = answer
    _, _, passed = run_wsgi({**ENVIRON, "SCRIPT_NAME": "", "PATH_INFO": "/.limen/session"})
    assert passed == []
    _, passed = run_asgi(scope(path="/.limen/session"))
    assert passed == []


def test_asgi_programs_get_limens_identity_and_not_the_clients(asked):
    _, (given,) = run_asgi(scope())
    headers = given["headers"]
    assert (b"x-limen-user", b"friend") in headers
    assert (b"x-limen-user", b"owner") not in headers
    assert not [value for name, value in headers if name == b"x_limen_groups"]
    assert (b"a", b"b") in headers


def test_asgi_refusals_are_passed_on(asked):
    asked.answer = REFUSED
    sent, passed = run_asgi(scope())
    assert (sent[0]["status"], sent[1]["body"], passed) == (403, b"{}", [])


def test_a_websocket_is_decided_before_it_is_opened(asked):
    _, passed = run_asgi(scope("websocket"))
    assert len(passed) == 1
    assert asked[0].method == "GET"
    asked.answer = REFUSED
    sent, passed = run_asgi(scope("websocket"))
    assert (sent, passed) == ([{"type": "websocket.close", "code": 1008}], [])


def test_the_life_of_the_program_is_its_own_affair(asked):
    _, passed = run_asgi({"type": "lifespan"})
    assert len(passed) == 1
    assert asked == []


def test_an_asgi_request_is_read():
    arrived = read_scope(scope(client=None, server=("h", 1), headers=[]))
    assert (arrived.host, arrived.client, arrived.path.decode()) == ("h:1", "", "/café")


def test_an_asgi_server_at_a_unix_socket_has_no_port():
    assert read_scope(scope(client=None, server=("/run/app.sock", None), headers=[])).host == "/run/app.sock:0"


@pytest.mark.parametrize("member", ["headers", "path", "query_string"])
def test_a_scope_that_is_not_of_asgi_is_never_passed_on(asked, member):
    with pytest.raises(TypeError, match=member):
        run_asgi({**scope(), member: 7})
    assert asked == []


def sent_for(monkeypatch, arrived):
    seen = []

    def send(asking, *given):
        seen.append(given)
        return ALLOWED

    monkeypatch.setattr(Asking, "_send", send)
    Asking("http://127.0.0.1:4260").decide(arrived)
    return seen[0]


def arrived(path=b"/a", **headers):
    pairs = tuple((name.replace("__", "-"), value) for name, value in headers.items())
    return Arrived("PUT", path, "q=1", "app.example.com", pairs, "192.0.2.7")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (b"/a b", "/a%20b?q=1"),
        ("/café".encode(), "/caf%C3%A9?q=1"),
        (b"/100%", "/100%25?q=1"),
        (b"/a;b", "/a%3Bb?q=1"),
        (b"/a?b", "/a%3Fb?q=1"),
        (b"/a#b", "/a%23b?q=1"),
        (b"//a/../b", "//a/../b?q=1"),
        (b"/\xff", "/%FF?q=1"),
    ],
)
def test_limen_is_asked_about_the_path_that_the_program_serves(monkeypatch, path, target):
    method, asked_for, headers = sent_for(monkeypatch, arrived(path))
    assert (method, asked_for) == ("GET", "/forward-auth")
    assert ("X-Forwarded-Uri", target) in headers
    assert ("X-Forwarded-Method", "PUT") in headers


def test_what_describes_the_request_is_never_the_clients(monkeypatch):
    forged = {
        "x__forwarded__uri": "/x", "X__Forwarded__Method": "GET", "x_forwarded_host": "x", "X__Original__URI": "/x",
        "x__forwarded__for": "x", "content__length": "9", "transfer__encoding": "chunked", "cookie": "a=b",
    }  # fmt: skip
    _, _, headers = sent_for(monkeypatch, arrived(**forged))
    names = [name.lower() for name, _ in headers]
    assert sorted(names) == ["cookie", "x-forwarded-for", "x-forwarded-host", "x-forwarded-method", "x-forwarded-uri"]


def test_a_header_that_http_cannot_carry_is_refused():
    asked = arrived(cookie="a\r\nX-Forwarded-Uri: /public")
    assert Asking("http://127.0.0.1:1").decide(asked).status == 503


def test_names_of_variables():
    assert variable_of("x-limen-user") == "HTTP_X_LIMEN_USER"
