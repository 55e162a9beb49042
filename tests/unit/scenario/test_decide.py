import json

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
from limen.scenario import ScenarioError, evaluate_scenario, parse_scenario, render_decision

A, B = "111111111111", "222222222222"
U = f"arn:aws:iam::{A}:user/U"
S = f"arn:aws:sts::{A}:assumed-role/R/s"
F = f"arn:aws:sts::{A}:federated-user/F"
STATEMENT = {"Sid": "All", "Effect": "Allow", "Action": "*", "Resource": "*"}
FULL = {"Version": "2012-10-17", "Statement": [STATEMENT]}


def scenario(policies=None, **members):
    asked = {"principal": U, "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::b/k", "account": A}}
    return {"request": asked | members, "policies": policies or {}}


def principal(text, **members):
    return parse_scenario(scenario(principal=text, **members))[0].principal


@pytest.mark.parametrize(
    ("text", "members", "expected"),
    [
        ("anonymous", {}, Anonymous()),
        (f"arn:aws:iam::{A}:root", {}, RootUser(A)),
        (f"arn:aws-cn:iam::{A}:root", {}, RootUser(A, "aws-cn")),
        (U, {}, IAMUser(A, "U")),
        (f"arn:aws:iam::{A}:user/a/b/U", {"principal_id": "AIDAU"}, IAMUser(A, "U", "/a/b/", "AIDAU")),
        (U, {"context": {"aws:userid": "AIDAU"}}, IAMUser(A, "U", "/", "AIDAU")),
        (S, {}, RoleSession(A, "R", "s")),
        (S, {"context": {"aws:userid": "AROAR:s"}}, RoleSession(A, "R", "s", "/", "AROAR")),
        (S, {"context": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/p/R"}}, RoleSession(A, "R", "s", "/p/")),
        (S, {"context": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/p/Q"}}, RoleSession(A, "R", "s")),
        (S, {"context": {"aws:PrincipalArn": f"arn:aws:iam::{B}:role/p/R"}}, RoleSession(A, "R", "s")),
        (S, {"context": {"aws:PrincipalArn": f"arn:aws-cn:iam::{A}:role/p/R"}}, RoleSession(A, "R", "s")),
        (S, {"context": {"aws:PrincipalArn": f"x:iam::{A}:role/p/R"}}, RoleSession(A, "R", "s")),
        (S, {"context": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/p:q/R"}}, RoleSession(A, "R", "s", "/p:q/")),
        (S, {"context": {"aws:PrincipalArn": f"arn:aws:iam::{A}:role/R"}}, RoleSession(A, "R", "s")),
        (S, {"context": {"aws:PrincipalArn": ["x"]}}, RoleSession(A, "R", "s")),
        (S, {"service_linked_role": True}, RoleSession(A, "R", "s", "/aws-service-role/")),
        (F, {}, FederatedUser(A, "F", IAMUser(A, ""))),
        (F, {"issuing_user": U, "principal_id": "AIDAU"}, FederatedUser(A, "F", IAMUser(A, "U", "/", "AIDAU"))),
        (F, {"issuing_user": f"arn:aws:iam::{A}:root"}, FederatedUser(A, "F", RootUser(A))),
        ("ec2.amazonaws.com", {}, ServicePrincipal("ec2.amazonaws.com")),
        ("accounts.google.com", {}, FederatedIdentity("accounts.google.com")),
        ("cognito-identity.amazonaws.com", {}, ServicePrincipal("cognito-identity.amazonaws.com")),
        (
            "cognito-identity.amazonaws.com",
            {"action": "sts:AssumeRoleWithWebIdentity"},
            FederatedIdentity("cognito-identity.amazonaws.com"),
        ),
        (f"arn:aws:iam::{A}:saml-provider/P", {}, FederatedIdentity(f"arn:aws:iam::{A}:saml-provider/P")),
    ],
)
def test_principals(text, members, expected):
    assert principal(text, **members) == expected


@pytest.mark.parametrize(
    ("resource", "action", "account", "strict"),
    [
        ({"arn": "*"}, "s3:ListAllMyBuckets", None, False),
        ({"arn": f"arn:aws:sqs:eu-west-1:{B}:q"}, "sqs:SendMessage", B, False),
        ({"arn": f"arn:aws:kms:eu-west-1:{A}:key/1"}, "kms:Decrypt", A, True),
        ({"arn": f"arn:aws:kms:eu-west-1:{A}:alias/1"}, "kms:DeleteAlias", A, False),
        ({"arn": f"arn:aws:iam::{A}:role/R"}, "sts:TagSession", A, True),
        ({"arn": f"arn:aws:iam::{A}:role/R"}, "iam:GetRole", A, False),
        ({"arn": f"arn:aws:iam::{A}:x:role/R"}, "sts:AssumeRole", A, False),
        ({"arn": f"arn:aws:s3::{A}:role/R"}, "sts:AssumeRole", A, False),
        ({"arn": f"arn:aws:kms:eu-west-1:{A}:alias/a:key/1"}, "kms:Decrypt", A, False),
        ({"arn": f"arn:aws:s3:::kms:key/{A}"}, "kms:Decrypt", None, False),
        ({"arn": f"arn:aws:iam::{A}:role/R", "strict": False}, "sts:AssumeRole", A, True),
        ({"arn": "arn:aws:s3:::b", "strict": True}, "s3:ListBucket", None, True),
    ],
)
def test_resources(resource, action, account, strict):
    request, _ = parse_scenario(scenario(resource=resource, action=action))
    assert (request.resource.account, request.resource.requires_resource_policy) == (account, strict)
    assert request.context.get("aws:resourceaccount") == account


def test_context():
    context = {"A:b": "x", "n": 1, "f": 1.5, "t": True, "l": ["a", 2, False], "none": None, "aws:TagKeys": "env"}
    request, _ = parse_scenario(scenario(context=context))
    assert request.context == {
        "aws:resourceaccount": A,
        "a:b": "x",
        "n": "1",
        "f": "1.5",
        "t": "true",
        "l": ("a", "2", "false"),
        "aws:tagkeys": ("env",),
    }


def test_accounts_of_the_organization():
    managed = scenario(management_account=True, resource={"arn": "*", "management_account": True})
    request, _ = parse_scenario(managed)
    assert request.in_management_account
    assert request.resource.in_management_account


def test_layers():
    policies: dict[str, object] = {
        "identity": [{"document": FULL}, {"name": "second", "arn": "arn:x", "document": json.dumps(FULL)}],
        "permissions_boundary": {"document": {}},
        "session": [],
        "resource": {"document": {"Statement": []}, "principal_ids": {U: "AIDAU"}},
        "service_control": [[{"document": FULL}], []],
        "resource_control": None,
    }
    _, found = parse_scenario(scenario(policies))
    assert [(each.name, each.arn) for each in found.identity] == [("identity.1", ""), ("second", "arn:x")]
    assert found.permissions_boundary is not None
    assert found.permissions_boundary[0].document.statements == ()
    assert found.session == ()
    assert found.resource is not None
    assert found.resource[0].principal_ids == {U: "AIDAU"}
    assert found.service_control is not None
    assert list(map(len, found.service_control)) == [1, 0]
    assert found.resource_control is None
    assert found.endpoint is None


REFUSED = [
    ("scenario must be an object", []),
    ("request is missing", {}),
    ("request must be an object", {"request": 1}),
    ("unknown member 'x' in scenario", {"request": {}, "x": 1}),
    ("unknown member 'mfa' in request", scenario(mfa=True)),
    ("action is missing", scenario(action=None)),
    ("action must be a string", scenario(action=1)),
    ("not of the form", scenario(action="GetObject")),
    ("not of the form", scenario(action="s3:")),
    ("resource must be an object", scenario(resource="*")),
    ("resource 'b' is not an ARN", scenario(resource={"arn": "b"})),
    ("not twelve digits", scenario(resource={"arn": "*", "account": "1"})),
    ("strict must be true or false", scenario(resource={"arn": "*", "strict": 1})),
    ("unknown member 'tags' in resource", scenario(resource={"arn": "*", "tags": {}})),
    ("two spellings", scenario(context={"a": "x", "A": "x"})),
    ("context key 'a' must be", scenario(context={"a": {}})),
    ("context key 'a' must be", scenario(context={"a": [["x"]]})),
    ("context key 'n' must be", scenario(context={"n": 10**5000})),
    ("contains half of a surrogate pair", scenario(action="s3:Get\ud800")),
    ("contains half of a surrogate pair", scenario(context={"a": "\udfff"})),
    ("contains half of a surrogate pair", scenario(context={"\ud800": ["x"]})),
    ("contains half of a surrogate pair", scenario({"identity": [{"name": "\ud800", "document": FULL}]})),
    ("principal .* contains a wildcard", scenario(principal=f"arn:aws:iam::{A}:user/U*")),
    ("principal .* contains a wildcard", scenario(principal="ec?.amazonaws.com")),
    ("issuing_user .* contains a wildcard", scenario(principal=F, issuing_user=f"{U}?")),
    ("aws:PrincipalArn .* contains", scenario(principal=S, context={"aws:PrincipalArn": f"arn:aws:iam::{A}:role/*/R"})),
    ("sessions of roles only", scenario(service_linked_role=True)),
    ("sessions of roles only", scenario(principal=f"arn:aws:iam::{A}:root", service_linked_role=True)),
    ("principal_id is the unique id", scenario(principal=f"arn:aws:iam::{A}:root", principal_id="AIDAX")),
    ("principal_id is the unique id", scenario(principal=F, issuing_user=f"arn:aws:iam::{A}:root", principal_id="A")),
    ("principal_id is the unique id", scenario(principal="ec2.amazonaws.com", principal_id="AROAX")),
    ("principal_id is the unique id", scenario(principal="anonymous", principal_id="AIDAX")),
    ("neither an ARN nor", scenario(principal="nobody")),
    ("is not an ARN", scenario(principal="arn:aws:iam")),
    ("is not a user, root", scenario(principal=f"arn:aws:iam::{A}:role/R")),
    ("is not a user, root", scenario(principal=f"arn:aws:iam::{A}:user/")),
    ("is not a user, root", scenario(principal=f"arn:aws:sts::{A}:assumed-role/R")),
    ("issuing_user must be", scenario(principal=F, issuing_user=f"arn:aws:iam::{A}:role/R")),
    (
        "service-linked role",
        scenario(principal=S, service_linked_role=True, context={"aws:PrincipalArn": f"arn:aws:iam::{A}:role/p/R"}),
    ),
    ("unknown member 'identities'", scenario({"identities": []})),
    ("identity must be a list", scenario({"identity": "x"})),
    ("must be an object", scenario({"identity": ["x"]})),
    ("needs a document", scenario({"identity": [{}]})),
    ("unknown member 'policy'", scenario({"identity": [{"document": {}, "policy": {}}]})),
    ("name must be a string", scenario({"identity": [{"document": {}, "name": 1}]})),
    ("cannot be read", scenario({"identity": [{"document": "{"}]})),
    ("cannot be read", scenario({"identity": [{"document": {"Statement": {1, 2}}}]})),
    ("cannot name principals", scenario({"session": [{"document": {"Statement": [STATEMENT | {"Principal": "*"}]}}]})),
    ("list of levels", scenario({"service_control": [{"document": {}}]})),
    ("must be a list", scenario({"service_control": {"document": {}}})),
    ("principal_ids must be an object", scenario({"resource": {"document": {}, "principal_ids": []}})),
]  # fmt: skip


@pytest.mark.parametrize(("message", "wrong"), REFUSED)
def test_what_is_not_understood_is_not_decided(message, wrong):
    with pytest.raises(ScenarioError, match=message):
        evaluate_scenario(wrong)


def test_the_answer_for_an_allowed_request():
    decision = evaluate_scenario(scenario({"identity": [{"name": "all", "document": FULL}]}))
    assert render_decision(decision) == {
        "decision": "Allowed",
        "reason": "allowed by identity",
        "denied_by": [],
        "matched_statements": [{"layer": "identity", "policy": "all", "sid": "All", "index": 0, "effect": "Allow"}],
        "layers": {"identity": "Allowed"},
        "message": None,
    }


def test_the_answer_for_a_denied_request():
    assert render_decision(evaluate_scenario(scenario())) == {
        "decision": "ImplicitDeny",
        "reason": "because no identity-based policy allows the s3:GetObject action",
        "denied_by": ["identity"],
        "matched_statements": [],
        "layers": {"identity": "ImplicitDeny"},
        "message": f"User: {U} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k"
        " because no identity-based policy allows the s3:GetObject action",
    }


def test_the_answer_where_no_policy_was_asked():
    answer = render_decision(evaluate_scenario(scenario(principal=f"arn:aws:iam::{A}:root")))
    assert (answer["decision"], answer["reason"]) == ("Allowed", "allowed: no policy limits the caller")
