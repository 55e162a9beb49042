"""ARN patterns (semantics E3 to E5; spec policy 2.3, 3.4): six components, each matched on its own.

In the first five components a wildcard stops at the colon; in the sixth it matches everything. A pattern whose first
five components are plain can be matched as one text, because the plain text fixes the positions of the colons.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from itertools import takewhile
from typing import Final

from limen.domain.arn import PARTS
from limen.domain.principals import Principal
from limen.policy.match.context import Context
from limen.policy.match.glob import (
    NO_COLON,
    Fixed,
    Token,
    Wildcard,
    find_fixed,
    glob_expression,
    is_expressible,
    join_fixed,
    matches_tokens,
    prepend,
    substitute,
    tokenize,
)
from limen.policy.match.pattern import (
    EVERYTHING,
    Pattern,
    PatternSet,
    TextTest,
    compile_tokens,
    dynamic_test,
    expression_test,
)
from limen.policy.match.variables import parse_template
from limen.policy.syntax.document import Version

_EVERYTHING: Final = "*"
_PREFIX: Final = "arn:"
_VARIABLE: Final = "${"
_ANY: Final = (Wildcard.ANY,)


class ShortARNs(Enum):
    """The meaning of patterns with fewer than six components in a kind of policy (E4)."""

    PADDED = auto()
    """Missing components are `*`: identity policies, boundaries, session policies."""
    PADDED_WITH_STAR = auto()
    """The same, if the pattern has a `*` somewhere: resource and endpoint policies."""
    PADDED_AFTER_STAR = auto()
    """The same, if the pattern ends with `*`: service control policies."""
    REFUSED = auto()
    """They match nothing: resource control policies."""


def fold_head(arn: str) -> str:
    """The ARN with its first five components in lower case, as request ARNs are compared with `Resource` (E5)."""
    parts = arn.split(":", PARTS - 1)
    head = arn[: -len(parts[-1]) or None]
    return arn if len(parts) < PARTS or head.islower() else head.lower() + parts[-1]


def compile_resources(patterns: Iterable[str], version: Version, short: ShortARNs) -> tuple[Pattern, ...]:
    """Compile the entries of `Resource`; texts to match must have gone through `fold_head`."""
    found = (_compile_resource(pattern, version, short) for pattern in patterns)
    return tuple(pattern for pattern in found if pattern is not None)


def compile_arns(patterns: Iterable[str], version: Version) -> PatternSet:
    """Compile the values of ArnLike and ArnEquals; a value that is not an ARN is ignored, `*` is any value (E12)."""
    found = (_compile_arn(pattern, version) for pattern in patterns)
    return PatternSet(pattern for pattern in found if pattern is not None)


def find_components(pattern: str, short: ShortARNs) -> list[str] | None:
    """The six components of a `Resource` entry, padded where its kind allows; `None` if it can match nothing."""
    parts = pattern.split(":", PARTS - 1)
    if not pattern.startswith(_PREFIX) or (len(parts) < PARTS and not _may_pad(pattern, short)):
        return None
    return [*parts, *[_EVERYTHING] * (PARTS - len(parts))]


def split_tokens(tokens: Iterable[Fixed]) -> list[list[Fixed]] | None:
    """The tokens of the six components of an ARN pattern; `None` if there are fewer."""
    components: list[list[Fixed]] = [[]]
    for token in tokens:
        if isinstance(token, str):
            first, *others = token.split(":", PARTS - len(components))
            components[-1].append(first)
            components += [[other] for other in others]
        else:
            components[-1].append(token)
    if len(components) < PARTS:
        return None
    return [[token for token in component if token] for component in components]


def _compile_arn(text: str, version: Version) -> Pattern | None:
    if text == _EVERYTHING:
        return EVERYTHING
    tokens = tokenize(parse_template(text, version))
    if (fixed := find_fixed(tokens)) is None:
        return Pattern("", rest=_arn_test(tokens))
    components = split_tokens(fixed)
    return None if components is None else _compile_components(components[:-1], components[-1])


def _compile_resource(text: str, version: Version, short: ShortARNs) -> Pattern | None:
    if text == _EVERYTHING:
        return EVERYTHING
    if (parts := find_components(text, short)) is None:
        return None
    head = [part.lower() for part in parts[:-1]]
    if version is Version.V2012 and any(_VARIABLE in part for part in head):
        return None  # Variables have no meaning there, and no ARN has such a component (E15).
    fixed = [find_fixed(tokenize((part,))) or () for part in head]
    return _compile_components(fixed, tokenize(parse_template(parts[-1], version)))


def _may_pad(pattern: str, short: ShortARNs) -> bool:
    if short is ShortARNs.PADDED_WITH_STAR:
        return _EVERYTHING in pattern
    if short is ShortARNs.PADDED_AFTER_STAR:
        return pattern.endswith(_EVERYTHING)
    return short is ShortARNs.PADDED


def _compile_components(head: Sequence[Sequence[Fixed]], last: Sequence[Token]) -> Pattern:
    texts = [join_fixed(component) for component in head]
    literal = "".join(f"{text}:" for text in takewhile(lambda text: text is not None, texts))
    if None not in texts:
        return compile_tokens(prepend(literal, last))
    end = compile_tokens(last)
    closed = (part for text, part in zip(texts, head, strict=True) if text is None and tuple(part) != _ANY)
    if end.rest is None and not any(closed):
        return Pattern(literal, rest=_open_components_test(literal, texts, end))
    if not all(map(is_expressible, head)) or not is_expressible(find_fixed(last) or ()):
        return Pattern(literal, rest=_components_test(head, dynamic_test(last)))
    expression = "".join(f"{glob_expression(component, NO_COLON)}:" for component in head)
    if (fixed := find_fixed(last)) is not None:
        return Pattern(literal, rest=expression_test(expression + glob_expression(fixed)))
    return Pattern(literal, rest=_head_test(expression, dynamic_test(last)))


def _open_components_test(literal: str, head: Iterable[str | None], end: Pattern) -> TextTest:
    """A test for components that are plain or anything (`None`): the plain runs, each bounded by colons."""
    pieces: list[str] = []
    for text in (*head, end.literal):
        if pieces:
            pieces[-1] += f":{text or ''}"
        if text is None:
            pieces.append("")
    start, is_open = len(literal), not end.is_exact
    if len(pieces) == 1:
        (piece,) = pieces
        return _open_component_test(start, piece, is_open=is_open)

    def matches(text: str, _context: Context, _principal: Principal) -> bool:
        position = start
        for piece in pieces:
            position = text.find(":", position)
            if position < 0 or not text.startswith(piece, position):
                return False
            position += len(piece)
        return is_open or position == len(text)

    return matches


def _open_component_test(start: int, piece: str, *, is_open: bool) -> TextTest:
    """The same for a single component that is anything, such as the region."""
    size = len(piece)

    def matches(text: str, _context: Context, _principal: Principal) -> bool:
        colon = text.find(":", start)
        return colon >= 0 and text.startswith(piece, colon) and (is_open or colon + size == len(text))

    return matches


def _components_test(head: Sequence[Sequence[Fixed]], last: TextTest) -> TextTest:
    """For patterns too long for a regular expression: each component by itself."""

    def matches(text: str, context: Context, principal: Principal) -> bool:
        parts = text.split(":", PARTS - 1)
        return len(parts) == PARTS and all(map(matches_tokens, head, parts)) and last(parts[-1], context, principal)

    return matches


def _head_test(expression: str, last: TextTest) -> TextTest:
    match_head = re.compile(expression).match

    def matches(text: str, context: Context, principal: Principal) -> bool:
        found = match_head(text)
        return found is not None and last(text[found.end() :], context, principal)

    return matches


def _arn_test(tokens: tuple[Token, ...]) -> TextTest:
    def matches(text: str, context: Context, principal: Principal) -> bool:
        fixed = substitute(tokens, context, principal)
        components = None if fixed is None else split_tokens(fixed)
        parts = text.split(":", PARTS - 1)
        if components is None or len(parts) < PARTS:
            return False
        return all(map(matches_tokens, components, parts))

    return matches
