"""Operations that kinds of credentials rule out, whatever policies say (spec policy 6.9, api 2.13)."""

from typing import Any

import pytest

from limen.authn.caller import Caller
from limen.authn.faults import InvalidClientTokenIdError
from limen.domain.sessions import SessionKind
from limen.errors import AccessDeniedError
from tests.unit.authz.gate import Gate, allow, federated, trust, with_session
from tests.unit.operations.world import ACCOUNT, ROOT

ROLE: dict[str, Any] = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/worker", "RoleSessionName": "shift"}
KEY: dict[str, Any] = {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}


@pytest.fixture
def alice(gate: Gate) -> Caller:
    alice = gate.user("alice", allow("*"))
    gate.role("worker", trust(f"arn:aws:iam::{ACCOUNT}:user/alice"), allow("*"))
    return alice


def worker(gate: Gate) -> Caller:
    return gate.session(gate.world.call("GetRole", RoleName="worker")["Role"])


@pytest.mark.parametrize("operation", ["GetSessionToken", "GetFederationToken"])
def test_sessions_are_made_with_long_term_credentials_only(gate: Gate, alice: Caller, operation: str):
    assert gate.is_allowed(operation, caller=alice, Name="guest")
    assert gate.is_allowed(operation, caller=ROOT, Name="guest")
    sessions = [worker(gate), federated(alice, allow("*")), with_session(ROOT)]
    sessions += [with_session(alice, kind) for kind in (SessionKind.SESSION_TOKEN, SessionKind.SIGN_IN)]
    for caller in sessions:
        refusal = gate.refusal(operation, caller=caller, Name="guest")
        assert refusal == f"Cannot call {operation} with session credentials"


def test_e2_a_session_token_without_mfa_does_not_open_iam(gate: Gate, alice: Caller):
    with pytest.raises(InvalidClientTokenIdError, match=r"^The security token included in the request is invalid\.$"):
        gate.authorize("ListUsers", caller=with_session(alice))
    assert gate.is_allowed("ListUsers", caller=with_session(alice, mfa_authenticated=True))


def test_e3_a_session_token_assumes_roles_and_knows_itself(gate: Gate, alice: Caller):
    session = with_session(alice)
    assert gate.is_allowed("AssumeRole", caller=session, **ROLE)
    assert gate.is_allowed("GetCallerIdentity", caller=session)
    assert not gate.is_allowed("GetAccessKeyInfo", caller=session, **KEY)


def test_a_federated_user_knows_itself_and_nothing_else(gate: Gate, alice: Caller):
    guest = federated(alice, allow("*"))
    assert gate.is_allowed("GetCallerIdentity", caller=guest)
    for operation, parameters in (("AssumeRole", ROLE), ("GetAccessKeyInfo", KEY)):
        with pytest.raises(AccessDeniedError):
            gate.authorize(operation, caller=guest, **parameters)
    with pytest.raises(InvalidClientTokenIdError):
        gate.authorize("ListUsers", caller=guest)


@pytest.mark.parametrize("operation", ["ListUsers", "GetAccessKeyInfo", "GetCallerIdentity"])
def test_role_sessions_and_console_sign_ins_are_not_held_back(gate: Gate, alice: Caller, operation: str):
    for caller in (worker(gate), with_session(alice, SessionKind.SIGN_IN)):
        assert gate.is_allowed(operation, caller=caller, **KEY)
