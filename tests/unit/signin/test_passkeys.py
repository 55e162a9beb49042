"""Signing in to the console with a password and a passkey, and attacks on it (docs/sign-in.md)."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from limen.authn.caller import Caller
from limen.authn.passkeys.challenges import CHALLENGE_LIFE
from limen.authn.proofs import passkey_answers
from limen.authn.proofs.mfa_codes import PER_DEVICE_OWNER
from limen.authn.proofs.passkey_answers import ProvedAnswer
from limen.domain.iam.mfa import Passkey, PasskeyChallenge
from limen.domain.principals import IAMUser
from limen.signin.console_session import SESSION_PATH, answer_session
from limen.signin.token_grants import CLIENT_ID
from limen.store.interface import Transaction
from limen.wire.http import HTTPRequest, HTTPResponse
from tests.unit.authn.passkeys.security_key import ORIGIN, SecurityKey
from tests.unit.operations.authenticator import enable, make_device
from tests.unit.operations.limen.test_passkeys import register
from tests.unit.operations.world import ACCOUNT, NOW
from tests.unit.signin.client import ALICE, ROOT, Client, content, error_of, session_in

ALICE_CALLER = Caller(IAMUser(ACCOUNT, "alice", "/team/", "AIDAX"))
DENIED = (403, "invalid_grant")


@dataclass
class Page:
    """The sign-in page of the console, at one address."""

    client: Client
    origin: str = ORIGIN

    def post(self, *, now=NOW, **members: Any) -> HTTPResponse:
        scheme, _, host = self.origin.partition("://")
        headers = (("content-type", "application/json"), ("host", host))
        body = json.dumps({"clientId": CLIENT_ID, **members}).encode()
        request = HTTPRequest("POST", SESSION_PATH, "", headers, body, "192.0.2.1", scheme)
        world = self.client.world
        return answer_session(request, world.store, world.environment, now=now, request_id="request-1")

    def offer(self, *, now=NOW, who: dict[str, Any] = ALICE) -> dict[str, Any]:
        """The second factors that may follow the password."""
        answer = self.post(now=now, **who)
        assert (answer.status, content(answer)["error"]) == (403, "MFA_REQUIRED")
        return dict(content(answer)["mfa"])

    def answer(self, offer: dict[str, Any], key: SecurityKey, *, now=NOW, who=ALICE, **changed: Any) -> HTTPResponse:
        given = {"challengeId": offer["passkey"]["challengeId"], "credential": key.get(offer["passkey"]["options"])}
        return self.post(now=now, **who | {"passkey": given | changed})


@pytest.fixture
def page(client: Client) -> Page:
    return Page(client)


@pytest.fixture
def key(client: Client) -> SecurityKey:
    """Alice's security key."""
    made = SecurityKey()
    register(replace(client.world, origin=ORIGIN), made, UserName="alice")
    return made


def refusal(response: HTTPResponse) -> tuple[int, str]:
    return response.status, content(response)["error"]


def kept(client: Client) -> Passkey:
    (passkey,) = client.world.store.latest().all(Passkey, ACCOUNT)
    return passkey


def test_password_and_passkey_give_credentials_with_mfa(page: Page, key: SecurityKey):
    answer = page.answer(page.offer(), key)
    session = session_in(page.client, answer)
    assert (session.mfa_authenticated, session.mfa_moment) == (True, NOW)
    event = page.client.last_event()
    assert event["additionalEventData"]["MFAUsed"] == "Yes"
    assert event["additionalEventData"]["MFAIdentifier"] == kept(page.client).arn
    assert kept(page.client).sign_count == 1
    assert page.client.world.store.latest().all(PasskeyChallenge, ACCOUNT) == ()


def test_a_passkey_is_requested_only_after_the_right_password(page: Page, key: SecurityKey):
    assert refusal(page.post(**ALICE | {"password": "wrong"})) == DENIED
    assert page.client.world.store.latest().all(PasskeyChallenge, ACCOUNT) == ()
    offer = page.offer()
    assert offer["codes"] is False
    assert page.client.last_event()["additionalEventData"]["MfaType"] == "U2F MFA"
    assert refusal(page.answer(offer, key, who=ALICE | {"password": "wrong"})) == DENIED
    assert page.answer(offer, key).status == 200


def test_root_uses_a_passkey_too(page: Page):
    key = SecurityKey(credential_id=b"root")
    register(replace(page.client.world, origin=ORIGIN), key)
    answer = page.answer(page.offer(who=ROOT), key, who=ROOT)
    assert session_in(page.client, answer).mfa_authenticated


def test_a_user_chooses_one_of_several_devices(page: Page, key: SecurityKey):
    earlier = page.client.world.later(minutes=-2)
    phone = enable(earlier, ALICE_CALLER, make_device(earlier, "phone"))
    offer = page.offer()
    assert offer["codes"] is True
    code = phone.code(page.client.world)
    both = {"mfaCode": code, "passkey": {"challengeId": "A" * 20, "credential": {}}}
    assert refusal(page.post(**ALICE | both)) == (400, "invalid_request")
    assert page.post(**ALICE | {"mfaCode": code}).status == 200
    assert page.answer(offer, key).status == 200


# --- attacks ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_accepted_once(page: Page, key: SecurityKey):
    """A replay, of a key that does not count, so that only the challenge protects."""
    key.counts = False
    offer = page.offer()
    given = {"challengeId": offer["passkey"]["challengeId"], "credential": key.get(offer["passkey"]["options"])}
    assert page.post(**ALICE | {"passkey": given}).status == 200
    assert refusal(page.post(**ALICE | {"passkey": given})) == DENIED
    assert refusal(
        page.post(**ALICE | {"passkey": given | {"challengeId": page.offer()["passkey"]["challengeId"]}})
    ) == (DENIED)


def test_an_expired_challenge_is_refused(page: Page, key: SecurityKey):
    assert refusal(page.answer(page.offer(), key, now=NOW + CHALLENGE_LIFE)) == DENIED


def test_a_challenge_of_a_registration_is_refused(page: Page, key: SecurityKey):
    world = replace(page.client.world, origin=ORIGIN)
    begun = world.call("BeginPasskeyRegistration", UserName="alice", DeviceName="other")
    options = page.offer()["passkey"]["options"] | {"challenge": json.loads(begun["Options"])["challenge"]}
    assert refusal(page.answer({"passkey": {"challengeId": begun["ChallengeId"], "options": options}}, key)) == DENIED


def test_the_challenge_of_another_user_is_refused(page: Page, key: SecurityKey):
    other = SecurityKey(credential_id=b"roots")
    register(replace(page.client.world, origin=ORIGIN), other)
    assert refusal(page.answer(page.offer(who=ROOT), key, who=ALICE)) == DENIED
    assert refusal(page.answer(page.offer(), other)) == DENIED  # Another user's credential, for one's own challenge.
    assert refusal(page.answer(page.offer(), SecurityKey(credential_id=b"nobody's"))) == DENIED


@pytest.mark.parametrize("origin", ["http://localhost:9999", "https://localhost:4260", "https://evil.example"])
def test_an_answer_from_another_page_is_refused(page: Page, key: SecurityKey, origin: str):
    key.origin = origin
    assert refusal(page.answer(page.offer(), key)) == DENIED


def test_a_wrong_signature_is_refused(page: Page, key: SecurityKey):
    key.key = ec.generate_private_key(ec.SECP256R1())
    assert refusal(page.answer(page.offer(), key)) == DENIED


def test_a_copied_key_is_found_by_its_counter(page: Page, key: SecurityKey):
    key.sign_count = 9
    assert page.answer(page.offer(), key).status == 200
    key.sign_count = 8
    assert refusal(page.answer(page.offer(), key)) == DENIED
    assert kept(page.client).sign_count == 10
    assert page.answer(page.offer(), key).status == 403  # 10 again.
    assert page.answer(page.offer(), key).status == 200


def test_a_password_that_changed_since_invalidates_the_challenge(page: Page, key: SecurityKey):
    offer = page.offer()
    page.client.world.later(seconds=1).call("UpdateLoginProfile", UserName="alice", Password="New-horse-battery-1")
    later = NOW + timedelta(seconds=2)
    assert refusal(page.answer(offer, key, now=later, who=ALICE | {"password": "New-horse-battery-1"})) == DENIED


def test_a_removed_passkey_is_refused(page: Page, key: SecurityKey):
    offer = page.offer()
    page.client.world.call("DeactivateMFADevice", UserName="alice", SerialNumber=kept(page.client).arn)
    assert refusal(page.answer(offer, key)) == DENIED


def test_an_answer_that_is_used_during_the_attempt_is_refused(page: Page, key: SecurityKey, monkeypatch):
    """Somebody else signs in with it between the check and the transaction."""

    def use_up_answer(tx: Transaction, proof: ProvedAnswer) -> bool:
        assert passkey_answers.use_up_answer(tx, proof)
        return passkey_answers.use_up_answer(tx, proof)

    monkeypatch.setattr("limen.signin.second_factors.use_up_answer", use_up_answer)
    assert refusal(page.answer(page.offer(), key)) == DENIED


def test_wrong_answers_are_slowed_down_like_codes(page: Page, key: SecurityKey):
    offer = page.offer()
    guess = SecurityKey(credential_id=b"guess")
    answers = [page.answer(offer, guess).status for _ in range(PER_DEVICE_OWNER.free_failures + 1)]
    assert answers == [403] * PER_DEVICE_OWNER.free_failures + [429]


@pytest.mark.parametrize(
    "given",
    [
        None,
        1,
        [],
        {},
        {"challengeId": "A" * 20},
        {"challengeId": "a", "credential": {}},
        {"credential": {"response": 1}},
    ],
)
def test_a_malformed_answer_is_refused(page: Page, key: SecurityKey, given: Any):
    assert refusal(page.post(**ALICE | {"passkey": given})) == (400, "invalid_request")


def test_an_answer_without_content_is_refused(page: Page, key: SecurityKey):
    offer = page.offer()
    for credential in ({}, {"id": 1, "response": {}}, {"id": "AAAA", "response": {}}):
        assert refusal(page.answer(offer, key, credential=credential)) == DENIED


# --- where passkeys do not work ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "note"),
    [
        ("http://127.0.0.1:4260", "open http://localhost:4260/console/ instead"),
        ("https://iam.example.com", "Your passkey works at localhost only."),
    ],
)
def test_at_another_address_the_message_names_the_right_one(page: Page, key: SecurityKey, origin: str, note: str):
    there = Page(page.client, origin)
    answer = there.post(**ALICE)
    assert refusal(answer) == (403, "PASSKEY_REQUIRED")
    assert note in content(answer)["message"]
    earlier = page.client.world.later(minutes=-2)
    enable(earlier, ALICE_CALLER, make_device(earlier, "phone"))
    offer = there.offer()
    assert (offer["codes"], "passkey" in offer) == (True, False)
    assert note in offer["note"]
    assert refusal(there.answer(page.offer(), key)) == DENIED


def test_a_command_line_says_that_passkeys_work_in_the_console(page: Page, key: SecurityKey):
    answer = page.client.post(**ALICE)
    assert error_of(answer) == (403, "AccessDeniedException", "PASSKEY_REQUIRED")
    assert "Sign in to the console" in content(answer)["message"]
    assert page.client.last_event()["errorMessage"] == content(answer)["message"]


def test_a_user_with_a_passkey_can_be_required_to_change_the_password(page: Page, key: SecurityKey):
    page.client.world.call("UpdateLoginProfile", UserName="alice", PasswordResetRequired=True)
    offer = page.offer()
    given = {"challengeId": offer["passkey"]["challengeId"], "credential": key.get(offer["passkey"]["options"])}
    assert refusal(page.post(**ALICE | {"passkey": given})) == (403, "PASSWORD_CHANGE_REQUIRED")
    answer = page.post(**ALICE | {"passkey": given, "newPassword": "New-horse-battery-1"})
    assert answer.status == 200
