"""The closed table of condition operators (semantics E9 to E14; spec policy 3.2, 3.4, 3.7).

An operator with its policy values is a comparison: does this one request value satisfy it? A negated operator is
satisfied if none of the values fits. Values that cannot be read as the operator's type satisfy nothing, negated or
not (E14), except for texts and ARNs, where what is no ARN is simply unlike every ARN (E12).
"""

from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import Any, Final, TypeVar

from limen.domain.principals import Principal
from limen.policy.arn_pattern import compile_arns
from limen.policy.comparisons import (
    find_address,
    find_boolean,
    find_bytes,
    find_instant,
    find_network,
    find_number,
)
from limen.policy.context import Context
from limen.policy.document import ConditionClause, ConditionOperator, Version
from limen.policy.pattern import TextTest, compile_texts
from limen.policy.variables import parse_template, plain_text, render_template

Compiler = Callable[[tuple[str, ...], Version], TextTest]
_T = TypeVar("_T")

NEGATED: Final = frozenset(
    {
        ConditionOperator.STRING_NOT_EQUALS,
        ConditionOperator.STRING_NOT_EQUALS_IGNORE_CASE,
        ConditionOperator.STRING_NOT_LIKE,
        ConditionOperator.NUMERIC_NOT_EQUALS,
        ConditionOperator.DATE_NOT_EQUALS,
        ConditionOperator.NOT_IP_ADDRESS,
        ConditionOperator.ARN_NOT_EQUALS,
        ConditionOperator.ARN_NOT_LIKE,
    }
)
"""Operators that an absent key satisfies (E7)."""

_LATIN_CAPITALS: Final = {code: code + 32 for code in (*range(0x41, 0x5B), *range(0xC0, 0xD7), *range(0xD8, 0xDF))}
"""Simple case folding up to U+00FF; in this range the small letter stands 32 places after the capital one (E9)."""


def compile_comparison(operator: ConditionOperator, values: tuple[str, ...], version: Version) -> TextTest:
    """Compile the comparison of one request value with all `values`."""
    return _COMPILERS[operator](values, version)


def find_plain_values(clause: ConditionClause, version: Version) -> frozenset[str] | None:
    """The texts that a clause of (in)equality compares with, if no variable is among them."""
    if clause.operator not in _EQUALITIES:
        return None
    texts = [text for value in clause.values if (text := plain_text(parse_template(value, version))) is not None]
    return frozenset(texts) if len(texts) == len(clause.values) else None


def fold_case(text: str) -> str:
    """The text as the IgnoreCase operators compare it."""
    return text.translate(_LATIN_CAPITALS)


def _equals(values: tuple[str, ...], version: Version) -> TextTest:
    templates = [parse_template(value, version) for value in values]
    exact = frozenset(text for template in templates if (text := plain_text(template)) is not None)
    dynamic = [template for template in templates if plain_text(template) is None]

    def compare(value: str, context: Context, principal: Principal) -> bool:
        return value in exact or any(value == render_template(template, context, principal) for template in dynamic)

    return compare


def _equals_ignoring_case(values: tuple[str, ...], version: Version) -> TextTest:
    templates = [parse_template(value, version) for value in values]

    def compare(value: str, context: Context, principal: Principal) -> bool:
        folded = fold_case(value)
        texts = (render_template(template, context, principal) for template in templates)
        return any(text is not None and folded == fold_case(text) for text in texts)

    return compare


def _like(values: tuple[str, ...], version: Version) -> TextTest:
    return compile_texts(values, version).matches


def _arn_like(values: tuple[str, ...], version: Version) -> TextTest:
    return compile_arns(values, version).matches


def _boolean(values: tuple[str, ...], version: Version) -> TextTest:
    """Variables are substituted, although AWS' current page does not promise it (spec policy 8.1 #16)."""
    equals = _equals_ignoring_case(values, version)
    return lambda value, context, principal: find_boolean(value) is not None and equals(value, context, principal)


def _binary(values: tuple[str, ...], _version: Version) -> TextTest:
    return _typed(values, find_bytes, eq)


def _ip_address(values: tuple[str, ...], _version: Version) -> TextTest:
    return _typed(values, find_network, lambda address, network: address & network[0] == network[1], find_address)


def _not_ip_address(values: tuple[str, ...], _version: Version) -> TextTest:
    return _typed_not(values, find_network, lambda address, network: address & network[0] != network[1], find_address)


def _typed(
    values: tuple[str, ...],
    find: Callable[[str], _T | None],
    fits: Callable[[Any, _T], bool],
    find_request: Callable[[str], Any] | None = None,
) -> TextTest:
    operands = [operand for value in values if (operand := find(value)) is not None]
    read = find_request or find

    def compare(value: str, _context: Context, _principal: Principal) -> bool:
        found = read(value)
        if found is not None:
            for operand in operands:
                if fits(found, operand):
                    return True
        return False

    return compare


def _typed_not(
    values: tuple[str, ...],
    find: Callable[[str], _T | None],
    differs: Callable[[Any, _T], bool],
    find_request: Callable[[str], Any] | None = None,
) -> TextTest:
    operands = [operand for value in values if (operand := find(value)) is not None]
    read = find_request or find
    if len(operands) < len(values):
        return lambda _value, _context, _principal: False

    def compare(value: str, _context: Context, _principal: Principal) -> bool:
        found = read(value)
        return not operands or (found is not None and all(differs(found, operand) for operand in operands))

    return compare


def _negate(compiler: Compiler) -> Compiler:
    def compile_negated(values: tuple[str, ...], version: Version) -> TextTest:
        compare = compiler(values, version)
        return lambda value, context, principal: not compare(value, context, principal)

    return compile_negated


def _ordered(find: Callable[[str], Any], fits: Callable[[Any, Any], bool]) -> Compiler:
    return lambda values, _version: _typed(values, find, fits)


_COMPILERS: Final[Mapping[ConditionOperator, Compiler]] = {
    ConditionOperator.STRING_EQUALS: _equals,
    ConditionOperator.STRING_NOT_EQUALS: _negate(_equals),
    ConditionOperator.STRING_EQUALS_IGNORE_CASE: _equals_ignoring_case,
    ConditionOperator.STRING_NOT_EQUALS_IGNORE_CASE: _negate(_equals_ignoring_case),
    ConditionOperator.STRING_LIKE: _like,
    ConditionOperator.STRING_NOT_LIKE: _negate(_like),
    ConditionOperator.NUMERIC_EQUALS: _ordered(find_number, eq),
    ConditionOperator.NUMERIC_NOT_EQUALS: lambda values, _version: _typed_not(values, find_number, ne),
    ConditionOperator.NUMERIC_LESS_THAN: _ordered(find_number, lt),
    ConditionOperator.NUMERIC_LESS_THAN_EQUALS: _ordered(find_number, le),
    ConditionOperator.NUMERIC_GREATER_THAN: _ordered(find_number, gt),
    ConditionOperator.NUMERIC_GREATER_THAN_EQUALS: _ordered(find_number, ge),
    ConditionOperator.DATE_EQUALS: _ordered(find_instant, eq),
    ConditionOperator.DATE_NOT_EQUALS: lambda values, _version: _typed_not(values, find_instant, ne),
    ConditionOperator.DATE_LESS_THAN: _ordered(find_instant, lt),
    ConditionOperator.DATE_LESS_THAN_EQUALS: _ordered(find_instant, le),
    ConditionOperator.DATE_GREATER_THAN: _ordered(find_instant, gt),
    ConditionOperator.DATE_GREATER_THAN_EQUALS: _ordered(find_instant, ge),
    ConditionOperator.BOOL: _boolean,
    ConditionOperator.BINARY_EQUALS: _binary,
    ConditionOperator.IP_ADDRESS: _ip_address,
    ConditionOperator.NOT_IP_ADDRESS: _not_ip_address,
    ConditionOperator.ARN_EQUALS: _arn_like,
    ConditionOperator.ARN_NOT_EQUALS: _negate(_arn_like),
    ConditionOperator.ARN_LIKE: _arn_like,
    ConditionOperator.ARN_NOT_LIKE: _negate(_arn_like),
}
_EQUALITIES: Final = frozenset({ConditionOperator.STRING_EQUALS, ConditionOperator.STRING_NOT_EQUALS})
