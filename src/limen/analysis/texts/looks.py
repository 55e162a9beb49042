"""What the form of patterns shows: quick, certain if the answer is yes, and undecided otherwise.

Spec analysis 4.4.
"""

from collections.abc import Iterator

from limen.analysis.texts.patterns import ANY, Hole, Pattern, Run, TextSet, Token, Wild, is_run
from limen.policy.match.operators import fold_case

_FILLERS = ("x", "")
_COLON = ":"


def covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether `wide` matches every text of `narrow`. A yes is certain; a no may be wrong.

    A wildcard match over the tokens of `narrow`, in which only the latest run of `wide` is ever extended. A hole is
    matched by a run that crosses colons, or by a hole of the same key.
    """
    at = star = back = position = 0
    run: Token | None = None
    while position < len(narrow):
        if at < len(wide) and wide[at] in (ANY, Wild.ANY_IN):
            run, star, back = wide[at], at + 1, position
            at = star
        elif at < len(wide) and _stands_for(wide[at], narrow[position]):
            at, position = at + 1, position + 1
        elif run is ANY or (run is Wild.ANY_IN and _has_no_colon(narrow[back])):
            back += 1
            at, position = star, back
        else:
            return False
    return all(token in (ANY, Wild.ANY_IN) for token in wide[at:])


def _stands_for(wide: Token, narrow: Token) -> bool:
    """Whether one token of `wide` matches everything that one token of `narrow` can be; only runs match runs."""
    if isinstance(narrow, Hole):
        return isinstance(wide, Hole) and wide.key == narrow.key and narrow.default in (None, wide.default)
    if isinstance(narrow, Run) or narrow in (ANY, Wild.ANY_IN):
        return wide == narrow
    if isinstance(wide, frozenset):
        return narrow <= wide if isinstance(narrow, frozenset) else narrow in wide
    return wide is Wild.ONE or wide == narrow or (wide is Wild.ONE_IN and _has_no_colon(narrow))


def _has_no_colon(token: Token) -> bool:
    if isinstance(token, str):
        return token != _COLON
    if isinstance(token, Run):
        return ":" not in token.characters
    return ":" not in token if isinstance(token, frozenset) else token in (Wild.ONE_IN, Wild.ANY_IN)


def set_covers(wide: TextSet, narrow: Pattern, *, fold: bool) -> bool:
    """Whether one pattern of `wide` covers a pattern of a set that may ignore case.

    A set that ignores case has more texts than it lists; a set that does not ignore case covers it only by wildcards.
    """
    if not wide.fold:
        return any(covers(pattern, narrow) for pattern in wide.patterns if not fold or _has_only_wildcards(pattern))
    folded = narrow if fold else fold_pattern(narrow)
    return any(covers(pattern, folded) for pattern in wide.patterns)


def _has_only_wildcards(pattern: Pattern) -> bool:
    """Whether case does not matter to a pattern, as in one of colons and wildcards."""
    return all(isinstance(token, Wild) or token == _COLON for token in pattern)


def fold_pattern(pattern: Pattern) -> Pattern:
    """A pattern that includes the folded texts: classes of characters become any character."""
    return tuple(_fold_token(token) for token in pattern)


def _fold_token(token: Token) -> Token:
    if isinstance(token, str):
        return fold_case(token)
    if isinstance(token, frozenset):
        return frozenset(map(fold_case, token))
    return Run(frozenset(map(fold_case, token.characters))) if isinstance(token, Run) else token


def are_apart(one: Pattern, other: Pattern, *, fold: bool = False) -> bool:
    """Whether two patterns have no text in common, because their fixed beginnings or ends differ. A yes is certain."""
    return _begin_apart(one, other, fold=fold) or _begin_apart(one[::-1], other[::-1], fold=fold)


def _begin_apart(one: Pattern, other: Pattern, *, fold: bool) -> bool:
    for left, right in zip(one, other, strict=False):
        if not isinstance(left, str) or not isinstance(right, str):
            return False
        if left != right and (not fold or fold_case(left) != fold_case(right)):
            return True
    one_text, other_text = _is_text(one), _is_text(other)
    if one_text and other_text:
        return len(one) != len(other)
    return False


def _is_text(pattern: Pattern) -> bool:
    return all(isinstance(token, str) for token in pattern)


def simple_texts(pattern: Pattern) -> Iterator[str]:
    """The texts to try first: one letter for each run, or none."""
    for filler in _FILLERS:
        yield "".join(_render(token, filler) for token in pattern)


def _render(token: Token, filler: str) -> str:
    if isinstance(token, str):
        return token
    if isinstance(token, Run):
        return filler if filler in token.characters else ""
    if isinstance(token, frozenset):
        return "x" if "x" in token else min(token, default="")
    return filler if is_run(token) else "x"
