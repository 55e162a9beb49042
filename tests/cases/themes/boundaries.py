"""Permissions boundaries (spec policy 6.14)."""

from tests.cases.writing import (
    ALLOWED,
    FULL,
    IMPLICIT,
    V2008,
    A,
    R,
    S,
    U,
    allow,
    case,
    deny,
    document,
    grant,
    when,
)  # fmt: skip

_SILENT, _DENIED = "implicit:permissions_boundary", "explicit:permissions_boundary"
_EC2 = [allow("ec2:*")]
_BOUND = f"arn:aws:iam::{A}:policy/Limit"
_NEW = f"arn:aws:iam::{A}:user/new"
_CREATE = [allow("iam:CreateUser", Condition=when("StringEquals", "iam:PermissionsBoundary", _BOUND))]


def _bounded(identifier, title, expect, boundary, **more):
    return case(f"boundary-{identifier}", "6.14", title, expect, permissions_boundary=boundary, **more)


CASES = [
    _bounded("inside", "Identity and boundary allow", ALLOWED, [allow("s3:*")], identity=[allow("s3:Get*")]),
    _bounded("outside", "Identity allows, the boundary is silent", _SILENT, _EC2, identity=FULL),
    _bounded("grants-nothing", "The boundary allows, identity is silent", IMPLICIT, FULL, identity=_EC2),
    _bounded("no-identity", "The boundary allows, there is no identity policy", IMPLICIT, FULL),
    _bounded("both-silent", "Both are silent", "implicit:identity,permissions_boundary", _EC2, identity=[allow("sqs:*")]),
    _bounded("denies", "The boundary denies", _DENIED, [*FULL, deny("s3:*")], identity=FULL),
    _bounded("denies-only", "A boundary that only denies something else allows nothing", _SILENT, [deny("ec2:*")],
             identity=FULL),
    _bounded("both-deny", "Identity and boundary deny", "explicit:identity,permissions_boundary", [deny()],
             identity=[deny("s3:*")]),
    _bounded("empty", "An empty boundary allows nothing", _SILENT, {}, identity=FULL),
    _bounded("role", "A role's boundary limits its sessions", _SILENT, _EC2, principal=S, identity=FULL),
    _bounded("role-inside", "A role's boundary allows", ALLOWED, [allow("s3:*")], principal=S, identity=FULL),
    _bounded("resource", "A boundary for certain resources", _SILENT, [allow("s3:*", "arn:aws:s3:::mine/*")], identity=FULL),
    _bounded("condition", "A boundary with a condition that holds", ALLOWED,
             [allow("*", Condition=when("StringEquals", "aws:RequestedRegion", "eu-west-1"))], identity=FULL,
             context={"aws:RequestedRegion": "eu-west-1"}),
    _bounded("condition-fails", "A boundary with a condition that fails", _SILENT,
             [allow("*", Condition=when("StringEquals", "aws:RequestedRegion", "eu-west-1"))], identity=FULL,
             context={"aws:RequestedRegion": "us-east-1"}),
    _bounded("not-action", "A boundary with NotAction", _SILENT, [allow(NotAction=["iam:*", "s3:*"])], identity=FULL),
    _bounded("direct-grant", "A direct grant of the resource passes a silent boundary", ALLOWED, _EC2, resource=grant(U)),
    _bounded("direct-grant-denied", "But not one that denies", _DENIED, [*FULL, deny("s3:*")], resource=grant(U)),
    _bounded("role-grant", "A grant to the role does not pass a silent boundary", _SILENT, _EC2, principal=S,
             resource=grant(R)),
    _bounded("account-grant", "A grant to the account by its root does not either", _SILENT, _EC2, identity=FULL,
             resource=grant(f"arn:aws:iam::{A}:root")),
    _bounded("everyone-grant", "A grant to everyone passes", ALLOWED, _EC2, resource=grant("*")),
    _bounded("version-2008", "A boundary of version 2008-10-17 has no variables", _SILENT,
             document([allow(resource="arn:aws:s3:::${aws:username}/*")], V2008), identity=FULL, on="arn:aws:s3:::U/k"),
    _bounded("scp", "Silent together with a control policy", "implicit:service_control,permissions_boundary", _EC2,
             identity=FULL, service_control=[_EC2]),
    case("boundary-enforced-01", "6.14", "Creating users only with the boundary: with it", ALLOWED, action="iam:CreateUser",
         on=_NEW, identity=_CREATE, context={"iam:PermissionsBoundary": _BOUND}),
    case("boundary-enforced-02", "6.14", "Creating users only with the boundary: with another", IMPLICIT,
         action="iam:CreateUser", on=_NEW, identity=_CREATE, context={"iam:PermissionsBoundary": f"{_BOUND}2"}),
    case("boundary-enforced-03", "6.14", "Nobody may take boundaries away", "explicit:permissions_boundary",
         action="iam:DeleteUserPermissionsBoundary", on=_NEW, identity=FULL,
         permissions_boundary=[*FULL, deny("iam:DeleteUserPermissionsBoundary")]),
    case("boundary-enforced-04", "6.14", "Nobody may edit the boundary's own policy", "explicit:permissions_boundary",
         action="iam:CreatePolicyVersion", on=_BOUND, identity=FULL,
         permissions_boundary=[*FULL, deny(["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"], _BOUND)]),
]  # fmt: skip
