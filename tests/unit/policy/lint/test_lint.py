import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limen.policy import PolicyKind
from limen.policy.lint import RULES, Severity, lint_policy
from limen.policy.lint.lint import MOST_FINDINGS
from limen.store.aws_managed import load_aws_managed_policies
from tests.unit.policy.documents import document, policies
from tests.unit.policy.lint.findings import ALLOW, rules

DOCUMENT = Path(__file__).parents[4] / "docs" / "lint.md"


def test_findings_are_in_the_order_of_the_text():
    text = document({**ALLOW, "Action": ["s3:Gone", "s3:Get*"], "Resource": "arn:aws:s3"}, Version=None)
    findings = lint_policy(text)

    assert [finding.rule for finding in findings] == ["missing-version", "unknown-action", "short-arn"]
    assert [(finding.statement_index, finding.severity) for finding in findings] == [
        (None, Severity.WARNING),
        (0, Severity.ERROR),
        (0, Severity.WARNING),
    ]
    span = findings[1].span
    assert text[span.start.column - 1 : span.end.column - 1] == '"s3:Gone"'


def test_a_finding_names_its_statement():
    (finding,) = lint_policy(document(ALLOW, {**ALLOW, "Sid": "Second", "Action": "s3:Gone"}))

    assert (finding.statement_index, finding.sid, finding.path) == (1, "Second", "Statement[1].Action")


def test_rules_can_be_left_out():
    assert lint_policy(document(ALLOW, Version=None), disabled={"missing-version"}) == ()


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("", 1, 1), ('{\n  "Version": 1}', 2, 14), ('{"Statement": [{"Effect": "Allow"}]}', 1, 16)],
)
def test_text_that_is_not_a_policy_is_one_finding(text, line, column):
    (finding,) = lint_policy(text)

    assert (finding.rule, finding.severity, finding.path) == ("malformed-policy", Severity.ERROR, "$")
    assert (finding.span.start.line, finding.span.start.column) == (line, column)


def test_with_a_kind_the_answer_of_put_time_validation_is_added():
    malformed, refused = lint_policy('{"Version": 1}', PolicyKind.IDENTITY_MANAGED)

    assert (malformed.rule, refused.rule) == ("malformed-policy", "refused-policy")
    assert refused.message == "Syntax errors in policy."
    assert refused.span == malformed.span


def test_a_policy_of_the_wrong_kind_is_still_examined():
    found = rules({**ALLOW, "Action": "s3:Gone"}, kind=PolicyKind.TRUST)

    assert found == {"refused-policy", "unknown-action"}


@settings(max_examples=100)
@given(policies(), st.sampled_from([None, *PolicyKind]))
def test_no_policy_is_too_odd(text, kind):
    lines = text.split("\n")
    for finding in lint_policy(text, kind):
        start, end = finding.span.start, finding.span.end
        assert 1 <= start.line <= end.line <= len(lines)
        assert 1 <= start.column <= len(lines[start.line - 1]) + 1


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "statement",
    [
        {**ALLOW, "Action": [f"s3:{'*a' * number}" for number in range(1, 250)]},
        {**ALLOW, "Resource": [f"arn:aws:s3:::{'*a?' * 300}b{number}" for number in range(60)]},
        {**ALLOW, "Resource": "arn:aws:s3:::" + "*?" * 30_000},
        {**ALLOW, "Condition": {"StringEquals": {"x" * 60_000: "y" * 60_000}}},
        {**ALLOW, "Action": ["s3:" + "x" * 60_000, "y" * 60_000 + ":z"]},
        {**ALLOW, "Action": [f"ec2:*{number}" for number in range(3000)]},
        {**ALLOW, "Condition": {"StringLike": {f"k{number}": "a*a" for number in range(4000)}}},
        {**ALLOW, "Condition": {"ForAllValues:StringLike": {f"k{number}": "a*a" for number in range(4000)}}},
        {
            **ALLOW,
            "Condition": {
                "StringEquals": {"aws:x": [f"v{number}" for number in range(5000)]},
                "StringLike": {"aws:x": [f"*w*{number}" for number in range(5000)]},
            },
        },
    ],
)
def test_hostile_policies_take_no_time(statement):
    assert lint_policy(document(statement)) != ()


@pytest.mark.no_cover
def test_a_rule_makes_its_point_in_so_many_findings():
    many = {**ALLOW, "Action": [f"ec2:RunInstance{number}" for number in range(6000)], "Resource": "*"}

    assert len(lint_policy(document(many))) == MOST_FINDINGS + 1  # The size is another one.


def test_ids_are_unique_and_kebab_case():
    ids = [rule.id for rule in RULES]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", each) for each in ids)


KNOWN_GOOD = frozenset(
    {
        "AmazonS3ReadOnlyAccess",
        "AmazonSQSFullAccess",
        "AWSLambdaBasicExecutionRole",
        "IAMReadOnlyAccess",
        "AmazonVPCFullAccess",
        "AmazonEC2ReadOnlyAccess",
        "CloudWatchLogsFullAccess",
        "AmazonEKSClusterPolicy",
        "AWSCloudTrail_FullAccess",
        "IAMUserChangePassword",
    }
)


@pytest.mark.parametrize("name", sorted(KNOWN_GOOD))
def test_aws_own_policies_have_no_errors(name):
    policy = next(each for each in load_aws_managed_policies().values() if each.name == name)

    assert [
        f for f in lint_policy(policy.document) if f.severity is Severity.ERROR and f.rule != "size-over-quota"
    ] == []


@pytest.mark.parametrize(
    "name",
    ["AWSAuditManagerAdministratorAccess", "CloudTrailEventContext", "SageMakerStudioProjectProvisioningRolePolicy"],
)
def test_a_comparison_that_aws_uses_itself_is_not_an_error(name):
    policy = next(each for each in load_aws_managed_policies().values() if each.name == name)

    assert "missing-set-operator" not in {finding.rule for finding in lint_policy(policy.document)}


@pytest.mark.no_cover
def test_few_of_aws_own_policies_have_errors_at_all():
    sample = list(load_aws_managed_policies().values())[::16]
    wrong = [p.name for p in sample if any(f.severity is Severity.ERROR for f in lint_policy(p.document))]

    assert len(wrong) / len(sample) < 0.15
