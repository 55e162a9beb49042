"""Conditions: the boolean structure, absent keys, set operators (spec policy 3.1, 3.3, 3.5, 3.8)."""

from __future__ import annotations

from tests.oracle import comparisons
from tests.oracle.document import Check, Statement
from tests.oracle.variables import Context, Token, expand, glob

NEGATED = frozenset(
    [
        "stringnotequals",
        "stringnotequalsignorecase",
        "stringnotlike",
        "numericnotequals",
        "datenotequals",
        "notipaddress",
        "arnnotequals",
        "arnnotlike",
    ]
)
# Families whose policy values may hold variables (spec policy 4.1; Bool by spec policy 8.1 number 16).
_VARIABLE_FAMILIES = ("string", "arn", "bool")


def conditions_hold(statement: Statement, context: Context) -> bool:
    """AND over operators and keys."""
    return all(_holds(check, context, active=statement.variables_active) for check in statement.tests)


def _holds(check: Check, context: Context, *, active: bool) -> bool:
    value = context.get(check.key)
    if value == () or (isinstance(value, tuple) and not any(value) and _sees_sets(check)):
        # Spec policy 3.3: an empty set is absent; to Null and the set operators so is one of empty strings.
        value = None
    if check.operator == "null":
        return any(wanted.lower() == ("true" if value is None else "false") for wanted in check.values)
    if value is None:
        return _holds_when_absent(check)
    if not check.set_operator:
        return isinstance(value, str) and _one(check, value, context, active=active)
    members = (value,) if isinstance(value, str) else value
    satisfied = [_one(check, member, context, active=active) for member in members]
    return all(satisfied) if check.set_operator == "forallvalues" else any(satisfied)


def _sees_sets(check: Check) -> bool:
    return bool(check.set_operator) or check.operator == "null"


def _holds_when_absent(check: Check) -> bool:
    if check.if_exists or check.set_operator == "forallvalues":
        return True
    if check.set_operator == "foranyvalue":
        return False
    return check.operator in NEGATED


def _one(check: Check, value: str, context: Context, *, active: bool) -> bool:
    """One request value against all policy values: OR for a positive operator, NOR for a negated one."""
    answers = [_compare(check.operator, value, wanted, context, active=active) for wanted in check.values]
    return all(answers) if check.operator in NEGATED else any(answers)


def _compare(operator: str, value: str, wanted: str, context: Context, *, active: bool) -> bool:
    """Whether ``value operator wanted`` is satisfied, for the operator as named (a negated one included)."""
    negated = operator in NEGATED
    if not operator.startswith(_VARIABLE_FAMILIES):
        return bool(_compare_plain(operator, value, wanted))
    wildcards = operator.endswith("like") or operator.startswith("arn")
    tokens = expand(wanted, context, active=active, wildcards=wildcards)
    if tokens is None:
        return negated  # nothing equals a variable without a value (spec policy 4.3)
    if operator == "bool":
        return bool(comparisons.equal_boolean(value, _text(tokens)))
    return _compare_text(operator, value, tokens) != negated


def _compare_text(operator: str, value: str, tokens: list[Token]) -> bool:
    """The positive answer of the String and ARN families."""
    if operator.startswith("arn"):
        return comparisons.like_arn(value, tokens)
    if operator.endswith("like"):
        return glob(tokens, value)
    if operator.endswith("ignorecase"):
        return comparisons.equal_ignoring_case(value, _text(tokens))
    return comparisons.equal_text(value, _text(tokens))


def _compare_plain(operator: str, value: str, wanted: str) -> bool | None:
    if operator.startswith("numeric"):
        read = comparisons.parse_number
        return comparisons.ordered(read(value), read(wanted), operator.removeprefix("numeric"))
    if operator.startswith("date"):
        read = comparisons.parse_instant
        return comparisons.ordered(read(value), read(wanted), operator.removeprefix("date"))
    if operator == "binaryequals":
        return comparisons.equal_bytes(value, wanted)
    inside = comparisons.in_network(value, wanted)
    return None if inside is None else inside != (operator == "notipaddress")


def _text(tokens: list[Token]) -> str:
    return "".join(token for token in tokens if isinstance(token, str))
