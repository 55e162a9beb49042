"""MFA codes, through the whole server: what they permit, and which codes are refused (spec api 2.11, 2.13)."""

import json
from copy import copy
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from limen.authn.proofs.mfa_codes import PER_DEVICE_OWNER
from limen.authz.authorizer import Authorizer
from limen.config.settings import Settings
from limen.operations.catalog import OPERATIONS
from limen.runtime.composition import make_environment
from limen.runtime.pipeline import PendingWrite, Pipeline
from limen.runtime.steps import ServiceSteps
from limen.store.interface import AuditFilter
from limen.store.opening import open_store
from tests.attack.inside import ANYTHING, Inside, signed, trusting
from tests.attack.phone import make_phone

ONLY_WITH_MFA = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",'
    '"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"600"}}}}'
)
INVALID = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
UNKNOWN = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user."
)


@pytest.fixture
def inside(tmp_path):
    company = Inside(tmp_path)
    yield company
    company.store.close()


@pytest.fixture
def phone(inside):
    return make_phone(inside, "alice", ONLY_WITH_MFA)


def test_a_code_opens_what_the_key_alone_does_not(inside, phone):
    assert inside.call(phone.keys, "ListUsers").code == "AccessDenied"
    without = inside.must("GetSessionToken", keys=phone.keys, service="sts").keys
    assert inside.call(without, "ListUsers").code == "InvalidClientTokenId"
    session = phone.ask(phone.code()).keys
    assert inside.call(session, "ListUsers").status == 200
    inside.now += timedelta(seconds=599)
    assert inside.call(session, "ListUsers").status == 200
    inside.now += timedelta(seconds=1)
    assert inside.call(session, "ListUsers").code == "AccessDenied", "MFA has become too old"


def test_a_code_counts_for_assuming_a_role_and_not_for_the_role(inside, phone):
    trust = json.loads(trusting(f"arn:aws:iam::{inside.account}:user/alice"))
    trust["Statement"]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    inside.must("CreateRole", RoleName="worker", AssumeRolePolicyDocument=json.dumps(trust))
    inside.must("PutRolePolicy", RoleName="worker", PolicyName="p", PolicyDocument=ONLY_WITH_MFA)
    role = {"RoleArn": f"arn:aws:iam::{inside.account}:role/worker", "RoleSessionName": "shift"}
    refused = inside.call(phone.keys, "AssumeRole", service="sts", **role)
    assert "is not authorized to perform: sts:AssumeRole" in refused.find("Message")
    assumed = phone.ask(phone.code(), action="AssumeRole", **role)
    assert assumed.status == 200
    assert inside.call(assumed.keys, "ListUsers").code == "AccessDenied"
    proved = phone.ask(phone.code(1)).keys
    assert inside.call(proved, "AssumeRole", service="sts", **role).status == 200


def test_a_code_is_valid_once_whatever_it_is_used_for(inside, phone):
    code = phone.code()
    assert phone.ask(code).status == 200
    role = {"RoleArn": f"arn:aws:iam::{inside.account}:role/worker", "RoleSessionName": "shift"}
    for replayed in (phone.ask(code), phone.ask(code, action="AssumeRole", **role), phone.ask(phone.code(-1))):
        assert (replayed.status, replayed.code, replayed.find("Message")) == (403, "AccessDenied", INVALID)
    assert phone.ask(phone.code(1)).status == 200


def test_a_code_of_a_refused_call_is_not_used_up(inside, phone):
    code = phone.code()
    role = {"RoleArn": f"arn:aws:iam::{inside.account}:role/missing", "RoleSessionName": "shift"}
    assert "sts:AssumeRole" in phone.ask(code, action="AssumeRole", **role).find("Message")
    assert phone.ask(code).status == 200


def test_of_two_simultaneous_calls_with_one_code_one_succeeds(inside, phone):
    """The second call was authorized before the first one had stored that the code was used."""
    fields = {"Action": "GetSessionToken", "Version": "2011-06-15"}
    fields |= {"SerialNumber": phone.serial, "TokenCode": phone.code()}
    request = signed(phone.keys, urlencode(fields).encode(), "sts", inside.now)
    pending = [inside.pipeline.begin(request, inside.now) for _ in range(2)]
    assert all(isinstance(each, PendingWrite) for each in pending)
    statuses = [inside.pipeline.finish(each).response.status for each in pending]
    assert statuses == [200, 403]


def test_a_code_is_valid_once_on_all_nodes(tmp_path):
    """Two processes on one database, each with what it remembers."""
    one = Inside(tmp_path, tmp_path / "limen.db")
    phone = make_phone(one, "alice", ANYTHING)
    other = copy(one)
    other.store = open_store(tmp_path / "limen.db")
    other.environment = make_environment(Settings(data_dir=tmp_path), tmp_path, other.store)
    other.pipeline = Pipeline(
        other.store, ServiceSteps(other.environment, Authorizer(OPERATIONS)), other.environment, lambda *_: None
    )
    code = phone.code()
    assert other.call(phone.keys, "GetCallerIdentity", service="sts").status == 200
    assert phone.ask(code).status == 200
    replayed = replace(phone, inside=other).ask(code)
    assert (replayed.status, replayed.find("Message")) == (403, INVALID)
    assert replace(phone, inside=other).ask(phone.code(1)).status == 200
    for node in (one, other):
        node.store.close()


def test_wrong_codes_are_refused_and_then_not_even_looked_at(inside, phone):
    for _ in range(PER_DEVICE_OWNER.free_failures):
        assert phone.ask("000000").find("Message") == INVALID
    throttled = phone.ask(phone.code())
    assert (throttled.status, throttled.code, throttled.find("Message")) == (403, "AccessDenied", UNKNOWN)
    inside.now += timedelta(seconds=1)
    assert phone.ask(phone.code()).status == 200


@pytest.mark.parametrize("operation", ["EnableMFADevice", "ResyncMFADevice"])
def test_no_operation_is_a_way_around_the_delay(inside, phone, operation):
    """Wrong codes add up, two consecutive correct ones do not clear them, and early attempts are not checked."""
    serial = phone.serial
    if operation == "EnableMFADevice":
        serial = inside.must("CreateVirtualMFADevice", VirtualMFADeviceName="second").find("SerialNumber")
    names = {"UserName": "alice", "SerialNumber": serial}
    wrong = names | {"AuthenticationCode1": "000000", "AuthenticationCode2": "000000"}
    right = {"AuthenticationCode1": phone.code(), "AuthenticationCode2": phone.code(1)}
    for _ in range(PER_DEVICE_OWNER.free_failures - 1):
        assert inside.call(inside.admin, operation, **wrong).code == "InvalidAuthenticationCode"
    inside.must("ResyncMFADevice", UserName="alice", SerialNumber=phone.serial, **right)
    assert inside.call(inside.admin, operation, **wrong).code == "InvalidAuthenticationCode"
    throttled = inside.call(inside.admin, operation, **wrong)
    assert (throttled.status, throttled.code, throttled.find("Message")) == (400, "Throttling", "Rate exceeded")
    assert phone.ask(phone.code(2)).find("Message") == UNKNOWN
    inside.now += timedelta(seconds=1)
    assert phone.ask(phone.code(2)).status == 200


def test_a_right_code_forgives_the_wrong_ones(inside, phone):
    for _ in range(3):
        for _ in range(PER_DEVICE_OWNER.free_failures - 1):
            assert phone.ask("000000").find("Message") == INVALID
        assert phone.ask(phone.code()).status == 200
        inside.now += timedelta(seconds=30)


def test_another_users_device_is_useless(inside, phone):
    bob = make_phone(inside, "bob", ANYTHING)
    for keys, code in ((bob.keys, phone.code()), (bob.keys, bob.code()), (inside.admin, phone.code())):
        stolen = phone.ask(code, keys=keys)
        assert (stolen.code, stolen.find("Message")) == ("AccessDenied", UNKNOWN)
    inside.add_account("444455556666")
    assert phone.ask(phone.code(), SerialNumber=phone.serial.replace(inside.account, "444455556666")).status == 403
    assert phone.ask(phone.code()).status == 200, "nobody has used it up"


def test_an_unassigned_device_is_useless(inside, phone):
    inside.must("DeactivateMFADevice", UserName="alice", SerialNumber=phone.serial)
    assert phone.ask(phone.code()).find("Message") == UNKNOWN


@pytest.mark.parametrize("missing", ["SerialNumber", "TokenCode"])
def test_half_a_factor_is_refused(inside, phone, missing):
    factor = {"SerialNumber": phone.serial, "TokenCode": phone.code()}
    del factor[missing]
    refused = inside.call(phone.keys, "GetSessionToken", service="sts", **factor)
    assert refused.find("Message") == (
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
    )


def test_no_secret_of_a_device_is_written_down(inside, phone):
    code, seed = phone.code(), phone.seed.hex()
    assert phone.ask(code).status == 200
    phone.ask("000000")
    trail = "\n".join(record.document for record in inside.store.audit_records(AuditFilter(), limit=1000))
    state = "\n".join(f"{change.before}{change.after}" for change in inside.store.changes())
    made = json.loads(next(line for line in trail.splitlines() if '"eventName":"CreateVirtualMFADevice"' in line))
    assert made["responseElements"]["virtualMFADevice"] == {
        "serialNumber": phone.serial,
        "base32StringSeed": "HIDDEN_DUE_TO_SECURITY_REASONS",
        "qRCodePNG": "HIDDEN_DUE_TO_SECURITY_REASONS",
    }
    assert phone.serial in trail
    for secret in (code, seed, "000000"):
        assert f'"{secret}"' not in trail
        assert secret not in state


def test_a_session_with_mfa_is_recorded_as_one(inside, phone):
    session = phone.ask(phone.code())
    made = json.loads(inside.newest_records(1)[0].document)
    assert (made["eventName"], made["readOnly"]) == ("GetSessionToken", True)
    assert made["responseElements"]["credentials"]["accessKeyId"] == session.keys.access_key_id
    inside.call(session.keys, "ListUsers")
    used = json.loads(inside.newest_records(1)[0].document)
    assert used["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"] == "true"
