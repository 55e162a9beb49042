import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.policy import PolicyError, PolicySyntaxError, parse_policy
from limen.policy.errors import Position, SyntaxFault
from limen.policy.syntax.document import (
    ConditionClause,
    ConditionOperator,
    Effect,
    PrincipalElement,
    SetOperator,
    Version,
)
from tests.unit.policy.documents import STATEMENT, changed, document, policies


def only(text):
    """The one statement of a document."""
    (statement,) = parse_policy(text).statements
    return statement


# --- elements -----------------------------------------------------------------------------------


def test_reads_all_elements_in_any_order():
    text = """{"Statement": {
        "Condition": {"Bool": {"aws:SecureTransport": true}}, "Resource": "*", "Action": ["a:b", "c:d"],
        "Principal": {"AWS": "1", "Service": ["x", "y"]}, "Effect": "Deny", "Sid": "s"
    }, "Id": "i", "Version": "2012-10-17"}"""
    found = parse_policy(text)
    (statement,) = found.statements

    assert (found.version, found.id, found.text) == (Version.V2012, "i", text)
    assert (statement.index, statement.sid, statement.effect) == (0, "s", Effect.DENY)
    assert statement.principal == PrincipalElement(aws=("1",), service=("x", "y"))
    assert statement.not_principal is None
    assert (statement.actions, statement.not_actions) == (("a:b", "c:d"), None)
    assert (statement.resources, statement.not_resources) == (("*",), None)
    assert statement.conditions == (ConditionClause(ConditionOperator.BOOL, "aws:SecureTransport", ("true",)),)


def test_negated_elements_and_absent_ones():
    statement = only(document({"Effect": "Allow", "NotAction": "a:b", "NotPrincipal": "*", "NotResource": ["x"]}))

    assert (statement.actions, statement.resources, statement.principal) == (None, None, None)
    assert (statement.not_actions, statement.not_resources) == (("a:b",), ("x",))
    assert statement.not_principal == PrincipalElement(everyone=True)


def test_an_absent_version_is_the_old_one():
    assert parse_policy(document(STATEMENT, Version=None)).version is Version.V2008


@pytest.mark.parametrize("text", ["{}", '{"Version":"2012-10-17"}', document()])
def test_a_document_without_statements_is_one_that_allows_nothing(text):
    assert parse_policy(text).statements == ()


def test_a_scalar_is_a_list_of_one():
    scalar = document(
        {
            "Effect": "Allow",
            "Action": "a:b",
            "Resource": "r",
            "Principal": {"AWS": "p"},
            "Condition": {"Bool": {"k": "v"}},
        }
    )
    listed = document(
        {
            "Effect": "Allow",
            "Action": ["a:b"],
            "Resource": ["r"],
            "Principal": {"AWS": ["p"]},
            "Condition": {"Bool": {"k": ["v"]}},
        }
    )
    first, second = only(scalar), only(listed)

    assert (first.actions, first.resources, first.principal) == (second.actions, second.resources, second.principal)
    assert first.conditions == second.conditions


# --- conditions ---------------------------------------------------------------------------------


def conditions(condition):
    """The clauses of a statement with this condition, given as JSON text."""
    return only(f'{{"Statement":{{"Effect":"Allow","Action":"a:b","Condition":{condition}}}}}').conditions


def test_bare_numbers_and_booleans_are_their_text():
    (clause,) = conditions('{"NumericLessThan":{"k":[10, 1.50, 1e400, true, false, "x"]}}')

    assert clause.values == ("10", "1.50", "1e400", "true", "false", "x")


def test_clauses_keep_the_order_of_the_text():
    found = conditions('{"StringLike":{"b":"1","a":"2"},"Bool":{"c":"3"}}')

    assert [(clause.operator, clause.key) for clause in found] == [
        (ConditionOperator.STRING_LIKE, "b"),
        (ConditionOperator.STRING_LIKE, "a"),
        (ConditionOperator.BOOL, "c"),
    ]


def test_operators_have_qualifier_and_suffix_in_any_letter_case():
    (clause,) = conditions('{"foranyvalue:STRINGLIKEifexists":{"k":"v"}}')

    assert clause == ConditionClause(
        ConditionOperator.STRING_LIKE, "k", ("v",), SetOperator.FOR_ANY_VALUE, if_exists=True
    )
    assert clause.operator_text == "ForAnyValue:StringLikeIfExists"


@pytest.mark.parametrize("condition", ["{}", '{"StringEquals":{}}', '{"anything":{}}', '{"NullIfExists":{}}'])
def test_an_empty_operator_is_not_a_clause(condition):
    assert conditions(condition) == ()


def test_a_key_without_values_is_a_clause():
    (clause,) = conditions('{"DateGreaterThan":{"a":[]}}')

    assert clause.values == ()


@pytest.mark.parametrize(
    "condition",
    [
        "[]",
        '"a"',
        "null",
        '{"StringLike":[]}',
        '{"a":[]}',
        '{"a":{"k":"v"}}',
        '{"NullIfExists":{"k":"true"}}',
        '{"ForSomeValues:StringLike":{"k":"v"}}',
        '{":StringLike":{"k":"v"}}',
        '{"StringLike":{"k":null}}',
        '{"StringLike":{"k":{}}}',
        '{"StringLike":{"k":["v",["w"]]}}',
        '{"StringLike":{"k":"v","k":"w"}}',
        '{"StringLike":{"aws:K":"v","aws:k":"w"}}',
        '{"StringLike":{"k":"v"},"StringLike":{"j":"w"}}',
        '{"StringLike":{"k":"v"},"stringlike":{"j":"w"}}',
    ],
)
def test_refuses_malformed_conditions(condition):
    with pytest.raises(PolicySyntaxError):
        conditions(condition)


# --- faults -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "root",
    [
        {"Id": 1},
        {"Statement": "x"},
        {"Statement": None},
        {"Statement": [[]]},
        {"Statement": [STATEMENT, "x"]},
    ],
)
def test_refuses_roots(root):
    with pytest.raises(PolicySyntaxError) as refusal:
        parse_policy(json.dumps(root))

    assert refusal.value.fault is SyntaxFault.GRAMMAR


@pytest.mark.parametrize("member", ["Extra", "statement"])
def test_an_unknown_member_is_named(member):
    with pytest.raises(PolicySyntaxError) as refusal:
        parse_policy(json.dumps({member: []}))

    assert (refusal.value.fault, refusal.value.member) == (SyntaxFault.MEMBER, member)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"Action": None}, "a statement must contain actions"),
        ({"Action": []}, "a statement must contain actions"),
        ({"Resource": []}, "a list of resources must not be empty"),
        ({"Resource": None, "NotResource": []}, "a list of resources must not be empty"),
        ({"Effect": "allow"}, "Effect must be Allow or Deny"),
        ({"Effect": None}, "Effect must be Allow or Deny"),
        ({"Principal": "x"}, 'a principal that is a string must be "*"'),
        ({"NotPrincipal": "x"}, 'a principal that is a string must be "*"'),
        ({"Principal": {}}, "a principal must not be empty"),
        ({"NotPrincipal": {"AWS": []}}, "a principal must not be empty"),
        ({"Principal": {"AWS": "a*"}}, "a wildcard inside the principal 'a*'"),
        ({"NotPrincipal": {"Service": ["x", "b?"]}}, "a wildcard inside the principal 'b?'"),
    ],
)
def test_refusals_say_what_and_where(members, message):
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"} | members
    text = document({name: value for name, value in statement.items() if value is not None})
    with pytest.raises(PolicySyntaxError) as refusal:
        parse_policy(text)

    assert refusal.value.message == message
    assert refusal.value.position == Position(1, text.index("{", 1) + 1)


def test_every_type_of_principal_is_kept():
    types = {"AWS": "1", "Federated": ["2"], "Service": ["3", "4"], "CanonicalUser": "5"}
    for name in ("Principal", "NotPrincipal"):
        statement = only(document({"Effect": "Deny", "Action": "*", name: types}))
        found = statement.principal if name == "Principal" else statement.not_principal
        assert found == PrincipalElement(aws=("1",), federated=("2",), service=("3", "4"), canonical_user=("5",))


@pytest.mark.parametrize("version", ["2012-10-16", "", 2012, None, ["2012-10-17"]])
def test_refuses_other_versions(version):
    with pytest.raises(PolicySyntaxError) as refusal:
        parse_policy(json.dumps({"Version": version, "Statement": STATEMENT}))

    assert refusal.value.fault is SyntaxFault.VERSION


@pytest.mark.parametrize("text", ["[]", '"x"', "1", "null", "x"])
def test_a_policy_must_be_an_object(text):
    with pytest.raises(PolicySyntaxError) as refusal:
        parse_policy(text)

    assert refusal.value.fault is SyntaxFault.JSON


@pytest.mark.parametrize(
    "statement",
    [
        changed(STATEMENT, "Effect"),
        changed(STATEMENT, Effect="allow"),
        changed(STATEMENT, Effect=1),
        changed(STATEMENT, "Action"),
        changed(STATEMENT, Action=[]),
        changed(STATEMENT, Action={}),
        changed(STATEMENT, Action=["a:b", 1]),
        changed(STATEMENT, NotAction="a:b"),
        changed(STATEMENT, NotAction=[]),
        changed(STATEMENT, Resource=[]),
        changed(STATEMENT, Resource=["a", {}]),
        changed(STATEMENT, Resource=["a", None]),
        changed(STATEMENT, NotResource="x"),
        changed(STATEMENT, Sid=1),
        changed(STATEMENT, effect="Allow"),
        changed(STATEMENT, Principal="x"),
        changed(STATEMENT, Principal={}),
        changed(STATEMENT, Principal=[]),
        changed(STATEMENT, Principal=None),
        changed(STATEMENT, Principal={"AWS": []}),
        changed(STATEMENT, Principal={"AWS": [], "Service": "x"}),
        changed(STATEMENT, Principal={"aws": "1"}),
        changed(STATEMENT, Principal={"AWS": 111122223333}),
        changed(STATEMENT, Principal="*", NotPrincipal="*"),
        changed(STATEMENT, Principal={"AWS": "arn:aws:iam::111122223333:role/*"}),
        changed(STATEMENT, Principal={"Service": "s?.amazonaws.com"}),
    ],
)
def test_refuses_statements(statement):
    with pytest.raises(PolicySyntaxError):
        parse_policy(document(statement))


def test_a_refusal_reports_the_place():
    with pytest.raises(
        PolicySyntaxError, match=r"unknown member 'Effct' of a statement \(line 3, column 12\)"
    ) as refusal:
        parse_policy('{"Statement": [\n  {\n  "Effct": "Allow"}]}')

    assert (refusal.value.line, refusal.value.column) == (3, 12)
    assert refusal.value.position == Position(3, 12)


def test_a_refusal_does_not_repeat_long_names():
    with pytest.raises(PolicySyntaxError) as refusal:
        parse_policy(json.dumps({"x" * 100_000: 1}))

    assert len(refusal.value.message) < 100


# --- positions (semantics L7) -------------------------------------------------------------------


COMPACT = (",", ":")
SPACED = (", ", ": ")


def statement_of(length, separators):
    """A statement whose text is `length` characters long."""
    bare = {"Effect": "Allow", "Action": "", "Resource": "*"}
    return {**bare, "Action": "x" * (length - len(json.dumps(bare, separators=separators)))}


@pytest.mark.parametrize(
    ("separators", "lengths", "in_list", "expected"),
    [
        (SPACED, [73], False, [(41, 113)]),
        (COMPACT, [130], False, [(38, 167)]),
        (SPACED, [139], True, [(41, 180)]),
        (COMPACT, [210, 221], True, [(38, 248), (248, 470)]),
        (COMPACT, [51], True, [(38, 89)]),
    ],
)
def test_positions_as_published(separators, lengths, in_list, expected):
    """Columns of published simulations; spacing gives the first number, the statement's length the second."""
    found = [statement_of(length, separators) for length in lengths]
    root = {"Version": "2012-10-17", "Statement": found if in_list else found[0]}
    parsed = parse_policy(json.dumps(root, separators=separators)).statements

    assert [(each.start.column, each.end.column) for each in parsed] == expected
    assert {each.start.line for each in parsed} | {each.end.line for each in parsed} == {1}


def test_positions_on_lines():
    text = """{
  "Statement": [
    {"Effect": "Allow", "Action": "a:b"},
    {
      "Effect": "Deny", "Action": "c:d"
    }
  ]
}"""
    first, second = parse_policy(text).statements

    assert (first.start, first.end) == (Position(2, 17), Position(3, 41))
    assert (second.start, second.end) == (Position(3, 41), Position(6, 6))


def test_the_position_of_a_single_statement_is_behind_its_brace():
    statement = only('{"Statement":\n{"Effect":"Allow","Action":"a:b"}\n}')

    assert (statement.start, statement.end) == (Position(2, 2), Position(2, 34))


# --- anything at all ----------------------------------------------------------------------------


@given(st.text())
def test_any_text_is_a_policy_or_refused(text):
    with suppress(PolicyError):
        parse_policy(text)


@given(policies(), st.data())
def test_a_damaged_policy_is_a_policy_or_refused(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 3, len(text))))
    piece = data.draw(
        st.sampled_from(["", '"', "{", "}", "[", "]", ",", ":", "null", "1", "\\", "\x00", "\ud800", "*"])
    )
    with suppress(PolicyError):
        parse_policy(text[:start] + piece + text[end:])


@given(policies())
def test_a_drawn_policy_parses(text):
    assert parse_policy(text).text == text


@pytest.mark.parametrize(
    "statement",
    [
        changed(STATEMENT, Resource=[f"arn:aws:s3:::bucket-{number}/*" for number in range(4_500)]),
        changed(STATEMENT, Action=["a:b"] * 10_000),
        changed(STATEMENT, Condition={"StringLike": {f"k{number}": "v" for number in range(10_000)}}),
        changed(STATEMENT, Condition={"StringLike": {"k": ["*a" * 5] * 10_000}}),
        changed(STATEMENT, Sid="x" * 131_000),
    ],
)
def test_large_policies_parse_quickly(statement):
    text = document(statement)
    start = time.process_time()
    parse_policy(text)

    assert time.process_time() - start < 5  # It takes 0.1 s; a reader that is not linear would take minutes.
