"""Coverage is a promise about evaluation, which the engine verifies."""

from hypothesis import given, settings
from hypothesis import strategies as st

from limen.policy import parse_policy
from limen.policy.lint.statement_cover import statement_covers
from limen.policy.syntax.document import Version
from limen.scenario.decide import evaluate_scenario
from tests.unit.policy.documents import document

ACTIONS = st.sampled_from(["*", "s3:*", "s3:Get*", "s3:GetObject", "S3:get?bject", "s3:PutObject", "sqs:*"])
RESOURCES = st.sampled_from(
    ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a*", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:*:*:b/a", "arn:aws:s3"]
)
OPERATORS = st.sampled_from(
    [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIfExists",
        "ForAllValues:StringEquals",
        "ForAnyValue:StringNotEquals",
        "NumericNotEquals",
    ]
)
VALUES = st.lists(st.sampled_from(["1", "2", "x"]), min_size=1, max_size=2)
CONDITIONS = st.dictionaries(OPERATORS, st.dictionaries(st.sampled_from(["a:k", "A:K", "a:l"]), VALUES, max_size=1))
CONTEXTS = st.dictionaries(
    st.sampled_from(["a:k", "a:l"]), st.one_of(st.sampled_from(["1", "2", "x"]), VALUES), max_size=2
)


@st.composite
def allows(draw):
    return {
        "Effect": "Allow",
        draw(st.sampled_from(["Action", "NotAction"])): draw(st.lists(ACTIONS, min_size=1, max_size=2)),
        draw(st.sampled_from(["Resource", "NotResource"])): draw(st.lists(RESOURCES, min_size=1, max_size=2)),
        "Condition": draw(CONDITIONS),
    }


def is_allowed(statement, request):
    policies = {"identity": [{"name": "p", "document": {"Version": "2012-10-17", "Statement": statement}}]}
    return evaluate_scenario({"request": request, "policies": policies}).is_allowed


def covers(wide, narrow):
    first, second = parse_policy(document(wide, narrow)).statements
    return statement_covers(first, second, Version.V2012)


@settings(max_examples=300)
@given(allows(), allows(), st.sampled_from(["s3:GetObject", "s3:PutObject", "sqs:SendMessage"]), CONTEXTS)
def test_a_covering_statement_applies_wherever_the_covered_one_does(wide, narrow, action, context):
    if covers(wide, narrow):
        for arn in ("arn:aws:s3:::b/a", "arn:aws:s3:::b/al", "arn:aws:s3:::c", "*"):
            request = {
                "principal": "arn:aws:iam::111122223333:user/al",
                "action": action,
                "resource": {"arn": arn},
                "context": context,
            }
            assert is_allowed(wide, request) or not is_allowed(narrow, request)


BASE = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}


def test_what_it_sees():
    everywhere = {**BASE, "Resource": "*"}
    tested = {**BASE, "Condition": {"StringEquals": {"a:k": ["1", "2"]}}}

    assert covers(everywhere, BASE)
    assert not covers(BASE, everywhere)
    assert covers(BASE, tested)
    assert not covers(tested, BASE)
    assert covers(tested, {**BASE, "Condition": {"StringEquals": {"A:K": "1"}}})
    assert covers({"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::c/*"}, BASE)
    assert not covers({"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"}, BASE)
    assert not covers({"Effect": "Allow", "Action": "*", "NotResource": "*"}, BASE)


def test_principals():
    everyone, alice = {**BASE, "Principal": "*"}, {**BASE, "Principal": {"AWS": ["111122223333"]}}
    both = {**BASE, "Principal": {"AWS": ["111122223333", "444455556666"], "Service": "ec2.amazonaws.com"}}

    assert covers(everyone, alice)
    assert covers(both, alice)
    assert not covers(alice, everyone)
    assert not covers(alice, both)
    assert not covers(BASE, alice)
    assert not covers(everyone, {**BASE, "NotPrincipal": {"AWS": "111122223333"}})


def test_trust_statements_have_no_resources():
    trust = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}

    assert covers(trust, {**trust, "Principal": {"AWS": "111122223333"}})
    assert not covers(trust, {**trust, "Resource": "*"})
