"""Who can, and what can: answers against the engine (spec analysis 5.5, hard cases 45 to 51)."""

import random

import pytest

from limen.analysis.account_view import AccountView, Identity
from limen.analysis.what_can import what_can
from limen.analysis.who_can import Can, Target, who_can
from limen.analysis.wording import describe_conditions, split_resources
from limen.domain.principals import RoleSession, RootUser
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import NamedPolicy
from limen.engine.model.request import AuthorizationRequest, Resource
from tests.unit.analysis.documents import TAG, B, allow, deny, policy

A = "111111111111"
ROOT = f"arn:aws:iam::{A}:root"
GET = Target("s3:GetObject", f"{B}/x")
NO_MFA = deny("*", condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})


def level(*statements, name="p", arn=""):
    return (NamedPolicy(name, policy(*statements), arn),)


def user(name, *statements, **more):
    return Identity(name, "/", f"AIDA{name.upper()}", level(*statements) if statements else (), **more)


def role(name, trust, *statements, **more):
    trusted = NamedPolicy("trust", policy(*trust))
    return Identity(name, "/", f"AROA{name.upper()}", level(*statements) if statements else (), trust=trusted, **more)


def trusts(*names, action="sts:AssumeRole", condition=None):
    found = {"Effect": "Allow", "Action": action, "Principal": {"AWS": list(names)}}
    return found | ({"Condition": condition} if condition else {})


def answers(view, target=GET):
    found = {each.principal.rpartition(":")[2]: each for each in who_can(view, target)}
    root = found.pop("root", None)
    assert root is None or root.answer is Can.YES
    return {name: str(each.answer) for name, each in found.items()}


def view(*identities, **more):
    return AccountView(A, identities, **more)


def test_yes_if_and_no():
    found = answers(
        view(
            user("all", allow("s3:*")),
            user("mfa", allow("s3:*"), NO_MFA),
            user("none", allow("ec2:*")),
            user("denied", allow("s3:*"), deny("s3:Get*")),
            user("bare"),
            user("bounded", allow("s3:*"), boundary=level(allow("ec2:*"))),
            user("elsewhere", allow("s3:*", "arn:aws:s3:::c/*")),
            user("member", groups=("g",)),
            groups={"g": level(allow("s3:Get*", f"{B}/*"))},
        )
    )
    assert found == {"user/all": "yes", "user/mfa": "if", "user/member": "yes"}


def test_45_an_absent_key_passes_a_deny_of_false():
    (_, access) = who_can(view(user("mfa", allow("s3:*"), NO_MFA)), GET)
    words = sorted(describe_conditions(each, {})[0] for each in access.conditions)
    assert words == ["aws:MultiFactorAuthPresent is not false in any case or is absent"]
    assert [(each.policy, each.index) for each in access.grants] == [("p", 0)]


def test_tags_names_and_arns_of_a_principal_are_known():
    tagged = allow("s3:*", condition={"StringEquals": {TAG: "a"}})
    own = allow("s3:*", f"{B}/${{aws:username}}")
    found = answers(view(user("a", tagged, tags={"t": "a"}), user("b", tagged), user("x", own), user("y", own)))
    assert found == {"user/a": "yes", "user/x": "yes"}


def test_sessions_of_a_role_may_bring_tags_where_its_trust_lets_them():
    tagged = allow("s3:*", condition={"StringEquals": {TAG: "a"}})
    closed, opened = trusts(ROOT), trusts(ROOT, action=["sts:AssumeRole", "sts:TagSession"])
    found = answers(view(role("c", [closed], tagged), role("o", [opened], tagged)))
    assert found == {"role/o": "if"}


def test_the_name_of_a_session_is_open():
    named = allow("s3:*", condition={"StringLike": {"aws:userid": "*:deploy"}})
    assert answers(view(role("r", [trusts(ROOT)], named))) == {"role/r": "if"}


def test_a_pattern_of_resources_means_all_of_them():
    account = view(user("all", allow("s3:*", f"{B}/*")), user("some", allow("s3:*", f"{B}/a/*")))
    found = {each.principal: each for each in who_can(account, Target("s3:GetObject", f"{B}/*"))}
    assert found[f"arn:aws:iam::{A}:user/all"].answer is Can.YES
    some = found[f"arn:aws:iam::{A}:user/some"]
    assert some.answer is Can.IF
    assert f"{B}/a/*" in split_resources(some.conditions[0])[0]


def test_46_every_level_of_control_policies_must_allow():
    admin = user("admin", allow("*"))
    controls = (level(allow("*")), level(allow("ec2:*")))
    assert answers(view(admin, service_control=controls)) == {}
    found = what_can(view(admin, service_control=controls), admin)
    assert found.complete
    services = {each.service: each.actions for each in found.abilities}
    assert services.keys() == {"ec2", "sts"}
    assert services["sts"] == ("sts:GetCallerIdentity", "sts:GetSessionToken")  # They need no permission (E38).


def test_a_role_is_assumed_by_the_principals_it_trusts():
    arn = f"arn:aws:iam::{A}:role/r"
    target = Target("sts:AssumeRole", arn)
    bob = f"arn:aws:iam::{A}:user/bob"
    may = allow("sts:AssumeRole", arn)
    found = answers(view(role("r", [trusts(bob)]), user("bob"), user("eve", may)), target)
    assert found == {"user/bob": "yes"}
    found = answers(view(role("r", [trusts(ROOT)]), user("bob"), user("eve", may)), target)
    assert found == {"user/eve": "yes"}


def test_49_nobody_uses_a_key_whose_policy_is_silent():
    key = f"arn:aws:kms:eu-west-1:{A}:key/1"
    account = view(user("bob", allow("kms:*")))
    silent = Target("kms:Decrypt", key, level(allow("kms:*", Principal={"AWS": "222222222222"}))[0])
    assert [each.principal for each in who_can(account, silent)] == []
    by_account = Target("kms:Decrypt", key, level(allow("kms:*", Principal={"AWS": ROOT}))[0])
    assert answers(account, by_account) == {"user/bob": "yes"}


def test_what_a_user_can_by_service_and_level():
    names = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
    bob = user("bob", allow(names, [B, f"{B}/*"]), deny("s3:Put*", f"{B}/x/*"))
    found = what_can(view(bob), bob)
    assert found.complete
    assert [(each.service, each.level, each.actions) for each in found.abilities] == [
        ("s3", "List", ("s3:ListBucket",)),
        ("s3", "Read", ("s3:GetObject",)),
        ("s3", "Write", ("s3:PutObject",)),
    ]
    assert split_resources(found.abilities[2].literals)[1] == [f"{B}/x/*"]
    assert what_can(view(bob), bob, service="ec2").abilities == ()


STATEMENTS = [
    allow("s3:*"), allow("s3:GetObject", f"{B}/*"), allow("s3:Get*", f"{B}/${{aws:username}}/*"), NO_MFA,
    allow("s3:*", condition={"StringEquals": {TAG: "a"}}), deny("s3:*", f"{B}/x/*"), allow("*"),
    allow("s3:*", condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}), allow(NotAction="iam:*"),
    deny(condition={"StringNotEquals": {"aws:PrincipalType": "User"}}), deny("s3:*", condition={"Null": {TAG: "true"}}),
    allow("s3:*", condition={"StringLike": {"aws:PrincipalArn": "*/u1"}}),
    deny(condition={"StringEquals": {"x:y": "1"}}),
]  # fmt: skip
CONTEXTS: list[dict[str, str | tuple[str, ...]]] = [
    {}, {"aws:multifactorauthpresent": "true"}, {"aws:multifactorauthpresent": "false"}, {"aws:sourceip": "10.1.1.1"},
    {"aws:sourceip": "11.1.1.1", "x:y": "1"}, {"x:y": "1"}, {"x:y": ("1",)},
    {"aws:sourceip": "10.1.1.1", "aws:multifactorauthpresent": "false"},
]  # fmt: skip


@pytest.mark.parametrize("seed", range(60))
def test_answers_hold_in_every_context_that_is_tried(seed):
    source = random.Random(seed)

    def some():
        return source.sample(STATEMENTS, source.randint(1, 3))

    def identity(number):
        bounds = level(*some(), allow("*")) if source.random() < 0.3 else None
        tags = {"t": source.choice("ab")} if source.random() < 0.5 else {}
        if source.random() < 0.4:
            return role(f"u{number}", [trusts(ROOT)], *some(), boundary=bounds, tags=tags)
        return user(f"u{number}", *some(), boundary=bounds, tags=tags)

    account = view(*(identity(number) for number in range(6)))
    resource = source.choice([f"{B}/x/1", f"{B}/u1/2", f"{B}/y", "*"])
    found = {each.principal: each.answer for each in who_can(account, Target("s3:GetObject", resource))}
    assert Can.UNKNOWN not in found.values()
    for arn, each in account.list_holders():
        policies, caller = account.layers_of(each), account.caller_of(each)
        tags = {f"aws:principaltag/{key}": value for key, value in each.tags.items()}
        decisions = [
            evaluate(AuthorizationRequest(caller, "s3:GetObject", Resource(resource), {**tags, **context}), policies)
            for context in CONTEXTS
        ]
        allowed = [decision.is_allowed for decision in decisions]
        expected = {Can.YES: {True}, None: {False}, Can.IF: {True, False}}[found.get(arn)]
        assert set(allowed) <= expected, (arn, found.get(arn))


def test_root_and_names():
    account = view(user("bob", allow("*")))
    assert account.find("user/bob") is account.find(f"arn:aws:iam::{A}:user/bob")
    assert account.find("role/bob") is None
    assert [each.principal for each in who_can(view(), GET)] == [RootUser(A).arn]
    assert isinstance(account.caller_of(role("r", [])), RoleSession)
