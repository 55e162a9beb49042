"""The tests by conditions and resources of one text: that it is in a set of texts, or that a typed operator holds.

Spec analysis 3.1.

A list of values is one test. Equal requirements are equal tests, whichever operator states them: StringEquals and
StringLike of a plain text, ArnLike and ArnEquals. Patterns with policy variables are a part of the test (spec analysis
3.7).
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from limen.analysis.dynamic import Dynamic, Get, Kind, arn_pattern, fold_token, pattern_of
from limen.analysis.texts.patterns import EVERY_TEXT, NO_TEXTS, Pattern, TextSet, Wild
from limen.domain.principals import Anonymous
from limen.policy.match.comparisons import find_boolean
from limen.policy.match.glob import Token as EngineToken
from limen.policy.match.glob import tokenize
from limen.policy.match.operators import NEGATED, compile_comparison
from limen.policy.match.variables import Literal, Variable, parse_template
from limen.policy.syntax.document import ConditionOperator as Op
from limen.policy.syntax.document import Version

TEXT: Final = "text"

_NOBODY: Final = Anonymous()
_KINDS: Final[dict[Op, Kind]] = {
    Op.STRING_EQUALS: Kind.EQUALS,
    Op.STRING_NOT_EQUALS: Kind.EQUALS,
    Op.STRING_EQUALS_IGNORE_CASE: Kind.FOLD,
    Op.STRING_NOT_EQUALS_IGNORE_CASE: Kind.FOLD,
    Op.STRING_LIKE: Kind.LIKE,
    Op.STRING_NOT_LIKE: Kind.LIKE,
    Op.ARN_EQUALS: Kind.ARN,
    Op.ARN_NOT_EQUALS: Kind.ARN,
    Op.ARN_LIKE: Kind.ARN,
    Op.ARN_NOT_LIKE: Kind.ARN,
    Op.BOOL: Kind.BOOL,
}
_FAMILIES: Final = ("Numeric", "Date", "Ip", "Binary")
REMEMBERED_TESTS: Final = 4096

Predicate = Callable[[str], bool]
Typed = tuple[str, Op | None, tuple[str, ...]]
_UNTYPED: Final[Typed] = (TEXT, None, ())


class Test:
    """A question about one text: `texts` with `dynamic` patterns, or the `predicate` of a typed operator's `values`."""

    __slots__ = ("_hash", "_key", "dynamic", "family", "operator", "predicate", "texts", "values")
    __test__ = False

    def __init__(
        self,
        texts: TextSet = NO_TEXTS,
        dynamic: Iterable[Dynamic] = (),
        *,
        typed: Typed | None = None,
    ) -> None:
        """Make the test of a set of texts, or of a typed family with operator and values."""
        self.texts = texts
        self.dynamic = tuple(sorted(set(dynamic), key=lambda each: each.order))
        self.family, self.operator, self.values = typed or _UNTYPED
        self.predicate = None if self.operator is None else _compile(self.operator, self.values)
        self._key = (self.family, self.operator, frozenset(self.values), texts, self.dynamic)
        self._hash = hash(self._key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Test) and self._hash == hash(other) and self._key == other._key)

    def __repr__(self) -> str:
        if self.operator is not None:
            return f"{self.operator}{list(self.values)}"
        return f"Test({self.texts}, {self.dynamic})"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its variables, without repetitions."""
        return tuple(dict.fromkeys(key for each in self.dynamic for key in each.keys))

    @property
    def is_empty(self) -> bool:
        """Whether it certainly holds of no text, by its form."""
        return self.predicate is None and not self.texts.patterns and not self.dynamic

    def holds(self, text: str, get: Get) -> bool:
        """Whether it holds of a text; `get` returns the values of variables."""
        return self.predicate(text) if self.predicate is not None else self.filled(get).matches(text)

    def filled(self, get: Get) -> TextSet:
        """The set of texts if the variables are known; patterns with an unresolved variable drop out (E17)."""
        filled = [found for each in self.dynamic if (found := each.fill(get)) is not None]
        return TextSet((*self.texts.patterns, *filled), fold=self.texts.fold) if filled else self.texts


def _compile(operator: Op, values: tuple[str, ...]) -> Predicate:
    compare = compile_comparison(operator, values, Version.V2012)
    return lambda text: compare(text, {}, _NOBODY)


PRESENT: Final = Test(TextSet([(Wild.ONE, Wild.ANY)]))
"""A text that is not empty."""


def text_test(static: Iterable[Pattern], dynamic: Iterable[Dynamic] = (), *, fold: bool = False) -> Test:
    """The test of a set of patterns; a pattern that matches everything replaces the set."""
    texts = TextSet(static, fold=fold)
    return Test(EVERY_TEXT) if (Wild.ANY,) in texts.patterns else Test(texts, dynamic)


@lru_cache(maxsize=REMEMBERED_TESTS)
def value_test(operator: Op, values: tuple[str, ...], version: Version) -> tuple[Test, bool]:
    """The test of an operator's values, and whether the operator requires it to hold or to fail.

    Typed negated operators are tests of their own, because an unreadable value satisfies neither them nor their
    opposites (E14).
    """
    kind = _KINDS.get(operator)
    if kind is None:
        family = next(family for family in _FAMILIES if family in operator)
        return Test(typed=(family, operator, tuple(sorted(set(values))))), True
    static: set[Pattern] = set()
    dynamic: set[Dynamic] = set()
    for value in values:
        _add_value(kind, value, version, static, dynamic)
    return text_test(static, dynamic, fold=kind.folds), operator not in NEGATED


def _add_value(kind: Kind, value: str, version: Version, static: set[Pattern], dynamic: set[Dynamic]) -> None:
    if kind is Kind.ARN and value == "*":
        static.add((Wild.ANY,))
        return
    tokens = _tokens(kind, value, version)
    if any(isinstance(token, Variable) for token in tokens):
        dynamic.add(Dynamic(kind, (), tokens))
        return
    if kind is Kind.BOOL and find_boolean("".join(token for token in tokens if isinstance(token, str))) is None:
        return
    found = arn_pattern(tokens) if kind is Kind.ARN else pattern_of(tokens)
    if found is not None:
        static.add(found)


def _tokens(kind: Kind, value: str, version: Version) -> tuple[EngineToken, ...]:
    parts = parse_template(value, version)
    if kind in {Kind.LIKE, Kind.ARN}:
        return tokenize(parts)
    plain = [part.text if isinstance(part, Literal) else part for part in parts]
    return tuple(fold_token(part) if kind.folds else part for part in plain)
