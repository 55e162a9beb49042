import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy.lint.globs import LONGEST_COMPARED, covers, explode, overlap
from limen.policy.match.glob import find_fixed, matches_tokens, tokenize
from limen.policy.match.variables import parse_template
from limen.policy.syntax.document import Version

PATTERNS = st.text(alphabet="ab*?", max_size=7)
TEXTS = st.text(alphabet="abc", max_size=7)


def symbols(pattern):
    return explode(parse_template(pattern, Version.V2012))


@given(PATTERNS, PATTERNS, TEXTS)
def test_neither_answer_is_contradicted_by_a_text(one, other, text):
    mine, theirs = (matches_tokens(find_fixed(tokenize((pattern,))) or (), text) for pattern in (one, other))

    if covers(symbols(one), symbols(other)):
        assert mine or not theirs
    if not overlap(symbols(one), symbols(other)):
        assert not (mine and theirs)


@pytest.mark.parametrize(
    ("wide", "narrow", "answer"),
    [
        ("*", "a?b*", True),
        ("a*", "ab*c", True),
        ("a*c", "ab*", False),
        ("a?c", "abc", True),
        ("a?c", "a*c", False),
        ("*b*", "abc", True),
        ("a", "ab", False),
        ("a${*}", "a*", False),
        ("*", "${aws:userid}", True),
        ("?", "${aws:userid}", False),
        ("x/${aws:userid}*", "x/${AWS:UserId}/y", False),
        ("x/${aws:userid}*", "x/${aws:userid}/y", True),
    ],
)
def test_covering(wide, narrow, answer):
    assert covers(symbols(wide), symbols(narrow)) is answer


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("a*", "*b", True),
        ("a*", "b*", False),
        ("*a", "*b", False),
        ("a?", "ab", True),
        ("a?", "abc", False),
        ("a*b*c", "a*c", True),
        ("*ab*", "?b?", True),
        ("${aws:userid}x", "y*x", True),
        ("", "*", True),
        ("", "a", False),
    ],
)
def test_overlapping_is_symmetric(one, other, answer):
    assert overlap(symbols(one), symbols(other)) is answer
    assert overlap(symbols(other), symbols(one)) is answer


def test_of_very_long_patterns_nothing_is_claimed():
    long = symbols("a" * LONGEST_COMPARED + "b")

    assert overlap(long, symbols("c"))
    assert not covers(symbols("*"), long)
    assert covers(long, long)
