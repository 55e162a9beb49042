import json
import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy.errors import PolicySyntaxError, Position, SyntaxFault
from limen.policy.text.json_text import MAX_DEPTH, JSONList, JSONNumber, JSONObject, Lines, read_json


def plain(value):
    """The tree as the standard library would give it, numbers as `parse_float=str` does."""
    match value:
        case JSONObject():
            return {name: plain(member) for name, member in value.members.items()}
        case JSONList():
            return [plain(item) for item in value.items]
        case JSONNumber():
            return value.text
        case _:
            return value


_trees = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=20,
)


@given(_trees, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_reads_what_the_standard_library_writes(tree, ascii_only, indent):
    text = json.dumps(tree, ensure_ascii=ascii_only, indent=indent)

    assert plain(read_json(text)) == json.loads(text, parse_float=str, parse_int=str)


@given(st.text(alphabet='{}[]:,"\\ux0123dD8eE+-.tfn \t\n\u00e9\ud800', max_size=40))
def test_accepts_no_text_that_the_standard_library_refuses(text):
    try:
        value = read_json(text)
    except PolicySyntaxError:
        return
    assert plain(value) == json.loads(text, parse_float=str, parse_int=str)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "the text ends too early"),
        ("  ", 3, "the text ends too early"),
        ("{", 2, "the text ends too early"),
        ('{"a"', 5, "the text ends too early"),
        ('["abc', 6, "the text ends too early"),
        ("nul", 1, "unexpected 'n'"),
        ("[NaN]", 2, "unexpected 'N'"),
        ("[-Infinity]", 2, "unexpected '-'"),
        ("\ufeff{}", 1, r"unexpected '\ufeff'"),
        ("]", 1, "unexpected ']'"),
        ("{} {}", 4, "text after the end of the document"),
        ("[1,]", 4, "a comma before ']'"),
        ('{"a":1,}', 8, "a comma before '}'"),
        ("[1 2]", 4, "expected ',' or ']'"),
        ("[01]", 3, "expected ',' or ']'"),
        ("[1}", 3, "expected ',' or ']'"),
        ('{"a" 1}', 6, "expected ':' after a member's name"),
        ("{a:1}", 2, "unexpected 'a'"),
        ("{1:1}", 2, "a member's name must be a string"),
        ('{"a":1,"a":1}', 8, "member 'a' appears twice in one object"),
        ('{"a":1,"\\u0061":1}', 8, "member 'a' appears twice in one object"),
        ('["a\\x"]', 4, "a control character or an unknown escape in a string"),
        ('["a\tb"]', 4, "a control character or an unknown escape in a string"),
        ('["\\u00g0"]', 3, "a control character or an unknown escape in a string"),
        ('["\\ud800"]', 2, "half of a surrogate pair is not a character"),
        ('["\\udc00\\ud800"]', 2, "half of a surrogate pair is not a character"),
        ('["\udfff"]', 3, "half of a surrogate pair is not a character"),
    ],
)
def test_refuses_with_the_place(text, column, message):
    with pytest.raises(PolicySyntaxError) as refusal:
        read_json(text)

    assert (refusal.value.message, refusal.value.line, refusal.value.column) == (message, 1, column)
    assert refusal.value.fault is SyntaxFault.JSON


def test_escapes_are_decoded():
    assert read_json(r'"\u0041\n\ud83d\ude00\"\/"') == 'A\n\U0001f600"/'


@pytest.mark.parametrize("number", ["10", "-0", "1e400", "1.50", "12E+3", "9" * 100_000])
def test_numbers_stay_text(number):
    assert read_json(number) == JSONNumber(number)


def test_nesting_is_bounded():
    assert isinstance(read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH), JSONList)
    with pytest.raises(PolicySyntaxError, match="nested deeper than 64 levels"):
        read_json("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    siblings = read_json("[" + ",".join(["[[]]"] * 1000) + "]")
    assert isinstance(siblings, JSONList)
    assert len(siblings.items) == 1000


def test_lines_end_with_lf_cr_or_both():
    lines = Lines("ab\ncd\r\nef\rgh")

    assert [lines.at(offset) for offset in (0, 2, 3, 7, 10)] == [
        Position(1, 1),
        Position(1, 3),
        Position(2, 1),
        Position(3, 1),
        Position(4, 1),
    ]
    assert lines.after(4) == Position(2, 3)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "piece", ["[],", "1,", '"a",', '"\\u0041",', '{"":0},', " ", "\r", '"', "\\", "-", "[", '{"a":']
)
def test_time_is_linear_in_the_text(piece):
    """Four times the text must not take much more than four times as long: quadratic work would take sixteen times."""

    def seconds(length):
        text = "[" + piece * (length // len(piece))
        best = math.inf
        for _ in range(3):
            start = time.process_time()
            with pytest.raises(PolicySyntaxError):
                read_json(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(131_072) < 9 * seconds(32_768) + 0.2
