"""Resource policies and VPC endpoint policies at put time."""

import pytest

from limen.policy import MalformedPolicyError, PolicyKind, validate_policy
from tests.unit.policy.documents import STATEMENT, changed, document

ACCOUNT = "111122223333"
GRANT = {**STATEMENT, "Principal": {"AWS": ACCOUNT}}
KINDS = [PolicyKind.RESOURCE, PolicyKind.ENDPOINT]
JSON = "Policies must be valid JSON and the first byte must be '{'"
PRINCIPAL = "Invalid principal in policy"


class NobodyElse:
    """Knows one account without any principals."""

    def resolve_principal(self, arn):
        return None

    def account_exists(self, account):
        return account == ACCOUNT


def refusal(text, kind, directory=None):
    with pytest.raises(MalformedPolicyError) as refused:
        validate_policy(text, kind, directory)
    return refused.value.message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", JSON),
        ("nothing", JSON),
        (document(GRANT, Version="2020-01-01"), "The policy must contain a valid version string"),
        (document(), "Missing required field Statement"),
        (document(Statement=None), "Missing required field Statement"),
        (document(GRANT, Extra=1), "Syntax errors in policy."),
        (document(changed(GRANT, Sid="a"), changed(GRANT, Sid="a")), "The Statement Ids in the policy are not unique"),
        (document(changed(GRANT, "Effect")), "Missing required field Effect"),
        (document(changed(GRANT, Effect="allow")), "Invalid effect: allow"),
        (document(changed(GRANT, "Action")), "Missing required field Action"),
        (document(changed(GRANT, Action=[])), "Missing required field Action"),
        (document(changed(GRANT, Action="GetObject")), "Policy has invalid action"),
        (document(changed(GRANT, Resource="bucket")), "Policy has invalid resource"),
        (document(changed(GRANT, Resource=[])), "Missing required field Resource"),
        (document(changed(GRANT, Principal="someone")), "Syntax errors in policy."),
        (document(changed(GRANT, Principal={})), PRINCIPAL),
        (document(changed(GRANT, Principal={"AWS": []})), PRINCIPAL),
        (document(changed(GRANT, Principal={"AWS": [ACCOUNT, "x"]})), PRINCIPAL),
        (document(changed(GRANT, Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"})), PRINCIPAL),
        (document(changed(GRANT, "Principal", Effect="Deny", NotPrincipal={"AWS": "x"})), PRINCIPAL),
    ],
)
def test_refused(text, message, kind):
    assert refusal(text, kind) == message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "statement",
    [
        GRANT,
        changed(GRANT, Principal="*"),
        changed(GRANT, Principal={"CanonicalUser": "0" * 64, "Service": "s3.amazonaws.com"}),
        changed(GRANT, Principal={"AWS": f"arn:aws:sts::{ACCOUNT}:federated-user/Jim"}),
        changed(GRANT, "Principal", Effect="Deny", NotPrincipal={"AWS": ACCOUNT}),
        changed(GRANT, "Action", NotAction="s3:*"),
        changed(GRANT, "Resource", NotResource="arn:aws:s3:::b"),
        changed(GRANT, Sid="spaces and-hyphens"),
    ],
)
@pytest.mark.parametrize("version", ["2008-10-17", "2012-10-17", None])
def test_accepted(statement, kind, version):
    text = document(statement, Version=version)

    assert validate_policy(text, kind).text == text


def test_a_resource_policy_names_principals_and_an_endpoint_policy_may_not():
    assert refusal(document(STATEMENT), PolicyKind.RESOURCE) == "Missing required field Principal"
    assert validate_policy(document(STATEMENT), PolicyKind.ENDPOINT).statements[0].principal is None


def test_not_principal_only_denies():
    statement = changed(GRANT, "Principal", NotPrincipal={"AWS": ACCOUNT})

    assert refusal(document(statement), PolicyKind.RESOURCE) == "Allow with NotPrincipal is not allowed."
    assert validate_policy(document(statement), PolicyKind.ENDPOINT).statements[0].not_principal


def test_a_resource_policy_may_leave_its_resource_out_and_an_endpoint_policy_may_not():
    text = document(changed(GRANT, "Resource"))

    assert validate_policy(text, PolicyKind.RESOURCE).statements[0].resources is None
    assert refusal(text, PolicyKind.ENDPOINT) == "Missing required field Resource"


@pytest.mark.parametrize("entry", ["999988887777", f"arn:aws:iam::{ACCOUNT}:user/nobody"])
def test_principals_must_exist(entry):
    text = document(changed(GRANT, Principal={"AWS": [ACCOUNT, entry]}))

    assert validate_policy(text, PolicyKind.RESOURCE).text == text
    assert refusal(text, PolicyKind.RESOURCE, NobodyElse()) == PRINCIPAL
    assert validate_policy(document(GRANT), PolicyKind.RESOURCE, NobodyElse()).text == document(GRANT)
