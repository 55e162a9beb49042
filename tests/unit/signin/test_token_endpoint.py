import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import botocore.session
import pytest

from limen.authn.authenticate import get_session_principal
from limen.authn.faults import InvalidClientTokenIdError
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import LastUsed, LoginProfile
from limen.domain.iam.users import User
from limen.domain.principals import IAMUser, RootUser
from limen.domain.sessions import SessionKind
from limen.errors import ServiceUnavailableError
from limen.signin.faults import INCORRECT
from limen.signin.token_grants import CLIENT_ID
from limen.wire.http import HTTPResponse
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, OTHER_ACCOUNT
from tests.unit.signin.client import ALICE, PASSWORD, ROOT, Client, content, error_of, session_in

OTHER = "Battery-staple-2"
HOUR = timedelta(hours=1)


# --- signing in -------------------------------------------------------------------------------------------------------


def test_the_answer_has_the_shape_of_the_model(client: Client):
    response = client.post(**ALICE)
    assert response.status == 200
    assert dict(response.headers)["Content-Type"] == "application/json"
    assert dict(response.headers)["Cache-Control"] == "no-store"
    answer = content(response)
    model = botocore.session.get_session().get_service_model("signin")
    shape = model.operation_model("CreateOAuth2Token").output_shape.members["tokenOutput"]
    assert set(shape.required_members) == set(answer)
    assert set(answer["accessToken"]) == set(shape.members["accessToken"].members)
    assert (answer["tokenType"], answer["expiresIn"]) == ("aws_sigv4", 900)


@pytest.mark.parametrize("spelling", [{}, {"account": "acme"}, {"account": "ACME"}, {"userName": "ALICE"}])
def test_a_user_gets_credentials_of_its_own(client: Client, spelling):
    response = client.post(**ALICE | spelling)
    session = session_in(client, response)
    user = client.world.call("GetUser", UserName="alice")["User"]
    assert (session.kind, session.account, session.principal_id) == (SessionKind.SIGN_IN, ACCOUNT, user["UserId"])
    assert (session.issued, session.expires) == (NOW, NOW + timedelta(minutes=15))
    assert session.access_key_id == content(response)["accessToken"]["accessKeyId"]
    assert session.access_key_id.startswith("ASIA")
    assert session.policies is None
    assert session.password_changed == NOW


def test_root_signs_in_with_its_address_in_any_casing(client: Client):
    response = client.post(**ROOT | {"email": "Owner@Example.com"})
    assert session_in(client, response).principal_id == ACCOUNT
    assert client.world.call("GetUser")["User"]["PasswordLastUsed"] == NOW


def test_an_address_of_two_accounts_needs_the_account(client: Client):
    world = client.world
    other = world.environment.passwords.hash(OTHER)
    world.put(Account(OTHER_ACCOUNT, CREATED, root_email="owner@example.com", root_password_hash=other))
    assert client.post(**ROOT).status == 403
    assert session_in(client, client.post(**ROOT, account="acme")).account == ACCOUNT
    response = client.post(**ROOT | {"password": OTHER, "account": OTHER_ACCOUNT})
    assert session_in(client, response).account == OTHER_ACCOUNT


def test_signing_in_is_remembered_as_the_last_use_of_the_password(client: Client):
    assert "PasswordLastUsed" not in client.world.call("GetUser", UserName="alice")["User"]
    client.post(**ALICE)
    assert client.world.call("GetUser", UserName="alice")["User"]["PasswordLastUsed"] == NOW


@pytest.mark.parametrize(
    "wrong",
    [
        ALICE | {"password": "wrong"},
        ALICE | {"userName": "nobody"},
        ALICE | {"userName": "bob"},
        ALICE | {"account": OTHER_ACCOUNT},
        ALICE | {"account": "no-such-alias"},
        ALICE | {"account": "999999999999"},
        ALICE | {"password": "wrong", "newPassword": OTHER},
        ROOT | {"password": "wrong"},
        ROOT | {"email": "other@example.com"},
        ROOT | {"account": OTHER_ACCOUNT},
    ],
)
def test_a_failure_never_says_which_part_was_wrong(client: Client, wrong):
    client.world.user("bob")  # Has no login profile.
    response = client.post(**wrong)
    assert error_of(response) == (403, "AccessDeniedException", "invalid_grant")
    assert content(response)["message"] == INCORRECT
    latest = client.world.store.latest()
    subjects = [ACCOUNT, OTHER_ACCOUNT, *(user.id for user in latest.all(User, ACCOUNT))]
    assert [latest.find(LastUsed, ACCOUNT, subject) for subject in subjects] == [None] * 4


def test_an_account_without_a_root_password_has_no_root_sign_in(client: Client):
    client.world.put(Account(ACCOUNT, CREATED, root_email="owner@example.com"))
    assert client.post(**ROOT).status == 403


def test_unknown_users_cost_the_same_work(client: Client, monkeypatch):
    class CountingPasswords:
        def __init__(self):
            self.work = 0

        def hash(self, password: str) -> str:
            self.work += 1
            return "hash"

        def verify(self, password_hash: str, password: str) -> bool:
            self.work += 1
            return False

    work = []
    for grant in (ALICE, ALICE | {"userName": "nobody"}, ALICE | {"account": "nowhere"}, ROOT | {"email": "a@b.c"}):
        passwords: Any = CountingPasswords()
        counted = replace(client.world.environment, passwords=passwords)
        Client(replace(client.world, environment=counted)).post(**grant)
        work.append(passwords.work)
    assert work == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("operation", "parameters"), [("DeleteLoginProfile", {}), ("UpdateLoginProfile", {"Password": OTHER})]
)
def test_a_password_that_changes_during_the_attempt_is_refused(client: Client, operation, parameters):
    world = client.world

    class Racing:
        """Verifies the password, and an administrator deletes it at that moment."""

        def verify(self, password_hash: str, password: str) -> bool:
            world.call(operation, UserName="alice", **parameters)
            return True

    racing: Any = Racing()
    response = Client(replace(world, environment=replace(world.environment, passwords=racing))).post(**ALICE)
    assert error_of(response) == (403, "AccessDeniedException", "invalid_grant")


# --- a change of password is demanded ---------------------------------------------------------------------------------


def demand_change(client: Client) -> None:
    client.world.call("UpdateLoginProfile", UserName="alice", PasswordResetRequired=True)


def test_a_required_change_comes_before_credentials(client: Client):
    demand_change(client)
    assert error_of(client.post(**ALICE)) == (403, "AccessDeniedException", "PASSWORD_CHANGE_REQUIRED")
    response = client.post(**ALICE, newPassword=OTHER)
    assert response.status == 200
    assert client.last_event()["additionalEventData"]["PasswordChanged"] == "Yes"
    assert client.post(**ALICE).status == 403
    assert client.post(**ALICE | {"password": OTHER}).status == 200
    assert not client.world.call("GetLoginProfile", UserName="alice")["LoginProfile"]["PasswordResetRequired"]


@pytest.mark.parametrize("new", ["weak", PASSWORD])
def test_a_new_password_keeps_to_the_rules(client: Client, new):
    demand_change(client)
    before = client.world.store.latest().all(LoginProfile, ACCOUNT)
    assert error_of(client.post(**ALICE, newPassword=new)) == (400, "ValidationException", "PASSWORD_REFUSED")
    assert client.world.store.latest().all(LoginProfile, ACCOUNT) == before


@pytest.mark.parametrize("grant", [ALICE, ROOT])
def test_a_change_that_is_not_required_is_refused(client: Client, grant):
    response = client.post(**grant, newPassword=OTHER)
    assert error_of(response) == (400, "ValidationException", "invalid_request")
    assert client.post(**grant).status == 200


def test_an_old_password_is_changed_and_hard_expiry_locks_it(client: Client):
    now = NOW + timedelta(days=31)
    client.world.call("UpdateAccountPasswordPolicy", MaxPasswordAge=30)
    assert client.post(**ALICE, now=now - timedelta(days=2)).status == 200
    assert error_of(client.post(**ALICE, now=now))[2] == "PASSWORD_CHANGE_REQUIRED"
    client.world.call("UpdateAccountPasswordPolicy", MaxPasswordAge=30, HardExpiry=True)
    for new in ({}, {"newPassword": OTHER}):
        assert error_of(client.post(**ALICE, **new, now=now))[2] == "PASSWORD_EXPIRED"


# --- renewal ----------------------------------------------------------------------------------------------------------


def renew(client: Client, response: HTTPResponse, *, now: datetime = NOW) -> HTTPResponse:
    return client.post(grantType="refresh_token", refreshToken=content(response)["refreshToken"], now=now)


def test_renewal_gives_new_credentials_for_twelve_hours(client: Client):
    response = client.post(**ALICE)
    for hours in range(1, 12):
        response = renew(client, response, now=NOW + hours * HOUR)
        assert response.status == 200
        assert session_in(client, response, now=NOW + hours * HOUR).issued == NOW + hours * HOUR
    response = renew(client, response, now=NOW + 12 * HOUR - timedelta(seconds=60))
    assert content(response)["expiresIn"] == 60
    assert session_in(client, response, now=NOW + 11 * HOUR).expires == NOW + 12 * HOUR
    assert error_of(renew(client, response, now=NOW + 12 * HOUR)) == (403, "AccessDeniedException", "TOKEN_EXPIRED")


def test_the_login_profile_may_limit_the_sign_in(client: Client):
    client.world.call("UpdateLoginProfile", UserName="alice", MaxSigninSessionDuration=3600)
    response = client.post(**ALICE)
    assert renew(client, response, now=NOW + HOUR - timedelta(seconds=1)).status == 200
    assert error_of(renew(client, response, now=NOW + HOUR))[2] == "TOKEN_EXPIRED"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("UpdateLoginProfile", {"UserName": "alice", "Password": OTHER}),
        ("DeleteLoginProfile", {"UserName": "alice"}),
    ],
)
def test_renewal_ends_with_the_password(client: Client, operation, parameters):
    response = client.post(**ALICE)
    client.world.later(minutes=1).call(operation, **parameters)
    assert error_of(renew(client, response)) == (403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED")


def test_renewal_ends_with_the_user_even_if_another_takes_the_name(client: Client):
    response = client.post(**ALICE)
    client.world.call("DeleteLoginProfile", UserName="alice")
    client.world.call("DeleteUser", UserName="alice")
    client.world.user("alice")
    client.world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    assert error_of(renew(client, response))[2] == "USER_CREDENTIALS_CHANGED"


def test_renewal_survives_a_rename(client: Client):
    response = client.post(**ALICE)
    client.world.call("UpdateUser", UserName="alice", NewUserName="alison")
    assert renew(client, response).status == 200


def test_renewal_of_root_ends_with_its_password(client: Client):
    response = client.post(**ROOT)
    assert renew(client, response).status == 200
    account = client.world.store.latest().find(Account, ACCOUNT, ACCOUNT)
    assert account is not None
    client.world.put(replace(account, root_password_changed=NOW))
    assert error_of(renew(client, response))[2] == "USER_CREDENTIALS_CHANGED"


def test_a_refresh_token_is_valid_once(client: Client):
    """A used token means that there is a copy, and it is unknown who the thief is: the sign-in ends."""
    first = client.post(**ALICE)
    second = renew(client, first)
    assert second.status == 200
    assert error_of(renew(client, first)) == (403, "AccessDeniedException", "invalid_grant")
    assert client.last_event()["errorMessage"].startswith("The refresh token was used before")
    assert error_of(renew(client, second)) == (403, "AccessDeniedException", "TOKEN_EXPIRED")


def test_credentials_end_with_a_sign_in_that_was_ended(client: Client):
    first = client.post(**ALICE)
    second, other = renew(client, first), client.post(**ALICE)
    sessions = [session_in(client, answer) for answer in (first, second, other)]
    assert sessions[0].sign_in_id == sessions[1].sign_in_id != sessions[2].sign_in_id
    renew(client, first)
    reader = client.world.store.latest()
    for ended in sessions[:2]:
        with pytest.raises(InvalidClientTokenIdError):
            get_session_principal(reader, ended)
    assert get_session_principal(reader, sessions[2]).arn.endswith("user/team/alice")


def test_of_two_simultaneous_renewals_one_succeeds(client: Client):
    answer = client.post(**ALICE)
    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(each.status for each in threads.map(lambda _: renew(client, answer), range(2)))
    assert statuses == [200, 403]


@pytest.mark.parametrize("damage", ["AAAA", "A", "=", "A" * 12288])
def test_an_invented_refresh_token_is_refused(client: Client, damage):
    response = client.post(grantType="refresh_token", refreshToken=damage)
    assert error_of(response) == (403, "AccessDeniedException", "invalid_grant")


def test_a_changed_refresh_token_is_refused(client: Client):
    refresh_token = content(client.post(**ALICE))["refreshToken"]
    for at in (0, len(refresh_token) // 2):
        changed = refresh_token[:at] + ("A" if refresh_token[at] != "A" else "B") + refresh_token[at + 1 :]
        assert client.post(grantType="refresh_token", refreshToken=changed).status == 403


# --- requests that are not understood ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"grantType": "password"},
        {"grantType": "password", "userName": "alice", "password": PASSWORD},
        {"grantType": "password", "account": ACCOUNT, "password": PASSWORD},
        ALICE | {"email": "owner@example.com"},
        ALICE | {"clientId": "somebody"},
        ALICE | {"clientId": None},
        ALICE | {"password": 1},
        ALICE | {"password": ""},
        ALICE | {"password": "x" * 129},
        ALICE | {"password": "\ud800"},
        ALICE | {"userName": ["alice"]},
        ALICE | {"userName": "x" * 321},
        ALICE | {"newPassword": None},
        {"grantType": "refresh_token"},
        {"grantType": "refresh_token", "refreshToken": "A" * 12289},
    ],
)
def test_missing_and_malformed_members(client: Client, members):
    assert error_of(client.post(**members)) == (400, "ValidationException", "invalid_request")


@pytest.mark.parametrize("grant", ["authorization_code", "client_credentials", 1, ["password"]])
def test_other_grants_are_not_supported(client: Client, grant):
    response = client.post(grantType=grant, code="x", redirectUri="http://127.0.0.1", codeVerifier="x" * 43)
    assert error_of(response) == (400, "ValidationException", "unsupported_grant_type")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe{}", b"[" * 100_000, b"1" * 10_000, b"null"])
def test_a_body_that_is_not_an_object(client: Client, body):
    assert error_of(client.send(body)) == (400, "ValidationException", "invalid_request")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_web_page_could_send_unasked_is_refused(client: Client, content_type):
    body = json.dumps({"clientId": CLIENT_ID, **ALICE}).encode()
    assert client.send(body, content_type=content_type).status == 400
    assert client.send(body, content_type="Application/JSON; charset=utf-8").status == 200


def test_other_operations_on_the_same_path_are_refused(client: Client):
    body = json.dumps({"clientId": CLIENT_ID, **ALICE}).encode()
    assert client.send(body, query="x-amz-client-auth-method=iam").status == 400


# --- guessing ---------------------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_locks_nobody_out(client: Client):
    assert client.post(**ALICE | {"password": "wrong"}).status == 403
    assert client.post(**ALICE, now=NOW - HOUR).status == 200


def test_after_five_failures_a_user_has_to_wait_even_with_the_right_password(client: Client):
    for _ in range(5):
        assert client.post(**ALICE | {"password": "wrong"}).status == 403
    response = client.post(**ALICE)
    assert error_of(response) == (429, "TooManyRequestsError", "rate_exceeded")
    assert dict(response.headers)["Retry-After"] == "1"
    assert client.post(**ALICE, now=NOW + timedelta(seconds=1)).status == 200
    assert client.post(**ALICE | {"password": "wrong"}).status == 403


def test_another_source_and_another_spelling_are_the_same_user(client: Client):
    for number in range(5):
        guess = ALICE | {"password": "wrong", "account": "acme" if number % 2 else ACCOUNT, "userName": "AlicE"}
        Client(client.world, peer=f"192.0.2.{number}").post(**guess)
    assert Client(client.world, peer="192.0.2.99").post(**ALICE).status == 429


def test_users_who_do_not_exist_are_throttled_alike(client: Client):
    statuses = [client.post(**ALICE | {"userName": "nobody"}).status for _ in range(6)]
    assert statuses == [403] * 5 + [429]


def test_a_source_that_tries_many_users_has_to_wait(client: Client):
    statuses = [client.post(**ALICE | {"userName": f"user{number}"}).status for number in range(21)]
    assert statuses == [403] * 20 + [429]
    assert Client(client.world, peer="192.0.2.2").post(**ALICE).status == 200


def test_own_success_does_not_clear_a_sources_failures(client: Client):
    for number in range(20):
        assert client.post(**ALICE | {"userName": f"user{number}"}).status == 403
        if number < 19:
            assert client.post(**ALICE).status == 200
    assert client.post(**ALICE).status == 429


def test_an_ipv6_source_is_its_network(client: Client):
    for number in range(20):
        Client(client.world, peer=f"2001:db8::{number:x}").post(**ALICE | {"userName": f"user{number}"})
    assert Client(client.world, peer="2001:db8::ffff").post(**ALICE).status == 429
    assert Client(client.world, peer="2001:db8:0:1::1").post(**ALICE).status == 200


def test_simultaneous_guesses_are_not_cheaper(client: Client):
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: client.post(**ALICE | {"password": "wrong"}).status, range(24)))
    assert (statuses.count(403), statuses.count(429)) == (5, 19)


# --- audit ------------------------------------------------------------------------------------------------------------


def test_a_sign_in_is_recorded_as_cloudtrail_does(client: Client):
    response = client.post(**ALICE)
    event = client.last_event()
    assert (event["eventSource"], event["eventName"]) == ("signin.amazonaws.com", "ConsoleLogin")
    assert (event["eventType"], event["requestID"]) == ("AwsConsoleSignIn", "request-1")
    assert event["userIdentity"]["type"] == "IAMUser"
    assert event["userIdentity"]["arn"] == f"arn:aws:iam::{ACCOUNT}:user/team/alice"
    assert event["userIdentity"]["accessKeyId"] == content(response)["accessToken"]["accessKeyId"]
    assert event["responseElements"] == {"consoleLogin": "Success"}
    assert event["sourceIPAddress"] == "192.0.2.1"
    assert client.world.store.records[-1].account == ACCOUNT


def test_failures_are_recorded_with_the_users_name_only_if_it_is_one(client: Client):
    client.post(**ALICE | {"password": "wrong"})
    event = client.last_event()
    assert (event["errorCode"], event["errorMessage"]) == ("AccessDeniedException", "Failed authentication")
    assert event["responseElements"] == {"consoleLogin": "Failure"}
    assert event["requestParameters"]["userName"] == "alice"
    assert event["recipientAccountId"] == ACCOUNT
    client.post(**ALICE | {"userName": "my-Secret-Typed-Wrong"})
    assert "my-Secret-Typed-Wrong" not in client.world.store.records[-1].document


def test_every_attempt_leaves_one_record(client: Client):
    answers = [
        client.post(**ALICE),
        client.post(**ROOT),
        client.post(**ALICE | {"password": "wrong"}),
        client.send(b"not json"),
        *(client.post(**ALICE | {"userName": "nobody"}) for _ in range(6)),
    ]
    answers.append(renew(client, answers[0]))
    answers.append(client.post(grantType="refresh_token", refreshToken="AAAA"))
    records = client.world.store.records
    assert len(records) == len(answers)
    assert len({record.id for record in records}) == len(answers)
    assert [record.error_code == "" for record in records] == [answer.status == 200 for answer in answers]
    assert [record.event_name for record in records].count("CreateOAuth2Token") == 3


def test_no_secret_reaches_the_audit_trail_or_a_refusal(client: Client):
    demand_change(client)
    responses = [
        client.post(**ALICE | {"password": "Wrong-Secret-9"}),
        client.post(**ALICE, newPassword="weak9"),
        client.post(**ALICE, newPassword=OTHER),
    ]
    responses.append(renew(client, responses[-1]))
    secrets = [PASSWORD, OTHER, "Wrong-Secret-9", "weak9"]
    for response in responses[-2:]:
        answer = content(response)
        secrets += [answer["refreshToken"], answer["accessToken"]["secretAccessKey"]]
        secrets += [answer["accessToken"]["sessionToken"]]
    trail = "".join(record.document for record in client.world.store.records)
    refusals = b"".join(response.body for response in responses if response.status != 200).decode()
    assert not [secret for secret in secrets if secret in trail + refusals]


def test_without_an_audit_trail_nobody_signs_in(client: Client, monkeypatch):
    def fail(*_: object) -> None:
        raise ServiceUnavailableError("disk full")

    monkeypatch.setattr(client.world.store, "append", fail)
    monkeypatch.setattr(client.world.store, "_keep", fail)
    for members in (ALICE, ALICE | {"password": "wrong"}):
        with pytest.raises(ServiceUnavailableError):
            client.post(**members)


def test_principals_are_the_callers_own(client: Client):
    client.post(**ROOT)
    assert client.world.store.records[-1].principal_arn == RootUser(ACCOUNT).arn
    client.post(**ALICE)
    assert client.world.store.records[-1].principal_arn == IAMUser(ACCOUNT, "alice", "/team/").arn
