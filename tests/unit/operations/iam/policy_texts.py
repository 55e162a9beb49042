"""Policy documents for tests of handlers."""

import json
from typing import Any

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
SERVICE_LINKED_PATH = "/aws-service-role/ecs.amazonaws.com/"


def identity_policy(action: str = "s3:*", **elements: Any) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*", **elements}}
    )


def trust_policy(principal: Any, action: str = "sts:AssumeRole") -> str:
    """`principal` is the element, or the entry of `AWS` in it."""
    element = principal if isinstance(principal, dict) else {"AWS": principal}
    statement = {"Effect": "Allow", "Principal": element, "Action": action}
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


EC2_TRUST = trust_policy({"Service": "ec2.amazonaws.com"})


def padded_policy(size: int) -> str:
    """An identity policy of exactly `size` characters that count, and white space that does not."""
    empty = identity_policy("s3:")
    counted = len("".join(empty.split()))
    return identity_policy("s3:" + "x" * (size - counted)).replace(",", ",\n\t ")
