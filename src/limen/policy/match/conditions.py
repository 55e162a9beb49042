"""Condition clauses, compiled (semantics E6 to E8, E14; spec policy 3.1, 3.3, 3.5, 3.8).

A clause becomes one test of context and caller: set operators, absent keys and `IfExists` wrap the comparison of one
request value with the policy's values (`policy.match.operators`), in the same way for every operator.
"""

from collections.abc import Callable

from limen.domain.principals import Principal
from limen.policy.match.comparisons import find_boolean
from limen.policy.match.context import DERIVED, Context, ContextValue, Test
from limen.policy.match.operators import NEGATED, compile_comparison, find_plain_values
from limen.policy.match.pattern import TextTest
from limen.policy.syntax.document import ConditionClause, ConditionOperator, SetOperator, Version

_Lookup = Callable[[Context, Principal], ContextValue | None]


def compile_clause(clause: ConditionClause, version: Version) -> Test:
    """Compile one operator with one key."""
    key = clause.key.lower()
    if clause.operator is ConditionOperator.NULL:
        return _null_test(_lookup(key), clause.values)
    comparison = compile_comparison(clause.operator, clause.values, version)
    if clause.set_operator is not SetOperator.NONE:
        return _set_test(_lookup(key), clause, comparison)
    absent = clause.if_exists or clause.operator in NEGATED
    if key in DERIVED:
        return _derived_test(_lookup(key), comparison, absent=absent)
    if (plain := find_plain_values(clause)) is not None:
        return _plain_test(key, plain, clause)
    return _single_test(key, comparison, absent=absent)


def is_null(value: ContextValue | None) -> bool:
    """Whether `Null` and the set operators treat the key as absent: no value, or no text in its set (E7)."""
    return value is None or (isinstance(value, tuple) and not any(value))


def _lookup(key: str) -> _Lookup:
    derive = DERIVED.get(key)

    def look_up(context: Context, principal: Principal) -> ContextValue | None:
        value = context.get(key)
        return derive(principal) if value is None and derive is not None else value

    return look_up


def _null_test(look_up: _Lookup, values: tuple[str, ...]) -> Test:
    wanted = {find_boolean(value) for value in values}
    return lambda context, principal: is_null(look_up(context, principal)) in wanted


def _single_test(key: str, comparison: TextTest, *, absent: bool) -> Test:
    """Without a set operator a multivalued key never matches, not even a negated operator (spec policy 8.1 #4)."""

    def test(context: Context, principal: Principal) -> bool:
        value = context.get(key)
        if value.__class__ is str:
            return comparison(value, context, principal)
        return absent and not value

    return test


def _derived_test(look_up: _Lookup, comparison: TextTest, *, absent: bool) -> Test:
    def test(context: Context, principal: Principal) -> bool:
        value = look_up(context, principal)
        return comparison(value, context, principal) if isinstance(value, str) else absent and not value

    return test


def _plain_test(key: str, values: frozenset[str], clause: ConditionClause) -> Test:
    """Equality with texts that do not depend on the request, by far the most frequent clause: one lookup in a set.

    A tuple is never in a set of texts, so the rule about multivalued keys holds here too.
    """
    if clause.operator in NEGATED:
        return lambda context, _principal: (
            (value := context.get(key)) not in values and (value.__class__ is str or not value)
        )
    if clause.if_exists:
        return lambda context, _principal: (value := context.get(key)) in values or value is None or value == ()
    return lambda context, _principal: context.get(key) in values


def _set_test(look_up: _Lookup, clause: ConditionClause, comparison: TextTest) -> Test:
    for_all = clause.set_operator is SetOperator.FOR_ALL_VALUES
    absent = clause.if_exists or for_all
    quantifier = all if for_all else any

    def test(context: Context, principal: Principal) -> bool:
        found = look_up(context, principal)
        if found is None or is_null(found):
            return absent
        members = (found,) if isinstance(found, str) else found
        return quantifier(comparison(member, context, principal) for member in members)

    return test
