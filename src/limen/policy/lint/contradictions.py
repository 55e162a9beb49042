"""Conditions of one statement that cannot be met together, as far as their texts show it.

Only clauses with the same meaning in every request are compared: no variables, no set operators, no `IfExists`.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, permutations
from typing import Final, TypeVar

from limen.policy.lint.finding import Severity
from limen.policy.lint.key_rules import needs_key
from limen.policy.lint.rule import Remark, Rule, Subject, clause_path, each_statement
from limen.policy.match.comparisons import INSTANTS, Instant, find_boolean, find_number
from limen.policy.match.glob import find_fixed, matches_tokens, tokenize
from limen.policy.match.variables import parse_template, plain_text
from limen.policy.syntax.document import ConditionClause, ConditionOperator, SetOperator, Statement, Version

_OPPOSITES: Final = {
    ConditionOperator.STRING_EQUALS: ConditionOperator.STRING_NOT_EQUALS,
    ConditionOperator.STRING_EQUALS_IGNORE_CASE: ConditionOperator.STRING_NOT_EQUALS_IGNORE_CASE,
    ConditionOperator.STRING_LIKE: ConditionOperator.STRING_NOT_LIKE,
    ConditionOperator.NUMERIC_EQUALS: ConditionOperator.NUMERIC_NOT_EQUALS,
    ConditionOperator.DATE_EQUALS: ConditionOperator.DATE_NOT_EQUALS,
    ConditionOperator.IP_ADDRESS: ConditionOperator.NOT_IP_ADDRESS,
    ConditionOperator.ARN_EQUALS: ConditionOperator.ARN_NOT_EQUALS,
    ConditionOperator.ARN_LIKE: ConditionOperator.ARN_NOT_LIKE,
}
MOST_COMPARISONS: Final = 100_000
"""Values are not compared with patterns if there are more of them than this, in total."""

_LOWER_NUMBERS: Final = {ConditionOperator.NUMERIC_GREATER_THAN, ConditionOperator.NUMERIC_GREATER_THAN_EQUALS}
_UPPER_NUMBERS: Final = {ConditionOperator.NUMERIC_LESS_THAN, ConditionOperator.NUMERIC_LESS_THAN_EQUALS}
_LOWER_INSTANTS: Final = {ConditionOperator.DATE_GREATER_THAN, ConditionOperator.DATE_GREATER_THAN_EQUALS}
_UPPER_INSTANTS: Final = {ConditionOperator.DATE_LESS_THAN, ConditionOperator.DATE_LESS_THAN_EQUALS}

B = TypeVar("B", Decimal, Instant)
"""What a bound is: a number or an instant."""


def _check(subject: Subject, statement: Statement) -> Iterator[Remark]:
    version = subject.document.version
    about: dict[str, list[ConditionClause]] = {}
    for clause in statement.conditions:
        about.setdefault(clause.key.lower(), []).append(clause)
    for one, other in chain.from_iterable(permutations(clauses, 2) for clauses in about.values()):
        if reason := _find_reason(one, other, version):
            yield Remark(
                f"no request can meet this and {other.operator_text}: {reason}", clause_path(statement, one), True
            )


def _find_reason(one: ConditionClause, other: ConditionClause, version: Version) -> str | None:
    if _wants_absent(one) and needs_key(other):
        return "the key cannot be absent and have a value"
    if any(clause.if_exists or clause.set_operator is not SetOperator.NONE for clause in (one, other)):
        return None
    if _OPPOSITES.get(one.operator) is other.operator and set(one.values) <= set(other.values):
        return "one excludes all values of the other"
    if _is_beyond(one, other):
        return "the bounds leave nothing between them"
    return "no value matches any of the patterns" if _is_unlike(one, other, version) else None


def _wants_absent(clause: ConditionClause) -> bool:
    is_null = clause.operator is ConditionOperator.NULL
    return is_null and bool(clause.values) and all(find_boolean(value) for value in clause.values)


def _is_beyond(one: ConditionClause, other: ConditionClause) -> bool:
    """Whether the lowest of the lower bounds is above the highest of the upper ones."""
    if one.operator in _LOWER_NUMBERS and other.operator in _UPPER_NUMBERS:
        return _is_above(_read(find_number, one.values), _read(find_number, other.values))
    if one.operator in _LOWER_INSTANTS and other.operator in _UPPER_INSTANTS:
        return _is_above(_read(INSTANTS.__getitem__, one.values), _read(INSTANTS.__getitem__, other.values))
    return False


def _is_above(lower: list[B], upper: list[B]) -> bool:
    return bool(lower and upper) and min(lower) > max(upper)


def _read(find: Callable[[str], B | None], values: Sequence[str]) -> list[B]:
    """The bounds; an unreadable value is met by nothing, and so is not a bound."""
    return [bound for value in values if (bound := find(value)) is not None]


def _is_unlike(one: ConditionClause, other: ConditionClause, version: Version) -> bool:
    if (one.operator, other.operator) != (ConditionOperator.STRING_EQUALS, ConditionOperator.STRING_LIKE):
        return False
    if len(one.values) * len(other.values) > MOST_COMPARISONS:
        return False
    texts = [plain_text(parse_template(value, version)) for value in one.values]
    patterns = [find_fixed(tokenize(parse_template(value, version))) for value in other.values]
    if None in texts or None in patterns:
        return False
    return not any(matches_tokens(pattern or (), text or "") for text in texts for pattern in patterns)


RULES: Final = (
    Rule(
        "contradictory-conditions",
        Severity.ERROR,
        "Conditions that no request meets together",
        each_statement(_check),
    ),
)
