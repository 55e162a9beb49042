import pytest

from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.engine.compile.grants import compile_naming, compile_not_principal, compile_principal
from limen.engine.model.layers import Grant
from limen.policy.syntax.document import PrincipalElement

A, B = "111111111111", "222222222222"
BOB = IAMUser(A, "Bob", "/a/", "AIDABOB")
BOB_ARN = f"arn:aws:iam::{A}:user/a/Bob"
R = RoleSession(A, "R", "s1", "/p/", "AROAR")
ROLE_ARN, SESSION_ARN = f"arn:aws:iam::{A}:role/p/R", f"arn:aws:sts::{A}:assumed-role/R/s1"
JIM = FederatedUser(A, "Jim", BOB)
JIM_ARN = f"arn:aws:sts::{A}:federated-user/Jim"
ROOT, ROOT_ARN = RootUser(A), f"arn:aws:iam::{A}:root"
EC2, GOOGLE = ServicePrincipal("ec2.amazonaws.com"), FederatedIdentity("accounts.google.com")
CALLERS = [BOB, R, JIM, ROOT, EC2, GOOGLE, Anonymous()]
NONE, ACCOUNT, ENTITY, DIRECT = Grant


def aws(*entries):
    return PrincipalElement(aws=entries)


@pytest.mark.parametrize("element", [PrincipalElement(everyone=True), aws("*"), aws(BOB_ARN, "*")])
@pytest.mark.parametrize("caller", CALLERS, ids=repr)
def test_everyone_is_everyone(element, caller):
    assert compile_principal(element, {})({}, caller) is DIRECT
    assert compile_naming(element, {})({}, caller)


@pytest.mark.parametrize(
    ("entry", "caller", "grant"),
    [
        (A, BOB, ACCOUNT),
        (ROOT_ARN, BOB, ACCOUNT),
        (B, BOB, NONE),
        (f"arn:aws-cn:iam::{A}:root", BOB, NONE),
        (f"arn:aws-cn:iam::{A}:root", IAMUser(A, "Bob", partition="aws-cn"), ACCOUNT),
        (A, IAMUser(A, "Bob", partition="aws-cn"), ACCOUNT),
        (f"arn:aws:s3::{A}:root", BOB, NONE),
        (f"arn:aws:iam::{A}:user/a:b/Bob", IAMUser(A, "Bob", "/a:b/"), DIRECT),
        (f"arn:aws:iam::{A}", BOB, NONE),
        (f"arn:aws:iam:{A}:root", BOB, NONE),
        (f"arn:aws:iam:eu-west-1:{A}:root", BOB, NONE),
        (f"ARN:aws:iam::{A}:root", BOB, NONE),
        (ROOT_ARN, ROOT, DIRECT),
        (A, ROOT, DIRECT),
        (B, ROOT, NONE),
        (ROOT_ARN, R, ACCOUNT),
        (A, JIM, ACCOUNT),
        (BOB_ARN, BOB, DIRECT),
        (f"arn:aws:iam::{A}:user/Bob", BOB, NONE),
        (f"arn:aws:iam::{A}:user/a/bob", BOB, NONE),
        (f"arn:aws-cn:iam::{A}:user/a/Bob", BOB, NONE),
        (f"arn:aws:iam::{B}:user/a/Bob", BOB, NONE),
        ("AIDABOB", BOB, DIRECT),
        (ROLE_ARN, R, ENTITY),
        (f"arn:aws:iam::{A}:role/R", R, NONE),
        ("AROAR", R, ENTITY),
        (SESSION_ARN, R, DIRECT),
        (f"arn:aws:sts::{A}:assumed-role/R/s2", R, NONE),
        (JIM_ARN, JIM, DIRECT),
        (BOB_ARN, JIM, ENTITY),
        ("AIDABOB", JIM, ENTITY),
        (BOB_ARN, FederatedUser(A, "Jim", ROOT), NONE),
        (ROLE_ARN, BOB, NONE),
        (A, EC2, NONE),
        (A, Anonymous(), NONE),
        (A, GOOGLE, NONE),
        ("", IAMUser(A, "Bob"), NONE),
    ],
)
def test_aws_entries(entry, caller, grant):
    assert compile_principal(aws(entry), {})({}, caller) is grant
    assert compile_naming(aws(entry), {})({}, caller) is (grant in {ENTITY, DIRECT})


@pytest.mark.parametrize("caller", CALLERS, ids=repr)
def test_services_and_providers_are_their_own_kind(caller):
    service = compile_principal(PrincipalElement(service=("ec2.amazonaws.com",)), {})
    provider = compile_principal(PrincipalElement(federated=("accounts.google.com",)), {})
    assert service({}, caller) is (DIRECT if caller is EC2 else NONE)
    assert provider({}, caller) is (DIRECT if caller is GOOGLE else NONE)
    both = PrincipalElement(service=("ec2.amazonaws.com",), federated=("accounts.google.com",))
    assert compile_naming(both, {})({}, caller) is (caller in {EC2, GOOGLE})


def test_a_session_is_known_by_the_provider_it_came_from():
    test = compile_principal(PrincipalElement(federated=("accounts.google.com",)), {})
    assert test({"aws:federatedprovider": "accounts.google.com"}, R) is DIRECT
    assert test({"aws:federatedprovider": ("accounts.google.com",)}, R) is NONE
    naming = compile_naming(PrincipalElement(federated=("accounts.google.com",)), {})
    assert naming({"aws:federatedprovider": "accounts.google.com"}, R)
    assert not naming({}, R)


def test_the_strongest_entry_counts():
    element = PrincipalElement(aws=(A, ROLE_ARN, SESSION_ARN), service=("ec2.amazonaws.com",))
    assert compile_principal(element, {})({}, R) is DIRECT
    assert compile_principal(element, {})({}, BOB) is ACCOUNT


def test_an_arn_represents_the_id_it_had_when_the_policy_was_saved():
    saved = compile_principal(aws(ROLE_ARN), {ROLE_ARN: "AROAOLD"})
    assert saved({}, R) is NONE
    assert saved({}, RoleSession(A, "R", "s1", "/p/", "AROAOLD")) is ENTITY
    assert saved({}, RoleSession(A, "Renamed", "s1", "/", "AROAOLD")) is ENTITY


@pytest.mark.parametrize(
    ("listed", "caller", "exempt"),
    [
        ((BOB_ARN,), BOB, False),
        ((A,), BOB, False),
        ((BOB_ARN, A), BOB, True),
        ((BOB_ARN, ROOT_ARN), BOB, True),
        ((ROLE_ARN, A), R, False),
        ((SESSION_ARN, A), R, False),
        ((SESSION_ARN, ROLE_ARN), R, False),
        ((SESSION_ARN, ROLE_ARN, A), R, True),
        ((JIM_ARN, BOB_ARN, A), JIM, True),
        ((JIM_ARN, A), JIM, False),
        ((BOB_ARN, A), JIM, False),
        ((JIM_ARN, A), FederatedUser(A, "Jim", ROOT), True),
        ((A,), ROOT, True),
        ((B,), ROOT, False),
        ((A,), Anonymous(), False),
        ((A,), EC2, False),
        (("*",), Anonymous(), True),
    ],
)
def test_not_principal_exempts_whom_it_lists_completely(listed, caller, exempt):
    assert compile_not_principal(aws(*listed), {}, has_boundary=False)({}, caller) is (NONE if exempt else DIRECT)
    assert compile_not_principal(aws(*listed), {}, has_boundary=True)({}, caller) is DIRECT


def test_not_principal_exempts_services_and_providers():
    element = PrincipalElement(service=("ec2.amazonaws.com",), federated=("accounts.google.com",))
    test = compile_not_principal(element, {}, has_boundary=False)
    assert [test({}, caller) for caller in (EC2, GOOGLE, BOB)] == [NONE, NONE, DIRECT]
