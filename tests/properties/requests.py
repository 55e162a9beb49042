"""Strategies for statements, layers and requests that often match: few actions, resources, keys and principals."""

import json

from hypothesis import strategies as st

from limen.domain.principals import (
    Anonymous,
    FederatedUser,
    IAMUser,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.engine import AuthorizationRequest, NamedPolicy, PolicySet, Resource
from limen.policy.syntax.parse import parse_policy

A, B = "111111111111", "222222222222"
USER = IAMUser(A, "bob", "/", "AIDABOB")
CALLERS = [
    USER,
    IAMUser(B, "bob", "/", "AIDAOTHER"),
    RoleSession(A, "R", "s", "/p/", "AROAR"),
    RoleSession(A, "AWSServiceRoleForX", "s", "/aws-service-role/", "AROAX"),
    FederatedUser(A, "jim", USER),
    FederatedUser(A, "jim", RootUser(A)),
    RootUser(A),
    ServicePrincipal("ec2.amazonaws.com"),
    Anonymous(),
]
ACTIONS = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]
RESOURCES = ["arn:aws:s3:::b/k", "arn:aws:s3:::b", "arn:aws:sqs:eu-west-1:111111111111:q", "*"]
KEYS = ["aws:PrincipalTag/team", "aws:TagKeys", "aws:SourceIp", "aws:CurrentTime", "aws:username", "n"]
VALUES = ["blue", "b*", "10.0.0.1", "10.0.0.0/8", "2026-01-01", "true", "5", "", "${aws:username}", "${absent}"]
OPERATORS = [
    "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "NumericLessThan",
    "NumericNotEquals", "DateGreaterThan", "Bool", "IpAddress", "NotIpAddress", "ArnLike", "ArnNotLike", "BinaryEquals",
]  # fmt: skip
PRINCIPALS = [A, B, "*", USER.arn, f"arn:aws:iam::{A}:role/p/R", f"arn:aws:sts::{A}:assumed-role/R/s"]

texts = st.sampled_from(VALUES)
operators = st.builds(
    lambda qualifier, operator, suffix: qualifier + operator + suffix,
    st.sampled_from(["", "", "ForAllValues:", "ForAnyValue:"]),
    st.sampled_from(OPERATORS),
    st.sampled_from(["", "IfExists"]),
)
conditions = st.one_of(
    st.just({}),
    st.dictionaries(
        operators, st.dictionaries(st.sampled_from(KEYS), st.lists(texts, max_size=3), max_size=2), max_size=2
    ),
    st.builds(lambda key, value: {"Null": {key: value}}, st.sampled_from(KEYS), st.sampled_from(["true", "false"])),
)
action_patterns = st.lists(st.sampled_from([*ACTIONS, "s3:*", "*", "S3:get*", "s3:?etObject"]), min_size=1, max_size=2)
resource_patterns = st.lists(
    st.sampled_from(
        [*RESOURCES, "arn:aws:s3:::*", "arn:aws:s3:::b/*", "arn:aws:s3:::${aws:username}", "arn:aws:*:*:*:*"]
    ),
    min_size=1,
    max_size=2,
)


@st.composite
def statements(draw, effects=("Allow", "Allow", "Deny"), *, named=False):
    found = {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): draw(action_patterns),
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): draw(resource_patterns),
        "Condition": draw(conditions),
    }
    if named:
        element = draw(st.sampled_from(["Principal", "Principal", "Principal", "NotPrincipal"]))
        found[element] = {"AWS": draw(st.lists(st.sampled_from(PRINCIPALS), min_size=1, max_size=3))}
    return found


def policy(found, version="2012-10-17"):
    return NamedPolicy("policy", parse_policy(json.dumps({"Version": version, "Statement": found})))


@st.composite
def levels(draw, *, named=False):
    return (policy(draw(st.lists(statements(named=named), max_size=4))),)


@st.composite
def policy_sets(draw):
    def maybe(strategy):
        return draw(st.one_of(st.none(), strategy))

    return PolicySet(
        identity=draw(levels()),
        permissions_boundary=maybe(levels()),
        session=maybe(levels()),
        resource=maybe(levels(named=True)),
        endpoint=maybe(levels(named=True)),
        service_control=maybe(st.lists(levels(), max_size=2).map(tuple)),
        resource_control=maybe(st.lists(levels(named=True), max_size=2).map(tuple)),
    )


values = st.one_of(texts, st.lists(texts, max_size=2).map(tuple))
contexts = st.dictionaries(st.sampled_from([key.lower() for key in KEYS]), values, max_size=4)
requests = st.builds(
    AuthorizationRequest,
    st.sampled_from(CALLERS),
    st.sampled_from(ACTIONS),
    st.builds(Resource, st.sampled_from(RESOURCES), st.sampled_from([None, A, B]), st.booleans(), st.booleans()),
    contexts,
    st.booleans(),
)
