import pytest
from hypothesis import given

from limen.policy import parse_policy
from limen.policy.text.json_places import read_places, render_path
from tests.unit.policy.documents import policies

TEXT = """{
  "Statement": {
    "Action": ["s3:Get\\u002a", "é:b"],
    "Condition": {"Bool": {"aws:SecureTransport": true}}
  }
}"""


def cut(text, span):
    """The text of a span that lies in one line."""
    assert span.start.line == span.end.line
    return text.split("\n")[span.start.line - 1][span.start.column - 1 : span.end.column - 1]


@pytest.mark.parametrize(
    ("path", "value", "name"),
    [
        (("Statement", "Action", 0), '"s3:Get\\u002a"', '"s3:Get\\u002a"'),
        (("Statement", "Action", 1), '"é:b"', '"é:b"'),
        (("Statement", "Action"), '["s3:Get\\u002a", "é:b"]', '"Action"'),
        (("Statement", "Condition", "Bool", "aws:SecureTransport"), "true", '"aws:SecureTransport"'),
        (("Statement", 0, "Condition", "BOOL", "AWS:securetransport", 0), "true", '"aws:SecureTransport"'),
    ],
)
def test_values_and_names_are_at_the_reported_places(path, value, name):
    place = read_places(TEXT).find(path)

    assert (cut(TEXT, place.span), cut(TEXT, place.name)) == (value, name)


def test_a_place_over_several_lines():
    span = read_places(TEXT).find(("Statement",)).span

    assert (span.start.line, span.start.column, span.end.line, span.end.column) == (2, 16, 5, 4)


def test_what_is_not_there_has_no_place():
    assert read_places(TEXT).find(("Statement", "Resource")) is None
    assert read_places("[]").find(()).span.end.column == 3


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "$"),
        (("Statement", 0, "Action", 2), "Statement[0].Action[2]"),
        (("Statement", "Condition", "Bool", "aws:SecureTransport"), 'Statement.Condition.Bool["aws:SecureTransport"]'),
    ],
)
def test_paths_are_written_as_in_programs(path, text):
    assert render_path(path) == text


@given(policies())
def test_every_statement_of_a_policy_has_its_place(text):
    places = read_places(text)

    for statement in parse_policy(text).statements:
        place = places.find(("Statement", statement.index))
        assert place.path in {("Statement",), ("Statement", statement.index)}
        assert place.span.end == statement.end
