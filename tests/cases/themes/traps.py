"""The twenty traps (spec policy 11.1) that are decisions; README.md lists the others, which are rules of an API."""

from tests.cases.writing import (
    ALLOWED,
    FULL,
    IMPLICIT,
    A,
    B,
    S,
    U,
    allow,
    case,
    deny,
    grant,
    when,
)  # fmt: skip

_KEY, _FAR_KEY = f"arn:aws:kms:eu-west-1:{A}:key/trap", f"arn:aws:kms:eu-west-1:{B}:key/trap"
_LIMIT = f"arn:aws:iam::{A}:policy/P"
_TRAIL = f"arn:aws:cloudtrail:eu-west-1:{A}:trail/t"


def _trap(number, title, expect, **more):
    return case(f"trap-{number:02d}", f"11.1 E{number}", title, expect, **more)


CASES = [
    _trap(3, "Temporary credentials of a user assume a role like the user", ALLOWED, action="sts:AssumeRole",
          on=f"arn:aws:iam::{A}:role/Target", identity=[allow("sts:AssumeRole")],
          resource=[allow("sts:AssumeRole", None, Principal={"AWS": A})],
          context={"aws:TokenIssueTime": "2026-01-01T00:00:00Z", "aws:MultiFactorAuthPresent": "false"}),
    _trap(4, "A role that may be passed to EC2 only, passed to Lambda", IMPLICIT, action="iam:PassRole",
          on=f"arn:aws:iam::{A}:role/R", context={"iam:PassedToService": "lambda.amazonaws.com"},
          identity=[allow("iam:PassRole", Condition=when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com"))]),
    _trap(5, "Users only with the boundary, created without", IMPLICIT, action="iam:CreateUser", on=f"{U}2",
          identity=[allow("iam:CreateUser", Condition=when("StringEquals", "iam:PermissionsBoundary", _LIMIT))]),
    _trap(6, "Only AWS managed policies may be attached; a customer's is", IMPLICIT, action="iam:AttachUserPolicy", on=U,
          context={"iam:PolicyARN": _LIMIT},
          identity=[allow("iam:AttachUserPolicy", Condition=when("ArnLike", "iam:PolicyARN", "arn:aws:iam::aws:policy/*"))]),
    _trap(7, "A key policy without the account: identity has no effect", "implicit:resource", action="kms:Decrypt", on=_KEY,
          identity=[allow("kms:*")], resource=grant(f"arn:aws:iam::{A}:role/Admin", "kms:*")),
    _trap(8, "A key policy that names the user", ALLOWED, action="kms:Decrypt", on=_KEY, identity={},
          resource=grant(U, "kms:Decrypt")),
    _trap(9, "A key policy that names another account, whose identity is silent", IMPLICIT, action="kms:Decrypt",
          on=_FAR_KEY, owner=B, identity={}, resource=grant(f"arn:aws:iam::{A}:root", "kms:*")),
    _trap(10, "An endpoint policy for reading, and a write", "implicit:endpoint", action="s3:PutObject",
          identity=[allow("s3:PutObject")], endpoint=[allow(Principal="*")]),
    _trap(11, "Of two Allows one fails its condition", ALLOWED,
          identity=[allow(Condition=when("StringEquals", "aws:PrincipalTag/x", "y")), allow()]),
    _trap(12, "A Deny on a mistyped key never applies", ALLOWED, context={"aws:SourceIp": "10.0.0.1"},
          identity=[*FULL, deny("*", Condition=when("IpAddress", "aws:SourceIpp", "0.0.0.0/0"))]),
    _trap(13, "Session policy and role without overlap: what the role may", "implicit:session", principal=S,
          action="ec2:StartInstances", on=f"arn:aws:ec2:eu-west-1:{A}:instance/i-1", identity=[allow("ec2:*")],
          session=[allow("s3:*")]),
    _trap(14, "A read-only session of an administrator's role", "implicit:session", principal=S, action="iam:CreateUser",
          on=f"{U}2", identity=FULL, session=[allow(["iam:Get*", "iam:List*", "s3:Get*"])]),
    _trap(15, "A boundary that denies beats a direct grant", "explicit:permissions_boundary", resource=grant(U, "s3:*"),
          permissions_boundary=[*FULL, deny("s3:*")]),
    _trap(20, "A service writes although a control policy denies s3 in the account", ALLOWED,
          principal="cloudtrail.amazonaws.com", action="s3:PutObject", context={"aws:SourceArn": _TRAIL},
          resource=grant({"Service": "cloudtrail.amazonaws.com"}, "s3:PutObject",
                         Condition=when("ArnEquals", "aws:SourceArn", _TRAIL)),
          service_control=[[*FULL, deny("s3:*")]]),
]  # fmt: skip
