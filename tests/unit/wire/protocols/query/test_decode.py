from datetime import UTC, datetime
from typing import Any

import pytest

from limen.wire.faults import MalformedInputError
from limen.wire.model import Shape
from limen.wire.protocols.query.decode import MAX_DEPTH, decode_parameters

STRING = Shape("s", "string")
TAG = Shape("Tag", "structure", {"Key": STRING, "Value": STRING})
INPUT = Shape(
    "Input",
    "structure",
    {
        "Name": STRING,
        "Number": Shape("i", "integer"),
        "Long": Shape("l", "long"),
        "Flag": Shape("b", "boolean"),
        "Blob": Shape("x", "blob"),
        "Time": Shape("t", "timestamp"),
        "Tag": TAG,
        "Tags": Shape("Tags", "list", {"member": TAG}),
        "Words": Shape("Words", "list", {"member": STRING}),
        "Lists": Shape("Lists", "list", {"member": Shape("Words", "list", {"member": STRING})}),
        "Map": Shape("Map", "map", {"key": STRING, "value": TAG}),
        "SAMLDocument": Shape("i", "integer"),
    },
)


def decode(**form: str) -> dict[str, Any]:
    return decode_parameters(INPUT, {name.replace("_", "."): value for name, value in form.items()})


def refusal(**form: str) -> str:
    with pytest.raises(MalformedInputError) as caught:
        decode(**form)
    return caught.value.message


def test_text_is_taken_as_it_is():
    assert decode(Name=" é\n ") == {"Name": " é\n "}
    assert decode(Name="") == {"Name": ""}


def test_unknown_parameters_and_members_are_ignored():
    assert decode(Action="X", Version="Y", name="n", Name_x="n", Tag_Colour="red", Tags_1_Key="flat") == {
        "Tag": {},
        "Tags": [],
    }


def test_names_deeper_than_any_model_are_ignored():
    deep = ".".join(["Name"] * (MAX_DEPTH + 1))
    assert decode_parameters(INPUT, {deep: "x", ".": "y", "..": "z", "": "w", "Name": "n"}) == {"Name": "n"}


@pytest.mark.parametrize("order", [("Name", "Name.x"), ("Name.x", "Name")])
def test_a_value_stays_beside_what_is_nested_below_it(order):
    assert decode_parameters(INPUT, dict.fromkeys(order, "v")) == {"Name": "v"}


def test_structures_have_dotted_names():
    assert decode(Tag_Key="k", Tag_Value="v") == {"Tag": {"Key": "k", "Value": "v"}}


def test_lists_are_counted_from_one():
    assert decode(Words_member_2="b", Words_member_1="a") == {"Words": ["a", "b"]}
    assert decode(Tags_member_1_Key="k", Tags_member_1_Value="") == {"Tags": [{"Key": "k", "Value": ""}]}
    assert decode(Lists_member_1_member_2="x", Lists_member_1_member_1="y") == {"Lists": [["y", "x"]]}


def test_leading_zeros_and_a_plus_are_not_another_index():
    assert decode(**{"Words_member_01": "a", "Words_member_+2": "b"}) == {"Words": ["a", "b"]}
    assert "malformed index" in refusal(Words_member_1="a", Words_member_01="b")


def test_a_scalar_element_with_members_is_a_gap():
    assert decode(Words_member_1_5="x") == {"Words": [None]}


def test_gaps_are_kept():
    assert decode(Words_member_2="b", Words_member_4="d") == {"Words": [None, "b", None, "d"]}


def test_an_index_may_leave_ten_gaps():
    assert decode(Words_member_11="x") == {"Words": [None] * 10 + ["x"]}
    assert refusal(Words_member_12="x") == "The list at 'words' has an index that is too large: 12."
    assert len(decode(Words_member_11="x", Words_member_22="y")["Words"]) == 22
    assert "too large: 23" in refusal(Words_member_11="x", Words_member_23="y")


@pytest.mark.parametrize("index", ["0", "-1", "x", "1x", "", " 1", "٣", "9" * 5000, "member"])
def test_other_indices_are_malformed(index):
    form = {f"Words.member.{index}": "x"}
    with pytest.raises(MalformedInputError):
        decode_parameters(INPUT, form)


def test_an_empty_value_is_an_empty_list():
    assert decode(Words="") == {"Words": []}
    assert decode(Words_member="") == {"Words": []}
    assert decode(Words="", Words_member="", Words_member_1="a") == {"Words": ["a"]}
    assert decode(Tag="", Map="") == {"Tag": {}, "Map": {}}


def test_a_value_in_the_place_of_a_collection():
    assert refusal(Words="x") == "Unexpected value at 'words': it has members."
    assert refusal(Tags_member_1="x") == "Unexpected value at 'tags.1.member': it has members."
    assert refusal(Tag="x", Tag_Key="k") == "Unexpected value at 'tag': it has members."


def test_maps():
    form = {"Map_entry_1_key": "a", "Map_entry_1_value_Key": "k", "Map_entry_2_key": "b"}
    assert decode(**form) == {"Map": {"a": {"Key": "k"}, "b": {}}}


def test_a_map_entry_has_a_key_of_its_own():
    assert "no key of its own: 1" in refusal(Map_entry_1_value_Key="k")
    assert "no key of its own: 2" in refusal(Map_entry_1_key="a", Map_entry_2_key="a")


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("+5", 5), ("-5", -5), ("2147483647", 2**31 - 1), ("-2147483648", -(2**31))],
)
def test_integers(text, number):
    assert decode(Number=text) == {"Number": number}


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "1.0", "1e3", "0x1", "1_0", "+", "--1", "٣", "2147483648", "-2147483649", "9" * 5000]
)
def test_text_that_is_not_an_integer(text):
    assert refusal(Number=text) == "The value at 'number' is not an integer."


def test_longs_are_longer():
    assert decode(Long=str(2**63 - 1)) == {"Long": 2**63 - 1}
    assert refusal(Long=str(2**63)) == "The value at 'long' is not an integer."


def test_names_in_messages_begin_small():
    assert refusal(SAMLDocument="x") == "The value at 'sAMLDocument' is not an integer."


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_booleans(text, flag):
    assert decode(Flag=text) == {"Flag": flag}


@pytest.mark.parametrize("text", ["", "True", "TRUE", "yes", "2", " true"])
def test_text_that_is_not_a_boolean(text):
    assert refusal(Flag=text) == "The value at 'flag' is not a boolean."


def test_blobs():
    assert decode(Blob="AP8=") == {"Blob": b"\x00\xff"}
    assert decode(Blob="") == {"Blob": b""}


@pytest.mark.parametrize("text", ["A", "AP8", "AP8=\n", "!!!!", "é"])
def test_text_that_is_not_a_blob(text):
    assert refusal(Blob=text) == "The value at 'blob' is not base64."


@pytest.mark.parametrize(
    "text",
    ["2026-03-14T15:09:26Z", "2026-03-14T15:09:26", "2026-03-14T16:09:26+01:00", "2026-03-14T15:09:26.000Z"],
)
def test_timestamps(text):
    assert decode(Time=text) == {"Time": datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)}


@pytest.mark.parametrize(
    "text",
    ["", "2026-03-14", "2026-13-14T00:00:00Z", "1773500966", "2026-W11-6", "0001-01-01T00:00:00+23:59", "٢٠٢٦-03-14"],
)
def test_text_that_is_not_a_timestamp(text):
    assert refusal(Time=text) == "The value at 'time' is not an ISO 8601 timestamp."
