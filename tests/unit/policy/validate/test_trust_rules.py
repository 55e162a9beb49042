"""Every row of the table about trust policies."""

import json

import pytest

from limen.policy import MalformedPolicyError, PolicyKind, validate_policy
from limen.policy.validate.put_time import validate_trust_policy
from tests.unit.policy.documents import TRUST_STATEMENT, changed, document

ACCOUNT = "111122223333"
BOB = f"arn:aws:iam::{ACCOUNT}:user/a/Bob"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/R"
EMPTY_PRINCIPAL = "Missing required field Principal cannot be empty!"
FAMILY = "AssumeRole policy may only specify STS AssumeRole actions."
COGNITO = "A condition block must be present for the Cognito provider"
SID = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"


class Directory:
    """One account with a user and a role."""

    def resolve_principal(self, arn):
        return {BOB: "AIDABOB", ROLE: "AROAROLE"}.get(arn)

    def account_exists(self, account):
        return account == ACCOUNT


def refusal(text, directory=None):
    with pytest.raises(MalformedPolicyError) as refused:
        validate_policy(text, PolicyKind.TRUST, directory)
    return refused.value.message


def accepted(text, directory=None):
    return validate_policy(text, PolicyKind.TRUST, directory).text == text


def trusting(**principal):
    return document(changed(TRUST_STATEMENT, Principal=principal))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This policy contains invalid Json"),
        ("[]", "This policy contains invalid Json"),
        ('{"Statement":[],"Statement":[]}', "This policy contains invalid Json"),
        (document(TRUST_STATEMENT, Version="2013"), "The policy must contain a valid version string"),
        (document(TRUST_STATEMENT, Version=2012), "The policy must contain a valid version string"),
        (document(), "Could not parse the policy: Statement is empty!"),
        (document(Statement=None), "Could not parse the policy: Statement is empty!"),
        (document(TRUST_STATEMENT, Extra=1), "Unknown field Extra"),
        (document(TRUST_STATEMENT, statement=[]), "Unknown field statement"),
        (document(TRUST_STATEMENT, _comment="x"), "Unknown field _comment"),
        (document("x"), "Syntax error in policy."),
    ],
)
def test_outline(text, message):
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (changed(TRUST_STATEMENT, Extra=1), "Unknown field Extra"),
        (changed(TRUST_STATEMENT, "Principal", Resource="*"), "Has prohibited field Resource"),
        (changed(TRUST_STATEMENT, "Effect", Resource="*"), "Has prohibited field Resource"),
        (changed(TRUST_STATEMENT, Sid=1), "Syntax error in policy."),
        (changed(TRUST_STATEMENT, Condition=[]), "Syntax error in policy."),
        (changed(TRUST_STATEMENT, NotPrincipal="*"), "Syntax error in policy."),
        (changed(TRUST_STATEMENT, Principal={"Nobody": "x"}), "Unknown field Nobody"),
        (changed(TRUST_STATEMENT, NotAction="x:y"), "Syntax error in policy."),
        (changed(TRUST_STATEMENT, Sid="a b"), SID),
        (changed(TRUST_STATEMENT, "Effect"), "Missing required field Effect"),
        (changed(TRUST_STATEMENT, Effect="allow"), "Invalid effect: allow"),
        (changed(TRUST_STATEMENT, Effect=""), "Invalid effect: "),
        (changed(TRUST_STATEMENT, "Principal"), "Missing required field Principal"),
        (changed(TRUST_STATEMENT, Principal={}), EMPTY_PRINCIPAL),
        (changed(TRUST_STATEMENT, Principal={"AWS": []}), EMPTY_PRINCIPAL),
        (changed(TRUST_STATEMENT, Principal={"AWS": ""}), EMPTY_PRINCIPAL),
        (changed(TRUST_STATEMENT, Principal={"AWS": "*", "Service": ["ec2.amazonaws.com", ""]}), EMPTY_PRINCIPAL),
        (changed(TRUST_STATEMENT, Principal="*"), "Principal must be a JSON object."),
        (changed(TRUST_STATEMENT, Principal=BOB), "Principal must be a JSON object."),
        (
            changed(TRUST_STATEMENT, "Principal", NotPrincipal={"AWS": BOB}),
            "Allow with NotPrincipal is not allowed.",
        ),
        (
            changed(TRUST_STATEMENT, "Principal", Effect="Deny", NotPrincipal={"AWS": BOB}),
            "AssumeRole policy must not contain NotPrincipal field.",
        ),
        (changed(TRUST_STATEMENT, "Action"), "Missing required field Action"),
        (changed(TRUST_STATEMENT, Action=[]), "Missing required field Action"),
        (changed(TRUST_STATEMENT, "Action", NotAction="s3:*"), "Missing required field Action"),
        (changed(TRUST_STATEMENT, Resource="*"), "Has prohibited field Resource"),
        (changed(TRUST_STATEMENT, Resource=[]), "Has prohibited field Resource"),
        (changed(TRUST_STATEMENT, NotResource="*"), "AssumeRole policy must not contain resources."),
    ],
)
def test_statements(statement, message):
    assert refusal(document(statement)) == message


def test_sids_are_unique():
    twice = changed(TRUST_STATEMENT, Sid="a")

    assert refusal(document(twice, twice)) == "The Statement Ids in the policy are not unique"
    assert accepted(document(twice, changed(TRUST_STATEMENT, Sid="b"), TRUST_STATEMENT, TRUST_STATEMENT))


def test_syntax_and_sids_answer_before_the_rest():
    bad = changed(TRUST_STATEMENT, "Effect", Sid="a")

    assert refusal(document(bad, changed(TRUST_STATEMENT, Extra=1))) == "Unknown field Extra"
    assert refusal(document(bad, bad)) == "The Statement Ids in the policy are not unique"
    assert refusal(document(bad, TRUST_STATEMENT)) == "Missing required field Effect"


# --- actions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action",
    [
        "sts:AssumeRole",
        "STS:assumerole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:TagSession",
        "sts:SetSourceIdentity",
        "sts:SetContext",
        "sts:*",
        "sts:AssumeRole*",
        "sts:Tag?ession",
    ],
)
def test_the_family_of_assuming(action):
    assert accepted(document(changed(TRUST_STATEMENT, Action=["sts:AssumeRole", action])))


@pytest.mark.parametrize(
    "action",
    ["*", "*:*", "s3:*", "s*:AssumeRole", "sts", "sts:", "sts:GetCallerIdentity", "sts:Get*", "sts:AssumeRoleX", "",
     "sts:" + "*a" * 60_000],
)  # fmt: skip
def test_no_other_actions(action):
    assert refusal(document(changed(TRUST_STATEMENT, Action=["sts:AssumeRole", action]))) == FAMILY


# --- principals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "*"},
        {"AWS": ACCOUNT},
        {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", BOB, ROLE]},
        {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/R/session"},
        {"Service": ["ec2.amazonaws.com", "logs.us-east-1.amazonaws.com", "ec2.amazonaws.com.cn"]},
        {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/P"},
        {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/example.com/path"},
        {"Federated": "accounts.google.com", "AWS": ACCOUNT},
    ],
)
def test_principals(principal):
    assert accepted(trusting(**principal))


@pytest.mark.parametrize(
    ("type_name", "entry", "shown"),
    [
        ("AWS", "nobody", "AWS"),
        ("AWS", "11112222333", "AWS"),
        ("AWS", "AROAEXAMPLE", "AWS"),
        ("AWS", f"arn:aws:iam::{ACCOUNT}:role/*", "AWS"),
        ("AWS", f"arn:aws:iam::{ACCOUNT}:group/G", "AWS"),
        ("AWS", f"arn:aws:sts::{ACCOUNT}:federated-user/Jim", "AWS"),
        ("Service", "ec2", "SERVICE"),
        ("Service", "*", "SERVICE"),
        ("Service", "s*.amazonaws.com", "SERVICE"),
        ("Federated", "example.com", "FEDERATED"),
        ("Federated", "*", "FEDERATED"),
        ("Federated", BOB, "FEDERATED"),
        ("CanonicalUser", "0" * 64, "CANONICALUSER"),
    ],
)
def test_principals_that_name_nobody(type_name, entry, shown):
    assert refusal(trusting(**{type_name: [entry]})) == (f'Invalid principal in policy: "{shown}":"{entry}"')


@pytest.mark.parametrize(
    "entry",
    [
        f"arn:aws:iam::{ACCOUNT}:user/nope",
        f"arn:aws:iam::{ACCOUNT}:user/Bob",
        f"arn:aws:iam::{ACCOUNT}:user/a/bob",
        "arn:aws:iam::999988887777:root",
        "arn:aws:sts::999988887777:assumed-role/R/s",
        "999988887777",
    ],
)
def test_principals_must_exist(entry):
    assert accepted(trusting(AWS=entry))
    assert refusal(trusting(AWS=[ACCOUNT, entry]), Directory()) == f'Invalid principal in policy: "AWS":"{entry}"'


def test_users_and_roles_are_resolved_to_their_ids():
    text = document(
        changed(TRUST_STATEMENT, Principal={"AWS": [ACCOUNT, BOB, "*"], "Service": "ec2.amazonaws.com"}),
        changed(TRUST_STATEMENT, Principal={"AWS": [ROLE, BOB, f"arn:aws:sts::{ACCOUNT}:assumed-role/R/s"]}),
    )

    assert accepted(text, Directory())
    assert validate_trust_policy(text, Directory()) == {BOB: "AIDABOB", ROLE: "AROAROLE"}


def test_form_answers_before_existence():
    with pytest.raises(MalformedPolicyError, match="This policy contains invalid Json"):
        validate_trust_policy("", Directory())
    with pytest.raises(MalformedPolicyError, match="Has prohibited field Resource"):
        validate_trust_policy(
            document(changed(TRUST_STATEMENT, Principal={"AWS": "999988887777"}, Resource="*")), Directory()
        )


# --- identity providers that many share ---------------------------------------------------------


def federated(provider, condition=None, effect="Allow"):
    statement = changed(
        TRUST_STATEMENT,
        Effect=effect,
        Principal={"Federated": provider},
        Action="sts:AssumeRoleWithWebIdentity",
    )
    return document(statement if condition is None else {**statement, "Condition": condition})


def test_cognito_needs_a_condition():
    provider = "cognito-identity.amazonaws.com"

    assert refusal(federated(provider)) == COGNITO
    assert refusal(federated(provider, {"StringEquals": {}})) == COGNITO
    assert accepted(federated(provider, {"StringEquals": {f"{provider}:aud": "pool"}}))
    assert accepted(federated(provider, effect="Deny"))
    assert accepted(federated("accounts.google.com"))


@pytest.mark.parametrize(
    ("host", "claim"), [("token.actions.githubusercontent.com", "sub"), ("oidc.vercel.com", "aud")]
)
def test_shared_providers_need_a_condition_on_their_tenant(host, claim):
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}"
    keys = f"{host}:{claim}" if claim == "aud" else f"{host}:sub or {host}:job_workflow_ref"
    message = (
        f"Trust policy with trusted principal {provider} must evaluate, using StringEquals, StringLike or "
        f"StringEqualsIgnoreCase, {keys} which is not scoped to all"
    )

    assert refusal(federated(provider)) == message
    assert refusal(federated(provider, {"StringEquals": {f"{host}:other": "x"}})) == message
    assert refusal(federated(provider, {"StringLike": {f"{host}:{claim}": "*"}})) == message
    assert refusal(federated(provider, {"StringLike": {f"{host}:{claim}": ["*", "*"]}})) == message
    assert refusal(federated(provider, {"StringNotEquals": {f"{host}:{claim}": "x"}})) == message
    assert refusal(federated(provider, {"Null": {f"{host}:{claim}": "false"}})) == message
    assert accepted(federated(provider, {"StringLike": {f"{host}:{claim}": "repo:*"}}))
    assert accepted(federated(provider, {"StringLike": {f"{host}:{claim}": ["repo:me/mine:*", "*"]}}))
    assert accepted(federated(provider, {"StringEqualsIgnoreCase": {f"{host}:{claim}": "x"}}))
    assert accepted(federated(provider, {"StringLike": {f"{host}:{claim}".upper(): "repo:me/mine:*"}}))
    assert accepted(federated(provider, effect="Deny"))


def test_github_may_be_narrowed_by_the_workflow():
    host = "token.actions.githubusercontent.com"
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}"
    assert accepted(federated(provider, {"StringLike": {f"{host}:job_workflow_ref": "me/mine/*"}}))


def test_the_old_version_is_accepted():
    assert accepted(json.dumps({"Statement": TRUST_STATEMENT}))
