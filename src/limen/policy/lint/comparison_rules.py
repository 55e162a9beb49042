"""Rules about comparisons: whether operator, key and values have one type, and whether the clause has an effect."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from limen.domain.arn import PARTS
from limen.policy.catalog import ValueType, find_context_key
from limen.policy.lint.catalog_facts import has_wildcard, is_provider_key
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import Remark, Rule, Subject, clause_path, each_clause
from limen.policy.match.comparisons import INSTANTS, find_boolean, find_bytes, find_network, find_number
from limen.policy.match.variables import find_variables
from limen.policy.syntax.document import ConditionClause, ConditionOperator, Statement

_NUMERIC, _DATE, _ARN, _STRING = "Numeric", "Date", "Arn", "String"

FAMILIES: Final[Mapping[str, frozenset[ValueType]]] = {
    _STRING: frozenset(ValueType),
    _NUMERIC: frozenset({ValueType.NUMERIC}),
    _DATE: frozenset({ValueType.DATE}),
    "Bool": frozenset({ValueType.BOOL}),
    "Binary": frozenset({ValueType.STRING}),
    "IpAddress": frozenset({ValueType.IP_ADDRESS}),
    "NotIpAddress": frozenset({ValueType.IP_ADDRESS}),
    _ARN: frozenset({ValueType.ARN}),
    "Null": frozenset(ValueType),
}
"""The types that each family of operators can compare; text operators can compare all of them."""

_AS_TEXT: Final = frozenset({ValueType.STRING, ValueType.ARN})
"""Types whose values have only one spelling as text."""

_FORMS: Final[Mapping[str, tuple[Callable[[str], object], str]]] = {
    _NUMERIC: (find_number, "a number"),
    _DATE: (INSTANTS.__getitem__, "a date"),
    "Bool": (find_boolean, "true or false"),
    "Binary": (find_bytes, "base64"),
    "IpAddress": (find_network, "an address or a range of addresses"),
    "NotIpAddress": (find_network, "an address or a range of addresses"),
    "Null": (find_boolean, "true or false"),
}
_EXACT: Final = frozenset(
    {
        ConditionOperator.STRING_EQUALS,
        ConditionOperator.STRING_NOT_EQUALS,
        ConditionOperator.STRING_EQUALS_IGNORE_CASE,
        ConditionOperator.STRING_NOT_EQUALS_IGNORE_CASE,
    }
)


def find_family(operator: ConditionOperator) -> str:
    """The family of an operator: the beginning of its name."""
    return next(family for family in FAMILIES if operator.startswith(family))


def _find_types(clause: ConditionClause) -> frozenset[ValueType]:
    """The types of the key's values; empty if they are not known, as for tags, which hold any text."""
    key = None if is_provider_key(clause.key) else find_context_key(clause.key)
    return frozenset() if key is None or key.is_template else key.value_types


def _describe(types: frozenset[ValueType]) -> str:
    return " or ".join(sorted(types))


def _check_type(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    types = _find_types(clause)
    if types and not types & FAMILIES[find_family(clause.operator)]:
        message = f"{clause.operator} cannot compare {clause.key}, which is of type {_describe(types)}"
        yield Remark(message, clause_path(statement, clause), at_name=True)


def _check_text(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    types = _find_types(clause)
    if types and find_family(clause.operator) == _STRING and not types & _AS_TEXT:
        message = f"{clause.operator} compares {clause.key}, of type {_describe(types)}, letter by letter"
        yield Remark(message, clause_path(statement, clause), at_name=True)


def _check_form(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    family = find_family(clause.operator)
    for index, value in enumerate(clause.values):
        if family == _ARN:
            expected = None if _may_be_arn(subject, value) else "an ARN of six parts"
        else:
            find, form = _FORMS.get(family, (str, ""))
            expected = form if find(value) is None and not _has_variable(subject, value) else None
        if expected:
            message = f"{value!r} is not {expected}: {clause.operator} never compares it"
            yield Remark(message, clause_path(statement, clause, index))


def _may_be_arn(subject: Subject, value: str) -> bool:
    return value == "*" or value.count(":") >= PARTS - 1 or _has_variable(subject, value)


def _has_variable(subject: Subject, value: str) -> bool:
    return bool(find_variables(value, subject.document.version))


def _check_wildcards(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    if clause.operator not in _EXACT:
        return
    for index, value in enumerate(clause.values):
        if has_wildcard(value) and not _has_escape(value):
            message = f"{clause.operator} compares wildcards literally; use StringLike"
            yield Remark(message, clause_path(statement, clause, index))


def _has_escape(value: str) -> bool:
    return "${*}" in value or "${?}" in value


def _check_both(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    is_boolean = clause.operator in {ConditionOperator.BOOL, ConditionOperator.NULL}
    if is_boolean and {find_boolean(value) for value in clause.values} >= {True, False}:
        met = "always met" if clause.operator is ConditionOperator.NULL else "met by every value"
        yield Remark(f"true and false together are {met}", clause_path(statement, clause))


RULES: Final = (
    Rule("type-mismatch", Severity.ERROR, "An operator for another type than the key's", each_clause(_check_type)),
    Rule("compared-as-text", Severity.WARNING, "A value of another type is compared as text", each_clause(_check_text)),
    Rule("invalid-value", Severity.ERROR, "A value that the operator cannot read", each_clause(_check_form)),
    Rule("literal-wildcard", Severity.WARNING, "A wildcard that is compared literally", each_clause(_check_wildcards)),
    Rule("true-and-false", Severity.WARNING, "A condition that both truth values meet", each_clause(_check_both)),
)
