from itertools import count
from time import perf_counter

import pytest

from limen.domain.principals import Anonymous
from limen.policy.match.glob import (
    Wildcard,
    compile_glob,
    find_fixed,
    glob_expression,
    join_fixed,
    matches_tokens,
    tokenize,
)
from limen.policy.match.pattern import compile_texts
from limen.policy.syntax.document import Version

ROWS = [
    ("", "", True),
    ("", "a", False),
    ("a", "a", True),
    ("a", "A", False),
    ("*", "", True),
    ("*", "a:/b\nc", True),
    ("a*", "a", True),
    ("a*", "ba", False),
    ("*a", "ba", True),
    ("*a", "ab", False),
    ("a*a", "a", False),
    ("a*a", "aa", True),
    ("a*b*c", "a-b-b-c", True),
    ("a*b*c", "a-c-b", False),
    ("*ab*", "aab", True),
    ("a**b", "ab", True),
    ("?", "", False),
    ("?", "\n", True),
    ("?", "ab", False),
    ("a?c", "abc", True),
    ("a?c", "ac", False),
    ("*a?c", "aacabc", True),
    ("*a?c*", "xaxcx", True),
    ("*?", "", False),
    ("?*", "x", True),
    ("a*?b", "ab", False),
    ("a.c", "abc", False),
    ("[ab]", "a", False),
    ("[ab]", "[ab]", True),
    ("a+\\d", "a+\\d", True),
    ("é*", "éa", True),
]


@pytest.mark.parametrize(("pattern", "text", "expected"), ROWS)
def test_all_forms_of_a_pattern_match_alike(pattern, text, expected):
    fixed = find_fixed(tokenize((pattern,)))
    assert fixed is not None
    assert matches_tokens(fixed, text) is expected
    assert compile_glob(pattern)(text) is expected
    assert compile_texts([pattern], Version.V2012).matches(text, {}, Anonymous()) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [("a*b", "a-b", True), ("a*", "a:b", False), ("?", ":", False), ("*b", "ab", True), ("a*b*c", "abbc", True)],
)
def test_a_wildcard_of_a_component_stops_at_the_colon(pattern, text, expected):
    import re

    fixed = find_fixed(tokenize((pattern,)))
    assert fixed is not None
    assert bool(re.fullmatch(glob_expression(fixed, "[^:]"), text)) is expected


def test_several_stars_are_one():
    assert tokenize(("a**", "**b")) == ("a", Wildcard.ANY, "b")
    assert tokenize(("", "a", "b?", "?*")) == ("ab", Wildcard.ONE, Wildcard.ONE, Wildcard.ANY)


def test_fixed_tokens_are_joined_whoever_made_them():
    assert join_fixed(("a", "", "b")) == "ab"
    assert join_fixed(("a", Wildcard.ONE)) is None


@pytest.mark.parametrize(
    ("tokens", "text", "expected"),
    [
        (("a", Wildcard.ONE, Wildcard.ANY), "a", False),
        ((Wildcard.ANY, "a", Wildcard.ONE, Wildcard.ANY), "ba", False),
        ((Wildcard.ANY, "a", Wildcard.ONE, Wildcard.ANY), "aab", True),
        ((Wildcard.ANY, Wildcard.ONE), "", False),
        ((Wildcard.ANY, "", Wildcard.ANY), "", True),
        ((Wildcard.ANY, "", Wildcard.ANY, "b"), "ab", True),
        (("", Wildcard.ONE), "a", True),
    ],
)
def test_pieces_end_within_the_text(tokens, text, expected):
    assert matches_tokens(tokens, text) is expected


def test_a_text_between_stars_is_not_looked_for_at_every_place(monkeypatch):
    looks = count()
    monkeypatch.setattr("limen.policy.match.glob._fits", lambda *_piece: next(looks) >= 0)
    assert matches_tokens((Wildcard.ANY, "ab", Wildcard.ANY), "x" * 100 + "ab")
    assert next(looks) == 2, "before the first star and behind the last one"


HOSTILE = [
    ("*a" * 1000 + "*b", "a" * 2048),
    ("*a" * 1000, "a" * 999),
    ("*?a" * 500 + "b", "a" * 2048),
    ("?*" * 500 + "b", "a" * 2048),
    ("*" * 2000 + "b", "a" * 2048),
]


@pytest.mark.parametrize(("pattern", "text"), HOSTILE, ids=lambda text: text[:6])
def test_hostile_patterns_take_no_more_than_length_times_length(pattern, text):
    begin = perf_counter()
    assert compile_texts([pattern], Version.V2012).matches(text, {}, Anonymous()) is False
    fixed = find_fixed(tokenize((pattern,)))
    assert fixed is not None
    assert not matches_tokens(fixed, text)
    assert perf_counter() - begin < 5  # A pattern that backtracks would not be done within years.
