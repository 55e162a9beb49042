import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.wire.model_patterns import compile_pattern

TAG_KEY = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"
TAG_VALUE = r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"
NAME = r"[\w+=,.@-]+"
ARN = r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"


def matches(pattern: str, text: str) -> bool:
    return bool(compile_pattern(pattern)(text))


def test_the_whole_text_must_match():
    assert matches(NAME, "alice")
    assert not matches(NAME, "alice bob")
    assert not matches(NAME, "alice\n")
    assert not matches("^[a-z]+$", "alias\n")


@pytest.mark.parametrize("text", ["élodie", "٣", "名"])
def test_words_are_ascii(text):
    assert not matches(NAME, text)
    assert not matches(r"[\d]+", text)


@pytest.mark.parametrize("text", ["team", "a b", "élodie", "名前", "Ⅷ", "٣", "²", "a\u00a0b", "\u2028", "=+-@:/_."])
def test_tags_are_letters_spaces_numbers_and_some_signs(text):
    assert matches(TAG_KEY, text)
    assert matches(TAG_VALUE, text)


@pytest.mark.parametrize("text", ["a*b", "a\tb", "a\n", "é*", "é\n", "😀", "a{b}", "\u0301", "\u200b", "<", "é\x00"])
def test_other_signs_are_not_in_tags(text):
    assert not matches(TAG_KEY, text)


def test_an_empty_tag_value_is_fine_and_an_empty_key_is_not():
    assert matches(TAG_VALUE, "")
    assert not matches(TAG_KEY, "")


def test_templates_may_have_braces():
    assert matches(r"[\p{L}\p{Z}\p{N}_.:/=+\-@{}]+", "é{x}")


def test_code_points_are_written_as_java_writes_them():
    assert matches(ARN, "arn:aws:iam::aws:policy/é\t")
    assert not matches(ARN, "\x00")


@given(st.text(max_size=10))
def test_on_ascii_the_translation_agrees_with_a_plain_class(text):
    ascii_text = "".join(filter(str.isascii, text))
    expected = re.fullmatch(r"[A-Za-z0-9 _.:/=+\-@]*", ascii_text) is not None
    assert matches(TAG_VALUE, ascii_text) == expected


@pytest.mark.parametrize("pattern", [r"[\p{L}\p{Z}\p{N}a]{1,2}", r"[\p{L}\p{Z}\p{N}\p{S}]+", r"[\p{L}\p{Z}\p{N}[a]]+"])
def test_what_cannot_be_translated_is_refused(pattern):
    with pytest.raises(ValueError, match="cannot translate"):
        compile_pattern(pattern)
