"""Signing in as a person does: who, the password, a code, a new password; and what is refused."""

import time

import pytest
from playwright.sync_api import expect

from tests.console.authenticator import Authenticator


def make_user(iam, name, password="Correct-Horse-1", **options):
    iam.create_user(UserName=name)
    iam.create_login_profile(UserName=name, Password=password, **options)


def test_the_administrator_signs_in_and_out(console, server):
    console.sign_in_as_admin()
    console.shows(f"arn:aws:iam::{server.account}:user/admin")
    console.sign_out()


def test_the_root_user_signs_in_by_e_mail(console, server):
    console.open()
    console.name_root(server.credentials["root_email"])
    console.give_password(server.credentials["root_password"])
    console.shows(f"arn:aws:iam::{server.account}:root")


def test_an_address_with_the_alias_names_the_account(console, server):
    console.page.goto(f"{server.endpoint}/signin/acme")
    expect(console.page.get_by_label("Account ID or alias")).to_have_value("acme")
    console.name_user("admin", "acme")
    console.give_password(server.credentials["admin_password"])
    console.wait_for_shell()


def test_the_cause_of_a_failure_is_not_revealed(console, server):
    console.open()
    console.name_user("nobody-here")
    console.give_password("whatever-1")
    console.shows("Your authentication information is incorrect. Please try again.")
    console.press("Change")
    console.name_user("admin")
    console.give_password("wrong-password")
    console.shows("Your authentication information is incorrect. Please try again.")


def test_empty_fields_are_pointed_out(console):
    console.open()
    console.press("Next")
    console.shows("Enter an account ID or alias.")
    console.shows("Enter a user name.")


def test_a_forced_change_of_the_password(console, iam):
    make_user(iam, "changing", PasswordResetRequired=True)
    console.open()
    console.name_user("changing")
    console.give_password("Correct-Horse-1")
    console.shows("You must choose a new password")
    console.page.get_by_label("New password", exact=True).fill("Correct-Horse-2")
    console.page.get_by_label("New password, again").fill("Correct-Horse-3")
    console.press("Sign in")
    console.shows("The two passwords differ.")
    console.page.get_by_label("New password, again").fill("Correct-Horse-2")
    console.press("Sign in")
    console.wait_for_shell()


def test_a_user_with_a_device_must_enter_a_code(console, server, iam):
    make_user(iam, "careful")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="careful")["VirtualMFADevice"]
    phone = Authenticator.scan(device["Base32StringSeed"].decode())
    first, second = phone.enabling_codes()
    iam.enable_mfa_device(
        UserName="careful",
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1=first,
        AuthenticationCode2=second,
    )
    console.open()
    console.name_user("careful")
    console.give_password("Correct-Horse-1")
    console.shows("MFA code")
    console.page.get_by_label("MFA code").fill("12345")
    console.press("Sign in")
    console.shows("Enter the six digits of your MFA device.")
    console.page.get_by_label("MFA code").fill(phone.next_code())
    console.press("Sign in")
    console.wait_for_shell()


def test_the_browser_remembers_who_signed_in_and_forgets(console):
    console.sign_in_as_admin()
    console.sign_out()
    remembered = f"admin @ {console.server.account}"
    console.press(remembered)
    console.give_password(console.server.credentials["admin_password"])
    console.wait_for_shell()
    console.sign_out()
    console.press(f"Forget {remembered}")
    expect(console.page.get_by_role("button", name=remembered, exact=True)).to_have_count(0)
    stored = console.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert console.server.credentials["admin_password"] not in stored
    assert "accessKey" not in stored


def test_a_reload_keeps_the_session_and_the_place(console):
    console.sign_in_as_admin()
    console.visit("/no-such-page")
    console.page.reload()
    console.wait_for_shell()
    console.shows("Page not found")


def test_signing_out_ends_the_session_in_every_tab(console):
    console.sign_in_as_admin()
    cookies = console.page.context.cookies()
    assert [(each["path"], each["httpOnly"], each["sameSite"]) for each in cookies] == [
        ("/console/session", True, "Strict")
    ]
    console.sign_out()
    assert console.page.context.cookies() == []
    console.page.context.add_cookies(cookies)  # A stolen copy.
    console.open()
    expect(console.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_another_way_in_stays_in_the_page(console, server):
    """The address is kept through the sign-in: whoever was sent a link arrives at it."""
    console.open("/no-such-page")
    console.sign_in("admin", server.credentials["admin_password"])
    console.shows("Page not found")
    assert console.page.url.endswith("/console/no-such-page")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_mode_follows_the_system_until_it_is_chosen(new_console, theme):
    console = new_console(color_scheme=theme)
    console.open()
    other = "Light mode" if theme == "dark" else "Dark mode"
    background = "() => getComputedStyle(document.body).backgroundColor"
    before = console.page.evaluate(background)
    console.press(other)
    time.sleep(0.2)
    assert console.page.evaluate(background) != before
    console.open()
    assert console.page.evaluate(background) != before
