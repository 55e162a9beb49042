import pytest

from limen.domain.principals import Anonymous, IAMUser
from limen.policy.match.context import Context
from limen.policy.match.pattern import compile_texts
from limen.policy.syntax.document import Version

BOB = IAMUser("111111111111", "bob")


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("${aws:username}", "bob", True),
        ("${aws:username}", "bobby", False),
        ("${aws:username}*", "bobby", True),
        ("home/${aws:username}/*", "home/bob/x/y", True),
        ("home/${aws:username}/*", "home/alice/x", False),
        ("home/${aws:username}", "home/bo", False),
        ("*/${aws:username}/*.txt", "a/b/bob/c.txt", True),
        ("*/${aws:username}/*.txt", "a/b/bob/c.csv", False),
        ("${aws:username}?", "bob1", True),
        ("${wild}", "anything", False),
        ("${wild}", "*", True),
        ("${wild}x*", "*xyz", True),
        ("a${absent}*", "a", False),
        ("a${absent, 'b'}*", "abc", True),
        ("a${many}", "ax", False),
        ("${*}${?}", "*?", True),
        ("${*}", "x", False),
        ("a${*}*", "a*b", True),
    ],
)
def test_what_a_variable_yields_is_literal(pattern, text, expected):
    context: Context = {"wild": "*", "many": ("x",)}
    assert compile_texts([pattern], Version.V2012).matches(text, context, BOB) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [("${aws:username}", "bob", False), ("${aws:username}", "${aws:username}", True), ("${*}", "${xyz}", True)],
)
def test_in_2008_there_are_no_variables(pattern, text, expected):
    assert compile_texts([pattern], Version.V2008).matches(text, {}, BOB) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("home/${aws:username}", "home/bob", True),
        ("home/${aws:username}/*", "home/bob/x", True),
        ("${aws:username}*", "bobby", True),
        ("${aws:username}-${aws:username}*", "bob-bo", False),
    ],
)
def test_no_wildcard_but_a_last_star_costs_no_search(monkeypatch, pattern, text, expected):
    for name in ("substitute", "matches_tokens"):
        monkeypatch.delattr(f"limen.policy.match.pattern.{name}")
    assert compile_texts([pattern], Version.V2012).matches(text, {}, BOB) is expected


def test_a_set_matches_what_any_of_its_patterns_does():
    patterns = compile_texts(["a", "b*", "*c", "x*y*z"], Version.V2012)
    found = [text for text in ("a", "aa", "bb", "zc", "xyz", "zyx") if patterns.matches(text, {}, Anonymous())]
    assert found == ["a", "bb", "zc", "xyz"]


def test_an_empty_set_matches_nothing():
    assert not compile_texts([], Version.V2012).matches("", {}, Anonymous())
