import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.gateway.path_patterns import PatternError, parse_pattern
from limen.gateway.paths import PathCase

MATCHES = [
    ("/", ["/"], ["/a", "//"]),
    ("/a", ["/a"], ["/a/", "/", "/ab", "/A", "/a/b"]),
    ("/a/", ["/a/"], ["/a", "/a/b"]),
    ("/*", ["/a", "/b"], ["/", "/a/", "/a/b"]),
    ("/*/x", ["/a/x"], ["/x", "//x", "/a/b/x"]),
    ("/*.pdf", ["/a.pdf", "/.pdf"], ["/a.PDF", "/a/b.pdf", "/apdf"]),
    ("/v*", ["/v", "/v1"], ["/w", "/v/1"]),
    ("/**", ["/", "/a", "/a/", "/a/b"], []),
    ("/a/**", ["/a", "/a/", "/a/b", "/a/b/"], ["/ab", "/", "/b/a"]),
    ("/**/", ["/", "/a/", "/a/b/"], ["/a", "/a/b"]),
    ("/a/**/", ["/a/", "/a/b/"], ["/a", "/a/b", "/ab/"]),
    ("/a.b", ["/a.b"], ["/axb"]),
    ("/a(b", ["/a(b"], []),
    ("/café", ["/café"], ["/cafe"]),
]


@pytest.mark.parametrize(("pattern", "matching", "other"), MATCHES)
def test_a_pattern_matches_whole_paths(pattern, matching, other):
    parsed = parse_pattern(pattern)
    assert [path for path in matching if parsed.match(path) is None] == []
    assert [path for path in other if parsed.match(path) is not None] == []


def test_a_pattern_captures_names_and_the_rest():
    assert parse_pattern("/u/{user}/*/**").match("/u/ann/x/y/z") == {"user": "ann", "rest": "y/z"}
    assert parse_pattern("/u/**").match("/u") == {"rest": ""}
    assert parse_pattern("/**/").match("/u/v/") == {"rest": "u/v/"}
    assert parse_pattern("/**").match("/") == {"rest": ""}
    assert parse_pattern("/v{version}").match("/v12") == {"version": "12"}


def test_a_line_break_hides_nothing():
    assert parse_pattern("/a/**").match("/a/b\nc") is not None
    assert parse_pattern("/a").match("/a\n") is None


def test_case_is_folded_where_the_site_ignores_it():
    pattern = parse_pattern("/Settings/{name}/*.PDF", PathCase.INSENSITIVE)
    assert pattern.match("/settings/x/a.pdf") == {"name": "x"}
    assert pattern.match("/Settings/x/a.pdf") is None, "paths are folded before they are matched"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must begin with a slash"),
        ("a", "must begin with a slash"),
        ("//", "must not have an empty segment"),
        ("/a//b", "must not have an empty segment"),
        ("/**/a", "must be a segment by itself"),
        ("/a**", "must be a segment by itself"),
        ("/***", "must be a segment by itself"),
        ("/*/*-*", "at most one placeholder"),
        ("/{a}{b}", "at most one placeholder"),
        ("/{a}/{a}", "must not use a name twice"),
        ("/{A}", "is not a name"),
        ("/{}", "is not a name"),
        ("/{a b}", "is not a name"),
        ("/{path}", "a meaning of its own"),
        ("/{rest}", "a meaning of its own"),
        ("/{a", "not matched by another"),
        ("/a}", "not matched by another"),
        ("/a%20b", "without %"),
        ("/a;b", "no request can match"),
        ("/a\\b", "no request can match"),
        ("/..", "no request can match"),
        ("/a/../b", "no request can match"),
        ("/a\x00", "no request can match"),
    ],
)
def test_a_malformed_pattern_is_refused(text, message):
    with pytest.raises(PatternError, match=re.escape(message)):
        parse_pattern(text)


def test_a_name_that_no_folded_path_has_is_refused():
    parse_pattern("/a:b")
    with pytest.raises(PatternError, match="no request can match"):
        parse_pattern("/a:b", PathCase.INSENSITIVE)


COVERS = [
    ("/**", "/"), ("/**", "/a/b"), ("/**", "/**/"), ("/**", "/a/**"), ("/a/**", "/a"), ("/a/**", "/a/"),
    ("/a/**", "/a/*/c"), ("/a/**", "/a/**/"), ("/**/", "/a/"), ("/**/", "/a/**/"), ("/*", "/a"), ("/*", "/*.pdf"),
    ("/*", "/{name}"), ("/{name}", "/*"), ("/a*", "/ab*"), ("/*z", "/*yz"), ("/*.pdf", "/a.pdf"), ("/a", "/a"),
]  # fmt: skip
APART = [
    ("/a", "/b"), ("/a", "/a/"), ("/a", "/a/b"), ("/*", "/"), ("/*", "/a/b"), ("/a/**", "/b/**"), ("/a/**", "/ab"),
    ("/a*", "/b*"), ("/*.pdf", "/*.png"), ("/**/", "/a"), ("/a/**/", "/b/"), ("/a/*", "/**/"),
]  # fmt: skip
CROSSING = [("/*/b", "/a/*"), ("/a*", "/*z"), ("/*/x/**", "/a/**/"), ("/a*", "/*.pdf")]


@pytest.mark.parametrize(("wide", "narrow"), COVERS)
def test_a_pattern_covers_narrower_ones(wide, narrow):
    assert parse_pattern(wide).covers(parse_pattern(narrow))
    assert parse_pattern(wide).overlaps(parse_pattern(narrow))


@pytest.mark.parametrize(("one", "other"), APART)
def test_patterns_without_a_common_path_do_not_overlap(one, other):
    for first, second in ((one, other), (other, one)):
        assert not parse_pattern(first).overlaps(parse_pattern(second))
        assert not parse_pattern(first).covers(parse_pattern(second))


@pytest.mark.parametrize(("one", "other"), CROSSING)
def test_patterns_may_cross(one, other):
    for first, second in ((one, other), (other, one)):
        assert parse_pattern(first).overlaps(parse_pattern(second))
        assert not parse_pattern(first).covers(parse_pattern(second))


SEGMENTS = st.sampled_from(["a", "ab", "b", "*", "a*", "*b", "a*b", "{x}"])
PATTERNS = st.builds(
    lambda segments, tail: "/" + "/".join([*segments, *tail]),
    st.lists(SEGMENTS, max_size=2, unique=True),
    st.sampled_from([["**"], ["**", ""], [""], []]),
).filter(lambda text: "//" not in text)
NAMES = ["a", "b", "ab", "aab", "abb", "x"]
PATHS = ["/"] + ["/" + "/".join(p) + end for n in (1, 2, 3) for p in product(NAMES, repeat=n) for end in ("", "/")]


@given(PATTERNS, PATTERNS)
def test_covering_and_overlapping_hold_for_every_path(one, other):
    """Against all short paths; `overlaps` may only err by claiming too much, `covers` by claiming too little."""
    first, second = parse_pattern(one), parse_pattern(other)
    in_first = {path for path in PATHS if first.match(path) is not None}
    in_second = {path for path in PATHS if second.match(path) is not None}
    if first.covers(second):
        assert in_second <= in_first
    if in_first & in_second:
        assert first.overlaps(second)
