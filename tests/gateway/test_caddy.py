"""The same through Debian's Caddy, as `examples/caddy` configures it: it passes Limen's answers on unchanged."""

import pytest

from tests.gateway.curl import curl
from tools.demo_files.stage import ACCOUNT, FRIEND_PASSWORD, Stage


@pytest.fixture(scope="module")
def caddy(tmp_path_factory):
    running = Stage(tmp_path_factory.mktemp("caddy"), web_server="caddy")
    yield running
    running.close()


def test_the_friend_lists_and_reads(caddy):
    assert "letter.txt" in curl(f"{caddy.url}/documents/", who=caddy.friend).text
    assert curl(f"{caddy.url}/documents/letter.txt", who=caddy.friend).text == "Dear friend,\n"


def test_a_refusal_names_the_statement(caddy):
    got = curl(f"{caddy.url}/settings/theme.json", who=caddy.friend)
    assert (got.status, got.json()["statement"]) == (403, "KeepTheSettings")
    got = curl(f"{caddy.url}/settings/theme.json", "--header", "Accept: text/html", who=caddy.friend)
    assert (got.status, "KeepTheSettings" in got.text) == (403, True)
    assert "content-security-policy" in got.headers.lower()


def test_an_unknown_visitor_is_led_to_the_sign_in_page(caddy):
    assert curl(f"{caddy.url}/documents/letter.txt").status == 401
    got = curl(f"{caddy.url}/documents/letter.txt", "--header", "Accept: text/html")
    assert got.status == 302
    assert f"location: {caddy.sign_in}/signin?site=" in got.headers.lower()


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
        "/settings/theme.json%00",
        "/./settings/theme.json",
        "/%73ettings/theme.json",
    ],
)
def test_no_spelling_of_a_path_reads_the_settings(caddy, path):
    got = curl(f"{caddy.url}{path}", who=caddy.friend)
    assert got.status in {400, 403}
    assert "dark" not in got.text


@pytest.mark.parametrize(
    "header",
    [
        "X-Original-URI: /documents/letter.txt",
        "X-Original-Method: GET",
        "X-Forwarded-Uri: /documents/letter.txt",
        "X-Forwarded-Method: OPTIONS",
        "X-Forwarded-Host: other.example.com",
        "X-Forwarded-For: 127.0.0.1",
        "X-Rewrite-URL: /documents/letter.txt",
    ],
)
def test_no_header_of_the_client_changes_what_is_decided(caddy, header):
    got = curl(f"{caddy.url}/settings/theme.json", "--header", header, who=caddy.friend)
    assert got.status in {400, 403}
    assert "dark" not in got.text


def test_programs_behind_it_learn_the_caller_only_from_limen(caddy):
    expected = f"friend  arn:aws:iam::{ACCOUNT}:user/friend"
    assert curl(f"{caddy.url}/whoami", who=caddy.friend).text == expected
    forged = ("--header", "X-Limen-User: owner", "--header", "X-Limen-Groups: admins", "--header", "X-Limen-Arn: x")
    assert curl(f"{caddy.url}/whoami", *forged, who=caddy.friend).text == expected
    got = curl(f"{caddy.url}/whoami", "--header", "X_Limen_User: owner", who=caddy.friend)
    assert got.status == 400


def test_without_limen_everything_is_refused(tmp_path):
    alone = Stage(tmp_path, web_server="caddy")
    try:
        assert curl(f"{alone.url}/documents/letter.txt", who=alone.friend).status == 200
        alone.stop_limen()
        got = curl(f"{alone.url}/documents/letter.txt", who=alone.friend)
        assert got.status in {502, 503}
        assert "Dear friend" not in got.text
    finally:
        alone.close()


def test_the_friend_signs_in_with_a_browser(caddy, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{caddy.url}/documents/letter.txt")
    page.get_by_label("User name").fill("friend")
    page.get_by_label("Password").fill(FRIEND_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{caddy.url}/documents/letter.txt")
    assert "Dear friend" in page.content()
    page.goto(f"{caddy.url}/settings/theme.json")
    assert page.get_by_role("heading", name="You may not do this").is_visible()
    page.goto(f"{caddy.url}/.limen/sign-out")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="You are signed out").wait_for()
    page.goto(f"{caddy.url}/documents/letter.txt")
    assert page.url.startswith(f"{caddy.sign_in}/signin?")
    context.close()
