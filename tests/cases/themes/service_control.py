"""Service control policies (spec policy 6.2 step 3, 6.6)."""

from tests.cases.writing import (
    ALLOWED,
    FULL,
    GET,
    ROOT_A,
    V2012,
    A,
    B,
    F,
    Layers,
    S,
    U,
    allow,
    case,
    deny,
    grant,
    when,
)  # fmt: skip

_IMPLICIT, _EXPLICIT = "implicit:service_control", "explicit:service_control"
_EC2 = [allow("ec2:*")]
_S3 = [allow("s3:*")]
_NO_S3 = [*FULL, deny("s3:*")]

# Levels from the root down, outcome, why.
_LEVELS = [
    ([FULL, FULL, FULL], ALLOWED, "every level allows all"),
    ([FULL, _EC2, FULL], _IMPLICIT, "the unit allows another service only"),
    ([_EC2, FULL, FULL], _IMPLICIT, "the root level allows another service only"),
    ([FULL, FULL, _EC2], _IMPLICIT, "the account level allows another service only"),
    ([FULL, _NO_S3, FULL], _EXPLICIT, "the unit denies"),
    ([_NO_S3, FULL, FULL], _EXPLICIT, "the root level denies"),
    ([FULL, FULL, _NO_S3], _EXPLICIT, "the account level denies"),
    ([_S3, FULL, FULL], ALLOWED, "the root level allows just this service"),
    ([_S3, _S3, _S3], ALLOWED, "all levels allow just this service"),
    ([_S3, [allow(GET)], [allow("s3:Get*")]], ALLOWED, "ever narrower levels that all allow"),
    ([FULL, (), FULL], _IMPLICIT, "a level without policies"),
    ([FULL, {}, FULL], _IMPLICIT, "a level with an empty document"),
    ([FULL, [deny("ec2:*")], FULL], _IMPLICIT, "a level that only denies something else"),
    ([FULL, [deny("s3:*")], FULL], _EXPLICIT, "a level that only denies"),
    ([_EC2, _NO_S3, FULL], _EXPLICIT, "one level silent, another denies"),
    ([], _IMPLICIT, "a layer without levels allows nothing"),
    ([FULL], ALLOWED, "a single level"),
    (
        [({"Version": V2012, "Statement": _EC2}, {"Version": V2012, "Statement": _S3})],
        ALLOWED,
        "within a level one policy that allows is enough",
    ),
    (
        [({"Version": V2012, "Statement": FULL}, {"Version": V2012, "Statement": [deny(GET)]})],
        _EXPLICIT,
        "within a level one policy that denies is enough",
    ),
    (
        [[allow("s3:*", Condition=when("StringEquals", "aws:RequestedRegion", "eu-west-1"))]],
        ALLOWED,
        "an Allow with a condition that holds",
    ),
    (
        [[allow("s3:*", Condition=when("StringEquals", "aws:RequestedRegion", "us-east-1"))]],
        _IMPLICIT,
        "an Allow with a condition that does not hold",
    ),
    ([[allow("s3:*", "arn:aws:s3:::b/*")]], ALLOWED, "an Allow for this resource"),
    ([[allow("s3:*", "arn:aws:s3:::other/*")]], _IMPLICIT, "an Allow for another resource"),
    ([[allow(NotAction="iam:*")]], ALLOWED, "an Allow with NotAction"),
    ([[allow(NotAction="s3:*")]], _IMPLICIT, "an Allow with NotAction that leaves this out"),
    ([[allow("s3:*", NotResource="arn:aws:s3:::secret/*")]], ALLOWED, "an Allow with NotResource"),
    (
        [
            [
                *FULL,
                deny(
                    NotAction=["iam:*", "sts:*"], Condition=when("StringNotEquals", "aws:RequestedRegion", "us-east-1")
                ),
            ]
        ],
        _EXPLICIT,
        "the region fence: outside",
    ),
    (
        [
            [
                *FULL,
                deny(
                    NotAction=["iam:*", "s3:*"], Condition=when("StringNotEquals", "aws:RequestedRegion", "us-east-1")
                ),
            ]
        ],
        ALLOWED,
        "the region fence: an exempt service",
    ),
    ([[*FULL, deny("s3:Get*ect")]], _EXPLICIT, "a wildcard inside an action"),
    (
        [[*FULL, deny("*", Condition=when("ArnNotLike", "aws:PrincipalArn", f"arn:aws:iam::{A}:user/*"))]],
        ALLOWED,
        "all but certain principals: one of them",
    ),
    (
        [[*FULL, deny("*", Condition=when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/Admin"))]],
        _EXPLICIT,
        "all but certain principals: another",
    ),
]

# Caller and flags, does the layer bind, who.
_CALLERS = [
    (U, {}, True, "a user"),
    (S, {}, True, "a role session"),
    (ROOT_A, {}, True, "the root user of a member account"),
    (F, {"issuing_user": U}, True, "a federated user"),
    (U, {"management_account": True}, False, "a user of the management account"),
    (S, {"management_account": True}, False, "a session of the management account"),
    (ROOT_A, {"management_account": True}, False, "root of the management account"),
    (
        f"arn:aws:sts::{A}:assumed-role/AWSServiceRoleForSupport/x",
        {"service_linked_role": True},
        False,
        "a service-linked role",
    ),
    ("cloudtrail.amazonaws.com", {}, False, "a service"),
    ("anonymous", {}, False, "an anonymous caller"),
    (U, {"management_account": False}, True, "a user, expressly not of the management account"),
]


def _caller_cases(number, caller, flags, binds, who):
    layers: Layers = {"resource": grant("*")}
    layers |= {"identity": FULL, "session": FULL} if "sts" in caller or "user" in caller else {}
    for name, level, outcome in (("deny", _NO_S3, _EXPLICIT), ("silent", _EC2, _IMPLICIT)):
        yield case(
            f"scp-caller-{number:02d}-{name}",
            "6.6",
            f"A level is {name} and the caller is {who}",
            outcome if binds else ALLOWED,
            principal=caller,
            request=flags,
            service_control=[FULL, level],
            **layers,
        )


CASES = [
    case(f"scp-level-{number:02d}", "6.6", f"Levels: {why}", outcome, context={"aws:RequestedRegion": "eu-west-1"},
         identity=FULL, service_control=levels)
    for number, (levels, outcome, why) in enumerate(_LEVELS, 1)
] + [each for number, row in enumerate(_CALLERS, 1) for each in _caller_cases(number, *row)] + [
    case("scp-grants-nothing", "6.6", "They never grant", "implicit:identity", service_control=[FULL]),
    case("scp-and-identity-silent", "7.6", "Silent together with identity", "implicit:service_control,identity",
         identity=[allow("ec2:*")], service_control=[FULL, _EC2]),
    case("scp-over-direct-grant", "6.3", "They limit direct grants too", _IMPLICIT, resource=grant(U), service_control=[_EC2]),
    case("scp-over-everyone-grant", "6.3", "They limit grants to everyone too", _EXPLICIT, resource=grant("*"),
         service_control=[_NO_S3]),
    case("scp-no-resource-01", "2.3", "A Deny on an ARN does not reach a request without a resource", ALLOWED,
         action="ec2:DescribeInstances", on="*", identity=FULL,
         service_control=[[*FULL, deny("ec2:*", "arn:aws:ec2:*:*:*")]]),
    case("scp-no-resource-02", "2.3", "An Allow on an ARN does not reach it either", _IMPLICIT,
         action="ec2:DescribeInstances", on="*", identity=FULL, service_control=[[allow("ec2:*", "arn:aws:ec2:*:*:*")]]),
    case("scp-absent", "6.6", "Without the layer nothing is limited", ALLOWED, identity=[allow("s3:Get*")]),
    case("scp-cross-account-resource", "6.6", "They follow the principal to other accounts' resources", _IMPLICIT, owner=B,
         identity=FULL, resource=grant(A), service_control=[_EC2]),
    case("scp-two-levels-deny", "7.6", "Denied at two levels is denied by one layer", _EXPLICIT, identity=FULL,
         service_control=[_NO_S3, _NO_S3]),
]  # fmt: skip
