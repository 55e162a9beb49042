"""Short forms of policy documents for tests about proofs."""

import json

from limen.policy.syntax.parse import parse_policy

B = "arn:aws:s3:::b"
TAG = "aws:PrincipalTag/t"


def statement(effect, action="s3:GetObject", resource="*", condition=None, **more):
    found = {"Effect": effect, "Action": action, "Resource": resource, **more}
    if "NotAction" in more:
        del found["Action"]
    if "NotResource" in more:
        del found["Resource"]
    return found | ({"Condition": condition} if condition else {})


def allow(action="s3:GetObject", resource="*", condition=None, **more):
    return statement("Allow", action, resource, condition, **more)


def deny(action="s3:GetObject", resource="*", condition=None, **more):
    return statement("Deny", action, resource, condition, **more)


def when(operator, key, values):
    """An Allow of s3:GetObject under one condition."""
    return allow(condition={operator: {key: values}})


def policy(*statements, version="2012-10-17"):
    return parse_policy(json.dumps({"Version": version, "Statement": list(statements)}))
