"""Patterns with policy variables (spec analysis 3.7), and conversion of the engine's tokens into this package's.

A dynamic pattern has three views: filled in, which is exact; with holes in place of its variables; and relaxed, with
any text for each variable, which matches more than the pattern ever can.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final

from limen.analysis.texts.patterns import Hole, Pattern, Token, Wild, pattern_order
from limen.domain.arn import PARTS
from limen.policy.match.arn_pattern import split_tokens
from limen.policy.match.comparisons import find_boolean
from limen.policy.match.context import ContextValue
from limen.policy.match.glob import Fixed, Wildcard
from limen.policy.match.glob import Token as EngineToken
from limen.policy.match.operators import fold_case
from limen.policy.match.variables import Variable

Get = Callable[[str], ContextValue | None]
"""The value of a key by its name in lower case; `None` if it is absent."""

_ACROSS: Final = {Wildcard.ONE: Wild.ONE, Wildcard.ANY: Wild.ANY}
_INSIDE: Final = {Wildcard.ONE: Wild.ONE_IN, Wildcard.ANY: Wild.ANY_IN}


class Kind(Enum):
    """How the values of text operators, ARN operators and resources are read."""

    EQUALS = "equals"
    FOLD = "fold"
    LIKE = "like"
    ARN = "arn"
    BOOL = "bool"
    RESOURCE = "resource"

    @property
    def folds(self) -> bool:
        """Whether both sides are folded."""
        return self in {Kind.FOLD, Kind.BOOL}


class Dynamic:
    """A pattern with variables: tokens of this package, then tokens of the engine, which include the variables."""

    __slots__ = ("_hash", "head", "kind", "order", "tokens")

    def __init__(self, kind: Kind, head: Pattern, tokens: tuple[EngineToken, ...]) -> None:
        """Keep the parts."""
        self.kind = kind
        self.head = head
        self.tokens = tokens
        self.order = (kind.value, pattern_order(head), tuple(map(repr, tokens)))
        self._hash = hash(self.order)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dynamic) and self.order == other.order

    def __repr__(self) -> str:
        return f"Dynamic({self.kind.value}, {self.head}, {self.tokens})"

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Its variables in the order of their places, with repetitions."""
        return tuple(token for token in self.tokens if isinstance(token, Variable))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its variables, without repetitions."""
        return tuple(dict.fromkeys(variable.key for variable in self.variables))

    def fill(self, get: Get) -> Pattern | None:
        """The exact pattern if variables are known; `None` if one is unresolved, or the pattern can match nothing."""
        found: list[Fixed] = []
        for token in self.tokens:
            fixed = _resolve(token, get) if isinstance(token, Variable) else token
            if fixed is None:
                return None
            if fixed != "":
                found.append(fold_fixed(fixed) if self.kind.folds else fixed)
        if self.kind is Kind.BOOL and find_boolean("".join(each for each in found if isinstance(each, str))) is None:
            return None
        return arn_pattern(found) if self.kind is Kind.ARN else self.head + pattern_of(found)

    def fill_some(self, known: Mapping[str, ContextValue | None]) -> "Dynamic | Pattern | None":
        """The pattern with these variables filled in: dynamic while others are left, `None` if it matches nothing."""
        tokens: list[EngineToken] = []
        for token in self.tokens:
            if isinstance(token, Variable) and token.key in known:
                text = _resolve(token, known.get)
                if text is None:
                    return None
                tokens.append(fold_case(text) if self.kind.folds else text)
            else:
                tokens.append(token)
        left = Dynamic(self.kind, self.head, tuple(token for token in tokens if token != ""))
        return left if left.variables else left.fill(known.get)

    @property
    def has_open_head(self) -> bool:
        """Whether the value of a variable may shift the components of an ARN."""
        if self.kind is not Kind.ARN:
            return False
        first = next(place for place, token in enumerate(self.tokens) if isinstance(token, Variable))
        colons = sum(token.count(":") for token in self.tokens[:first] if isinstance(token, str))
        return colons < PARTS - 1

    def with_holes(self) -> Pattern | None:
        """The pattern with holes for its variables; `None` if the boundaries of its components are not fixed."""
        if self.has_open_head:
            return None
        tokens = [self._make_hole(t) if isinstance(t, Variable) else t for t in self.tokens]
        if self.kind is not Kind.ARN:
            return self.head + pattern_of(tokens)
        return _split_head(tokens)

    def _make_hole(self, variable: Variable) -> Hole:
        default = variable.default
        return Hole(variable.key, fold_case(default) if default is not None and self.kind.folds else default)

    def relaxed(self) -> Pattern:
        """The pattern with any text for each variable: it matches whatever the pattern can match."""
        found = self.with_holes()
        if found is None:
            found = pattern_of(Wildcard.ANY if isinstance(t, Variable) else t for t in self.tokens)
        return tuple(Wild.ANY if isinstance(token, Hole) else token for token in found)


def _resolve(variable: Variable, get: Get) -> str | None:
    """The value of a single-valued key; the default if the key is absent (E17)."""
    value = get(variable.key)
    if value is None or value == ():
        return variable.default if value is None else None
    return value if isinstance(value, str) else None


def fold_token(token: EngineToken) -> EngineToken:
    return token if isinstance(token, Variable) else fold_fixed(token)


def fold_fixed(token: Fixed) -> Fixed:
    return fold_case(token) if isinstance(token, str) else token


def pattern_of(tokens: Iterable[EngineToken | Hole], *, inside: bool = False) -> Pattern:
    """The engine's tokens as those of this package; `inside` a component, wildcards stop at colons."""
    wildcards = _INSIDE if inside else _ACROSS
    out: list[Token] = []
    for token in tokens:
        if isinstance(token, str):
            out.extend(token)
        elif isinstance(token, Hole):
            out.append(token)
        elif isinstance(token, Wildcard):
            out.append(wildcards[token])
        else:
            raise TypeError("a variable is not part of a pattern")
    return tuple(out)


def arn_pattern(tokens: Sequence[EngineToken]) -> Pattern | None:
    """Six components, the first five without colons (E12); `None` if there are fewer, which matches nothing."""
    parts = split_tokens(token for token in tokens if not isinstance(token, Variable))
    if parts is None:
        return None
    head = [token for part in parts[:-1] for token in (*pattern_of(part, inside=True), ":")]
    return (*head, *pattern_of(parts[-1]))


def _split_head(tokens: Sequence[EngineToken | Hole]) -> Pattern:
    """Like `arn_pattern`, for tokens of which the first five components have no holes."""
    out: list[Token] = []
    colons = 0
    for token in tokens:
        for piece in token if isinstance(token, str) else (token,):
            is_inside = colons < PARTS - 1
            out.extend(pattern_of([piece], inside=is_inside))
            colons += piece == ":"
    return tuple(out)
