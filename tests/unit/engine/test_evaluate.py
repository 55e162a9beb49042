import pytest

from limen.domain.principals import Anonymous, FederatedIdentity, FederatedUser, IAMUser, RoleSession, ServicePrincipal
from tests.unit.engine.scenarios import (
    DENY,
    FEDERATED,
    FULL,
    NOTHING,
    ROLE_ARN,
    ROOT,
    SESSION,
    USER,
    A,
    B,
    decide,
    grant,
    outcome_of,
    statement,
)

SERVICE = ServicePrincipal("cloudtrail.amazonaws.com")
SLR = RoleSession(A, "AWSServiceRoleForX", "s", "/aws-service-role/x.amazonaws.com/", "AROAX")

# A grant's principal, the caller, and what comes if identity, boundary, session do not allow (spec policy 6.4).
GRANTS = [
    (USER.arn, USER, "allow", "allow", "allow"),
    (USER.arn, FEDERATED, "allow", "implicit:permissions_boundary", "implicit:session"),
    (FEDERATED.arn, FEDERATED, "allow", "allow", "allow"),
    (ROLE_ARN, SESSION, "allow", "implicit:permissions_boundary", "implicit:session"),
    (SESSION.arn, SESSION, "allow", "allow", "allow"),
    ("*", USER, "allow", "allow", "allow"),
    ("*", SESSION, "allow", "allow", "allow"),
    (A, USER, "implicit:identity", "implicit:permissions_boundary", "implicit:session"),
    (A, SESSION, "implicit:identity", "implicit:permissions_boundary", "implicit:session"),
    (f"arn:aws:iam::{A}:root", SESSION, "implicit:identity", "implicit:permissions_boundary", "implicit:session"),
]


@pytest.mark.parametrize(("principal", "caller", "identity", "boundary", "session"), GRANTS)
def test_what_a_grant_in_the_same_account_makes_superfluous(principal, caller, identity, boundary, session):
    resource = grant(principal)
    full = {"identity": FULL, "boundary": FULL, "session": FULL, "resource": resource}
    assert outcome_of(decide(caller, **full)) == "allow"
    assert outcome_of(decide(caller, **full | {"identity": NOTHING})) == identity
    assert outcome_of(decide(caller, **full | {"boundary": NOTHING})) == boundary
    assert outcome_of(decide(caller, **full | {"session": NOTHING})) == session


@pytest.mark.parametrize("layer", ["identity", "boundary", "session", "endpoint"])
@pytest.mark.parametrize(("principal", "caller"), [row[:2] for row in GRANTS])
def test_an_explicit_deny_wins_over_every_grant(principal, caller, layer):
    layers = {"identity": FULL, "boundary": FULL, "session": FULL, "endpoint": FULL, "resource": grant(principal)}
    assert outcome_of(decide(caller, **layers | {layer: DENY})).startswith("explicit:")


@pytest.mark.parametrize(
    ("caller", "resource", "layers", "expected"),
    [
        (USER, grant(USER.arn), {}, "implicit:identity"),
        (USER, grant(A), {"identity": FULL}, "allow"),
        (USER, grant(USER.arn), {"identity": FULL}, "allow"),
        (SESSION, grant(ROLE_ARN), {"identity": FULL, "boundary": NOTHING}, "implicit:permissions_boundary"),
        (SESSION, grant(SESSION.arn), {"identity": FULL, "session": NOTHING}, "implicit:session"),
        (USER, None, {"identity": FULL}, "implicit:resource"),
        (USER, NOTHING, {"identity": FULL}, "implicit:resource"),
        (USER, NOTHING, {}, "implicit:resource,identity"),
        (USER, grant("*"), {}, "implicit:identity"),
        (Anonymous(), grant("*"), {}, "allow"),
        (ROOT, grant(A), {}, "allow"),
        (ROOT, None, {}, "implicit:resource"),
        (ROOT, grant(A), {"scp": [NOTHING]}, "implicit:service_control"),
        (USER, grant(A), {"identity": FULL, "rcp": [grant("*", Effect="Deny")]}, "explicit:resource_control"),
        (FEDERATED, grant(A), {"identity": FULL}, "implicit:session"),
        (FEDERATED, grant(A), {"identity": FULL, "session": FULL}, "allow"),
    ],
)  # fmt: skip
def test_across_accounts_both_sides_must_allow(caller, resource, layers, expected):
    assert outcome_of(decide(caller, account=B, resource=resource, **layers)) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([FULL, FULL, FULL], "allow"),
        ([FULL, [statement(action="ec2:*")], FULL], "implicit:service_control"),
        ([FULL, [*FULL, statement("Deny", "s3:*")], FULL], "explicit:service_control"),
        ([[statement(action="s3:*")], FULL, FULL], "allow"),
        ([FULL, NOTHING], "implicit:service_control"),
        ([], "implicit:service_control"),
        (None, "allow"),
    ],
)
def test_every_level_of_service_control_policies_must_allow(levels, expected):
    assert outcome_of(decide(identity=FULL, scp=levels)) == expected


@pytest.mark.parametrize(
    ("caller", "members", "bound"),
    [
        (USER, {}, True),
        (SESSION, {}, True),
        (ROOT, {}, True),
        (SLR, {}, False),
        (USER, {"in_management_account": True}, False),
        (SERVICE, {}, False),
        (Anonymous(), {}, False),
    ],
)
def test_whom_service_control_policies_bind(caller, members, bound):
    decision = decide(caller, members=members, identity=FULL, resource=grant("*"), scp=[DENY])
    assert outcome_of(decision) == ("explicit:service_control" if bound else "allow")
    assert ("service_control" in decision.layers) is bound
    # A resource control policy that binds no request of this service changes nothing.
    layers = {"identity": FULL, "resource": grant("*"), "scp": [DENY], "rcp": [grant("*", Effect="Deny")]}
    decision = decide(caller, action="iam:GetUser", arn=f"arn:aws:iam::{A}:user/U", members=members, **layers)
    assert outcome_of(decision) == ("explicit:service_control" if bound else "allow")


@pytest.mark.parametrize(
    ("caller", "action", "arn", "members", "bound"),
    [
        (USER, "s3:GetObject", "arn:aws:s3:::b/k", {}, True),
        (Anonymous(), "s3:GetObject", "arn:aws:s3:::b/k", {}, True),
        (SERVICE, "s3:GetObject", "arn:aws:s3:::b/k", {}, True),
        (SLR, "s3:GetObject", "arn:aws:s3:::b/k", {}, False),
        (USER, "s3:GetObject", "arn:aws:s3:::b/k", {"managed_resource": True}, False),
        (USER, "iam:GetUser", f"arn:aws:iam::{A}:user/x", {}, False),
        (USER, "kms:DescribeKey", f"arn:aws:kms:eu-west-1:{A}:alias/aws/s3", {}, False),
        (USER, "kms:DescribeKey", f"arn:aws:kms:eu-west-1:{A}:alias/mine", {}, True),
        (USER, "kms:DescribeKey", f"arn:aws:kms:eu-west-1:{A}:key/1:alias/aws/s3", {}, True),
        (USER, "s3:GetObject", f"arn:aws:kms:eu-west-1:{A}:alias/aws/s3", {}, False),
        (USER, "s3:GetObject", "arn:aws:s3:::b:alias/aws/s3", {}, True),
    ],
)
def test_what_resource_control_policies_bind(caller, action, arn, members, bound):
    layers = {"identity": FULL, "resource": grant("*"), "rcp": [grant("*", Effect="Deny")]}
    decision = decide(caller, action=action, arn=arn, members=members, **layers)
    assert outcome_of(decision) == ("explicit:resource_control" if bound else "allow")


@pytest.mark.parametrize(
    ("caller", "layers", "expected"),
    [
        (ROOT, {}, "allow"),
        (ROOT, {"resource": grant("*", Effect="Deny")}, "explicit:resource"),
        (ROOT, {"session": NOTHING}, "implicit:session"),
        (ROOT, {"session": NOTHING, "resource": grant("*")}, "implicit:session"),
        (ROOT, {"session": FULL, "resource": grant("*")}, "allow"),
        (ROOT, {"boundary": NOTHING}, "allow"),
        (SERVICE, {"identity": FULL}, "implicit:resource"),
        (SERVICE, {"resource": [statement(Principal={"Service": SERVICE.name})]}, "allow"),
        (SERVICE, {"resource": [statement(Principal={"Service": "ec2.amazonaws.com"})]}, "implicit:resource"),
        (SERVICE, {"resource": grant("*")}, "allow"),
        (Anonymous(), {"resource": grant(A)}, "implicit:resource"),
        (Anonymous(), {"resource": grant("*"), "endpoint": NOTHING}, "implicit:endpoint"),
        (FEDERATED, {"identity": FULL}, "implicit:session"),
        (FEDERATED, {"identity": FULL, "session": FULL}, "allow"),
        (FEDERATED, {"resource": grant(USER.arn)}, "implicit:session"),
        (FederatedUser(A, "F", ROOT), {"session": FULL}, "allow"),
        (FederatedUser(A, "F", ROOT), {}, "implicit:session"),
    ],
)
def test_special_callers(caller, layers, expected):
    assert outcome_of(decide(caller, **layers)) == expected


ROLE = f"arn:aws:iam::{A}:role/Target"


@pytest.mark.parametrize(
    ("caller", "trust", "layers", "expected"),
    [
        (USER, grant(A, Resource=None), {}, "implicit:identity"),
        (USER, grant(A, Resource=None), {"identity": FULL}, "allow"),
        (USER, grant(USER.arn, Resource=None), {}, "allow"),
        (SESSION, grant(ROLE_ARN, Resource=None), {}, "allow"),
        (SESSION, grant(ROLE_ARN, Resource=None), {"session": NOTHING}, "implicit:session"),
        (USER, NOTHING, {"identity": FULL}, "implicit:resource"),
        (USER, None, {"identity": FULL}, "implicit:resource"),
        (ROOT, NOTHING, {}, "implicit:resource"),
        (ROOT, grant(A, Resource=None), {}, "allow"),
        (FederatedIdentity("accounts.google.com"), grant(A, Resource=None), {}, "implicit:resource"),
        (
            FederatedIdentity("accounts.google.com"),
            [statement(Resource=None, resource=None, Principal={"Federated": "accounts.google.com"})],
            {},
            "allow",
        ),
    ],
)
def test_resources_that_require_a_policy_of_their_own(caller, trust, layers, expected):
    members = {"strict": True}
    assert (
        outcome_of(decide(caller, action="sts:AssumeRole", arn=ROLE, members=members, resource=trust, **layers))
        == expected
    )


def test_silent_layers_are_reported_in_the_order_of_evaluation():
    decision = decide(
        SESSION, account=B, identity=NOTHING, boundary=NOTHING, session=NOTHING, endpoint=NOTHING,
        scp=[NOTHING], rcp=[NOTHING],
    )  # fmt: skip
    assert outcome_of(decision) == (
        "implicit:resource_control,service_control,endpoint,resource,identity,permissions_boundary,session"
    )


def test_denying_layers_are_reported_in_the_order_of_messages():
    everyone = grant("*", Effect="Deny")
    decision = decide(
        SESSION,
        identity=DENY,
        boundary=DENY,
        session=DENY,
        endpoint=DENY,
        resource=everyone,
        scp=[DENY],
        rcp=[everyone],
    )
    assert outcome_of(decision) == (
        "explicit:service_control,resource_control,endpoint,resource,identity,permissions_boundary,session"
    )


def test_an_absent_layer_does_not_limit_and_an_empty_one_does():
    assert outcome_of(decide(identity=FULL)) == "allow"
    for layer, name in {"boundary": "permissions_boundary", "session": "session", "endpoint": "endpoint"}.items():
        assert outcome_of(decide(identity=FULL, **{layer: NOTHING})) == f"implicit:{name}"
    assert outcome_of(decide(identity=None)) == "implicit:identity"


def test_letter_case_of_an_arn_matters_behind_the_fifth_colon():
    only = [statement(resource="arn:aws:s3:::Bucket/*")]
    assert outcome_of(decide(identity=only, arn="arn:AWS:S3:::Bucket/k")) == "allow"
    assert outcome_of(decide(identity=only, arn="arn:aws:s3:::bucket/k")) == "implicit:identity"


@pytest.mark.no_cover
@pytest.mark.parametrize("count", [1, 3, 4, 60])
def test_many_statements_about_many_resources(count):
    statements = [statement(resource=f"arn:aws:s3:::b{n}/*") for n in range(count)]
    statements += [statement("Deny", resource=f"arn:aws:s3:::b{n}/secret*") for n in range(count)]
    statements += [statement(resource=f"arn:aws:s3:::exact{n}/k") for n in range(count)]
    for n in range(count):
        assert outcome_of(decide(identity=statements, arn=f"arn:aws:s3:::b{n}/x")) == "allow"
        assert outcome_of(decide(identity=statements, arn=f"arn:aws:s3:::b{n}/secret/x")) == "explicit:identity"
        assert outcome_of(decide(identity=statements, arn=f"arn:aws:s3:::exact{n}/k")) == "allow"
        assert outcome_of(decide(identity=statements, arn=f"arn:aws:s3:::exact{n}/kk")) == "implicit:identity"
    assert outcome_of(decide(identity=statements, arn=f"arn:aws:s3:::b{count}/x")) == "implicit:identity"


@pytest.mark.parametrize("padding", [0, 5])
def test_exceptions_among_many_resources(padding):
    statements = [statement(resource=f"arn:aws:s3:::b{n}/*") for n in range(padding)]
    others = [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::secret/*"}]
    assert outcome_of(decide(identity=statements + others, arn="arn:aws:s3:::any/k")) == "allow"
    assert outcome_of(decide(identity=statements + others, arn="arn:aws:s3:::b0/k")) == "allow"
    assert outcome_of(decide(identity=statements + others, arn="arn:aws:s3:::secret/k")) == "implicit:identity"
    assert outcome_of(decide(identity=statements + others, arn="*")) == "allow"


def test_a_condition_beside_an_unconditional_statement():
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    guarded = statement(Condition=mfa | {"StringEquals": {"k": ["a", "b"]}, "NumericLessThan": {"n": "3"}})
    context = {"aws:multifactorauthpresent": "true", "k": "b", "n": "2"}
    assert outcome_of(decide(identity=[guarded], context=context)) == "allow"
    for key in context:
        assert outcome_of(decide(identity=[guarded], context=context | {key: "x"})) == "implicit:identity"
    assert outcome_of(decide(identity=[guarded, *FULL])) == "allow"


def test_a_user_is_known_by_its_path():
    resource = grant(f"arn:aws:iam::{A}:user/a/U")
    assert outcome_of(decide(USER, resource=resource)) == "implicit:identity"
    assert outcome_of(decide(IAMUser(A, "U", "/a/"), resource=resource)) == "allow"


def test_an_allow_for_everyone_but_a_few_is_for_nobody():
    allowing = [statement(NotPrincipal={"AWS": B})]
    assert outcome_of(decide(resource=allowing)) == "implicit:identity"
    assert outcome_of(decide(Anonymous(), resource=allowing)) == "implicit:resource"
    assert (
        outcome_of(decide(identity=FULL, resource=[statement("Deny", NotPrincipal={"AWS": B})])) == "explicit:resource"
    )


def test_whom_a_statement_without_principal_means():
    plain = [statement()]
    assert outcome_of(decide(resource=plain)) == "implicit:identity"
    assert outcome_of(decide(identity=FULL, resource=[statement("Deny")])) == "allow"
    assert outcome_of(decide(identity=FULL, endpoint=plain, rcp=[plain])) == "allow"


def test_what_a_statement_without_resource_is_about():
    assert outcome_of(decide(resource=grant(USER.arn, Resource=None))) == "allow"
    assert outcome_of(decide(identity=[statement(resource=None)])) == "implicit:identity"
