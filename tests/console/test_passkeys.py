"""Passkeys in real Chromium with its virtual authenticator: registered, used at sign-in, refused, removed."""

import json
from base64 import b64encode
from contextlib import contextmanager
from copy import copy
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import expect

from tests.console.accessibility import find_violations
from tests.console.conftest import DESKTOP
from tests.console.console import Console
from tests.console.watched import watched

PASSWORD = "Correct-Horse-1"
OWN_DEVICES = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": ["iam:ListMFADevices", "iam:EnableMFADevice", "iam:DeactivateMFADevice", "limen:ListSessions"],
        "Resource": "arn:aws:iam::*:user/${aws:username}",
    },
}


class Authenticator:
    """The virtual authenticator of a page (WebDriver's, by the Chrome DevTools Protocol)."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict[str, Any]]:
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])

    def replace_key(self, key: str) -> None:
        """Replace the private key and the counter under the same id, as an attacker could."""
        (own,) = self.credentials()
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
        forged = {**own, "privateKey": key, "signCount": 1000}
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": forged})

    def restore(self, credential: dict[str, Any]) -> None:
        self.session.send("WebAuthn.clearCredentials", {"authenticatorId": self.id})
        self.session.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": credential})


@contextmanager
def at_localhost(chromium, server, **options):
    """A browser at the server's host name: passkeys do not work at an IP address."""
    endpoint = server.endpoint.replace("127.0.0.1", "localhost")
    there = copy(server)
    there.endpoint = endpoint
    context = chromium.new_context(**{"viewport": DESKTOP, "locale": "en-US", "reduced_motion": "reduce"} | options)
    try:
        with watched(context, endpoint) as page:
            yield Console(page, there)
    finally:
        context.close()


@pytest.fixture
def make_user(iam):
    def make(name):
        iam.create_user(UserName=name)
        iam.create_login_profile(UserName=name, Password=PASSWORD)
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(OWN_DEVICES))

    return make


def open_credentials(console):
    console.visit("/security")
    console.settle()
    expect(console.page.get_by_role("button", name="Add passkey")).to_be_visible()


def add_passkey(console, name):
    console.press("Add passkey")
    console.fill("Device name", name)
    console.confirm()


def remove_passkey(console, serial):
    open_credentials(console)
    console.choose_row(serial)
    console.page.get_by_role("button", name="Actions").filter(visible=True).first.click()
    expect(console.page.get_by_role("menuitem", name="Resynchronize")).to_be_disabled()
    console.page.get_by_role("menuitem", name="Remove").click()
    console.confirm("remove")
    console.shows("The MFA device was removed")


@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_user_registers_a_passkey_and_signs_in_with_it(chromium, server, make_user, look):
    user = f"keyed-{look}"
    make_user(user)
    with at_localhost(chromium, server, color_scheme=look) as console:
        key = Authenticator(console.page)
        console.open()
        console.sign_in(user, PASSWORD)
        open_credentials(console)
        console.press("Add passkey")
        assert find_violations(console.page) == []
        console.fill("Device name", "laptop")
        console.confirm()
        console.shows("The passkey was added")
        expect(console.row(f"u2f/user/{user}/laptop-").first).to_contain_text("Passkey or security key")
        console.sign_out()
        console.press(f"{user} @ {server.account}")
        console.give_password(PASSWORD)
        expect(console.page.get_by_role("button", name="Use a passkey")).to_be_visible()
        assert find_violations(console.page) == []
        expect(console.page.get_by_label("MFA code")).to_have_count(0)
        own = key.credentials()[0]
        console.press("Use a passkey")
        console.wait_for_shell()
        open_credentials(console)
        console.settle()
        expect(console.page.get_by_role("row").filter(has_text="(this one)").first).to_contain_text("Yes")
        assert key.credentials()[0]["signCount"] > own["signCount"]


def test_a_forged_passkey_is_refused_and_a_registered_one_removed(chromium, server, make_user, foreign_key):
    make_user("robbed")
    with at_localhost(chromium, server) as console:
        key = Authenticator(console.page)
        console.open()
        console.sign_in("robbed", PASSWORD)
        open_credentials(console)
        add_passkey(console, "mine")
        console.shows("The passkey was added")
        console.sign_out()
        own = key.credentials()[0]
        key.replace_key(foreign_key)
        console.press(f"robbed @ {server.account}")
        console.give_password(PASSWORD)
        console.press("Use a passkey")
        console.shows("Your authentication information is incorrect.")
        key.restore(own)
        console.give_password(PASSWORD)
        console.press("Use a passkey")
        console.wait_for_shell()
        remove_passkey(console, "u2f/user/robbed/mine-")
        console.sign_out()
        console.press(f"robbed @ {server.account}")
        console.give_password(PASSWORD)
        console.wait_for_shell()


def test_at_an_ip_address_the_console_names_the_address_to_open(admin, server):
    admin.visit("/security")
    admin.settle()
    add_passkey(admin, "laptop")
    port = server.endpoint.rpartition(":")[2]
    admin.shows(f"open http://localhost:{port}/console/ instead")


@pytest.fixture
def foreign_key() -> str:
    """A private key in the form that the protocol takes: PKCS #8, in base64."""
    key = ec.generate_private_key(ec.SECP256R1())
    return b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()
