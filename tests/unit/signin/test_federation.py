"""The federation endpoint: temporary credentials open the console, once, and with no more than their permissions."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from limen.authn.authenticate import get_session_principal
from limen.authn.caller import Caller
from limen.authn.faults import InvalidClientTokenIdError
from limen.authn.sign_ins import find_federated_principal
from limen.authz.restrictions import IAM_RESTRICTIONS, check_restrictions
from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.principals import FederatedUser, IAMUser, RoleSession
from limen.operations.limen.faults import ResourceNotFoundError
from limen.signin.browser_sessions import find_caller, find_session
from limen.signin.console_session import COOKIE, CREDENTIALS_PATH, SESSION_PATH
from limen.signin.federated_sessions import CODE_LIFE, MAX_CODES_PER_PRINCIPAL
from limen.signin.federation import PATH, answer_federation
from limen.wire.http import FORM_TYPE, HTTPRequest, HTTPResponse
from tests.unit.operations.world import ACCOUNT, NOW, World
from tests.unit.signin.client import ALICE, Client, content, error_of, session_in
from tests.unit.signin.test_console_session import Browser

HOUR = timedelta(hours=1)
HOST = "localhost:4260"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"},
    }
)
READ = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}})


@dataclass
class Broker:
    """A program with the keys of a user, which sends people to the console."""

    client: Client

    @property
    def world(self) -> World:
        return self.client.world

    def ask(self, *, now=NOW, method: str = "GET", **fields: str) -> HTTPResponse:
        query, form = (urlencode(fields), b"") if method == "GET" else ("", urlencode(fields).encode())
        headers = (("host", HOST), ("content-type", FORM_TYPE))
        request = HTTPRequest(method, PATH, query, headers, form, "192.0.2.1")
        return answer_federation(request, self.world.store, self.world.environment, now=now, request_id="request-1")

    def token(self, credentials: dict[str, Any], *, now=NOW, method: str = "GET", **fields: str) -> HTTPResponse:
        return self.ask(now=now, method=method, Action="getSigninToken", Session=session_of(credentials), **fields)

    def good_token(self, credentials: dict[str, Any], *, now=NOW, **fields: str) -> str:
        answer = self.token(credentials, now=now, **fields)
        assert answer.status == 200, answer.body
        return str(content(answer)["SigninToken"])

    def login(self, token: str, *, now=NOW, **fields: str) -> HTTPResponse:
        return self.ask(now=now, Action="login", SigninToken=token, **fields)


def session_of(credentials: dict[str, Any]) -> str:
    names = {"sessionId": "AccessKeyId", "sessionKey": "SecretAccessKey", "sessionToken": "SessionToken"}
    return json.dumps({ours: credentials[theirs] for ours, theirs in names.items()})


@pytest.fixture
def broker(client: Client) -> Broker:
    client.world.call("CreateRole", RoleName="guide", AssumeRolePolicyDocument=TRUST, MaxSessionDuration=7200)
    return Broker(client)


@pytest.fixture
def alice(client: Client) -> Caller:
    user = client.world.call("GetUser", UserName="alice")["User"]
    return Caller(IAMUser(ACCOUNT, "alice", user["Path"], user["UserId"]), "AKIAX")


@pytest.fixture
def role(broker: Broker, alice: Caller) -> dict[str, Any]:
    """Credentials of AssumeRole for an hour, with a session policy."""
    return assume(broker, alice)


def assume(broker: Broker, caller: Caller, **parameters: Any) -> dict[str, Any]:
    arn = f"arn:aws:iam::{ACCOUNT}:role/guide"
    given = {"RoleArn": arn, "RoleSessionName": "visitor", "Policy": READ, **parameters}
    return dict(broker.world.call("AssumeRole", caller=caller, **given)["Credentials"])


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client)


def open_console(browser: Browser, token: str, *, now=NOW) -> HTTPResponse:
    return browser.send("POST", SESSION_PATH, now=now, grantType="signin_token", signinToken=token)


def refusal(response: HTTPResponse) -> str:
    assert response.status in {400, 403}
    assert dict(response.headers)["Content-Type"] == "text/plain; charset=utf-8"
    return response.body.decode()


# --- the way in -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_credentials_of_a_role_open_the_console(broker: Broker, role, browser: Browser, method: str):
    token = content(broker.token(role, method=method))["SigninToken"]
    event = broker.client.last_event()
    assert (event["eventName"], event["userIdentity"]["type"]) == ("GetSigninToken", "AssumedRole")
    answer = broker.login(token, Issuer="https://portal.example.com", Destination="https://console.aws.amazon.com/")
    assert answer.status == 302
    assert dict(answer.headers)["Location"] == f"/console/#signin-token={token}"
    opened = open_console(browser, token)
    session = session_in(broker.client, opened)
    principal = get_session_principal(broker.world.store.latest(), session)
    assert principal.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/guide/visitor"
    assert [policy.document for policy in session.policies or ()] == [READ]
    assert content(opened)["sessionEnds"] == (NOW.replace(microsecond=0) + HOUR).isoformat()
    event = broker.client.last_event()
    assert (event["eventName"], event["responseElements"]) == ("ConsoleLogin", {"consoleLogin": "Success"})
    assert event["userIdentity"]["arn"] == principal.arn


def test_the_console_renews_them_with_the_same_limits_until_the_session_ends(broker: Broker, role, browser: Browser):
    first = session_in(broker.client, open_console(browser, broker.good_token(role, SessionDuration="7200")))
    later = NOW + HOUR + timedelta(minutes=30)
    renewed = session_in(broker.client, browser.renew(now=later), now=later)
    assert replace(renewed, access_key_id="", expires=NOW) == replace(first, access_key_id="", expires=NOW)
    assert renewed.expires == later + timedelta(minutes=15)
    assert renewed.issued < NOW + timedelta(seconds=1)  # A policy that revokes older sessions applies.
    assert browser.renew(now=NOW + 2 * HOUR).status == 403


def test_a_federated_user_opens_the_console_and_may_call_iam_there(broker: Broker, alice: Caller, browser: Browser):
    given = broker.world.call("GetFederationToken", caller=alice, Name="friend", Policy=READ)["Credentials"]
    session = session_in(broker.client, open_console(browser, broker.good_token(dict(given))))
    principal = get_session_principal(broker.world.store.latest(), session)
    assert isinstance(principal, FederatedUser)
    check_restrictions(IAM_RESTRICTIONS, Caller(principal, session=session), "GetUser")
    outside = replace(session, sign_in_id="")
    with pytest.raises(InvalidClientTokenIdError):
        check_restrictions(IAM_RESTRICTIONS, Caller(principal, session=outside), "GetUser")


def test_signing_out_and_ending_the_session_end_its_credentials(broker: Broker, role, browser: Browser, alice: Caller):
    session = session_in(broker.client, open_console(browser, broker.good_token(role)))
    assert browser.sign_out().status == 200
    assert broker.client.last_event()["eventName"] == "ConsoleLogout"
    with pytest.raises(InvalidClientTokenIdError):
        get_session_principal(broker.world.store.latest(), session)


def test_deleting_the_role_ends_the_session(broker: Broker, role, browser: Browser):
    open_console(browser, broker.good_token(role))
    broker.world.call("DeleteRole", RoleName="guide")
    assert browser.renew().status == 403


def test_logout_is_left_to_the_page(broker: Broker):
    answer = broker.ask(Action="logout", redirect_uri="https://evil.example/")
    assert (answer.status, dict(answer.headers)["Location"]) == (302, "/console/#sign-out")


# --- tokens -----------------------------------------------------------------------------------------------------------


def test_a_token_is_valid_once(broker: Broker, role, browser: Browser):
    token = broker.good_token(role)
    assert broker.login(token).status == broker.login(token).status == 302  # To look at it is not to use it.
    assert open_console(browser, token).status == 200
    assert error_of(open_console(Browser(broker.client), token)) == (403, "AccessDeniedException", "TOKEN_EXPIRED")
    assert broker.client.last_event()["responseElements"] == {"consoleLogin": "Failure"}
    assert "used before" in refusal(broker.login(token))


def test_a_token_expires(broker: Broker, role, browser: Browser):
    token = broker.good_token(role)
    assert "older than 15 minutes" in refusal(broker.login(token, now=NOW + CODE_LIFE))
    assert open_console(browser, token, now=NOW + CODE_LIFE).status == 403


def test_a_token_ends_with_its_credentials_and_its_role(broker: Broker, alice: Caller, browser: Browser):
    short = assume(broker, alice, DurationSeconds=900)
    late = NOW + timedelta(minutes=14)
    token = broker.good_token(short, now=late)
    assert open_console(browser, token, now=NOW + timedelta(minutes=16)).status == 403
    token = broker.good_token(short)
    broker.world.call("DeleteRole", RoleName="guide")
    assert open_console(browser, token).status == 403


def test_tokens_are_bounded_and_swept(broker: Broker, role):
    tokens = [broker.good_token(role, now=NOW + timedelta(seconds=n)) for n in range(MAX_CODES_PER_PRINCIPAL + 1)]
    assert refusal(broker.login(tokens[0]))
    assert broker.login(tokens[1]).status == 302
    broker.good_token(role, now=NOW + 2 * CODE_LIFE)
    assert len(broker.world.store.latest().all(HandOver, ACCOUNT)) == 1


@pytest.mark.parametrize("token", ["", "x", "LHAN.secret", f"LHANAAAAAAAAAAAAAAAAA.{'A' * 43}"])
def test_an_invented_token_opens_nothing(broker: Broker, role, browser: Browser, token: str):
    broker.good_token(role)
    assert refusal(broker.login(token))
    assert open_console(browser, token).status in {400, 403}


def test_a_token_is_no_cookie_and_no_command_lines(broker: Broker, role, browser: Browser):
    token = broker.good_token(role)
    assert browser.renew(cookie=f"{COOKIE}={token}").status == 403
    answer = broker.client.post(grantType="signin_token", signinToken=token)
    assert error_of(answer) == (400, "ValidationException", "unsupported_grant_type")


def test_the_secret_of_a_federated_users_session_never_is_the_users(broker: Broker, alice: Caller, browser: Browser):
    """The session is kept under the user who called GetFederationToken, and must not become the user's own."""
    given = broker.world.call("GetFederationToken", caller=alice, Name="friend", Policy=READ)["Credentials"]
    open_console(browser, broker.good_token(dict(given)))
    assert browser.cookie is not None
    reader = broker.world.store.latest()
    caller = find_caller(reader, browser.cookie.value, now=NOW)
    assert caller is not None
    assert isinstance(caller.principal, FederatedUser)
    assert caller.session is not None
    assert caller.session.policies
    assert find_session(reader, browser.cookie.value, now=NOW + 13 * HOUR) is None


# --- refused credentials ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["AccessKeyId", "SecretAccessKey", "SessionToken"])
def test_wrong_credentials_are_refused(broker: Broker, role, part: str):
    wrong = role | {part: role[part][:-4] + "AAAA"}
    assert "not valid, or have expired" in refusal(broker.token(wrong))
    assert broker.client.last_event()["errorCode"] == "AccessDeniedException"
    assert role["SecretAccessKey"] not in json.dumps(broker.client.last_event())


def test_expired_credentials_and_those_of_a_deleted_role_are_refused(broker: Broker, role):
    assert "have expired" in refusal(broker.token(role, now=NOW + HOUR))
    broker.world.call("DeleteRole", RoleName="guide")
    assert "not valid" in refusal(broker.token(role))


def test_other_kinds_of_credentials_are_refused(broker: Broker, alice: Caller, role, browser: Browser):
    own = broker.world.call("GetSessionToken", caller=alice)["Credentials"]
    assert "AssumeRole or GetFederationToken" in refusal(broker.token(dict(own)))
    signed_in = content(broker.client.post(**ALICE))["accessToken"]
    assert "AssumeRole or GetFederationToken" in refusal(broker.token(_as_sts(signed_in)))
    consoles = content(open_console(browser, broker.good_token(role)))["accessToken"]
    assert "AssumeRole or GetFederationToken" in refusal(broker.token(_as_sts(consoles)))


def _as_sts(token: dict[str, str]) -> dict[str, str]:
    return {name[0].upper() + name[1:]: value for name, value in token.items()}


@pytest.mark.parametrize("seconds", ["899", "43201", "7201", "", "x", "-900", "900.0", "9" * 40])
def test_a_duration_that_is_not_possible_is_refused(broker: Broker, role, seconds: str):
    assert "SessionDuration" in refusal(broker.token(role, SessionDuration=seconds))


def test_a_duration_is_not_for_federated_users_and_chained_roles(broker: Broker, alice: Caller):
    given = broker.world.call("GetFederationToken", caller=alice, Name="friend")["Credentials"]
    assert "GetFederationToken" in refusal(broker.token(dict(given), SessionDuration="900"))
    chained = assume(broker, Caller(RoleSession(ACCOUNT, "broker", "b", role_id="AROAX")))
    assert "another role" in refusal(broker.token(chained, SessionDuration="900"))
    assert broker.token(chained).status == 200


@pytest.mark.parametrize(
    "session", ["", "{", "[]", "null", "{}", '{"sessionId": 1}', '{"sessionId": "a", "sessionKey": "b"}', "[" * 99999]
)
def test_a_malformed_session_is_refused(broker: Broker, session: str):
    assert "sessionId, sessionKey and sessionToken" in refusal(broker.ask(Action="getSigninToken", Session=session))


def test_other_actions_and_doubled_parameters_are_refused(broker: Broker):
    assert "Action must be" in refusal(broker.ask())
    assert "Action must be" in refusal(broker.ask(Action="GetUser"))
    world = broker.world
    for query in ("Action=login&Action=logout", "a=1&" * 20 + "a=1", "Action=%ff"):
        request = HTTPRequest("GET", PATH, query, (("host", HOST),), b"")
        assert answer_federation(request, world.store, world.environment, now=NOW, request_id="r").status == 400


# --- destinations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("destination", "path"),
    [
        (f"http://{HOST}/console/users", "/console/users"),
        (f"http://{HOST.upper()}/console", "/console/"),
        ("/console/roles?q=guide", "/console/roles?q=guide"),
        ("/console/%0d%0aSet-Cookie:x=y\r\n", "/console/%0d%0aSet-Cookie:x=y"),
        ("https://us-east-1.console.aws.amazon.com/iam/home", "/console/"),
    ],
)
def test_a_page_of_the_console_is_a_destination(broker: Broker, role, destination: str, path: str):
    location = dict(broker.login(broker.good_token(role), Destination=destination).headers)["Location"]
    assert location.partition("#")[0] == path


@pytest.mark.parametrize(
    "destination",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "https://localhost:4260/console/",
        "http://localhost:4260@evil.example/console/",
        "https://console.aws.amazon.com.evil.example/",
        "http://console.aws.amazon.com/",
        "/console/../docs/",
        "/console.evil",
        "/docs/",
        "javascript:alert(1)",
        "http://[",
        "",
        "\\\\evil.example",
    ],
)
def test_no_destination_leaves_the_console(broker: Broker, role, destination: str):
    assert "Destination" in refusal(broker.login(broker.good_token(role), Destination=destination))


def test_an_old_session_without_the_new_field_is_the_users(broker: Broker, browser: Browser):
    browser.sign_in()
    (kept,) = broker.world.store.latest().all(BrowserSession, ACCOUNT)
    assert kept.assumed is None
    assert browser.send("POST", CREDENTIALS_PATH).status == 200


# --- active sessions --------------------------------------------------------------------------------------------------


def test_the_consoles_of_a_role_are_listed_and_ended(broker: Broker, role, browser: Browser):
    session = session_in(broker.client, open_console(browser, broker.good_token(role)))
    (listed,) = broker.world.call("ListRoleSessions", RoleName="guide")["Sessions"]
    assert listed["Principal"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/guide/visitor"
    assert (listed["Kind"], listed["IsCurrent"]) == ("Browser", False)
    broker.world.call("CreateRole", RoleName="other", AssumeRolePolicyDocument=TRUST)
    for other in ("nobody", "other"):
        with pytest.raises(ResourceNotFoundError):
            broker.world.call("EndRoleSession", RoleName=other, SessionId=listed["SessionId"])
    broker.world.call("EndRoleSession", RoleName="guide", SessionId=listed["SessionId"])
    with pytest.raises(InvalidClientTokenIdError):
        get_session_principal(broker.world.store.latest(), session)
    assert browser.renew().status == 403


def test_the_console_of_a_federated_user_is_listed_under_its_user(broker: Broker, alice: Caller, browser: Browser):
    given = broker.world.call("GetFederationToken", caller=alice, Name="friend", Policy=READ)["Credentials"]
    open_console(browser, broker.good_token(dict(given)))
    (listed,) = broker.world.call("ListSessions", UserName="alice")["Sessions"]
    assert listed["Principal"] == f"arn:aws:sts::{ACCOUNT}:federated-user/friend"
    broker.world.call("EndSession", UserName="alice", SessionId=listed["SessionId"])
    assert browser.renew().status == 403


def test_a_role_without_consoles_has_no_principal_to_name(broker: Broker, role, browser: Browser):
    open_console(browser, broker.good_token(role))
    (kept,) = broker.world.store.latest().all(BrowserSession, ACCOUNT)
    broker.world.call("DeleteRole", RoleName="guide")
    assert find_federated_principal(broker.world.store.latest(), kept) is None


def test_a_token_ends_the_session_that_it_replaces(broker: Broker, role, browser: Browser):
    browser.sign_in()
    assert open_console(browser, "A" * 20).status == 403
    assert browser.renew().status == 200  # A wrong token replaces nothing.
    open_console(browser, broker.good_token(role))
    (kept,) = broker.world.store.latest().all(BrowserSession, ACCOUNT)
    assert kept.assumed is not None
