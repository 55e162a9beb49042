"""Misspelled operators: reported at their words, and the rest is still examined."""

import json

import pytest

from limen.policy import PolicyKind, PolicySyntaxError, parse_policy
from limen.policy.lint import lint_policy
from limen.policy.lint.misspelled import MOST_GUESSES
from tests.unit.policy.documents import document
from tests.unit.policy.lint.findings import ALLOW, found, lint, rules


def conditional(**operators):
    return {**ALLOW, "Condition": operators}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("StringEqual", "StringEquals"),
        ("stringequal", "StringEquals"),
        ("IpAdress", "IpAddress"),
        ("ForAnyValue:StringLke", "ForAnyValue:StringLike"),
        ("StringEqualsIfExist", "StringEqualsIfExists"),
    ],
)
def test_a_misspelled_operator_gets_a_suggestion_at_its_word(name, meant):
    text = document(conditional(**{name: {"aws:SourceIp": "10.0.0.1"}}))
    malformed = next(each for each in lint_policy(text) if each.rule == "malformed-policy")
    assert malformed.message == f"unknown condition operator {name}; did you mean {meant}?"
    span = malformed.span
    assert text[span.start.column - 1 : span.end.column - 1] == json.dumps(name)
    assert (malformed.statement_index, malformed.at_name) == (0, True)


def test_the_rest_is_still_examined():
    wrong = conditional(StringEqual={"aws:username": "Bob"}, Bool={"aws:SecureTransprt": "true"})
    assert rules({**wrong, "Action": ["s3:Gone", "s3:GetObject"]}) == {
        "malformed-policy",
        "unknown-action",
        "unknown-global-key",
    }
    assert rules(
        conditional(StringEqual={"aws:username": "Bob"}), {"Effect": "Allow", "Action": "*", "Resource": "*"}
    ) == {
        "malformed-policy",
        "allow-everything",
        "redundant-statement",
    }


def test_nothing_is_said_about_a_word_that_is_not_in_the_text():
    """The suggestion is a guess: what follows from it alone is not a finding."""
    assert rules(conditional(NumericEqual={"aws:username": "Bob"})) == {"malformed-policy"}


def test_every_misspelled_operator_is_reported():
    wrong = conditional(StringEqual={"aws:username": "Bob"}, StringLikes={"aws:username": "B*"})
    assert len(found("malformed-policy", wrong)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        conditional(Resembles={"aws:username": "Bob"}),
        {**conditional(StringEqual={"aws:username": "Bob"}), "Effect": "Perhaps"},
        conditional(**{f"StringEqual{number}": {"aws:username": "Bob"} for number in range(MOST_GUESSES + 1)}),
    ],
)
def test_what_has_other_faults_is_one_finding(wrong):
    (finding,) = lint(wrong)
    assert finding.rule == "malformed-policy"


def test_no_evaluator_guesses():
    text = document(conditional(StringEqual={"aws:username": "Bob"}))
    with pytest.raises(PolicySyntaxError, match="unknown condition operator 'StringEqual'"):
        parse_policy(text)
    assert "refused-policy" in {each.rule for each in lint_policy(text, PolicyKind.IDENTITY_MANAGED)}
