"""For every operator a value that satisfies it and one that does not are found, if they exist."""

from typing import Any

import pytest

from limen.domain.principals import IAMUser
from limen.engine.explain.plausible_values import find_key_value
from limen.engine.model.request import AuthorizationRequest, Resource
from limen.policy.match.conditions import compile_clause
from limen.policy.match.context import ContextValue
from limen.policy.syntax.document import ConditionClause, Version
from limen.policy.syntax.operator_name import find_operator

ALICE = IAMUser("111122223333", "alice")

VALUES = {
    "String": ("blue", "gr?en*", "${aws:username}"),
    "Numeric": ("10", "-5.5"),
    "Date": ("2026-01-01T00:00:00Z", "1767225600"),
    "Binary": ("YQ==",),
    "Ip": ("203.0.113.0/24", "::/1"),
    "NotIp": ("203.0.113.7",),
    "Arn": ("arn:aws:sns:*:*:t?p*",),
    "Bool": ("true",),
}
OPERATORS = [
    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringLike", "StringNotLike", "NumericEquals",
    "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
    "DateEquals", "DateNotEquals", "DateLessThan", "DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress",
    "NotIpAddress", "ArnEquals", "ArnNotLike",
]  # fmt: skip


def clause(operator: str, *values: str, key: str = "example:key") -> ConditionClause:
    name = find_operator(operator)
    return ConditionClause(name.operator, key, values, name.set_operator, name.if_exists)


def ask(*clauses: ConditionClause, holding: bool, **context: ContextValue):
    given = {key.replace("_", ":"): value for key, value in context.items()}
    request = AuthorizationRequest(ALICE, "s3:GetObject", Resource("*"), given)
    found = find_key_value(clauses, Version.V2012, request, holding=holding)
    if found is None:
        return None
    (value,) = found
    after: dict[str, Any] = {**given, "example:key": value}
    if value is None:
        del after["example:key"]
    assert all(compile_clause(each, Version.V2012)(after, ALICE) for each in clauses) is holding
    return found


@pytest.mark.parametrize("prefix", ["", "ForAnyValue:", "ForAllValues:"])
@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("holding", [True, False])
def test_every_operator(operator, prefix, holding):
    family = max((name for name in VALUES if operator.startswith(name)), key=len)
    assert ask(clause(prefix + operator, *VALUES[family]), holding=holding) is not None


def test_absence_is_a_value():
    assert ask(clause("Null", "true"), holding=True, example_key="x") == (None,)
    assert ask(clause("Null", "true"), holding=False) == ("other",)


def test_the_policys_own_value_comes_first():
    assert ask(clause("StringEquals", "blue", "green"), holding=True) == ("blue",)
    assert ask(clause("StringEquals", "blue", "green"), holding=True, example_key="blue") == ("green",)


def test_all_clauses_of_a_key_must_hold():
    window = [clause("NumericGreaterThan", "9"), clause("NumericLessThan", "11")]
    assert ask(*window, holding=True) == ("10",)
    assert ask(*window, holding=False, example_key="10") == ("9",)


def test_a_member_that_offends_is_left_out():
    only = clause("ForAllValues:StringEquals", "a", "b")
    assert ask(only, holding=True, example_key=("a", "c")) == (("a",),)


def test_nothing_is_made_up():
    assert ask(clause("NumericEquals", "soon"), holding=True) is None
    assert ask(clause("DateLessThan", "9223372036854775807"), holding=True) is not None
    assert ask(clause("IpAddress", "junk"), holding=True) is None
    assert ask(clause("StringEquals", "${nothing:here}"), holding=True) is None


def test_the_edges_of_the_address_space():
    assert ask(clause("NotIpAddress", "0.0.0.0/1"), holding=True) == ("128.0.0.0",)
    assert ask(clause("NotIpAddress", "128.0.0.0/1"), holding=True) == ("127.255.255.255",)
