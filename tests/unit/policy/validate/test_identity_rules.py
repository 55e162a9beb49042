"""Every row of the tables about identity policies, in the order in which faults are answered."""

import json

import pytest

from limen.policy import MalformedPolicyError, PolicyKind, validate_policy
from limen.policy.errors import Position
from limen.policy.syntax.document import Version
from tests.unit.policy.documents import STATEMENT, changed, document

SYNTAX = "Syntax errors in policy."
VERSION = "Policy document must be version 2012-10-17 or greater."
PRINCIPAL = "Policy document should not specify a principal."
LEGACY = "The policy failed legacy parsing"
DUPLICATE_SID = "Statement IDs (SID) in a single policy must be unique."
SID = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
NO_ACTIONS = "Policy statement must contain actions."
NO_RESOURCES = "Policy statement must contain resources."
NO_VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
COLONS = "Actions/Condition can contain only one colon."
RESOURCE_VENDOR = "Resource vendor must be fully qualified and cannot contain regexes."
IAM_PATH = (
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, '
    "mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/."
)

KINDS = [PolicyKind.IDENTITY_MANAGED, PolicyKind.IDENTITY_INLINE, PolicyKind.SESSION]


def refusal(text, kind=PolicyKind.IDENTITY_MANAGED):
    with pytest.raises(MalformedPolicyError) as refused:
        validate_policy(text, kind)
    return refused.value.message


def accepted(text, kind=PolicyKind.IDENTITY_MANAGED):
    return validate_policy(text, kind).text == text


# --- step 1: syntax -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"x"',
        document(STATEMENT) + "x",
        document(STATEMENT, Extra=1),
        document(STATEMENT, Version="2012-10-16"),
        document(STATEMENT, Version=None, Statement=None),
        document(),
        document("x"),
        document(STATEMENT, Id=1),
        document(changed(STATEMENT, Extra=1)),
        document(changed(STATEMENT, Sid=1)),
        document(changed(STATEMENT, "Effect")),
        document(changed(STATEMENT, Effect="something else")),
        document(changed(STATEMENT, Effect=["Allow"])),
        document(changed(STATEMENT, NotAction=[])),
        document(changed(STATEMENT, NotAction="a:b")),
        document(changed(STATEMENT, NotResource="*")),
        document(changed(STATEMENT, Action=1)),
        document(changed(STATEMENT, Resource=["a", {}])),
        document(changed(STATEMENT, Condition=[])),
        document(changed(STATEMENT, Condition="a")),
        document(changed(STATEMENT, Condition={"StringLike": []})),
        document(changed(STATEMENT, Condition={"a": {"s": "v"}})),
        document(changed(STATEMENT, Condition={"StringLike": {"s": {}}})),
        document(changed(STATEMENT, Condition={"StringLike": {"s": None}})),
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Effect":"Deny","Action":"a:b","Resource":"*"}}',
    ],
)
def test_syntax(text, kind):
    assert refusal(text, kind) == SYNTAX


def test_a_refusal_knows_the_place_and_the_reason():
    with pytest.raises(MalformedPolicyError) as refused:
        validate_policy('{"Version":"2012-10-17",\n"Statment":[]}', PolicyKind.IDENTITY_MANAGED)

    assert refused.value.position == Position(2, 12)
    assert "unknown member 'Statment'" in str(refused.value.__cause__)


# --- steps 2 and 3: version, principals ---------------------------------------------------------


@pytest.mark.parametrize("version", ["2008-10-17", None])
def test_only_managed_policies_must_be_of_2012(version):
    text = document(STATEMENT, Version=version)

    assert refusal(text) == VERSION
    assert validate_policy(text, PolicyKind.IDENTITY_INLINE).version is Version.V2008
    assert validate_policy(text, PolicyKind.SESSION).version is Version.V2008


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("member", [{"Principal": "*"}, {"NotPrincipal": {"AWS": "x"}}])
def test_no_principal(member, kind):
    assert refusal(document(changed(STATEMENT, **member)), kind) == PRINCIPAL


# --- step 4: legacy parsing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "members",
    [
        {"Effect": "allow"},
        {"Effect": "DENY"},
        {"Condition": {"DateGreaterThan": {"a": "tomorrow"}}},
        {"Condition": {"ForAnyValue:DateEqualsIfExists": {"a": ["2012-10-17", "2012-13-01"]}}},
        {"Condition": {"DateEquals": {"a": 1.5}}},
        {"Condition": {"dateequals": {"a": 2**63}}},
        {"Resource": "arn:aws:s3::b"},
        {"Resource": "arn:aws::us-east-1:111122223333:x"},
        {"Resource": "arn:aws:"},
        {"Resource": ["*", "arn:aws:iam::x"]},
    ],
)
def test_legacy(members):
    assert refusal(document(changed(STATEMENT, **members))) == LEGACY


def test_a_badly_formed_resource_is_not_legacy():
    assert refusal(document(changed(STATEMENT, Resource="arn:aws"))) == RESOURCE_VENDOR
    assert refusal(document(changed(STATEMENT, Resource="s3::b"))).startswith('Partition "" is not valid')


# --- step 5: Sids -------------------------------------------------------------------------------


def test_sids_are_unique():
    assert refusal(document(changed(STATEMENT, Sid="a"), changed(STATEMENT, Sid="a"))) == DUPLICATE_SID
    assert accepted(document(changed(STATEMENT, Sid="a"), changed(STATEMENT, Sid="A")))
    assert accepted(document(changed(STATEMENT, Sid=""), changed(STATEMENT, Sid=""), STATEMENT, STATEMENT))


@pytest.mark.parametrize("sid", ["a b", "a-b", "a_b", "a.b", "é", "\u0661", "a\n"])
def test_sids_are_alphanumeric(sid):
    assert refusal(document(changed(STATEMENT, Sid=sid))) == SID


# --- steps 6 and 9: something to do, somewhere --------------------------------------------------


@pytest.mark.parametrize("statement", [changed(STATEMENT, "Action"), changed(STATEMENT, Action=[])])
def test_actions(statement):
    assert refusal(document(statement)) == NO_ACTIONS


@pytest.mark.parametrize(
    "statement",
    [
        changed(STATEMENT, "Resource"),
        changed(STATEMENT, Resource=[]),
        changed(STATEMENT, "Resource", NotResource=[]),
    ],
)
def test_resources(statement):
    assert refusal(document(statement)) == NO_RESOURCES


# --- step 7: form of resources ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("adfadf", 'Resource adfadf must be in ARN format or "*".'),
        ("s3:bucket", 'Partition "bucket" is not valid for resource "arn:bucket:*:*:*:*".'),
        ("", 'Resource  must be in ARN format or "*".'),
        ("**", 'Resource ** must be in ARN format or "*".'),
        ("?", 'Resource ? must be in ARN format or "*".'),
        ("${aws:username}", 'Partition "username}" is not valid for resource "arn:username}:*:*:*:*".'),
        ("x:aws", 'Resource x:aws must be in ARN format or "*".'),
        ("arn", 'Resource arn must be in ARN format or "*".'),
        ("ARN:aws:s3:::b", 'Resource ARN:aws:s3:::b must be in ARN format or "*".'),
        ("s3:a:b", 'Partition "a" is not valid for resource "arn:a:b:*:*:*".'),
        ("aws:s3:::b", 'Partition "s3" is not valid for resource "arn:s3:::b:*".'),
        ("x:y:s3:r:1:a:b", 'Partition "y" is not valid for resource "arn:y:s3:r:1:a:b".'),
        ("x:aws:s3", 'Resource x:aws:s3 must be in ARN format or "*".'),
        ("arn:adsfadf", 'Partition "adsfadf" is not valid for resource "arn:adsfadf:*:*:*:*".'),
        ("arn:adsfadf:", 'Partition "adsfadf" is not valid for resource "arn:adsfadf:*:*:*:*".'),
        ("arn:x:s3:::b", 'Partition "x" is not valid for resource "arn:x:s3:::b".'),
        ("arn:x:s3::b", 'Partition "x" is not valid for resource "arn:x:s3::b:*".'),
        ("arn:x:s3:r:1:a:b", 'Partition "x" is not valid for resource "arn:x:s3:r:1:a:b".'),
        ("arn:x*:s3:::b", 'Partition "x*" is not valid for resource "arn:x*:s3:::b".'),
        ("arn:", 'Partition "" is not valid for resource "arn::*:*:*:*".'),
        ("arn:aws", RESOURCE_VENDOR),
        ("arn:*", RESOURCE_VENDOR),
        ("arn:aws:*:us-east-1:1:b", RESOURCE_VENDOR),
        ("arn:aws:s?:::b", RESOURCE_VENDOR),
        (
            "arn:aws:iam:us-east-1:111122223333:user/x",
            "IAM resource arn:aws:iam:us-east-1:111122223333:user/x cannot contain region information.",
        ),
        ("arn:aws:iam:*::user/x", "IAM resource arn:aws:iam:*::user/x cannot contain region information."),
        ("arn:aws:s3:us-east-1::bucket", "Resource arn:aws:s3:us-east-1::bucket can not contain region information."),
        ("arn:aws:iam::123456789012:usr/x", IAM_PATH),
        ("arn:aws:iam::123456789012:u*", IAM_PATH),
        ("arn:aws:iam::123456789012:", IAM_PATH),
    ],
)
@pytest.mark.parametrize("member", ["Resource", "NotResource"])
def test_resource_forms(resource, message, member):
    statement = changed(STATEMENT, "Resource", **{member: ["*", resource]})

    assert refusal(document(statement)) == message


def test_the_first_bad_resource_answers():
    assert refusal(document(changed(STATEMENT, Resource=["b", "a"]))) == 'Resource b must be in ARN format or "*".'


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:fdsasf",
        "arn:aws:fdsasf:*",
        "arn:*:s3:::b",
        "arn:aws*:s3:::b",
        "arn:aws-cn:s3:::b",
        "arn:aws:s3:::b*",
        "arn:aws:s3:us-east-1:123456789012:accesspoint/x",
        "arn:aws:s3:*:*:job/*",
        "arn:aws:s3:*:*:*",
        "arn:aws:iam::123456789012:*",
        "arn:aws:iam::*:role/*",
        "arn:aws:iam",
        "arn:aws:logs:r:a:log-group:x:log-stream:y",
        "arn:aws:s3:::b/${aws:username}/*",
        "arn:aws:sqs:nowhere:000000000000:nothing",
    ],
)
def test_resources_that_are_stored(resource):
    assert accepted(document(changed(STATEMENT, Resource=resource)))


# --- step 8: form of actions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("invalid", NO_VENDOR),
        ("", NO_VENDOR),
        ("**", NO_VENDOR),
        ("a:b:c", COLONS),
        ("s3:GetObject,s3:PutObject", COLONS),
        ("a a:List", "Vendor a a is not valid"),
        ("s3*:Get*", "Vendor s3* is not valid"),
        ("**:x", "Vendor ** is not valid"),
        ("é:x", "Vendor é is not valid"),
    ],
)
@pytest.mark.parametrize("member", ["Action", "NotAction"])
def test_action_forms(action, message, member):
    statement = changed(STATEMENT, "Action", **{member: ["s3:Get*", action]})

    assert refusal(document(statement)) == message


@pytest.mark.parametrize(
    "action",
    ["*", "*:*", "*:x", "nothing:Known", "s3:NoSuchAction", "iam: asdf safdsf af ", "s3:", "S3:get?bject", "a-b.c:d"],
)
def test_actions_that_are_stored(action):
    assert accepted(document(changed(STATEMENT, Action=action)))


@pytest.mark.parametrize("resource", ["arn:aws:iam::*:root", "arn:aws:iam::aws:role-template/service-role/x"])
def test_resources_that_the_message_does_not_list_and_aws_own_policies_have(resource):
    assert accepted(document(changed(STATEMENT, Resource=resource)))


# --- order and what is accepted -----------------------------------------------------------------

FAULTS: list[tuple[dict[str, object], str]] = [
    ({"Extra": 1}, SYNTAX),
    ({"Principal": "*"}, PRINCIPAL),
    ({"Effect": "allow"}, LEGACY),
    ({"Sid": "twice"}, DUPLICATE_SID),
    ({"Sid": "a b"}, SID),
    ({"Action": []}, NO_ACTIONS),
    ({"Resource": "x"}, 'Resource x must be in ARN format or "*".'),
    ({"Action": "x"}, NO_VENDOR),
    ({"Resource": []}, NO_RESOURCES),
]


@pytest.mark.parametrize("number", range(len(FAULTS) - 1))
def test_the_earlier_fault_answers_whichever_statement_has_it(number):
    first, message = FAULTS[number]
    later = [changed(STATEMENT, **members) for members, _ in reversed(FAULTS[number + 1 :])]
    text = document(changed(STATEMENT, Sid="twice"), *later, changed(STATEMENT, **first))

    assert refusal(text) == message


def test_syntax_answers_before_version_and_version_before_principals():
    assert refusal(document(changed(STATEMENT, Extra=1), Version="2008-10-17")) == SYNTAX
    assert refusal(document(changed(STATEMENT, Principal="*"), Version="2008-10-17")) == VERSION


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text",
    [
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::b"}}',
        " \t\r\n" + document(STATEMENT) + "\n",
        document(STATEMENT, Id="anything at all"),
        document(changed(STATEMENT, Sid="")),
        document(changed(STATEMENT, Condition={})),
        document(changed(STATEMENT, Condition={"DateGreaterThan": {}})),
        document(changed(STATEMENT, Condition={"a": {}})),
        document(changed(STATEMENT, Condition={"DateGreaterThan": {"a": []}})),
        document(changed(STATEMENT, Condition={"Bool": {"aws:MultiFactorAuthPresent": True}})),
        document(changed(STATEMENT, Condition={"Null": {"x": False}})),
        document(changed(STATEMENT, Condition={"NumericEquals": {"x": "abc"}, "IpAddress": {"y": "nonsense"}})),
        document(changed(STATEMENT, Condition={"DateLessThan": {"x": ["2012-10-17T00:00:00Z", 0]}})),
        document({"Effect": "Deny", "NotAction": "iam:*", "NotResource": ["arn:aws:s3:::b"]}),
    ],
)
def test_accepted(text, kind):
    assert json.loads(text)
    assert accepted(text, kind)


@pytest.mark.parametrize("kind", [PolicyKind.IDENTITY_MANAGED, PolicyKind.IDENTITY_INLINE])
def test_a_single_statement_before_the_version_is_refused(kind):
    """Observed on AWS; a list before the version, or the version first, is accepted."""
    version, statement = '"Version":"2012-10-17"', json.dumps(STATEMENT)

    with pytest.raises(MalformedPolicyError, match="The policy failed legacy parsing"):
        validate_policy(f'{{"Statement":{statement},{version}}}', kind)
    for accepted in (f'{{"Statement":[{statement}],{version}}}', f'{{{version},"Statement":{statement}}}'):
        assert validate_policy(accepted, kind).statements
