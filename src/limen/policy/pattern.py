"""Sets of patterns, compiled (semantics E1 to E5): values of StringLike and ArnLike, actions, resources.

A set asks the cheap questions first: is it the text itself, a prefix of it, one regular expression for all other
patterns that are known beforehand, and last the patterns whose variables only the request resolves.
"""

import re
from collections.abc import Callable, Iterable

from limen.domain.principals import Principal
from limen.policy.context import Context
from limen.policy.document import Version
from limen.policy.glob import (
    Token,
    Wildcard,
    find_fixed,
    glob_expression,
    join_fixed,
    matches_tokens,
    substitute,
    tokenize,
)
from limen.policy.variables import Variable, parse_template

TextTest = Callable[[str, Context, Principal], bool]


class PatternSet:
    """Matches a text that any of its patterns matches; the expression is compiled when it is first needed."""

    __slots__ = ("_dynamic", "_expressions", "_fullmatch", "everything", "exact", "prefixes")

    def __init__(
        self,
        *,
        everything: bool = False,
        exact: Iterable[str] = (),
        prefixes: Iterable[str] = (),
        expressions: Iterable[str] = (),
        dynamic: Iterable[TextTest] = (),
    ) -> None:
        """Take the patterns, sorted by their form."""
        self.everything = everything
        self.exact = frozenset(exact)
        self.prefixes = tuple(prefixes)
        self._expressions = tuple(expressions)
        self._dynamic = tuple(dynamic)
        self._fullmatch: Callable[[str], object] | None = None

    @property
    def has_rest(self) -> bool:
        """Whether `matches_rest` can say yes at all."""
        return bool(self._expressions or self._dynamic)

    def matches(self, text: str, context: Context, principal: Principal) -> bool:
        """Whether any pattern matches."""
        return (
            self.everything
            or text in self.exact
            or text.startswith(self.prefixes)
            or (self.has_rest and self.matches_rest(text, context, principal))
        )

    def matches_rest(self, text: str, context: Context, principal: Principal) -> bool:
        """Whether a pattern matches that is neither a plain text nor a prefix."""
        if self._expressions:
            if self._fullmatch is None:
                self._fullmatch = re.compile("|".join(self._expressions), re.DOTALL).fullmatch
            if self._fullmatch(text) is not None:
                return True
        return any(test(text, context, principal) for test in self._dynamic)


class PatternSorter:
    """Collects patterns and sorts them by form into a `PatternSet`."""

    __slots__ = ("_dynamic", "_everything", "_exact", "_expressions", "_prefixes")

    def __init__(self) -> None:
        """Start with no pattern."""
        self._everything = False
        self._exact: set[str] = set()
        self._prefixes: list[str] = []
        self._expressions: list[str] = []
        self._dynamic: list[TextTest] = []

    def add_everything(self) -> None:
        """Let every text match."""
        self._everything = True

    def add_expression(self, expression: str) -> None:
        """Add a pattern that is a regular expression already."""
        self._expressions.append(expression)

    def add_dynamic(self, test: TextTest) -> None:
        """Add a pattern that depends on the request."""
        self._dynamic.append(test)

    def add(self, tokens: tuple[Token, ...]) -> None:
        """Add a pattern of whole texts."""
        if (text := join_fixed(tokens)) is not None:
            self._exact.add(text)
        elif (fixed := find_fixed(tokens)) is None:
            self._dynamic.append(dynamic_test(tokens))
        elif tokens == (Wildcard.ANY,):
            self._everything = True
        elif tokens[-1] is Wildcard.ANY and (prefix := join_fixed(tokens[:-1])) is not None:
            self._prefixes.append(prefix)
        else:
            self._expressions.append(glob_expression(fixed))

    def build(self) -> PatternSet:
        """The set of what was added."""
        return PatternSet(
            everything=self._everything,
            exact=self._exact,
            prefixes=self._prefixes,
            expressions=self._expressions,
            dynamic=self._dynamic,
        )


def compile_texts(patterns: Iterable[str], version: Version) -> PatternSet:
    """Compile patterns of whole texts, as StringLike has them."""
    sorter = PatternSorter()
    for pattern in patterns:
        sorter.add(tokenize(parse_template(pattern, version)))
    return sorter.build()


def dynamic_test(tokens: tuple[Token, ...]) -> TextTest:
    """A test of whole texts for tokens with variables; an unresolved one matches nothing (E17)."""
    if tokens[-1] is Wildcard.ANY and Wildcard.ANY not in tokens[:-1] and Wildcard.ONE not in tokens:
        return _prefix_test(tokens[:-1])

    def matches(text: str, context: Context, principal: Principal) -> bool:
        fixed = substitute(tokens, context, principal)
        return fixed is not None and matches_tokens(fixed, text)

    return matches


def _prefix_test(tokens: tuple[Token, ...]) -> TextTest:
    def matches(text: str, context: Context, principal: Principal) -> bool:
        position = 0
        for token in tokens:
            piece = token.resolve(context, principal) if isinstance(token, Variable) else token
            if not isinstance(piece, str) or not text.startswith(piece, position):
                return False
            position += len(piece)
        return True

    return matches
