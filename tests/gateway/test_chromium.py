"""The friend's story in a browser: Debian's Chromium, through nginx, to Limen's sign-in page and back."""

import pytest

from tools.demo_files.stage import ACCOUNT, FRIEND_PASSWORD, OWNER_PASSWORD

SLOW_MS = 20_000


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    opened = context.new_page()
    opened.set_default_timeout(SLOW_MS)
    violations = []
    opened.on(
        "console", lambda message: violations.append(message.text) if "Content Security" in message.text else None
    )
    yield opened
    context.close()
    assert violations == []


def sign_in(page, user, password):
    page.get_by_label("User name").fill(user)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_an_unknown_visitor_sees_the_sign_in_page(page, stage):
    page.goto(f"{stage.url}/documents/")
    assert page.url.startswith(f"{stage.sign_in}/signin?")
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert page.get_by_label("Account").input_value() == ACCOUNT


def test_the_friend_signs_in_reads_and_sees_why_something_is_refused(page, stage):
    page.goto(f"{stage.url}/documents/")
    sign_in(page, "friend", FRIEND_PASSWORD)
    page.wait_for_url(f"{stage.url}/documents/")
    page.get_by_role("link", name="letter.txt").click()
    assert "Dear friend" in page.content()
    page.goto(f"{stage.url}/settings/theme.json")
    assert page.get_by_role("heading", name="You may not do this").is_visible()
    text = page.inner_text("main")
    for part in ("friend", "files:ChangeSettings", "statement KeepTheSettings", "Request id"):
        assert part in text


def test_the_friend_writes_and_deletes_from_a_page_of_the_site(page, stage):
    page.goto(f"{stage.url}/documents/")
    sign_in(page, "friend", FRIEND_PASSWORD)
    page.wait_for_url(f"{stage.url}/documents/")

    def fetch(method, path, body=None):
        script = "([m, p, b]) => fetch(p, {method: m, body: b}).then(async r => [r.status, await r.text()])"
        return page.evaluate(script, [method, path, body])

    assert fetch("PUT", "/documents/browser.txt", "from a browser")[0] in {201, 204}
    assert (stage.share / "documents/browser.txt").read_text() == "from a browser"
    assert fetch("DELETE", "/documents/browser.txt")[0] == 204
    status, text = fetch("DELETE", "/important/will.txt")
    assert status == 403
    assert "KeepTheImportantFolder" in text
    assert fetch("PUT", "/settings/theme.json", "x")[0] == 403
    assert (stage.share / "important/will.txt").exists()


def test_a_wrong_password_is_reported(page, stage):
    page.goto(f"{stage.url}/documents/")
    sign_in(page, "friend", "Wrong-horse-1")
    assert page.get_by_role("alert").is_visible()
    sign_in(page, "friend", FRIEND_PASSWORD)
    page.wait_for_url(f"{stage.url}/documents/")


def test_the_owner_may_see_the_settings(page, stage):
    page.goto(f"{stage.url}/settings/theme.json")
    sign_in(page, "owner", OWNER_PASSWORD)
    page.wait_for_url(f"{stage.url}/settings/theme.json")
    assert "dark" in page.content()


def test_signing_out_ends_it(page, stage):
    page.goto(f"{stage.url}/documents/")
    sign_in(page, "friend", FRIEND_PASSWORD)
    page.wait_for_url(f"{stage.url}/documents/")
    page.goto(f"{stage.url}/documents/letter.txt")
    page.goto(f"{stage.url}/.limen/sign-out")
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", name="You are signed out").is_visible()
    for path in ("/documents/letter.txt", "/documents/"):
        page.goto(f"{stage.url}{path}")
        assert page.url.startswith(f"{stage.sign_in}/signin?"), "not even what the browser has kept is shown"


def test_another_website_cannot_write_with_the_friends_cookie(page, stage):
    """`127.0.0.1` is another site than `localhost` to a browser, and is served by the same nginx."""
    page.goto(f"{stage.url}/documents/")
    sign_in(page, "friend", FRIEND_PASSWORD)
    page.wait_for_url(f"{stage.url}/documents/")
    page.goto("about:blank")
    page.set_content(
        f'<form method="post" enctype="text/plain" action="{stage.url}/documents/evil.txt"><button>Go</button></form>'
    )
    page.get_by_role("button", name="Go").click()
    page.wait_for_load_state()
    assert not (stage.share / "documents/evil.txt").exists()
