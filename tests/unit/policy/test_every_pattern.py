"""All short patterns on all short texts, against the definition of wildcards written out (semantics E1 to E3, E17)."""

from functools import cache
from itertools import product

import pytest

from limen.domain.principals import Anonymous
from limen.policy.match.action_pattern import compile_actions
from limen.policy.match.arn_pattern import ShortARNs, compile_arns, compile_resources
from limen.policy.match.glob import compile_glob, matches_tokens, substitute, tokenize
from limen.policy.match.pattern import PatternSet, compile_texts
from limen.policy.match.variables import parse_template
from limen.policy.syntax.document import Version

NOBODY = Anonymous()
STAR, ONE = object(), object()
"""Wildcards, distinct from the letters that a variable yields."""


def strings(alphabet, longest):
    return ["".join(letters) for size in range(longest + 1) for letters in product(alphabet, repeat=size)]


def read(pattern):
    return tuple({"*": STAR, "?": ONE}.get(letter, letter) for letter in pattern)


@cache
def fits(pattern, text):
    """Whether a pattern, a tuple of letters and wildcards, matches all of the text."""
    if not pattern:
        return not text
    first, rest = pattern[0], pattern[1:]
    if first is STAR:
        return fits(rest, text) or (text != "" and fits(pattern, text[1:]))
    return text != "" and first in (ONE, text[0]) and fits(rest, text[1:])


@pytest.mark.parametrize("first", ["", "a", "b", "*", "?"])
def test_wildcards(first):
    texts = strings("ab", 5)
    for rest in strings("ab*?", 4):
        pattern = first + rest
        expected = [text for text in texts if fits(read(pattern), text)]
        compiled = compile_texts([pattern], Version.V2012)
        assert [text for text in texts if compiled.matches(text, {}, NOBODY)] == expected, pattern
        assert list(filter(compile_glob(pattern), texts)) == expected, pattern


def test_longer_pieces_between_stars():
    """Pieces of several letters that overlap with themselves, where the first match may be the wrong one."""
    texts = strings("ab", 7)
    for pieces in product(["", "a", "aa", "ab", "aba", "b?", "?a"], repeat=3):
        pattern = "*".join(pieces)
        compiled = compile_texts([pattern], Version.V2012)
        expected = [text for text in texts if fits(read(pattern), text)]
        assert [text for text in texts if compiled.matches(text, {}, NOBODY)] == expected, pattern
        assert list(filter(compile_glob(pattern), texts)) == expected, pattern


@pytest.mark.parametrize("value", ["", "a", "ab", "*", "?", "${v}", None, ("a",)])
def test_variables(value):
    """Their values are text, even if they look like wildcards; without a value nothing matches."""
    texts = strings("ab*", 4)
    context = {} if value is None else {"v": value}
    for parts in product(["", "a", "b", "*", "?", "${v}"], repeat=3):
        resolved = isinstance(value, str) or "${v}" not in parts
        meant = tuple(each for part in parts for each in ((value or ()) if part == "${v}" else read(part)))
        compiled = compile_texts(["".join(parts)], Version.V2012)
        expected = [text for text in texts if resolved and fits(meant, text)]
        assert [text for text in texts if compiled.matches(text, context, NOBODY)] == expected, parts


HEADS = ["a", "b*", "*", "?", "?b", ""]
TAILS = ["x", "x*", "*", "?:y", "*:y", "${v}*", "x?${v}"]
"""Of the six components of an ARN the first is always `arn`."""


@pytest.mark.parametrize("head", list(product(HEADS, repeat=2)))
def test_components_of_arns(head):
    """A wildcard of the first five components stops at a colon, one of the sixth does not."""
    partition, service = head
    texts = list(product(["", "a", "bb"], ["a", "b", "ab"], ["", "a"], ["a"], ["", "x", "xx", "x:y", "xxx:y"]))
    for region, tail in product(["a", "*", "?", ""], TAILS):
        components = (partition, service, region, "a")
        pattern = ":".join(("arn", *components, tail))
        last = read(tail.replace("${v}", "x"))
        expected = [text for text in texts if fits(last, text[4]) and all(map(fits, map(read, components), text[:4]))]
        resources = PatternSet(compile_resources([pattern], Version.V2012, ShortARNs.REFUSED))
        arns = compile_arns([pattern], Version.V2012)
        for patterns in (resources, arns):
            found = [text for text in texts if patterns.matches("arn:" + ":".join(text), {"v": "x"}, NOBODY)]
            assert found == expected, pattern


def test_actions():
    """The service is text, whatever it looks like; only a bare star has none."""
    texts = [f"{service}:{name}" for service in ("a", "b", "*") for name in strings("ab", 3)]
    for service, name in product(["a", "A", "b", "*", "?"], strings("aB*?", 3)):
        pattern = f"{service}:{name}"
        meant = read(name.lower())
        expected = [
            text
            for text in texts
            if pattern == "*:*" or (text.partition(":")[0] == service.lower() and fits(meant, text.partition(":")[2]))
        ]
        assert list(filter(compile_actions([pattern]), texts)) == expected, pattern


def test_substituted_tokens_match_as_written_ones():
    tokens = tokenize(parse_template("a*${v}?b", Version.V2012))
    fixed = substitute(tokens, {"v": "*"}, NOBODY)
    assert fixed is not None
    assert [text for text in ("a*xb", "aa*xb", "aaxb", "a*b") if matches_tokens(fixed, text)] == ["a*xb", "aa*xb"]
