"""GetSessionToken and GetFederationToken (spec api 2.4, 2.13, policy 6.9)."""

from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import Caller
from limen.domain.iam.tags import Tag
from limen.domain.sessions import SessionKind, SessionPolicy
from limen.errors import AccessDeniedError
from limen.operations.iam.faults import MalformedPolicyDocumentError
from limen.operations.sts.faults import InvalidParameterValueError
from tests.unit.operations.iam.policy_texts import READ_ONLY, identity_policy
from tests.unit.operations.sts.sessions import open_session, tags
from tests.unit.operations.world import ACCOUNT, CREATED, ROOT, World

OPERATIONS: dict[str, dict[str, Any]] = {"GetSessionToken": {}, "GetFederationToken": {"Name": "guest"}}


@pytest.fixture
def alice(world: World) -> Caller:
    return world.user("alice", Tags=tags(team="blue"))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    ("is_root", "asked", "given"),
    [
        (False, None, 43200),
        (False, 129600, 129600),
        (False, 900, 900),
        (True, None, 3600),
        (True, 900, 900),
        (True, 129600, 3600),
    ],
)
def test_durations(world: World, alice: Caller, operation: str, *, is_root: bool, asked: int | None, given: int):
    duration = {} if asked is None else {"DurationSeconds": asked}
    output = world.call(operation, caller=ROOT if is_root else alice, **OPERATIONS[operation], **duration)
    session = open_session(world, output)
    assert (session.issued, session.expires) == (CREATED, CREATED + timedelta(seconds=given))


def test_a_session_token_represents_the_user(world: World, alice: Caller):
    output = world.call("GetSessionToken", caller=alice)
    assert output.keys() == {"Credentials"}
    session = open_session(world, output)
    assert (session.kind, session.account) == (SessionKind.SESSION_TOKEN, ACCOUNT)
    assert session.principal_id == alice.principal.user_id
    assert (session.policies, session.tags, session.mfa_authenticated) == (None, (), False)
    assert open_session(world, world.call("GetSessionToken", caller=ROOT)).principal_id == ACCOUNT


def test_no_mfa_code_is_right(world: World, alice: Caller):
    with pytest.raises(AccessDeniedError, match=r"^MultiFactorAuthentication failed, unable to validate MFA code"):
        world.call("GetSessionToken", caller=alice, SerialNumber="arn:aws:iam::1:mfa/x", TokenCode="123456")


def test_a_federated_user_without_limits(world: World, alice: Caller):
    output = world.call("GetFederationToken", caller=alice, Name="guest")
    assert output["FederatedUser"] == {
        "FederatedUserId": f"{ACCOUNT}:guest",
        "Arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
    }
    assert output["PackedPolicySize"] == 0
    session = open_session(world, output)
    assert (session.kind, session.name) == (SessionKind.FEDERATION, "guest")
    assert (session.principal_id, session.issuer_arn) == (alice.principal.user_id, alice.principal.arn)
    assert session.policies is None


def test_a_federated_user_with_limits_and_tags(world: World, alice: Caller):
    inline = identity_policy("s3:*")
    limits: dict[str, Any] = {"Policy": inline, "PolicyArns": [{"arn": READ_ONLY}], "Tags": tags(desk="7")}
    output = world.call("GetFederationToken", caller=alice, Name="guest", **limits)
    session = open_session(world, output)
    assert session.policies is not None
    assert session.policies[0] == SessionPolicy(inline)
    assert [policy.arn for policy in session.policies] == ["", READ_ONLY]
    assert session.tags == (Tag("desk", "7"),)
    assert 0 < output["PackedPolicySize"] < 100


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        ({"Policy": "{"}, MalformedPolicyDocumentError),
        ({"Tags": [*tags(a="1"), *tags(A="2")]}, InvalidParameterValueError),
    ],
)
def test_limits_that_cannot_be(world: World, alice: Caller, limits: dict[str, Any], error: type[Exception]):
    with pytest.raises(error):
        world.call("GetFederationToken", caller=alice, Name="guest", **limits)
