"""The console's session: its cookie, what it permits and what it survives."""

import json
from datetime import timedelta
from http.cookies import Morsel, SimpleCookie
from time import process_time
from typing import Any

import pytest

from limen.authn.authenticate import get_session_principal
from limen.authn.faults import InvalidClientTokenIdError
from limen.domain.browser_sessions import BrowserSession
from limen.signin.console_session import COOKIE, CREDENTIALS_PATH, IDLE_LIMIT, SESSION_PATH, answer_session
from limen.signin.token_grants import CLIENT_ID
from limen.wire.http import HTTPRequest, HTTPResponse
from tests.unit.operations.world import ACCOUNT, NOW
from tests.unit.signin.client import ALICE, Client, content, error_of, session_in

HOUR = timedelta(hours=1)


class Browser:
    """Keeps the cookie as a browser does."""

    def __init__(self, client: Client, *, scheme: str = "http"):
        self.client, self.scheme = client, scheme
        self.cookie: Morsel[str] | None = None

    def send(self, method: str, path: str, *, now=NOW, cookie: str | None = None, **members: Any) -> HTTPResponse:
        value = cookie if cookie is not None else f"{COOKIE}={self.cookie.value}" if self.cookie else ""
        headers = (("content-type", "application/json"), *((("cookie", value),) if value else ()))
        body = json.dumps({"clientId": CLIENT_ID, **members}).encode()
        request = HTTPRequest(method, path, "", headers, body, "192.0.2.1", self.scheme)
        world = self.client.world
        response = answer_session(request, world.store, world.environment, now=now, request_id="request-1")
        if "Set-Cookie" in dict(response.headers):
            self.cookie = SimpleCookie(dict(response.headers)["Set-Cookie"])[COOKIE]
        return response

    def sign_in(self, *, now=NOW) -> HTTPResponse:
        return self.send("POST", SESSION_PATH, now=now, **ALICE)

    def renew(self, *, now=NOW, cookie: str | None = None) -> HTTPResponse:
        return self.send("POST", CREDENTIALS_PATH, now=now, cookie=cookie)

    def sign_out(self, *, now=NOW) -> HTTPResponse:
        return self.send("DELETE", SESSION_PATH, now=now)


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client)


def test_the_cookie_is_for_these_paths_and_no_script(browser: Browser):
    answer = browser.sign_in()
    assert answer.status == 200
    assert "refreshToken" not in content(answer)
    cookie = browser.cookie
    assert cookie is not None
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SESSION_PATH, True, "Strict")
    assert (cookie["secure"], cookie["domain"]) == ("", "")
    assert int(cookie["max-age"]) == 12 * 3600
    assert content(answer)["sessionEnds"] == (NOW + 12 * HOUR).isoformat()


def test_over_https_the_cookie_is_secure(client: Client):
    browser = Browser(client, scheme="https")
    browser.sign_in()
    assert browser.cookie is not None
    assert browser.cookie["secure"] is True


def test_the_cookie_buys_credentials_until_the_session_ends(browser: Browser):
    browser.sign_in()
    for hours in range(1, 12):
        answer = browser.renew(now=NOW + hours * HOUR)
        assert answer.status == 200
        assert session_in(browser.client, answer, now=NOW + hours * HOUR).principal_id
    assert error_of(browser.renew(now=NOW + 12 * HOUR)) == (403, "AccessDeniedException", "TOKEN_EXPIRED")


def test_an_idle_session_ends(browser: Browser):
    browser.sign_in()
    later = NOW + IDLE_LIMIT
    assert browser.renew(now=later).status == 200
    assert browser.renew(now=later + IDLE_LIMIT + timedelta(seconds=1)).status == 403
    assert browser.cookie is not None
    assert browser.cookie.value == ""
    assert browser.client.world.store.latest().all(BrowserSession, ACCOUNT) == ()


def test_signing_out_ends_the_session_and_its_credentials(browser: Browser):
    session = session_in(browser.client, browser.sign_in())
    kept = browser.cookie
    assert browser.sign_out().status == 200
    assert browser.client.last_event()["eventName"] == "ConsoleLogout"
    with pytest.raises(InvalidClientTokenIdError):
        get_session_principal(browser.client.world.store.latest(), session)
    assert browser.cookie is not None
    assert browser.cookie.value == ""
    assert kept is not None
    assert browser.renew(cookie=f"{COOKIE}={kept.value}").status == 403  # A stolen copy is worth nothing any more.


def test_signing_out_twice_does_no_harm(browser: Browser):
    browser.sign_in()
    assert [browser.sign_out().status, browser.sign_out().status] == [200, 200]


@pytest.mark.parametrize(
    "cookie", ["", COOKIE, f"{COOKIE}=", f"{COOKIE}=x", "other=1", f"{COOKIE}=LBSE.\x00", ";;;=", "\xff"]
)
def test_without_a_session_there_are_no_credentials(browser: Browser, cookie: str):
    browser.sign_in()
    assert error_of(browser.renew(cookie=cookie))[2] == "TOKEN_EXPIRED"


@pytest.mark.parametrize("piece", ["\\", "\\a", '"', "a=b;", ";", "="])
def test_a_hostile_cookie_costs_no_time(browser: Browser, piece: str):
    began = process_time()
    browser.renew(cookie=f'x="{piece * (60_000 // len(piece))}"; {COOKIE}="{piece * 1000}"')
    assert process_time() - began < 2


def test_a_cookie_that_another_server_on_this_host_has_also_set_is_ignored(browser: Browser):
    browser.sign_in()
    assert browser.cookie is not None
    mine = f"{COOKIE}={browser.cookie.value}"
    for cookie in (f"{mine}; {COOKIE}=x", f"{COOKIE}=x; {mine}", f"{mine}; {mine}"):
        assert browser.renew(cookie=cookie).status == 403
    assert browser.renew(cookie=f"a=b; {mine}").status == 200


def test_a_refresh_token_of_a_command_line_is_not_a_cookie(browser: Browser):
    refresh_token = content(browser.client.post(**ALICE))["refreshToken"]
    (kept,) = browser.client.world.store.latest().all(BrowserSession, ACCOUNT)
    for value in (refresh_token, f"{kept.id}.{'A' * 43}"):
        assert browser.renew(cookie=f"{COOKIE}={value}").status == 403


def test_the_cookie_is_not_a_refresh_token(browser: Browser):
    browser.sign_in()
    assert browser.cookie is not None
    answer = browser.client.post(grantType="refresh_token", refreshToken=browser.cookie.value.replace(".", "_"))
    assert answer.status == 403


@pytest.mark.parametrize("operation", ["DeleteLoginProfile", "DeleteUser"])
def test_a_session_ends_with_the_password_and_the_user(browser: Browser, operation: str):
    browser.sign_in()
    browser.client.world.call("DeleteLoginProfile", UserName="alice")
    if operation == "DeleteUser":
        browser.client.world.call("DeleteUser", UserName="alice")
    assert browser.renew().status == 403


def test_a_cookie_from_before_a_sign_in_stays_worthless(browser: Browser):
    """Session fixation: what an attacker put into the browser is replaced, never adopted."""
    planted = f"{COOKIE}=LBSEAAAAAAAAAAAAAAAAA.{'A' * 43}"
    browser.send("POST", SESSION_PATH, cookie=planted, **ALICE)
    assert browser.cookie is not None
    assert browser.cookie.value not in planted
    assert browser.renew(cookie=planted).status == 403


def test_only_a_password_begins_a_session(browser: Browser):
    refresh_token = content(browser.client.post(**ALICE))["refreshToken"]
    answer = browser.send("POST", SESSION_PATH, grantType="refresh_token", refreshToken=refresh_token)
    assert error_of(answer) == (400, "ValidationException", "unsupported_grant_type")


def test_a_wrong_password_is_refused_as_elsewhere(browser: Browser):
    answer = browser.send("POST", SESSION_PATH, **ALICE | {"password": "Wrong-horse-1"})
    assert error_of(answer) == (403, "AccessDeniedException", "invalid_grant")
    assert browser.cookie is None
