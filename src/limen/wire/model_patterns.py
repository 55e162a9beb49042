r"""The patterns of models, which are Java's, as tests of a whole text (spec api 4).

`\w` and `\d` are ASCII. Classes with `\p{L}`, `\p{Z}`, `\p{N}` (tags) are looked up by Unicode category, character by
character, outside ASCII. The whole text must match, including a trailing newline.
"""

import re
from collections.abc import Callable
from functools import cache
from unicodedata import category

Matcher = Callable[[str], object]
"""Returns a true value if the whole text matches."""

UNICODE_CLASS = r"[\p{L}\p{Z}\p{N}"
UNICODE_CATEGORIES = frozenset("LZN")
ANCHORED = re.compile(r"\^\((\[.*\][+*])\)\$")
"""A class as the whole pattern, anchored: `^([...]*)$`. The anchors and the group add nothing to a full match."""

BEYOND_FFFF_IN_JAVA = r"\uD800\uDC00-\uDBFF\uDFFF"
BEYOND_FFFF = r"\U00010000-\U0010FFFF"
"""Java writes the characters beyond U+FFFF as pairs of surrogates."""


@cache
def compile_pattern(pattern: str) -> Matcher:
    """Compile one of the model's patterns."""
    anchored = ANCHORED.fullmatch(pattern)
    plain = anchored[1] if anchored else pattern
    if plain.startswith(UNICODE_CLASS):
        return _unicode_matcher(plain.removeprefix(UNICODE_CLASS))
    return re.compile(plain.replace(BEYOND_FFFF_IN_JAVA, BEYOND_FFFF), re.ASCII).fullmatch


def _unicode_matcher(rest: str) -> Matcher:
    listed, repeat = rest[:-2], rest[-1]
    if rest[-2] != "]" or repeat not in "+*" or "[" in listed or r"\p" in listed:
        raise ValueError(f"cannot translate {UNICODE_CLASS}{rest}")
    matches = re.compile(f"[A-Za-z0-9 {listed}]{repeat}").fullmatch

    def match(text: str) -> object:
        if text.isascii():
            return matches(text)
        ascii_part = "".join(filter(str.isascii, text))
        in_categories = all(character.isascii() or category(character)[0] in UNICODE_CATEGORIES for character in text)
        return in_categories and (not ascii_part or matches(ascii_part))

    return match
