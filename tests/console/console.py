"""The console as a person uses it: signs in, opens pages, fills in forms."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.wire.server_process import Server

SLOW_MS = 20_000
"""Tests share two cores with other work; what takes longer than this is broken."""


class Console:
    """One person's browser tab."""

    def __init__(self, page: Page, server: Server) -> None:
        page.set_default_timeout(SLOW_MS)
        self.page = page
        self.server = server

    def open(self, path: str = "/") -> None:
        """Reload a page of the console."""
        self.page.goto(f"{self.server.endpoint}/console{path}")

    def visit(self, path: str) -> None:
        """Go to a page as a link would, without reloading the console."""
        self.page.evaluate(
            "path => { history.pushState(null, '', '/console' + path); dispatchEvent(new PopStateEvent('popstate')) }",
            path,
        )

    def name_user(self, name: str, account: str = "") -> None:
        """Say who signs in."""
        self.page.get_by_label("Account ID or alias").fill(account or self.server.account)
        self.page.get_by_label("IAM user name").fill(name)
        self.press("Next")

    def name_root(self, email: str) -> None:
        self.page.get_by_role("button", name="Root user").click()
        self.page.get_by_label("Root user e-mail address").fill(email)
        self.press("Next")

    def give_password(self, password: str) -> None:
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")

    def sign_in(self, name: str, password: str) -> None:
        """Sign in as a user, from the page that is open."""
        self.name_user(name)
        self.give_password(password)
        self.wait_for_shell()

    def sign_in_as_admin(self) -> None:
        credentials = self.server.credentials
        self.open()
        self.sign_in(credentials["admin_user"], credentials["admin_password"])

    def sign_out(self) -> None:
        self.choose_in_account_menu("Sign out")
        expect(self.heading("Sign in")).to_be_visible()

    def choose_in_account_menu(self, item: str) -> None:
        self.page.get_by_role("button", name=re.compile("^Account: ")).first.click()
        self.page.get_by_role("menuitem", name=item).click()

    def wait_for_shell(self) -> None:
        expect(self.page.get_by_role("link", name="Limen")).to_be_visible(timeout=SLOW_MS)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        """Fill in the field with exactly this label."""
        self.page.get_by_role("textbox", name=label, exact=True).fill(text)

    def confirm(self, typed: str | None = None) -> None:
        """Press the button of the dialog, after typing what it asks for."""
        dialog = self.dialog
        if typed is not None:
            dialog.get_by_placeholder(typed, exact=True).fill(typed)
        dialog.get_by_test_id("confirm").click()

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    def row(self, text: str) -> Locator:
        """A row of a table, by a text in it."""
        return self.page.get_by_role("row").filter(has_text=text)

    def choose_row(self, text: str) -> None:
        self.row(text).first.locator("input").check(force=True)

    def write_document(self, text: str) -> None:
        """Replace what is in the policy editor, as JSON."""
        editor = self.page.get_by_role("textbox", name="Policy document")
        as_json = self.page.get_by_role("button", name="JSON", exact=True)
        expect(editor.or_(as_json).first).to_be_visible()
        if as_json.count():
            as_json.click()
        editor.focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def settle(self) -> None:
        """Wait until nothing is loading."""
        expect(self.page.get_by_text("Loading", exact=False)).to_have_count(0, timeout=SLOW_MS)

    def heading(self, text: str) -> Locator:
        return self.page.get_by_role("heading", name=text, exact=True)

    def shows(self, text: str) -> None:
        """Wait until the text is on the page."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=SLOW_MS)
