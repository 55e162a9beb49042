"""Service control and resource control policies at put time."""

import pytest

from limen.policy import MalformedPolicyError, PolicyKind, validate_policy
from tests.unit.policy.documents import STATEMENT, changed, document

MALFORMED = "The provided policy document does not meet the requirements of the specified policy type."
LIMIT = {**STATEMENT, "Effect": "Deny", "Principal": "*"}
ARN = "arn:aws:s3:::b"


def assert_refused(text, kind):
    with pytest.raises(MalformedPolicyError) as refused:
        validate_policy(text, kind)
    assert refused.value.message == MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        document(),
        document(STATEMENT, Version=None),
        document(STATEMENT, Extra=1),
        document(changed(STATEMENT, Effect="allow")),
        document(changed(STATEMENT, "Effect")),
        document(changed(STATEMENT, Sid="a"), changed(STATEMENT, Sid="a")),
        document(changed(STATEMENT, Principal="*")),
        document(changed(STATEMENT, NotPrincipal="*")),
        document(changed(STATEMENT, "Action")),
        document(changed(STATEMENT, Action="GetObject")),
        document(changed(STATEMENT, "Resource")),
        document(changed(STATEMENT, Resource="b")),
        document(changed(STATEMENT, Resource=["*", "arn:aws:sqs"])),
    ],
)
def test_service_control_refused(text):
    assert_refused(text, PolicyKind.SERVICE_CONTROL)


@pytest.mark.parametrize(
    "statement",
    [
        STATEMENT,
        changed(STATEMENT, Sid="spaces and-hyphens"),
        changed(STATEMENT, Action="*", Resource="*"),
        changed(STATEMENT, Action="s3:*Object*", Condition={"Bool": {"aws:SecureTransport": "true"}}),
        changed(STATEMENT, "Action", "Resource", NotAction="iam:*", NotResource=[ARN, "arn:aws:sqs:*"]),
        changed(STATEMENT, Effect="Deny"),
    ],
)
@pytest.mark.parametrize("version", ["2008-10-17", "2012-10-17"])
def test_service_control_accepted(statement, version):
    assert validate_policy(document(statement, Version=version), PolicyKind.SERVICE_CONTROL).statements


@pytest.mark.parametrize(
    "text",
    [
        document(LIMIT, Version="2008-10-17"),
        document(LIMIT, Version=None),
        document(changed(LIMIT, Effect="Allow")),
        document(changed(LIMIT, "Principal")),
        document(changed(LIMIT, Principal={"AWS": "111122223333"})),
        document(changed(LIMIT, Principal={"AWS": "*", "Service": "s3.amazonaws.com"})),
        document(changed(LIMIT, "Principal", NotPrincipal="*")),
        document(changed(LIMIT, "Action", NotAction="s3:*")),
        document(changed(LIMIT, Action="*")),
        document(changed(LIMIT, Action="*:*")),
        document(changed(LIMIT, Action=["s3:*", "iam:*"])),
        document(changed(LIMIT, "Resource")),
        document(changed(LIMIT, Resource="arn:aws:sqs:*")),
    ],
)
def test_resource_control_refused(text):
    assert_refused(text, PolicyKind.RESOURCE_CONTROL)


@pytest.mark.parametrize(
    "statement",
    [
        LIMIT,
        changed(LIMIT, Principal={"AWS": "*"}),
        changed(LIMIT, Action=["S3:*", "sts:AssumeRole", "kms:*", "sqs:*", "secretsmanager:*"], Resource="*"),
        changed(LIMIT, "Resource", NotResource=ARN, Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}),
    ],
)
def test_resource_control_accepted(statement):
    assert validate_policy(document(statement), PolicyKind.RESOURCE_CONTROL).statements
