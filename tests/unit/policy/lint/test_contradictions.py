import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.scenario.decide import evaluate_scenario
from tests.unit.policy.lint.findings import condition, found, rules

USER, TIME, AGE = "aws:username", "aws:CurrentTime", "aws:MultiFactorAuthAge"
CONTRADICTORY = "contradictory-conditions"


@pytest.mark.parametrize(
    "operators",
    [
        {"StringEquals": {USER: "a"}, "StringNotEquals": {"AWS:username": ["a", "b"]}},
        {"ArnLike": {"aws:PrincipalArn": "*"}, "ArnNotLike": {"aws:PrincipalArn": "*"}},
        {"Null": {USER: "true"}, "StringLike": {USER: "*"}},
        {"Null": {"aws:TagKeys": True}, "ForAnyValue:StringEquals": {"aws:TagKeys": "a"}},
        {"NumericGreaterThan": {AGE: ["30", "20"]}, "NumericLessThan": {AGE: "10"}},
        {"DateGreaterThan": {TIME: "2026-01-01"}, "DateLessThanEquals": {TIME: "2025"}},
        {"StringEquals": {USER: "alice"}, "StringLike": {USER: ["b*", "c*"]}},
    ],
)
def test_what_no_request_meets(operators):
    assert CONTRADICTORY in rules(condition(**operators))


@pytest.mark.parametrize(
    "operators",
    [
        {"StringEquals": {USER: ["a", "b"]}, "StringNotEquals": {USER: "a"}},
        {"StringEqualsIfExists": {USER: "a"}, "StringNotEquals": {USER: "a"}},
        {"Null": {USER: "true"}, "StringNotEquals": {USER: "a"}},
        {"Null": {USER: []}, "StringEquals": {USER: "a"}},
        {"Null": {"aws:TagKeys": "true"}, "ForAllValues:StringEquals": {"aws:TagKeys": "a"}},
        {"NumericGreaterThan": {AGE: "1"}, "NumericLessThan": {AGE: ["0", "2"]}},
        {"NumericGreaterThanEquals": {AGE: "1"}, "NumericLessThanEquals": {AGE: "1"}},
        {"NumericGreaterThan": {AGE: "30"}, "DateLessThan": {AGE: "10"}},
        {"StringEquals": {USER: "${aws:userid}"}, "StringLike": {USER: "b*"}},
        {"StringEquals": {USER: "alice"}, "StringLike": {USER: "a*"}},
        {"StringEquals": {USER: "a"}, "StringNotEquals": {"aws:userid": "a"}},
    ],
)
def test_what_a_request_may_meet(operators):
    assert CONTRADICTORY not in rules(condition(**operators))


def test_the_message_names_both():
    ((path, message),) = found(CONTRADICTORY, condition(StringEquals={USER: "a"}, StringNotEquals={USER: "a"}))

    assert path == f'Statement[0].Condition.StringEquals["{USER}"]'
    assert message == "no request can meet this and StringNotEquals: one excludes all values of the other"


OPERATORS = st.sampled_from(
    ["StringEquals", "StringNotEquals", "StringLike", "NumericLessThan", "NumericGreaterThan", "NumericEquals", "Null"]
)
VALUES = st.lists(st.sampled_from(["1", "2", "?", "true", "x"]), min_size=1, max_size=2)


@settings(max_examples=150)
@given(
    st.dictionaries(OPERATORS, st.fixed_dictionaries({"a:k": VALUES}), min_size=2, max_size=3),
    st.sampled_from([{}, {"a:k": "1"}, {"a:k": "2"}, {"a:k": "x"}, {"a:k": "1.5"}, {"a:k": ["1"]}]),
)
def test_the_engine_agrees(operators, context):
    statement = condition(**operators)
    if CONTRADICTORY in rules(statement):
        request = {
            "principal": "arn:aws:iam::111122223333:user/al",
            "action": "s3:GetObject",
            "resource": {"arn": "arn:aws:s3:::b/x"},
            "context": context,
        }
        policies = {"identity": [{"name": "p", "document": {"Version": "2012-10-17", "Statement": statement}}]}
        assert not evaluate_scenario({"request": request, "policies": policies}).is_allowed


def test_values_are_not_compared_with_too_many_patterns():
    def operators(count):
        values = [f"v{number}" for number in range(count)]
        return {"StringEquals": {USER: values}, "StringLike": {USER: [f"w{value}" for value in values]}}

    assert CONTRADICTORY in rules(condition(**operators(20)))
    assert CONTRADICTORY not in rules(condition(**operators(400)))
