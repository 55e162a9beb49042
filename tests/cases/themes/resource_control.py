"""Resource control policies (spec policy 6.2 step 2, 6.7)."""

from tests.cases.writing import ALLOWED, FULL, FULL_RCP, ROOT_A, A, B, F, Layers, S, U, allow, case, deny, grant, when

_EXPLICIT, _IMPLICIT = "explicit:resource_control", "implicit:resource_control"
_LOCK = [deny("s3:*", Principal="*")]
_PERIMETER = [deny("s3:*", Principal="*", Condition=when("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1")
                   | when("BoolIfExists", "aws:PrincipalIsAWSService", "false"))]  # fmt: skip

_CALLERS = [
    (U, {}, True, "a user"),
    (S, {}, True, "a role session"),
    (ROOT_A, {}, True, "root"),
    (F, {"issuing_user": U}, True, "a federated user"),
    ("anonymous", {}, True, "an anonymous caller"),
    ("cloudtrail.amazonaws.com", {}, True, "a service"),
    (
        f"arn:aws:sts::{A}:assumed-role/AWSServiceRoleForX/x",
        {"service_linked_role": True},
        False,
        "a service-linked role",
    ),
    (U, {"management_account": True}, True, "a user of the management account, on a member's resource"),
]

# Action, resource, does the layer bind, why.
_SERVICES = [
    ("s3:GetObject", "arn:aws:s3:::b/k", True, "s3"),
    ("S3:GetObject", "arn:aws:s3:::b/k", True, "s3 in another letter case"),
    ("sts:AssumeRole", f"arn:aws:iam::{A}:role/R", True, "sts, where the role is the resource"),
    ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{A}:key/1", True, "kms"),
    ("kms:DescribeKey", f"arn:aws:kms:eu-west-1:{A}:alias/aws/s3", False, "a key that AWS manages"),
    ("kms:DescribeKey", f"arn:aws:kms:eu-west-1:{A}:alias/mine", True, "an alias of one's own"),
    ("sqs:SendMessage", f"arn:aws:sqs:eu-west-1:{A}:q", True, "sqs"),
    ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:eu-west-1:{A}:secret:x", True, "secretsmanager"),
    ("dynamodb:GetItem", f"arn:aws:dynamodb:eu-west-1:{A}:table/t", True, "dynamodb"),
    ("iam:GetUser", f"arn:aws:iam::{A}:user/x", False, "iam"),
    ("ec2:StartInstances", f"arn:aws:ec2:eu-west-1:{A}:instance/i-1", False, "ec2"),
    ("lambda:InvokeFunction", f"arn:aws:lambda:eu-west-1:{A}:function:f", False, "lambda"),
]


def _caller_case(number, caller, flags, binds, who):
    layers: Layers = {"identity": FULL, "session": FULL} if caller.startswith("arn:") and caller != ROOT_A else {}
    return case(f"rcp-caller-{number:02d}", "6.7", f"A Deny, and the caller is {who}", _EXPLICIT if binds else ALLOWED,
                principal=caller, request=flags, resource=grant("*"), resource_control=[FULL_RCP, FULL_RCP + _LOCK],
                **layers)  # fmt: skip


CASES = [_caller_case(number, *row) for number, row in enumerate(_CALLERS, 1)] + [
    case(f"rcp-service-{number:02d}", "6.7", f"A Deny of everything, and the resource is of {why}",
         _EXPLICIT if binds else ALLOWED, action=action, on=resource, evidence="D" if number < 9 else "?",
         identity=FULL, resource=[{"Effect": "Allow", "Principal": {"AWS": U}, "Action": "*", "Resource": "*"}],
         resource_control=[FULL_RCP + [deny(f"{action.split(':')[0]}:*", Principal="*")]])
    for number, (action, resource, binds, why) in enumerate(_SERVICES, 1)
] + [
    case("rcp-management-resource", "6.7", "Resources of the management account are exempt", ALLOWED,
         on={"arn": "arn:aws:s3:::b/k", "management_account": True}, identity=FULL, resource_control=[FULL_RCP + _LOCK]),
    case("rcp-full-access-only", "6.7", "The policy that AWS attaches limits nothing", ALLOWED, identity=FULL,
         resource_control=[FULL_RCP, FULL_RCP]),
    case("rcp-level-empty", "6.7", "A level without policies allows nothing", _IMPLICIT, identity=FULL,
         resource_control=[FULL_RCP, ()]),
    case("rcp-level-deny-only", "6.7", "A level whose only policy denies something else allows nothing", _IMPLICIT,
         evidence="R", identity=FULL, resource_control=[[deny("sqs:*", Principal="*")]]),
    case("rcp-no-levels", "6.7", "A layer without levels allows nothing", _IMPLICIT, evidence="R", identity=FULL,
         resource_control=[]),
    case("rcp-empty-unsupported", "6.7", "But it does not reach services that are not supported", ALLOWED,
         action="iam:GetUser", on=f"arn:aws:iam::{A}:user/x", identity=FULL, resource_control=[()]),
    case("rcp-any-level-denies", "6.7", "A Deny at the upper level", _EXPLICIT, identity=FULL,
         resource_control=[FULL_RCP + _LOCK, FULL_RCP]),
    case("rcp-grants-nothing", "6.7", "They never grant", "implicit:identity", resource_control=[FULL_RCP]),
    case("rcp-direct-grant", "6.7", "They limit direct grants", _EXPLICIT, resource=grant(U),
         resource_control=[FULL_RCP + _LOCK]),
    case("rcp-resource-01", "6.7", "A Deny for another resource", ALLOWED, identity=FULL,
         resource_control=[FULL_RCP + [deny("s3:*", "arn:aws:s3:::secret/*", Principal="*")]]),
    case("rcp-resource-02", "6.7", "A Deny with NotResource", _EXPLICIT, identity=FULL,
         resource_control=[FULL_RCP + [deny("s3:*", NotResource="arn:aws:s3:::public/*", Principal="*")]]),
    case("rcp-transport", "6.7", "Only encrypted transport", _EXPLICIT, identity=FULL,
         context={"aws:SecureTransport": "false"},
         resource_control=[FULL_RCP + [deny("s3:*", Principal="*", Condition=when("Bool", "aws:SecureTransport", "false"))]]),
    case("rcp-perimeter-own", "6.7", "The perimeter: a caller of the organization", ALLOWED, identity=FULL,
         context={"aws:PrincipalOrgID": "o-1"}, resource_control=[FULL_RCP + _PERIMETER]),
    case("rcp-perimeter-other", "6.7", "The perimeter: a caller of another organization", _EXPLICIT, owner=B,
         identity=FULL, resource=grant("*"), context={"aws:PrincipalOrgID": "o-2"},
         resource_control=[FULL_RCP + _PERIMETER]),
    case("rcp-perimeter-none", "6.7", "The perimeter: a caller of no organization", _EXPLICIT, owner=B, identity=FULL,
         resource=grant("*"), resource_control=[FULL_RCP + _PERIMETER]),
    case("rcp-perimeter-service", "6.7", "The perimeter: a service passes", ALLOWED, principal="logs.amazonaws.com",
         resource=grant({"Service": "logs.amazonaws.com"}), resource_control=[FULL_RCP + _PERIMETER]),
    case("rcp-perimeter-anonymous", "6.7", "The perimeter: an anonymous caller does not", _EXPLICIT, principal="anonymous",
         resource=grant("*"), resource_control=[FULL_RCP + _PERIMETER]),
    case("rcp-before-resource", "7.6", "Named before the resource policy that denies too", "explicit:resource_control,resource",
         identity=FULL, resource=[deny(Principal="*")], resource_control=[FULL_RCP + _LOCK]),
    case("rcp-after-scp", "7.6", "Named after the service control policy that denies too",
         "explicit:service_control,resource_control", identity=FULL, service_control=[[*FULL, deny("s3:*")]],
         resource_control=[FULL_RCP + _LOCK]),
    case("rcp-assume-role", "6.7", "They say who may assume the account's roles", _EXPLICIT, principal=U,
         action="sts:AssumeRole", on=f"arn:aws:iam::{B}:role/R", owner=B, identity=FULL,
         resource=[allow("sts:AssumeRole", None, Principal={"AWS": A})],
         resource_control=[FULL_RCP + [deny("sts:AssumeRole", Principal="*", Condition=when("StringNotEquals", "aws:PrincipalOrgID", "o-1"))]]),
]  # fmt: skip
