"""The engine, with its indexes and compiled policies, and the plain evaluator answer alike (docs/testing.md).

Seeds that once differed stay listed. `python -m tests.oracle.campaign` runs any number of them.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.campaign import difference, engine_answer, oracle_answer
from tests.oracle.generator import generate_scenario


@pytest.mark.parametrize("first", range(0, 2000, 100))
def test_the_engine_agrees_on_fixed_seeds(first):
    different = {seed: kind for seed in range(first, first + 100) if (kind := difference(generate_scenario(seed)))}
    assert different == {}


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_the_engine_agrees_on_any_seed(seed):
    scenario = generate_scenario(seed)
    assert engine_answer(scenario) == oracle_answer(scenario)


def _asked(**members):
    """A scenario without policies; ``members`` replace those of the request."""
    request = {"principal": "anonymous", "action": "s3:GetObject", "resource": {"arn": "*"}}
    return {"request": request | members, "policies": {}}


MALFORMED = [
    {},
    {"request": {}},
    _asked() | {"policies": {"identities": []}},
    _asked() | {"more": 1},
    _asked(principal="nobody"),
    _asked(principal="arn:aws:iam::111111111111:group/g"),
    _asked(mfa=True),
    _asked(context={"a": {}}),
    _asked(context={"a": "1", "A": "2"}),
    _asked(action="GetObject"),
    _asked(resource={"arn": "bucket"}),
    _asked(resource={"arn": "*", "account": "1"}),
]


@pytest.mark.parametrize("scenario", MALFORMED)
def test_both_refuse_malformed_scenarios(scenario):
    assert engine_answer(scenario)["decision"] == oracle_answer(scenario)["decision"] == "malformed"


_STATEMENT = {"Effect": "Deny", "Action": "*", "Resource": "*"}
UNREADABLE = [
    "{", "[]", {"Statement": "x"}, {"Version": "2012-10-16"}, {"Extra": 1},
    {"Statement": [_STATEMENT | {"Effect": "deny"}]},
    {"Statement": [_STATEMENT | {"NotAction": "*"}]}, {"Statement": [_STATEMENT | {"Actions": "*"}]},
    {"Statement": [_STATEMENT | {"NotResource": "*"}]}, {"Statement": [_STATEMENT | {"Action": []}]},
    {"Statement": [_STATEMENT | {"Condition": {"StringResembles": {"a": "b"}}}]},
    {"Statement": [_STATEMENT | {"Condition": {"NullIfExists": {"a": "true"}}}]},
    {"Statement": [_STATEMENT | {"Condition": {"ForSomeValues:StringEquals": {"a": "b"}}}]},
    {"Statement": [_STATEMENT | {"Condition": {"StringEquals": {"a": {"b": "c"}}}}]},
    {"Statement": [_STATEMENT | {"Condition": []}]},
    {"Statement": [_STATEMENT | {"Principal": "*"}]},
    '{"Statement": [], "Statement": []}',
    '{"Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "*", "Resource": "*"}}',
]  # fmt: skip


@pytest.mark.parametrize("document", UNREADABLE)
def test_both_refuse_unreadable_policies(document):
    asked = _asked(principal="arn:aws:iam::111111111111:user/U")
    scenario = asked | {"policies": {"identity": [{"document": document}]}}
    assert engine_answer(scenario)["decision"] == oracle_answer(scenario)["decision"] == "malformed"
