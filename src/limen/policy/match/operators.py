"""The closed table of condition operators (semantics E9 to E14; spec policy 3.2, 3.4, 3.7).

An operator with its policy values is a comparison with one request value. A negated operator is satisfied if none of
the values matches. Values that cannot be read as the operator's type satisfy nothing, negated or not (E14), except for
texts and ARNs: a value that is not an ARN is unlike every ARN (E12).
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from operator import eq, ge, gt, le, lt
from typing import Final, TypeVar

from limen.domain.principals import Principal
from limen.policy.match.arn_pattern import compile_arns
from limen.policy.match.comparisons import ADDRESSES, INSTANTS, find_boolean, find_bytes, find_network, find_number
from limen.policy.match.context import Context
from limen.policy.match.pattern import TextTest, compile_texts
from limen.policy.match.variables import parse_template, plain_text, render_template
from limen.policy.syntax.document import ConditionClause, ConditionOperator, Version

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
"""Simple case folding up to U+00FF; in this range a lower-case letter is 32 code points after its capital (E9)."""


_SPELLINGS: Final = {
    word: frozenset(map("".join, product(*zip(word, word.upper(), strict=True)))) for word in ("true", "false")
}
"""Booleans in every letter case, so that they can be compared as texts (E10)."""


def compile_comparison(operator: ConditionOperator, values: tuple[str, ...], version: Version) -> TextTest:
    """Compile the comparison of one request value with all `values`."""
    return _COMPILERS[operator](values, version)


def find_plain_values(clause: ConditionClause) -> frozenset[str] | None:
    """The texts of which the request's value must be one (or none), if a clause tests nothing else."""
    if any("${" in value for value in clause.values):
        return None
    if clause.operator is ConditionOperator.BOOL:
        return _spellings(clause.values)
    return frozenset(clause.values) if clause.operator in _EQUALITIES else None


def _spellings(values: Iterable[str]) -> frozenset[str]:
    """Every spelling of the booleans among the values; a shared set for a single boolean."""
    words = sorted({value.lower() for value in values} & _SPELLINGS.keys())
    return _SPELLINGS[words[0]] if len(words) == 1 else frozenset().union(*map(_SPELLINGS.__getitem__, words))


def fold_case(text: str) -> str:
    """The text as the IgnoreCase operators compare it."""
    return text.translate(_LATIN_CAPITALS)


def _equals(values: tuple[str, ...], version: Version) -> TextTest:
    templates = [parse_template(value, version) for value in values]
    exact = frozenset(text for template in templates if (text := plain_text(template)) is not None)
    dynamic = [template for template in templates if plain_text(template) is None]

    def compare(value: str, context: Context, principal: Principal) -> bool:
        if value in exact:
            return True
        for template in dynamic:  # noqa: SIM110 - a generator would cost more than the comparison
            if value == render_template(template, context, principal):
                return True
        return False

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
    """Variables are substituted, although AWS's current page does not promise it (spec policy 8.1 #16)."""
    equals = _equals_ignoring_case(values, version)
    return lambda value, context, principal: find_boolean(value) is not None and equals(value, context, principal)


def _ip_address(values: tuple[str, ...], _version: Version) -> TextTest:
    return _inside(values)


def _not_ip_address(values: tuple[str, ...], _version: Version) -> TextTest:
    return _differs(values, find_network, ADDRESSES.__getitem__, _inside(values))


def _inside(values: tuple[str, ...]) -> TextTest:
    networks = [network for value in values if (network := find_network(value)) is not None]

    def compare(value: str, _context: Context, _principal: Principal) -> bool:
        address = ADDRESSES[value]
        if address is not None:
            for mask, masked in networks:
                if address & mask == masked:
                    return True
        return False

    return compare


def _ordered(read: Callable[[str], _T | None], fits: Callable[[_T, _T], bool]) -> Compiler:
    """The compiler of an operator that holds if `fits` is true for the request's value and any of the policy's."""

    def compile_ordered(values: tuple[str, ...], _version: Version) -> TextTest:
        operands = [operand for value in values if (operand := read(value)) is not None]

        def compare(value: str, _context: Context, _principal: Principal) -> bool:
            found = read(value)
            if found is not None:
                for operand in operands:
                    if fits(found, operand):
                        return True
            return False

        return compare

    return compile_ordered


def _unequal(read: Callable[[str], object]) -> Compiler:
    equal = _ordered(read, eq)
    return lambda values, version: _differs(values, read, read, equal(values, version))


def _differs(
    values: tuple[str, ...], read_policy: Callable[[str], object], read: Callable[[str], object], equals: TextTest
) -> TextTest:
    """The negation of `equals` if both sides can be read; an unreadable value does not count as different (E14)."""
    if any(read_policy(value) is None for value in values):
        return lambda _value, _context, _principal: False
    if not values:
        return lambda _value, _context, _principal: True
    return lambda value, context, principal: read(value) is not None and not equals(value, context, principal)


def _negate(compiler: Compiler) -> Compiler:
    def compile_negated(values: tuple[str, ...], version: Version) -> TextTest:
        compare = compiler(values, version)
        return lambda value, context, principal: not compare(value, context, principal)

    return compile_negated


_read_instant: Final = INSTANTS.__getitem__

_COMPILERS: Final[Mapping[ConditionOperator, Compiler]] = {
    ConditionOperator.STRING_EQUALS: _equals,
    ConditionOperator.STRING_NOT_EQUALS: _negate(_equals),
    ConditionOperator.STRING_EQUALS_IGNORE_CASE: _equals_ignoring_case,
    ConditionOperator.STRING_NOT_EQUALS_IGNORE_CASE: _negate(_equals_ignoring_case),
    ConditionOperator.STRING_LIKE: _like,
    ConditionOperator.STRING_NOT_LIKE: _negate(_like),
    ConditionOperator.NUMERIC_EQUALS: _ordered(find_number, eq),
    ConditionOperator.NUMERIC_NOT_EQUALS: _unequal(find_number),
    ConditionOperator.NUMERIC_LESS_THAN: _ordered(find_number, lt),
    ConditionOperator.NUMERIC_LESS_THAN_EQUALS: _ordered(find_number, le),
    ConditionOperator.NUMERIC_GREATER_THAN: _ordered(find_number, gt),
    ConditionOperator.NUMERIC_GREATER_THAN_EQUALS: _ordered(find_number, ge),
    ConditionOperator.DATE_EQUALS: _ordered(_read_instant, eq),
    ConditionOperator.DATE_NOT_EQUALS: _unequal(_read_instant),
    ConditionOperator.DATE_LESS_THAN: _ordered(_read_instant, lt),
    ConditionOperator.DATE_LESS_THAN_EQUALS: _ordered(_read_instant, le),
    ConditionOperator.DATE_GREATER_THAN: _ordered(_read_instant, gt),
    ConditionOperator.DATE_GREATER_THAN_EQUALS: _ordered(_read_instant, ge),
    ConditionOperator.BOOL: _boolean,
    ConditionOperator.BINARY_EQUALS: _ordered(find_bytes, eq),
    ConditionOperator.IP_ADDRESS: _ip_address,
    ConditionOperator.NOT_IP_ADDRESS: _not_ip_address,
    ConditionOperator.ARN_EQUALS: _arn_like,
    ConditionOperator.ARN_NOT_EQUALS: _negate(_arn_like),
    ConditionOperator.ARN_LIKE: _arn_like,
    ConditionOperator.ARN_NOT_LIKE: _negate(_arn_like),
}
_EQUALITIES: Final = frozenset({ConditionOperator.STRING_EQUALS, ConditionOperator.STRING_NOT_EQUALS})
LOOK_UPS: Final = _EQUALITIES | {ConditionOperator.BOOL, ConditionOperator.NULL}
"""Operators that usually only test whether a value is in a set."""
