"""Resource policies by themselves: new access, and public access (hard cases 33 to 44)."""

import random

import pytest

from limen.analysis.public import no_public_access
from limen.analysis.representatives import list_representatives
from limen.analysis.resource_policies import grants, no_new_access_to_resource
from limen.analysis.verdict import Verdict
from limen.domain.principals import (
    Anonymous,
    FederatedUser,
    IAMUser,
    Principal,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.engine.model.request import AuthorizationRequest, Resource
from tests.unit.analysis.documents import B, allow, deny, policy

PROVED, REFUTED, UNKNOWN = Verdict
A, C = "111111111111", "222222222222"
USER, ROLE = f"arn:aws:iam::{A}:user/U", f"arn:aws:iam::{A}:role/p/R"
SESSION, FEDERATED = f"arn:aws:sts::{A}:assumed-role/R/s", f"arn:aws:sts::{A}:federated-user/F"


def to(*names, condition=None, effect=allow, **more):
    return effect("s3:GetObject", f"{B}/*", condition, Principal={"AWS": list(names)} if names else "*", **more)


CASES = [
    ("33", [to(f"arn:aws:iam::{A}:root")], [to(USER)], PROVED, REFUTED),
    ("34", [to("*", condition={"ArnEquals": {"aws:PrincipalArn": ROLE}})], [to(ROLE)], PROVED, PROVED),
    ("account", [to(A)], [to(f"arn:aws:iam::{A}:root")], PROVED, PROVED),
    ("user", [to("*", condition={"StringEquals": {"aws:PrincipalAccount": A}})], [to(A)], PROVED, PROVED),
    ("session", [to(ROLE)], [to(SESSION)], REFUTED, REFUTED),
    ("session by account", [to(A)], [to(SESSION)], PROVED, REFUTED),
    ("issuer", [to(FEDERATED)], [to(USER)], REFUTED, REFUTED),
    ("id", [to(A)], [to("AIDAU")], REFUTED, REFUTED),
    ("userid", [to(USER, condition={"StringLike": {"aws:userid": "AIDA*"}})], [to(USER)], REFUTED, PROVED),
    ("userid of one", [to(USER, condition={"StringEquals": {"aws:userid": "AIDAB"}})], [to(USER)], REFUTED, PROVED),
    ("deny", [to("*"), to(USER, effect=deny)], [to("*")], REFUTED, PROVED),
    ("service", [to("*")], [allow("s3:GetObject", f"{B}/*", Principal={"Service": "ec2.amazonaws.com"})],
     PROVED, REFUTED),
    ("anonymous", [to("*", condition={"Null": {"aws:PrincipalArn": "false"}})], [to("*")], REFUTED, PROVED),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "forth", "back"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_new_access(old, new, forth, back):
    for before, after, expected in ((old, new, forth), (new, old, back)):
        result = no_new_access_to_resource(policy(*before), policy(*after))
        assert (result.verdict, result.reason) == (expected, "")
        if result.witness is not None:
            assert grants(result.witness.request, policy(*after))
            assert not grants(result.witness.request, policy(*before))


TAKEN = [
    ("user", {"AWS": f"arn:aws:iam::{A}:user/x7"}, "User"),
    ("role", {"AWS": f"arn:aws:iam::{A}:role/x7"}, "AssumedRole"),
    ("session", {"AWS": f"arn:aws:sts::{A}:assumed-role/x7/x7"}, "AssumedRole"),
    ("session elsewhere", {"AWS": f"arn:aws:sts::{A}:assumed-role/x7/X7"}, "AssumedRole"),
    ("federated user", {"AWS": f"arn:aws:sts::{A}:federated-user/x7"}, "FederatedUser"),
    ("user's id", {"AWS": "AIDAX7"}, "User"),
    ("role's id", {"AWS": "AROAX7"}, "AssumedRole"),
]  # fmt: skip


@pytest.mark.parametrize(("principal", "kind"), [row[1:] for row in TAKEN], ids=[row[0] for row in TAKEN])
def test_a_named_principal_does_not_represent_the_others(principal, kind):
    one = allow("s3:GetObject", f"{B}/*", Principal=principal)
    every = to("*", condition={"StringEquals": {"aws:PrincipalType": kind, "aws:PrincipalAccount": A}})
    assert no_new_access_to_resource(policy(one), policy(every)).verdict is REFUTED


@pytest.mark.parametrize("named", [{"Service": "x7.amazonaws.com"}, {"Federated": "x7.example.com"}])
def test_a_named_service_or_provider_does_not_represent_the_others(named):
    one = allow("s3:GetObject", f"{B}/*", Principal=named)
    without_account = to("*", condition={"Null": {"aws:PrincipalAccount": "true"}})
    assert no_new_access_to_resource(policy(one), policy(without_account)).verdict is REFUTED


CHINA = f"arn:aws-cn:iam::{A}"


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        (f"{CHINA}:user/bob", "*bob"),
        (f"{CHINA}:role/bob", "*bob"),
        (f"arn:aws-cn:sts::{A}:assumed-role/bob/s", "*bob"),
        (f"arn:aws-cn:sts::{A}:federated-user/bob", "*bob"),
        (f"{CHINA}:root", "arn:aws-cn:*:root"),
        (f"{CHINA}:root", "arn:aws-cn:*:user/*"),
        ("*", "arn:aws-c?:*:root"),
        ("*", "arn:aws-c?:*:role/x"),
    ],
)
def test_callers_of_other_partitions(name, pattern):
    new = policy(to(name, condition={"StringLike": {"aws:PrincipalArn": pattern}}))
    result = no_new_access_to_resource(policy(), new)
    assert (result.verdict, result.reason) == (REFUTED, "")
    assert grants(result.witness.request, new)


def test_a_root_arn_means_the_account_in_its_partition():
    assert no_new_access_to_resource(policy(to(A)), policy(to(f"{CHINA}:root"))).verdict is PROVED
    assert no_new_access_to_resource(policy(to(f"{CHINA}:root")), policy(to(A))).verdict is REFUTED


def test_35_an_allow_with_not_principal_grants_nobody_anything():
    new = allow("s3:GetObject", f"{B}/*", NotPrincipal={"AWS": [A]})
    assert no_new_access_to_resource(policy(), policy(new)).verdict is PROVED


def public(*statements):
    result = no_public_access(policy(*statements))
    assert result.reason == ""
    return result.verdict is REFUTED


def where(operator, key, value):
    return public(to(condition={operator: {key: value}}))


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("StringEquals", "aws:SourceVpc", "vpc-9", False),
        ("StringLike", "aws:SourceVpc", "vpc-*", True),
        ("StringLike", "aws:SourceVpc", "vpc-9", False),
        ("StringEquals", "aws:PrincipalOrgID", "o-1", False),
        ("StringEqualsIfExists", "aws:PrincipalOrgID", "o-1", True),
        ("StringEquals", "aws:PrincipalOrgID", "${aws:ResourceOrgID}", True),
        ("StringNotEquals", "aws:PrincipalOrgID", "o-1", True),
        ("ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", "o-1/r/", False),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/*", True),
        ("IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"], True),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", False),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/7", True),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32", False),
        ("IpAddress", "aws:SourceIp", "2000::/3", True),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("StringEquals", "aws:Referer", "https://example.com", True),
        ("Bool", "aws:SecureTransport", "true", True),
        ("StringEquals", "aws:UserAgent", "secret", True),
        ("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{A}:role/*", False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*", True),
        ("ArnEquals", "aws:SourceArn", f"arn:aws:sns:us-east-1:{A}:t", False),
        ("StringEquals", "aws:SourceAccount", A, False),
        ("StringEquals", "kms:CallerAccount", A, False),
        ("StringEquals", "aws:PrincipalAccount", A, False),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Deployer", True),
        ("StringLike", "aws:userid", "AROA*:s", True),
        ("StringEquals", "aws:PrincipalType", "AssumedRole", True),
        ("StringEquals", "aws:PrincipalType", "FederatedUser", True),
        ("StringEquals", "aws:PrincipalType", "Account", True),
        ("StringEquals", "aws:FederatedProvider", "accounts.google.com", True),
        ("StringEquals", "aws:FederatedProvider", f"arn:aws:iam::{A}:oidc-provider/x", False),
        ("StringNotEquals", "aws:SourceAccount", "999988887777", True),
    ],
)
def test_public_access_by_condition(operator, key, value, expected):
    assert where(operator, key, value) is expected


def test_public_access():
    assert public(to())
    assert public(to("*"))
    assert not public(to(A), to(USER), to(ROLE))
    assert not public()
    assert not public(to(), to(effect=deny))
    org = {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}
    assert not public(to(), to(effect=deny, condition=org))
    assert public(to(), to(effect=deny, condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}))
    assert public(allow("s3:GetObject", f"{B}/*", Principal="*", NotAction=["s3:Put*"]))


def test_42_a_mistyped_key_is_public_to_callers_who_supply_it():
    mistyped = {"StringNotEquals": {"aws:PrincipalOrgIDD": "o-1"}}
    assert public(to(), to(effect=deny, condition=mistyped))


def test_the_account_of_an_outsider_is_one_that_nobody_names():
    known = {"Null": {"aws:PrincipalAccount": "false"}}
    other = {"StringNotEquals": {"aws:PrincipalAccount": ["999988887777", "anonymous"]}}
    assert public(to("*", condition={**known, **other}))


def test_public_identity_providers_need_a_condition_on_their_tenant():
    facebook = {"Federated": "graph.facebook.com"}
    assume = allow("sts:AssumeRoleWithWebIdentity", "*", Principal=facebook)
    tenant = {"StringEquals": {"graph.facebook.com:app_id": "1"}}
    assert public(assume)
    assert not public(assume | {"Condition": tenant})
    assert not public(allow("sts:AssumeRoleWithWebIdentity", "*", Principal={"Federated": "idp.example.com"}))


PRINCIPALS = ("*", A, f"arn:aws:iam::{A}:user/x7", f"arn:aws:sts::{A}:assumed-role/R/x7", f"arn:aws-cn:iam::{A}:root",
              "*", A, USER, ROLE, SESSION, FEDERATED, "AIDAU", C, f"arn:aws:iam::{C}:root", "AROAR",
              f"arn:aws:iam::{A}:role/R")  # fmt: skip
CONDITIONS = (
    None, None, {"StringEquals": {"aws:PrincipalAccount": A}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/*"}},
    {"StringLike": {"aws:userid": "AIDA*"}}, {"StringEquals": {"aws:username": "U"}},
    {"Null": {"aws:username": "true"}},
    {"StringNotEquals": {"aws:PrincipalType": "User"}}, {"ArnEquals": {"aws:PrincipalArn": ROLE}},
    {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/*"}}, {"StringLike": {"aws:userid": "*:s"}},
    {"StringEquals": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/p/R"}},
)  # fmt: skip
CALLERS: list[Principal] = [
    IAMUser(A, "U", id="AIDAU"), IAMUser(A, "U", id="AIDAOTHER"), IAMUser(A, "V", id="AIDAV"),
    IAMUser(C, "U", id="AIDAC"),
    RoleSession(A, "R", "s", "/p/", "AROAR"), RoleSession(A, "R", "s", "/", "AROAQ"),
    RoleSession(A, "R", "t", "/p/", "AROAR"),
    RoleSession(A, "R", "s", "/z/", "AROAZ"), FederatedUser(A, "F", IAMUser(A, "U", id="AIDAU")),
    RootUser(A), RootUser(C), RootUser(A, "aws-cn"), IAMUser(A, "U", id="AIDAU", partition="aws-cn"),
    IAMUser(A, "x7", id="AIDAX7"), RoleSession(A, "R", "x7", "/p/", "AROAR"),
    FederatedUser(A, "G", IAMUser(A, "V", id="AIDAV")), ServicePrincipal("ec2.amazonaws.com"), Anonymous(),
    RoleSession(C, "R", "s", "/", "AROAC"), FederatedUser(A, "G", IAMUser(A, "U", id="AIDAU")),
]  # fmt: skip


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(50))
def test_no_caller_contradicts_a_proof(seed: int):
    source = random.Random(seed)

    def document():
        return policy(*(
            to(*source.sample(PRINCIPALS, source.randint(1, 3)), condition=source.choice(CONDITIONS),
               effect=source.choice((allow, allow, deny)))
            for _ in range(source.randint(1, 3))
        ))  # fmt: skip

    old, new = document(), document()
    is_anywhere = "aws-cn" in old.text + new.text
    result = no_new_access_to_resource(old, new)
    assert result.reason != "not confirmed"
    if result.verdict is PROVED:
        for caller in CALLERS if is_anywhere else [each for each in CALLERS if "aws-cn" not in repr(each)]:
            request = AuthorizationRequest(caller, "s3:GetObject", Resource(f"{B}/x"))
            assert not (grants(request, new) and not grants(request, old)), caller


def test_everybody_who_is_named_has_a_representative():
    callers = [each.caller for each in list_representatives([policy(to(USER, ROLE, SESSION, FEDERATED, "AIDAU"))])]
    assert {caller.principal_arn for caller in callers} >= {USER, ROLE, FEDERATED}
    assert any(isinstance(caller, RoleSession) and caller.arn == SESSION for caller in callers)
    assert any(isinstance(caller, IAMUser) and caller.id == "AIDAU" for caller in callers)
