"""Laws of wildcards (spec policy 2.1), against the definition written out."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from limen.domain.principals import Anonymous
from limen.policy.match.glob import compile_glob
from limen.policy.match.pattern import compile_texts
from limen.policy.syntax.document import Version

patterns = st.text(alphabet="ab*?.", max_size=12)
words = st.text(alphabet="ab.", max_size=12)


def by_definition(pattern, text):
    @cache
    def fits(at, place):
        if at == len(pattern):
            return place == len(text)
        if pattern[at] == "*":
            return fits(at + 1, place) or (place < len(text) and fits(at, place + 1))
        return place < len(text) and pattern[at] in ("?", text[place]) and fits(at + 1, place + 1)

    return fits(0, 0)


def matches(pattern, text):
    compiled = compile_texts([pattern], Version.V2012).matches(text, {}, Anonymous())
    assert compile_glob(pattern)(text) is compiled
    return compiled


@given(patterns, words)
def test_a_pattern_matches_what_its_definition_says(pattern, text):
    assert matches(pattern, text) is by_definition(pattern, text)


@given(st.lists(st.tuples(words, st.sampled_from(["*", "?"])), max_size=5), words, st.data())
def test_a_pattern_matches_what_it_was_made_from(pieces, tail, data):
    pattern = "".join(text + wildcard for text, wildcard in pieces) + tail
    fill = {"*": words, "?": st.sampled_from("ab")}
    made = "".join(text + data.draw(fill[wildcard]) for text, wildcard in pieces) + tail
    assert matches(pattern, made)


@given(patterns, words, words)
def test_a_star_more_matches_no_less(pattern, text, more):
    if matches(pattern, text):
        assert matches(pattern + "*", text + more)
        assert matches("*" + pattern, more + text)


@given(words, words)
def test_text_without_wildcards_matches_itself_only(text, other):
    assert matches(text, other) is (text == other)


@given(st.lists(patterns, max_size=4), words)
def test_a_set_matches_what_one_of_its_patterns_does(several, text):
    together = compile_texts(several, Version.V2012).matches(text, {}, Anonymous())
    assert together is any(matches(pattern, text) for pattern in several)


@given(st.text(alphabet="ab*?", max_size=6), st.text(alphabet="ab*?", max_size=6))
def test_the_value_of_a_variable_matches_itself_only(value, text):
    context = {"k": value}
    assert compile_texts(["x${k}*"], Version.V2012).matches(f"x{text}", context, Anonymous()) is text.startswith(value)
