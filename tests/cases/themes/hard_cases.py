"""The sixty hard cases (spec 11.2), under their numbers.

Case 60 is about one API: GetCallerIdentity asks for no permission, so the evaluator is never asked. What stands here is that
the evaluator itself knows no exempt action.
"""

from tests.cases.writing import (
    A, ALLOWED, B, EXPLICIT, F, FULL, FULL_RCP, IMPLICIT, R, S, U, V2012, allow, case, deny, document, grant, when,
)  # fmt: skip

_BOB = f"arn:aws:iam::{A}:user/bob"
_EC2 = [allow("ec2:*")]
_TARGET = f"arn:aws:iam::{A}:role/Target"
_INSTANCES = "arn:aws:ec2:*:*:instance/*"
_MFA = when("Bool", "aws:MultiFactorAuthPresent", "false")
_TAGS = "aws:TagKeys"
_ROLE_BY_CONDITION = grant("*", Condition=when("ArnEquals", "aws:PrincipalArn", R))
_FOREIGN_TAGS = [*FULL, deny("*", Condition=when("ForAnyValue:StringNotEquals", _TAGS, ["env", "team"]))]
_ONLY_ENV = when("ForAllValues:StringEquals", _TAGS, ["env"])
_ENV_IS_PROD = [allow("*", Condition=when("StringEquals", "aws:RequestTag/Env", "prod"))]


def _hard(number, title, expect, *, evidence="D", rule="11.2", **more):
    return case(f"hard-{number:02d}", f"{rule} case {number}", title, expect, evidence=evidence, **more)


def _policy(*statements):
    return {"Version": V2012, "Statement": list(statements)}


CASES = [
    _hard(1, "Actions ignore letter case; a star spans slashes", ALLOWED, on="arn:aws:s3:::b/x/y",
          identity=[allow("S3:getobject", "arn:aws:s3:::b/*")]),
    _hard(2, "Another action, and the bucket is not covered by its objects", IMPLICIT, action="s3:ListBucket",
          on="arn:aws:s3:::b", identity=[allow(resource="arn:aws:s3:::b/*")]),
    _hard(3, "b* also covers other buckets' objects", ALLOWED, on="arn:aws:s3:::backup/k",
          identity=[allow("s3:*", "arn:aws:s3:::b*")]),
    _hard(4, "No resource-level support: only a literal star matches", IMPLICIT, action="ec2:DescribeInstances", on="*",
          identity=[allow("ec2:DescribeInstances", _INSTANCES)]),
    _hard(5, "A Deny's ARN never matches a request for *", ALLOWED, action="ec2:DescribeInstances", on="*",
          identity=[*FULL, deny("ec2:Describe*", "arn:aws:ec2:*:*:instance/i-1")]),
    _hard(6, "NotAction is not a Deny", IMPLICIT, action="iam:GetUser", on=U, identity=[allow(NotAction="iam:*")]),
    _hard(7, "Allows add up", ALLOWED, action="iam:GetUser", on=U,
          identity=(_policy(allow(NotAction="iam:*")), _policy(allow("iam:GetUser")))),
    _hard(8, "Deny NotAction applies to all but s3", EXPLICIT, action="ec2:RunInstances", on="*",
          identity=[*FULL, deny(NotAction="s3:*")]),
    _hard(9, "A request for * is not matched by a NotResource entry", ALLOWED, evidence="C", action="s3:ListAllMyBuckets",
          on="*", identity=[allow("s3:*", NotResource="arn:aws:s3:::secret/*")]),
    _hard(10, "An unresolved variable in NotResource excludes nothing", ALLOWED, on="arn:aws:s3:::b/x/1",
          identity=[allow(NotResource="arn:aws:s3:::b/${aws:PrincipalTag/t}/*")]),
    _hard(11, "Without a version variables are text", IMPLICIT, principal=_BOB, on="arn:aws:s3:::b/bob/k",
          identity=document([allow(resource="arn:aws:s3:::b/${aws:username}/*")], None)),
    _hard(12, "aws:username is absent for sessions", IMPLICIT, principal=S, on="arn:aws:s3:::b/x/k",
          identity=[allow(resource="arn:aws:s3:::b/${aws:username}/*")]),
    _hard(13, "The default of a variable", ALLOWED, on="arn:aws:s3:::b/shared/k",
          identity=[allow(resource="arn:aws:s3:::b/${aws:PrincipalTag/team, 'shared'}/*")]),
    _hard(14, "A star that comes out of a variable is literal", IMPLICIT, evidence="C",
          context={"aws:PrincipalTag/p": "*", "s3:prefix": "zzz"},
          identity=[allow(resource="arn:aws:s3:::b/*", Condition=when("StringLike", "s3:prefix", "${aws:PrincipalTag/p}"))]),
    _hard(15, "A negated operator against a variable without value matches", EXPLICIT,
          context={"s3:ExistingObjectTag/T": "x"},
          identity=[*FULL, deny(Condition=when("StringNotEquals", "s3:ExistingObjectTag/T", "${aws:PrincipalTag/T}"))]),
    _hard(16, "Deny Bool MFA false does not catch an access key", ALLOWED, identity=[*FULL, deny("*", Condition=_MFA)]),
    _hard(17, "Deny BoolIfExists MFA false does", EXPLICIT,
          identity=[*FULL, deny("*", Condition=when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"))]),
    _hard(18, "Allow BoolIfExists MFA true is the classic hole", ALLOWED,
          identity=[allow(Condition=when("BoolIfExists", "aws:MultiFactorAuthPresent", "true"))]),
    _hard(19, "aws:SourceIp is absent through an endpoint; negated is true", EXPLICIT,
          context={"aws:SourceVpce": "vpce-1", "aws:VpcSourceIp": "203.0.113.7"},
          identity=[*FULL, deny("*", Condition=when("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"))]),
    _hard(20, "IPv4 and IPv6 ranges are alternatives", ALLOWED, context={"aws:SourceIp": "2001:db8::5"},
          identity=[allow(Condition=when("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "2001:db8::/32"]))]),
    _hard(21, "ForAllValues is true of no tags", ALLOWED, action="ec2:CreateTags",
          identity=[allow("ec2:CreateTags", Condition=_ONLY_ENV)]),
    _hard(22, "Null false closes that hole", IMPLICIT, action="ec2:CreateTags",
          identity=[allow("ec2:CreateTags", Condition=_ONLY_ENV | when("Null", _TAGS, "false"))]),
    _hard(23, "ForAnyValue negated: one foreign tag", EXPLICIT, action="ec2:CreateTags", context={_TAGS: ["env", "x"]},
          identity=_FOREIGN_TAGS),
    _hard(24, "ForAnyValue negated: no foreign tag", ALLOWED, action="ec2:CreateTags", context={_TAGS: ["env"]},
          identity=_FOREIGN_TAGS),
    _hard(25, "A multivalued key needs a set operator", IMPLICIT, evidence="C", action="ec2:CreateTags",
          context={_TAGS: ["env"]}, identity=[allow("ec2:CreateTags", Condition=when("StringEquals", _TAGS, "env"))]),
    _hard(26, "Tag keys ignore letter case", ALLOWED, action="ec2:CreateTags", context={"aws:RequestTag/env": "prod"},
          identity=_ENV_IS_PROD),
    _hard(27, "Tag values do not", IMPLICIT, action="ec2:CreateTags", context={"aws:RequestTag/Env": "Prod"},
          identity=_ENV_IS_PROD),
    _hard(28, "A negated operator must differ from all values", IMPLICIT, context={"aws:PrincipalTag/x": "b"},
          identity=[allow(Condition=when("StringNotEquals", "aws:PrincipalTag/x", ["a", "b"]))]),
    _hard(29, "Expired", IMPLICIT, context={"aws:CurrentTime": "2026-08-01T12:00:00Z"},
          identity=[allow(Condition=when("DateLessThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"))]),
    _hard(30, "aws:PrincipalArn is the role's ARN with its path; ArnEquals has wildcards", ALLOWED, principal=S,
          context={"aws:PrincipalArn": f"arn:aws:iam::{A}:role/p/R"},
          identity=[allow(Condition=when("ArnEquals", "aws:PrincipalArn", f"arn:aws:iam::{A}:role/*"))]),
    _hard(31, "aws:PrincipalArn is never the session's ARN", IMPLICIT, principal=S,
          identity=[allow("*", Condition=when("ArnLike", "aws:PrincipalArn", f"arn:aws:sts::{A}:assumed-role/R/*"))]),
    _hard(32, "A direct grant to the user", ALLOWED, resource=grant(U), identity={}),
    _hard(33, "The boundary's silence does not matter for a user ARN", ALLOWED, resource=grant(U), identity={},
          permissions_boundary={}),
    _hard(34, "A role grant is limited by the boundary", "implicit:permissions_boundary", principal=S, resource=grant(R),
          identity=FULL, permissions_boundary=_EC2),
    _hard(35, "A role grant needs no identity Allow", ALLOWED, principal=S, resource=grant(R), identity={}),
    _hard(36, "A session grant is direct", ALLOWED, principal=S, resource=grant(S), identity={}, session={},
          permissions_boundary={}),
    _hard(37, "An explicit deny always wins", EXPLICIT, principal=S, resource=grant(S), identity=[deny("s3:*")]),
    _hard(38, "The account principal only delegates", IMPLICIT, resource=grant(f"arn:aws:iam::{A}:root"), identity={}),
    _hard(39, "Everyone needs nothing else", ALLOWED, resource=grant("*"), identity={}, permissions_boundary={}),
    _hard(40, "A grant by condition is not limited by the session policy", ALLOWED, principal=S,
          resource=_ROLE_BY_CONDITION, identity={}, session={}),
    _hard(41, "Across accounts a direct grant needs the identity too", IMPLICIT, owner=B, resource=grant(U), identity={}),
    _hard(42, "Across accounts the boundary limits", "implicit:permissions_boundary", owner=B, resource=grant(A), identity=FULL,
          permissions_boundary={}),
    _hard(43, "Across accounts the session policy limits", "implicit:session", principal=S, owner=B, resource=grant(S),
          identity=FULL, session={}),
    _hard(44, "A user grant to a federated session is limited by its policy", "implicit:session", principal=F,
          request={"issuing_user": U}, resource=grant(U), identity={}, session={}),
    _hard(45, "A grant to the federated session itself is direct", ALLOWED, principal=F, request={"issuing_user": U},
          resource=grant(F), identity={}),
    _hard(46, "A federated session without policy has nothing", "implicit:session", principal=F,
          request={"issuing_user": U}, action="s3:ListAllMyBuckets", on="*", identity=FULL),
    _hard(47, "NotPrincipal without the account denies the account", "explicit:resource", evidence="R", identity=FULL,
          resource=[deny(NotPrincipal={"AWS": [U]})]),
    _hard(48, "NotPrincipal always denies who has a boundary", "explicit:resource", identity=FULL, permissions_boundary=FULL,
          resource=[deny("s3:*", NotPrincipal={"AWS": [U, f"arn:aws:iam::{A}:root"]})]),
    _hard(49, "A recreated role is another role", IMPLICIT, principal=S, request={"principal_id": "AROANEW"}, identity={},
          resource=grant("AROAOLD")),
    _hard(50, "A condition compares text and survives recreation", ALLOWED, principal=S,
          request={"principal_id": "AROANEW"}, resource=_ROLE_BY_CONDITION, identity={}),
    _hard(51, "Every level of control policies must allow", "implicit:service_control", identity=[allow("s3:*")],
          service_control=[FULL, _EC2, FULL]),
    _hard(52, "Control policies bind a member's root", "explicit:service_control", principal=f"arn:aws:iam::{A}:root",
          action="s3:ListAllMyBuckets", on="*", service_control=[FULL, [*FULL, deny("s3:*")], FULL]),
    _hard(53, "The management account is exempt", ALLOWED, request={"management_account": True},
          action="s3:ListAllMyBuckets", on="*", identity=FULL, service_control=[[*FULL, deny("s3:*")]]),
    _hard(54, "Resource control policies cover the anonymous", "explicit:resource_control", principal="anonymous", owner=B,
          resource=grant("*"),
          resource_control=[FULL_RCP + [deny("s3:*", Principal="*",
                                             Condition=when("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1")
                                             | when("BoolIfExists", "aws:PrincipalIsAWSService", "false"))]]),
    _hard(55, "Control policies follow the principal: B's do not concern a caller from A", ALLOWED, owner=B, identity=FULL,
          resource=grant(A, "s3:*"), service_control=[FULL]),
    _hard(56, "Delegation by a trust policy needs an identity Allow", IMPLICIT, action="sts:AssumeRole", on=_TARGET,
          identity={}, resource=[allow("sts:AssumeRole", None, Principal={"AWS": f"arn:aws:iam::{A}:root"})]),
    _hard(57, "A user named by a trust policy needs none", ALLOWED, action="sts:AssumeRole", on=_TARGET, identity={},
          resource=[allow("sts:AssumeRole", None, Principal={"AWS": U})]),
    _hard(58, "A role does not trust itself", "implicit:resource", principal=S, action="sts:AssumeRole", on=R,
          identity=[allow("sts:AssumeRole")],
          resource=[allow("sts:AssumeRole", None, Principal={"Service": "ec2.amazonaws.com"})]),
    _hard(59, "Tags need sts:TagSession in the trust policy as well", "implicit:resource", action="sts:TagSession", on=_TARGET,
          identity=[allow("sts:*")], resource=[allow("sts:AssumeRole", None, Principal={"AWS": U})],
          context={_TAGS: ["team"], "aws:RequestTag/team": "blue"}),
    _hard(60, "The evaluator exempts no action: GetCallerIdentity is answered without asking it", EXPLICIT,
          action="sts:GetCallerIdentity", on="*", identity=[*FULL, deny("sts:*")]),
]  # fmt: skip
