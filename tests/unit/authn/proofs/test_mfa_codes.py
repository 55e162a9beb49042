"""Codes that were proved and are used up; tests/attack repeats it through the whole server."""

from dataclasses import replace
from typing import Any

import pytest

from limen.authn.caller import ANONYMOUS, AuthenticatedRequest, Caller
from limen.authn.one_time_codes import ProvedCode
from limen.authn.proofs.mfa_codes import MFACodeProver, SingleUseCode, use_up
from limen.authn.proofs.proven_call import ProvenCall
from limen.domain.iam.mfa import MFADevice
from limen.errors import AccessDeniedError, MissingAuthenticationTokenError
from limen.wire.parsed_call import ParsedCall
from tests.unit.authz.gate import http
from tests.unit.operations.authenticator import Authenticator, enable, make_device
from tests.unit.operations.world import ACCOUNT, ROLE, ROOT, World


@pytest.fixture
def alice(world: World) -> Caller:
    return world.user("alice")


@pytest.fixture
def phone(world: World, alice: Caller) -> Authenticator:
    return enable(world.later(minutes=-2), alice, make_device(world))


def put(world: World, caller: Caller, parameters: dict[str, Any]) -> ProvenCall:
    """Pass a call with these parameters to the prover."""
    prover = MFACodeProver(world.environment.vault, world.environment.sign_in_attempts)
    call = ParsedCall("sts", "GetSessionToken", parameters)
    return prover.prove(AuthenticatedRequest(http(), caller, "sts"), call, world.store.latest(), now=world.now)


def prove(world: World, caller: Caller, phone: Authenticator) -> ProvedCode:
    proof = put(world, caller, phone.factor(world)).caller.second_factor
    assert proof is not None
    return proof


def test_a_proof_is_used_up_once(world: World, alice: Caller, phone: Authenticator):
    proof = prove(world, alice, phone)
    with world.store.begin(now=world.now) as tx:
        assert use_up(tx, proof) is True
        assert use_up(tx, proof) is False
        assert use_up(tx, replace(proof, step=proof.step + 1)) is True


def test_a_proof_of_a_removed_device_is_refused(world: World, alice: Caller, phone: Authenticator):
    proof = prove(world, alice, phone)
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    with world.store.begin(now=world.now) as tx:
        assert use_up(tx, proof) is False
        assert use_up(tx, replace(proof, serial=f"{phone.serial}x")) is False


def test_a_call_with_a_code_has_it_to_use_up_once(world: World, alice: Caller, phone: Authenticator):
    proven = put(world, alice, phone.factor(world))
    code = proven.caller.second_factor
    assert code is not None
    assert proven.single_use == SingleUseCode(code)
    assert replace(proven.caller, second_factor=None) == alice
    with world.store.begin(now=world.now) as tx:
        proven.single_use.use_up(tx)
        with pytest.raises(AccessDeniedError, match="invalid MFA one time pass code"):
            proven.single_use.use_up(tx)


def test_a_proof_is_checked_again_on_a_newer_state(world: World, alice: Caller, phone: Authenticator):
    prover = MFACodeProver(world.environment.vault, world.environment.sign_in_attempts)
    request, proven = AuthenticatedRequest(http(), alice, "sts"), put(world, alice, phone.factor(world))
    assert prover.prove_again(request, proven, world.store.latest(), now=world.now) == proven
    with world.store.begin(now=world.now) as tx:
        proven.single_use.use_up(tx)
        with pytest.raises(AccessDeniedError, match="invalid MFA one time pass code"):
            prover.prove_again(request, proven, tx, now=world.now)
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    with pytest.raises(AccessDeniedError, match="unable to validate MFA code"):
        prover.prove_again(request, proven, world.store.latest(), now=world.now)


@pytest.mark.parametrize("operation", ["GetSessionToken", "AssumeRole"])
def test_a_code_that_has_not_been_checked_opens_nothing(
    world: World, alice: Caller, phone: Authenticator, operation: str
):
    with pytest.raises(AccessDeniedError, match="unable to validate MFA code"):
        world.call(operation, caller=alice, **phone.factor(world))


def test_a_caller_without_a_code_proves_nothing(world: World, alice: Caller):
    call = ParsedCall("sts", "GetSessionToken", {})
    assert put(world, alice, {}) == ProvenCall(call, alice, None)


def test_a_code_does_not_replace_the_signature(world: World, phone: Authenticator):
    for parameters in ({}, phone.factor(world)):
        with pytest.raises(MissingAuthenticationTokenError):
            put(world, ANONYMOUS, parameters)


def test_an_unassigned_device_is_not_that_of_a_caller_without_a_name(world: World, phone: Authenticator):
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    for caller in (ROLE, ROOT):
        with pytest.raises(AccessDeniedError, match="unable to validate MFA code"):
            prove(world, caller, phone)


def test_root_proves_with_its_own(world: World):
    safe = enable(world.later(minutes=-2), ROOT, make_device(world, "safe"))
    assert prove(world, ROOT, safe).serial == safe.serial
    stored = world.store.latest().find(MFADevice, ACCOUNT, safe.serial)
    assert stored.owner_id == ACCOUNT
