import pytest

from limen.engine import PolicySet, denial_message, evaluate
from tests.unit.engine.scenarios import (
    DENY,
    FULL,
    NOTHING,
    SESSION,
    USER,
    A,
    B,
    decide,
    grant,
    outcome_of,
    policy,
    request,
)

HEAD = f"User: {USER.arn} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k"
ROLE = f"arn:aws:iam::{A}:role/Target"
EVERYONE_DENIED = grant("*", Effect="Deny")


def message(decision, **options):
    asked = decision.request
    return denial_message(
        decision,
        principal_arn=asked.principal.arn,
        action=asked.action,
        resource_text=asked.resource.arn,
        **options,
    )


@pytest.mark.parametrize(
    ("layers", "reason"),
    [
        ({}, "because no identity-based policy allows the s3:GetObject action"),
        ({"identity": DENY}, "with an explicit deny in an identity-based policy"),
        ({"resource": EVERYONE_DENIED}, "with an explicit deny in a resource-based policy"),
        ({"identity": FULL, "boundary": NOTHING}, "because no permissions boundary allows the s3:GetObject action"),
        ({"boundary": DENY}, "with an explicit deny in a permissions boundary"),
        ({"identity": FULL, "session": NOTHING}, "because no session policy allows the s3:GetObject action"),
        ({"session": DENY}, "with an explicit deny in a session policy"),
        ({"identity": FULL, "scp": [NOTHING]}, "because no service control policy allows the s3:GetObject action"),
        ({"scp": [DENY]}, "with an explicit deny in a service control policy"),
        ({"rcp": [EVERYONE_DENIED]}, "with an explicit deny in a resource control policy"),
        ({"identity": FULL, "endpoint": NOTHING}, "because no VPC endpoint policy allows the s3:GetObject action"),
        ({"endpoint": EVERYONE_DENIED}, "with an explicit deny in a VPC endpoint policy"),
        (
            {"endpoint": EVERYONE_DENIED, "scp": [DENY], "identity": DENY},
            "with an explicit deny in a VPC endpoint policy transitively through a service control policy",
        ),
        ({"endpoint": EVERYONE_DENIED, "scp": [FULL]}, "with an explicit deny in a VPC endpoint policy"),
        ({"endpoint": grant("*"), "scp": [DENY]}, "with an explicit deny in a service control policy"),
        ({"endpoint": NOTHING, "scp": [NOTHING]}, "because no service control policy allows the s3:GetObject action"),
        ({"account": B, "identity": FULL}, "because no resource-based policy allows the s3:GetObject action"),
        ({"identity": DENY, "scp": [DENY]}, "with an explicit deny in a service control policy"),
    ],
)
def test_reasons(layers, reason):
    assert message(decide(**layers)) == f"{HEAD} {reason}"


@pytest.mark.parametrize(
    ("trust", "reason"),
    [
        (NOTHING, " because no role trust policy allows the sts:AssumeRole action"),
        (grant("*", Effect="Deny", Resource=None), " with an explicit deny in the role trust policy"),
        (grant(A, Resource=None), " because no identity-based policy allows the sts:AssumeRole action"),
    ],
)
def test_trust(trust, reason):
    decision = decide(action="sts:AssumeRole", arn=ROLE, members={"strict": True}, resource=trust)
    assert message(decision).endswith(f"{ROLE}{reason}")


def test_a_caller_of_another_account_learns_nothing_about_a_role():
    decision = decide(action="sts:AssumeRole", arn=ROLE, account=B, resource=NOTHING)
    assert message(decision).endswith(f"on resource: {ROLE}")


def test_without_a_resource():
    text = denial_message(decide(), principal_arn=SESSION.arn, action="s3:ListAllMyBuckets", resource_text="")
    assert text == (
        f"User: {SESSION.arn} is not authorized to perform: s3:ListAllMyBuckets"
        " because no identity-based policy allows the s3:ListAllMyBuckets action"
    )


@pytest.mark.parametrize(
    ("arn", "named"),
    [
        (f"arn:aws:iam::{A}:policy/p", True),
        ("arn:aws:iam::aws:policy/p", True),
        ("arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-1", True),
        (f"arn:aws:iam::{B}:policy/p", False),
        ("", False),
    ],
)
def test_the_policy_that_denied_is_named_where_it_belongs_to_the_caller(arn, named):
    decision = evaluate(request(), PolicySet(identity=(policy(FULL), policy(DENY, arn=arn))))
    text = f"{HEAD} with an explicit deny in an identity-based policy"
    assert message(decision) == (f"{text}: {arn}" if named else text)
    assert message(decision, with_policy_arn=False) == text


def test_resource_policies_are_not_named():
    resource = (policy(EVERYONE_DENIED, arn=f"arn:aws:iam::{A}:policy/p"),)
    assert message(evaluate(request(), PolicySet(resource=resource))).endswith("resource-based policy")


def test_an_allowed_request_has_no_reason():
    decision = decide(identity=FULL)
    assert outcome_of(decision) == "allow"
    assert message(decision) == HEAD
