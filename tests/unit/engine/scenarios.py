"""Short words for requests and policies, for the tests of the engine."""

import json

from limen.domain.principals import FederatedUser, IAMUser, RoleSession, RootUser
from limen.engine import AuthorizationRequest, NamedPolicy, PolicySet, Resource, evaluate
from limen.policy.syntax.parse import parse_policy

A, B = "111111111111", "222222222222"
USER = IAMUser(A, "U", "/", "AIDAU")
ROLE_ARN = f"arn:aws:iam::{A}:role/p/R"
SESSION = RoleSession(A, "R", "s", "/p/", "AROAR")
FEDERATED = FederatedUser(A, "F", USER)
ROOT = RootUser(A)
OBJECT = "arn:aws:s3:::b/k"
GET = "s3:GetObject"


def statement(effect="Allow", action="*", resource="*", **members):
    found = {"Effect": effect, "Action": action, "Resource": resource} | members
    return {name: value for name, value in found.items() if value is not None}


FULL = [statement()]
NOTHING: list[dict[str, object]] = []
DENY = [statement("Deny")]


def policy(statements, name="policy", version="2012-10-17", **members):
    text = json.dumps({"Version": version, "Statement": statements})
    return NamedPolicy(name, parse_policy(text), **members)


def level(statements):
    return None if statements is None else (policy(statements),)


def grant(principal, **members):
    """A resource policy that allows everything to `principal`."""
    return [statement(Principal=principal if principal == "*" else {"AWS": principal}, **members)]


def policies(identity=NOTHING, boundary=None, session=None, resource=None, endpoint=None, scp=None, rcp=None):
    return PolicySet(
        identity=level(identity) or (),
        permissions_boundary=level(boundary),
        session=level(session),
        resource=level(resource),
        endpoint=level(endpoint),
        service_control=None if scp is None else tuple((policy(each),) for each in scp),
        resource_control=None if rcp is None else tuple((policy(each),) for each in rcp),
    )


def request(principal=USER, action=GET, arn=OBJECT, account=A, context=None, **members):
    strict = members.pop("strict", False)
    managed = members.pop("managed_resource", False)
    return AuthorizationRequest(
        principal, action, Resource(arn, account, strict, managed), context or {}, **members
    )  # fmt: skip


def decide(principal=USER, *, action=GET, arn=OBJECT, account=A, context=None, members=None, **layers):
    return evaluate(request(principal, action, arn, account, context, **(members or {})), policies(**layers))


def outcome_of(decision):
    """The decision as one text: `allow`, `explicit:LAYERS` or `implicit:LAYERS`."""
    assert decision.trace.outcome is decision.outcome
    kind = {"Allowed": "allow", "ExplicitDeny": "explicit:", "ImplicitDeny": "implicit:"}[decision.outcome]
    return kind + ",".join(decision.denied_by)
