"""A person's path through the gate: to the sign-in page, back with a one-time code, and signing out."""

import json
import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest

from limen.domain.browser_sessions import BrowserSession
from tests.unit.gateway.guarded import (
    FILES,
    PASSWORD,
    WIKI,
    Browser,
    fields_of,
    headers_of,
    query_of,
)
from tests.unit.operations.authenticator import make_device
from tests.unit.operations.world import ACCOUNT, NOW

STATE = "A" * 43


def location_of(response):
    return headers_of(response)["location"]


def test_a_person_signs_in_and_comes_back_to_the_page(browser):
    url, page = browser.follow(f"{FILES}/docs/a%20b.txt?x=1&y=2")
    assert url.startswith("https://limen.example.com/signin?")
    assert page.status == 200
    assert fields_of(page)["account"] == ACCOUNT
    answer = browser.send_form(page, user="friend", password=PASSWORD)
    assert answer.status == 303
    assert location_of(answer).startswith(f"{FILES}/.limen/session?code=LHAN")
    back = browser.open(location_of(answer))
    assert (back.status, location_of(back)) == (303, "/docs/a%20b.txt?x=1&y=2")
    assert browser.open(f"{FILES}/docs/a%20b.txt?x=1&y=2").status == 200


def test_another_site_opens_without_a_second_password_by_a_cookie_of_its_own(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    url, response = browser.follow(f"{WIKI}/start")
    assert (url, response.status) == (f"{WIKI}/start", 200)
    tokens = {host: kept["__Host-limen-session"] for host, kept in browser.cookies.items()}
    assert len(set(tokens.values())) == 3
    stolen = Browser(browser.guarded, {"wiki.example.com": {"__Host-limen-session": tokens["files.example.com"]}})
    assert stolen.open(f"{WIKI}/start").status == 302
    stolen = Browser(browser.guarded, {"wiki.example.com": {"__Host-limen-session": tokens["limen.example.com"]}})
    assert stolen.open(f"{WIKI}/start").status == 302


def test_the_page_needs_no_script_and_may_send_its_form_to_limen_and_the_site_only(browser):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    policy = headers_of(page)["content-security-policy"]
    assert f"form-action 'self' {FILES}" in policy
    assert "default-src 'none'" in policy
    assert b"<script" not in page.body
    assert headers_of(page)["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in policy


def test_a_wrong_password_is_reported_and_not_written_into_the_page(browser):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    answer = browser.send_form(page, user="friend", password="Wrong-horse-2")
    assert answer.status == 403
    assert b"Your authentication information is incorrect" in answer.body
    assert b"Wrong-horse-2" not in answer.body
    assert fields_of(answer)["user"] == "friend"
    assert browser.send_form(answer, password=PASSWORD).status == 303


def test_names_are_escaped(browser):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    answer = browser.send_form(page, user='"><script>alert(1)</script>', password="x")
    assert b"<script" not in answer.body


def test_guesses_are_slowed_down(browser):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    answers = [browser.send_form(page, user="friend", password=f"Wrong-{n}") for n in range(8)]
    assert answers[-1].status == 429
    assert "retry-after" in headers_of(answers[-1])


def test_the_right_password_does_not_help_while_guesses_are_slowed_down(browser):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    for n in range(8):
        browser.send_form(page, user="friend", password=f"Wrong-{n}")
    assert browser.send_form(page, user="friend", password=PASSWORD).status == 429


# --- the second factor and demanded changes --------------------------------------------------------------------------


@pytest.fixture
def phone(browser):
    earlier = browser.guarded.world.later(minutes=-2)
    device = make_device(earlier, "phone")
    earlier.call("EnableMFADevice", UserName="friend", SerialNumber=device.serial, **device.two_codes(earlier))
    return device


def test_a_code_is_asked_for_in_a_second_step(browser, phone):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    step = browser.send_form(page, user="friend", password=PASSWORD)
    assert step.status == 200
    assert "code" in fields_of(step)
    assert "password" not in fields_of(step)
    assert PASSWORD.encode() not in step.body
    wrong = browser.send_form(step, code="000000")
    assert wrong.status == 403
    assert "code" in fields_of(wrong)
    answer = browser.send_form(wrong, code=phone.code(browser.guarded.world))
    assert answer.status == 303
    browser.follow(location_of(answer))
    (session, *_) = browser.guarded.world.store.latest().all(BrowserSession, ACCOUNT)
    assert session.mfa_moment == NOW


def test_a_code_is_valid_once(browser, phone):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    step = browser.send_form(page, user="friend", password=PASSWORD)
    code = phone.code(browser.guarded.world)
    assert browser.send_form(step, code=code).status == 303
    assert browser.send_form(step, code=code).status == 403


def test_the_second_step_has_five_minutes_and_then_starts_over(browser, phone):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    step = browser.send_form(page, user="friend", password=PASSWORD)
    browser.guarded.later(minutes=5)
    late = browser.send_form(step, code=phone.code(browser.guarded.world.later(minutes=5)))
    assert late.status == 403
    assert b"took too long" in late.body
    assert "password" in fields_of(late)


def test_a_second_step_of_another_server_is_refused(browser, phone):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    for proof in ("", "AAAA", urlsafe_b64encode(b"x" * 80).decode()):
        answer = browser.send_form(page, proof=proof, code="123456")
        assert answer.status == 403
        assert "password" in fields_of(answer)


def test_another_password_ends_the_second_step(browser, phone):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    step = browser.send_form(page, user="friend", password=PASSWORD)
    browser.guarded.world.later(seconds=1).call("UpdateLoginProfile", UserName="friend", Password="Other-horse-1")
    assert browser.send_form(step, code=phone.code(browser.guarded.world)).status == 403


def test_a_required_password_change_is_made_on_the_page(browser):
    world = browser.guarded.world
    world.call("UpdateAccountPasswordPolicy", AllowUsersToChangePassword=True, MinimumPasswordLength=8)
    world.call("UpdateLoginProfile", UserName="friend", Password=PASSWORD, PasswordResetRequired=True)
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    answer = browser.send_form(page, user="friend", password=PASSWORD)
    assert "new_password" in fields_of(answer)
    answer = browser.send_form(answer, password=PASSWORD, new_password="Newer-horse-1")
    assert answer.status == 303
    assert browser.follow(location_of(answer))[1].status == 200


def test_root_signs_in_with_its_address(browser):
    from dataclasses import replace

    from limen.domain.iam.account import Account

    world = browser.guarded.world
    account = world.store.latest().find(Account, ACCOUNT, ACCOUNT)
    hashed = world.environment.passwords.hash(PASSWORD)
    world.put(replace(account, root_password_hash=hashed, root_password_changed=NOW - timedelta(days=1)))
    _, page = browser.follow(f"{FILES}/settings/x")
    answer = browser.send_form(page, account="", user="owner@example.com", password=PASSWORD)
    assert answer.status == 303
    assert browser.follow(location_of(answer))[1].status == 200


# --- forms and links of others ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example.com", "sec_fetch_site": "cross-site"},
        {"origin": "null", "sec_fetch_site": "cross-site"},
        {"origin": "https://evil.example.com", "sec_fetch_site": ""},
        {"origin": "null", "sec_fetch_site": ""},
        {"origin": "", "sec_fetch_site": ""},
        {"origin": "", "sec_fetch_site": "cross-site"},
        {"origin": "", "sec_fetch_site": "same-site"},
        {"origin": "", "sec_fetch_site": "none"},
        {"origin": FILES, "sec_fetch_site": "same-site"},
    ],
)
def test_a_form_of_another_origin_is_refused(browser, headers):
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    body = urlencode({**fields_of(page), "user": "friend", "password": PASSWORD}).encode()
    assert browser.post(body, **headers).status == 403
    assert browser.cookies.get("limen.example.com", {}) == {}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"a=1", "text/plain"),
        (b"site=x&site=y", "application/x-www-form-urlencoded"),
        (b"site=%ff", "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(99)), "application/x-www-form-urlencoded"),
        (b"a=" + b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_not_the_form_is_refused(browser, body, content_type):
    assert browser.post(body, content_type=content_type).status == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"site": "https://evil.example.com"},
        {"site": "https://files.example.com.evil.example.com"},
        {"site": "https://files.example.com/"},
        {"site": ""},
        {"state": "x"},
        {"state": ""},
        {"state": "A" * 42 + "!"},
    ],
)
def test_nobody_is_led_to_a_site_that_is_not_in_the_table(browser, changed):
    fields = {"site": FILES, "state": STATE, "return": "/", **changed}
    assert browser.open("https://limen.example.com/signin?" + urlencode(fields)).status == 400
    browser.sign_in(f"{FILES}/docs/a.txt")
    assert browser.open("https://limen.example.com/signin?" + urlencode(fields)).status == 400


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example.com/", "//evil.example.com/", "/\\evil.example.com", "/%0d%0ax", "javascript:alert(1)",
        "", "/a//b", "x", "/a?b\r\nSet-Cookie: c=d", "/a?b\x00", "/a?b\tc", "/a?b=\N{EURO SIGN}", "/a?b#c",
    ],
)  # fmt: skip
def test_the_way_back_stays_on_the_site(browser, back):
    browser.sign_in(f"{FILES}/docs/a.txt")
    browser.open(f"{FILES}/docs/a.txt")
    del browser.cookies["files.example.com"]
    first = browser.open(f"{FILES}/docs/a.txt")
    fields = {**query_of(location_of(first)), "return": back}
    handed = browser.open("https://limen.example.com/signin?" + urlencode(fields))
    assert location_of(browser.open(location_of(handed))) == "/"


def test_a_page_under_another_name_is_not_limens(browser):
    from limen.wire.http import HTTPRequest

    query = urlencode({"site": FILES, "state": STATE, "return": "/"})
    request = HTTPRequest("GET", "/signin", query, (("host", "evil.example.com"),), b"", "192.0.2.7")
    assert browser.guarded.answer(request).response.status == 400


# --- codes -----------------------------------------------------------------------------------------------------------


def handed_over(browser):
    """The address with a code that leads to the site."""
    _, page = browser.follow(f"{FILES}/docs/a.txt")
    return location_of(browser.send_form(page, user="friend", password=PASSWORD))


def test_a_code_makes_one_session(browser):
    url = handed_over(browser)
    assert browser.open(url).status == 303
    del browser.cookies["files.example.com"]["__Host-limen-session"]
    assert browser.open(url).status == 400
    assert browser.open(f"{FILES}/docs/a.txt").status == 302


def test_somebody_elses_code_makes_no_session(browser, guarded):
    """An attacker who sends a link with their own code must not make the victim act as the attacker."""
    url = handed_over(browser)
    victim = Browser(guarded)
    assert victim.open(url).status == 400
    victim.open(f"{FILES}/docs/a.txt")
    assert victim.open(url).status == 400
    assert "__Host-limen-session" not in victim.cookies["files.example.com"]


def test_a_code_of_one_site_is_not_valid_at_another(browser):
    url = handed_over(browser)
    browser.open(f"{WIKI}/start")
    assert browser.open(url.replace(FILES, WIKI)).status == 400
    assert "__Host-limen-session" not in browser.cookies["wiki.example.com"]


def test_a_code_lasts_a_minute(browser):
    url = handed_over(browser)
    browser.guarded.later(seconds=60)
    assert browser.open(url).status == 400


@pytest.mark.parametrize("query", ["", "code=", "code=x", "code=" + quote("LHAN" + "A" * 17 + "." + "A" * 43), "x=1"])
def test_a_made_up_code_makes_nothing_and_writes_nothing(browser, query):
    browser.open(f"{FILES}/docs/a.txt")
    revision = browser.guarded.world.store.latest().revision
    assert browser.on_site("GET", f"/.limen/session?{query}").status == 400
    assert browser.guarded.world.store.latest().revision == revision


def test_a_cookie_that_appears_twice_counts_for_nothing(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    token = browser.cookies["files.example.com"]["__Host-limen-session"]
    cookie = f"__Host-limen-session=x; __Host-limen-session={token}"
    assert browser.guarded.ask("GET", "/docs/a.txt", cookie=cookie).status == 401
    assert browser.guarded.ask("GET", "/docs/a.txt", cookie=cookie.partition("; ")[2]).status == 200


# --- other websites --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example.com"},
        {"origin": "null"},
        {"origin": "null", "sec_fetch_site": "cross-site"},
    ],
)
def test_another_website_changes_nothing_with_the_cookie(browser, headers):
    browser.sign_in(f"{FILES}/docs/a.txt")
    cookie = "; ".join(f"{n}={v}" for n, v in browser.cookies["files.example.com"].items())
    assert browser.guarded.ask("PUT", "/docs/a.txt", cookie=cookie, **headers).status == 403
    assert browser.guarded.ask("GET", "/docs/a.txt", cookie=cookie, **headers).status == 200
    for own in (
        {"origin": FILES, "sec_fetch_site": "same-origin"},
        {"origin": "null", "sec_fetch_site": "same-origin"},
        {"origin": FILES},
    ):
        assert browser.guarded.ask("PUT", "/docs/a.txt", cookie=cookie, **own).status == 200
    assert browser.guarded.ask("PUT", "/docs/a.txt", cookie=cookie).status == 200


# --- the end ---------------------------------------------------------------------------------------------------------


def test_signing_out_at_one_site_ends_all_of_them_at_the_next_request(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    browser.follow(f"{WIKI}/start")
    kept = {host: dict(cookies) for host, cookies in browser.cookies.items()}
    page = browser.on_site("GET", "/.limen/sign-out")
    assert b'method="post"' in page.body
    assert browser.open(f"{FILES}/docs/a.txt").status == 200, "to look at the page ends nothing"
    out = browser.on_site("POST", "/.limen/sign-out", origin=FILES, sec_fetch_site="same-origin")
    assert out.status == 200
    browser.cookies = kept
    assert browser.open(f"{FILES}/docs/a.txt").status == 302
    assert browser.open(f"{WIKI}/start").status == 302
    assert b"<form" in browser.follow(f"{WIKI}/start")[1].body
    assert browser.guarded.world.store.latest().all(BrowserSession, ACCOUNT) == ()


def test_another_website_signs_nobody_out(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    out = browser.on_site("POST", "/.limen/sign-out", origin="https://evil.example.com", sec_fetch_site="cross-site")
    assert out.status == 403
    assert browser.open(f"{FILES}/docs/a.txt").status == 200


def test_signing_out_without_a_session_is_not_an_error(browser):
    assert browser.on_site("POST", "/.limen/sign-out", origin=FILES).status == 200


def test_a_session_ends_with_the_users_password(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    browser.guarded.world.later(seconds=1).call("UpdateLoginProfile", UserName="friend", Password="Other-horse-1")
    assert browser.open(f"{FILES}/docs/a.txt").status == 302


def test_a_session_ends_after_twelve_hours(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    browser.guarded.later(hours=12, seconds=-1)
    assert browser.open(f"{FILES}/docs/a.txt").status == 200
    browser.guarded.later(seconds=1)
    assert browser.open(f"{FILES}/docs/a.txt").status == 302


def test_other_methods_and_pages_of_the_gate_are_refused(browser):
    assert browser.on_site("PUT", "/.limen/session").status == 405
    assert browser.on_site("DELETE", "/.limen/sign-out").status == 405
    assert browser.on_site("GET", "/.limen/nothing").status == 404
    assert browser.on_site("GET", "/.limen/session", "https://other.example.com").status == 403


def test_what_happens_to_sessions_is_recorded_without_their_secrets(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    browser.on_site("POST", "/.limen/sign-out", origin=FILES)
    events = browser.guarded.events()
    names = [event["eventName"] for event in events]
    assert names[-4:] == ["ConsoleLogin", "HandOverSession", "BeginSession", "EndSiteSession"]
    text = json.dumps(events)
    assert PASSWORD not in text
    assert not re.search(r"L(?:HAN|BSE)[A-Z2-7]{17}\.", text)


# --- the page that nginx shows ---------------------------------------------------------------------------------------


def test_nginx_shows_why_with_the_id_of_the_decision(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    described = {"x_original_method": "DELETE", "x_original_uri": "/docs/a.key", "accept": "text/html"}
    request_id = "12345678-1234-4234-8234-123456789012"
    page = browser.on_site("GET", "/.limen/refused", x_limen_request_id=request_id, **described)
    assert page.status == 403
    assert b"KeepKeys" in page.body
    assert request_id.encode() in page.body
    page = browser.on_site("GET", "/.limen/refused", x_limen_request_id="<script>", **described)
    assert b"<script" not in page.body


def test_nginx_leads_people_to_sign_in(browser):
    described = {"x_original_method": "GET", "x_original_uri": "/docs/a.txt", "accept": "text/html"}
    answer = browser.on_site("GET", "/.limen/refused", **described)
    assert answer.status == 302
    assert location_of(answer).startswith("https://limen.example.com/signin?")
    assert browser.on_site("GET", "/.limen/refused", **described | {"accept": "*/*"}).status == 401


def test_a_refusal_that_has_passed_meanwhile_lets_nothing_through(browser):
    browser.sign_in(f"{FILES}/docs/a.txt")
    described = {"x_original_method": "GET", "x_original_uri": "/docs/a.txt", "accept": "text/html"}
    answer = browser.on_site("GET", "/.limen/refused", **described)
    assert (answer.status, b"Please try again" in answer.body) == (403, True)
