from itertools import count
from time import perf_counter

import pytest

from limen.domain.principals import Anonymous, IAMUser
from limen.policy.match.arn_pattern import compile_arns
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


def test_fixed_tokens_are_joined_wherever_they_come_from():
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
LONG = "a" * 60_000
STUBBORN = [
    ("*" + "a?" * 15 + "b*", LONG),
    ("*" + "a?" * 15 + "b*${aws:username}", LONG),
    ("*" + "a?" * 15 + "b${aws:username}*", LONG),
    ("*" + "a?" * 2000 + "b*", LONG),
    ("*" + "a?" * 2000 + "b*${aws:username}", LONG),
    ("*" + "?a" * 2000 + "b", LONG),
    ("*" + "a" * 4000 + "b*", LONG),
    ("*a?" * 2000 + "b*${aws:username}", LONG),
    ("*" + "".join(f"{chr(500 + number)}?" for number in range(1000)) + "b*", "".join(map(chr, range(500, 1500))) * 60),
]
"""Patterns that fit the text almost everywhere, none of which matches."""


@pytest.mark.parametrize(("pattern", "text"), HOSTILE, ids=lambda text: text[:6])
def test_hostile_patterns_take_no_more_than_length_times_length(pattern, text):
    begin = perf_counter()
    assert compile_texts([pattern], Version.V2012).matches(text, {}, Anonymous()) is False
    fixed = find_fixed(tokenize((pattern,)))
    assert fixed is not None
    assert not matches_tokens(fixed, text)
    assert perf_counter() - begin < 5  # A pattern that backtracks would not be done within years.


@pytest.mark.parametrize(("pattern", "text"), STUBBORN, ids=range(len(STUBBORN)))
@pytest.mark.parametrize("operator", ["text", "arn"])
def test_the_work_grows_with_text_and_pattern_and_not_with_their_product(pattern, text, operator):
    """Two seconds are far more than is needed; with the product of the lengths these take minutes."""
    if operator == "arn":
        pattern, text = f"arn:aws:s3:::{pattern}", f"arn:aws:s3:::{text}"
    compiled = {"text": compile_texts, "arn": compile_arns}[operator]([pattern], Version.V2012)
    begin = perf_counter()
    assert compiled.matches(text, {}, IAMUser("1" * 12, "zz")) is False
    assert perf_counter() - begin < 2


@pytest.mark.parametrize("component", range(1, 5))
def test_the_same_in_the_other_components_of_an_arn(component):
    parts = ["arn", "aws", "s3", "r", "1", "x"]
    wanted, found = [*parts], [*parts]
    wanted[component], found[component] = "*" + "a?" * 2000 + "b*", LONG
    compiled = compile_arns([":".join(wanted)], Version.V2012)
    begin = perf_counter()
    assert not compiled.matches(":".join(found), {}, Anonymous())
    assert perf_counter() - begin < 2
    found[component] = "-" + "ax" * 2000 + "b-"
    assert compiled.matches(":".join(found), {}, Anonymous())
    assert not compiled.matches(":".join([*found[:5], "y"]), {}, Anonymous())
    assert not compiled.matches(":".join(found[:5]), {}, Anonymous())


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*" + "a?" * 40 + "b*", "--" + "ax" * 40 + "b--", True),
        ("*" + "a?" * 40 + "b*", "--" + "ax" * 39 + "b--", False),
        ("*" + "?" * 40 + "*", "x" * 40, True),
        ("*" + "?" * 40 + "*", "x" * 39, False),
        ("*" + "?" * 40 + "b*c", "b" * 40 + "bc", True),
        ("*" + "?" * 40 + "b*c", "b" * 40 + "c", False),
        ("a?*" + "é?" * 20 + "*" + "?z" * 20, "ax" + "éx" * 20 + "-" + "xz" * 20, True),
        ("a?*" + "é?" * 20 + "*" + "?z" * 20, "ax" + "éx" * 20 + "xz" * 19, False),
    ],
)
def test_long_pieces_with_question_marks(pattern, text, expected):
    test_all_forms_of_a_pattern_match_alike(pattern, text, expected)
