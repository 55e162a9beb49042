"""Codes that were proved and are used up; tests/attack plays it through the whole server."""

from dataclasses import replace

import pytest

from limen.authn.caller import Caller
from limen.authn.one_time_codes import ProvedCode
from limen.domain.iam.mfa import MFADevice
from limen.errors import AccessDeniedError
from limen.operations.registry import WriteOperation
from limen.operations.second_factor import prove_second_factor, use_up, using_up_code
from tests.unit.operations.authenticator import Authenticator, enable, make_device
from tests.unit.operations.world import ACCOUNT, OPERATIONS, ROLE, ROOT, World
from tests.unit.server.fakes import write_operation


@pytest.fixture
def alice(world: World) -> Caller:
    return world.user("alice")


@pytest.fixture
def phone(world: World, alice: Caller) -> Authenticator:
    return enable(world.later(minutes=-2), alice, make_device(world))


def prove(world: World, caller: Caller, phone: Authenticator) -> ProvedCode:
    reader = world.store.latest()
    proof = prove_second_factor(caller, phone.factor(world), reader, world.environment, now=world.now)
    assert proof is not None
    return proof


def test_a_proof_is_used_up_once(world: World, alice: Caller, phone: Authenticator):
    proof = prove(world, alice, phone)
    with world.store.begin(now=world.now) as tx:
        assert use_up(tx, proof) is True
        assert use_up(tx, proof) is False
        assert use_up(tx, replace(proof, step=proof.step + 1)) is True


def test_a_proof_of_a_device_that_is_gone_is_none(world: World, alice: Caller, phone: Authenticator):
    proof = prove(world, alice, phone)
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    with world.store.begin(now=world.now) as tx:
        assert use_up(tx, proof) is False
        assert use_up(tx, replace(proof, serial=f"{phone.serial}x")) is False


def test_an_operation_with_a_used_code_does_nothing(world: World, alice: Caller, phone: Authenticator):
    proved = replace(alice, second_factor=prove(world, alice, phone))
    operation = using_up_code(OPERATIONS["GetSessionToken"])
    assert isinstance(operation, WriteOperation)
    call = world.as_call("GetSessionToken", caller=proved, **phone.factor(world))
    with world.store.begin(now=world.now) as tx:
        assert "Credentials" in operation.handle(call, tx, world.environment)
        with pytest.raises(AccessDeniedError, match="invalid MFA one time pass code"):
            operation.handle(call, tx, world.environment)


def test_an_operation_that_writes_already_uses_its_code_up_too(world: World, alice: Caller, phone: Authenticator):
    written: list[str] = []

    def write(*_: object) -> dict[str, str]:
        written.append("done")
        return {}

    operation = using_up_code(write_operation("sts", "Any", write, is_rehearsed=True))
    assert isinstance(operation, WriteOperation)
    assert (operation.name, operation.is_rehearsed, operation.is_told_as_read) == ("Any", True, False)
    proved = replace(alice, second_factor=prove(world, alice, phone))
    call = world.as_call("GetSessionToken", caller=proved, **phone.factor(world))
    with world.store.begin(now=world.now) as tx:
        operation.handle(call, tx, world.environment)
        with pytest.raises(AccessDeniedError, match="invalid MFA one time pass code"):
            operation.handle(call, tx, world.environment)
    assert written == ["done"]


@pytest.mark.parametrize("operation", ["GetSessionToken", "AssumeRole"])
def test_a_code_that_nobody_has_looked_at_opens_nothing(
    world: World, alice: Caller, phone: Authenticator, operation: str
):
    with pytest.raises(AccessDeniedError, match="unable to validate MFA code"):
        world.call(operation, caller=alice, **phone.factor(world))


def test_who_brings_no_code_proves_nothing(world: World, alice: Caller):
    reader = world.store.latest()
    assert prove_second_factor(alice, {}, reader, world.environment, now=world.now) is None


def test_a_device_that_is_nobodys_is_not_that_of_a_caller_without_a_name(world: World, phone: Authenticator):
    world.call("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    for caller in (ROLE, ROOT):
        with pytest.raises(AccessDeniedError, match="unable to validate MFA code"):
            prove(world, caller, phone)


def test_root_proves_with_its_own(world: World):
    safe = enable(world.later(minutes=-2), ROOT, make_device(world, "safe"))
    assert prove(world, ROOT, safe).serial == safe.serial
    stored = world.store.latest().find(MFADevice, ACCOUNT, safe.serial)
    assert stored.owner_id == ACCOUNT
