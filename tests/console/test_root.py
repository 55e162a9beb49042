"""The root user: signs in by e-mail, sets up an MFA device, and must enter its code from then on."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.authenticator import Authenticator
from tests.console.console import Console
from tests.console.watched import watched
from tests.wire.server_process import Server


@pytest.fixture
def own_server(tmp_path):
    """A server of its own: a device of root would be in the way of other tests."""
    running = Server(tmp_path, "--ephemeral")
    yield running
    assert running.stop() == 0


def open_as_root(page: Any, server: Server) -> Console:
    console = Console(page, server)
    console.open("/security")
    console.name_root(server.credentials["root_email"])
    console.give_password(server.credentials["root_password"])
    return console


def add_device(console: Console) -> Authenticator:
    console.press("Add MFA device")
    console.dialog.get_by_test_id("confirm").click()
    console.dialog.get_by_text("Show secret key, to type it in").click()
    phone = Authenticator.scan(console.dialog.get_by_test_id("seed").inner_text().strip())
    first, second = phone.enabling_codes()
    console.fill("MFA code 1", first)
    console.fill("MFA code 2", second)
    console.confirm()
    console.shows("The MFA device was added")
    return phone


def test_root_with_a_device_must_enter_its_code(chromium, own_server):
    context = chromium.new_context(reduced_motion="reduce")
    try:
        with watched(context, own_server.endpoint) as page:
            console = open_as_root(page, own_server)
            console.shows("You are the root user, who may do everything.")
            console.shows("This is as it should be: give programs a role or a user with fewer permissions.")
            phone = add_device(console)
            console.sign_out()
            console = open_as_root(page, own_server)
            console.shows("MFA code")
            code = phone.next_code()
            page.get_by_label("MFA code").fill(f"{(int(code) + 1) % 1_000_000:06}")
            console.press("Sign in")
            console.shows("Your authentication information is incorrect. Please try again.")
    finally:
        context.close()


def test_the_code_of_roots_device_lets_root_in(chromium, own_server):
    context = chromium.new_context(reduced_motion="reduce")
    try:
        with watched(context, own_server.endpoint) as page:
            console = open_as_root(page, own_server)
            phone = add_device(console)
            console.sign_out()
            console = open_as_root(page, own_server)
            page.get_by_label("MFA code").fill(phone.next_code())
            console.press("Sign in")
            console.shows(f"arn:aws:iam::{own_server.account}:root")
            expect(page.get_by_text("root-account-mfa-device").first).to_be_visible()
    finally:
        context.close()


def test_a_key_of_root_is_created_with_a_warning_and_deleted(chromium, own_server):
    context = chromium.new_context(reduced_motion="reduce")
    try:
        with watched(context, own_server.endpoint) as page:
            console = open_as_root(page, own_server)
            console.press("Create access key")
            expect(console.dialog).to_contain_text("No policy limits what a program with this key can do.")
            console.confirm()
            console.shows("Access key created")
            secret = console.dialog.inner_text()
            console.dialog.get_by_role("button", name="Done").click()
            (key,) = (each for each in secret.split() if each.startswith("AKIA"))
            console.choose_row(key)
            page.get_by_role("button", name="Actions").last.click()
            page.get_by_role("menuitem", name="Delete").click()
            console.confirm(key)
            console.shows(f"The access key {key} was deleted")
    finally:
        context.close()
