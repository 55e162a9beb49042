"""ARN patterns (semantics E3 to E5; spec policy 2.3, 3.4): six components, each matched on its own.

In the first five components a wildcard stops at the colon; in the sixth it crosses everything. A pattern whose first
five components are plain is as good as one text, because the text fixes where the colons are.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import Final

from limen.domain.arn import PARTS
from limen.domain.principals import Principal
from limen.policy.context import Context
from limen.policy.document import Version
from limen.policy.glob import (
    NO_COLON,
    Fixed,
    Token,
    find_fixed,
    glob_expression,
    join_fixed,
    matches_tokens,
    prepend,
    substitute,
    tokenize,
)
from limen.policy.pattern import PatternSet, PatternSorter, TextTest, dynamic_test
from limen.policy.variables import parse_template

EVERYTHING: Final = "*"
_PREFIX: Final = "arn:"
_VARIABLE: Final = "${"


class ShortARNs(Enum):
    """What patterns of fewer than six components mean in a kind of policy (E4)."""

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
    if len(parts) < PARTS:
        return arn
    return f"{arn[: -len(parts[-1]) or None].lower()}{parts[-1]}"


def compile_resources(patterns: Iterable[str], version: Version, short: ShortARNs) -> PatternSet:
    """Compile the entries of `Resource`; texts to match must have gone through `fold_head`."""
    sorter = PatternSorter()
    for pattern in patterns:
        if pattern == EVERYTHING:
            sorter.add_everything()
        elif (parts := _components(pattern, short)) is not None:
            _add_resource(sorter, parts, version)
    return sorter.build()


def compile_arns(patterns: Iterable[str], version: Version) -> PatternSet:
    """Compile the values of ArnLike and ArnEquals; one that is no ARN is ignored, a bare `*` is any value (E12)."""
    sorter = PatternSorter()
    for pattern in patterns:
        tokens = tokenize(parse_template(pattern, version))
        if pattern == EVERYTHING:
            sorter.add_everything()
        elif (fixed := find_fixed(tokens)) is None:
            sorter.add_dynamic(_arn_test(tokens))
        elif (components := _split_tokens(fixed)) is not None:
            _add_components(sorter, components[:-1], components[-1])
    return sorter.build()


def _components(pattern: str, short: ShortARNs) -> list[str] | None:
    """The six components of a pattern, padded where its kind allows; `None` if it can match nothing."""
    parts = pattern.split(":", PARTS - 1)
    if not pattern.startswith(_PREFIX) or (len(parts) < PARTS and not _may_pad(pattern, short)):
        return None
    return [*parts, *[EVERYTHING] * (PARTS - len(parts))]


def _may_pad(pattern: str, short: ShortARNs) -> bool:
    match short:
        case ShortARNs.PADDED:
            return True
        case ShortARNs.PADDED_WITH_STAR:
            return EVERYTHING in pattern
        case ShortARNs.PADDED_AFTER_STAR:
            return pattern.endswith(EVERYTHING)
        case ShortARNs.REFUSED:
            return False


def _add_resource(sorter: PatternSorter, parts: Sequence[str], version: Version) -> None:
    head = [part.lower() for part in parts[:-1]]
    if version is Version.V2012 and any(_VARIABLE in part for part in head):
        return  # Variables have no meaning there, and no ARN has such a component (E15).
    _add_components(
        sorter, [find_fixed(tokenize((part,))) or () for part in head], tokenize(parse_template(parts[-1], version))
    )


def _add_components(sorter: PatternSorter, head: Sequence[Sequence[Fixed]], last: Sequence[Token]) -> None:
    texts = [text for component in head if (text := join_fixed(component)) is not None]
    if len(texts) == len(head):
        sorter.add(prepend("".join(f"{text}:" for text in texts), last))
        return
    expression = "".join(f"{glob_expression(component, NO_COLON)}:" for component in head)
    if (fixed := find_fixed(last)) is not None:
        sorter.add_expression(expression + glob_expression(fixed))
    else:
        sorter.add_dynamic(_head_test(expression, dynamic_test(tuple(last))))


def _head_test(expression: str, last: TextTest) -> TextTest:
    match_head = re.compile(expression).match

    def matches(text: str, context: Context, principal: Principal) -> bool:
        found = match_head(text)
        return found is not None and last(text[found.end() :], context, principal)

    return matches


def _arn_test(tokens: tuple[Token, ...]) -> TextTest:
    def matches(text: str, context: Context, principal: Principal) -> bool:
        fixed = substitute(tokens, context, principal)
        components = None if fixed is None else _split_tokens(fixed)
        parts = text.split(":", PARTS - 1)
        if components is None or len(parts) < PARTS:
            return False
        return all(matches_tokens(component, part) for component, part in zip(components, parts, strict=True))

    return matches


def _split_tokens(tokens: Iterable[Fixed]) -> list[list[Fixed]] | None:
    """The tokens of the six components; `None` if there are fewer."""
    components: list[list[Fixed]] = [[]]
    for token in tokens:
        if isinstance(token, str):
            first, *others = token.split(":", PARTS - len(components))
            components[-1] += [first] if first else []
            components += [[other] if other else [] for other in others]
        else:
            components[-1].append(token)
    return components if len(components) == PARTS else None
