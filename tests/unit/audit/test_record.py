import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from limen.audit.elements import (
    CUT,
    HIDDEN,
    MAX_RENDERED_CHARACTERS,
    MAX_VALUE_CHARACTERS,
    OMITTED,
    bound,
    render_elements,
)
from limen.audit.record import Decided, Observation, make_record
from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.domain.sessions import Session, SessionKind
from limen.wire.http import HTTPRequest

ACCOUNT = "111122223333"
NOON = datetime(2026, 3, 1, 12, 0, 0, 987654, tzinfo=UTC)
ALICE = IAMUser(ACCOUNT, "alice", "/team/", "AIDAALICE")
HTTP = HTTPRequest("POST", "/", "", (("user-agent", "aws-cli/2"),), b"", peer="192.0.2.7")

SEEN = Observation(
    event_id="event-1",
    request_id="request-1",
    at=NOON,
    request=HTTP,
    service="iam",
    operation="CreateUser",
    region="us-east-1",
    account=ACCOUNT,
    principal=ALICE,
    access_key_id="AKIAIOSFODNN7EXAMPLE",
    parameters={"UserName": "bob", "Tags": [{"Key": "team", "Value": "blue"}]},
    output={"User": {"UserName": "bob", "CreateDate": NOON}},
    read_only=False,
    decided=Decided(is_allowed=True, revision=7),
)


def document_of(seen):
    return json.loads(make_record(seen).document)


def test_an_allowed_write_is_recorded_in_cloudtrails_shape():
    assert document_of(SEEN) == {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAALICE",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/team/alice",
            "accountId": ACCOUNT,
            "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "userName": "alice",
        },
        "eventTime": "2026-03-01T12:00:00Z",
        "eventSource": "iam.amazonaws.com",
        "eventName": "CreateUser",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.7",
        "userAgent": "aws-cli/2",
        "requestParameters": {"userName": "bob", "tags": [{"key": "team", "value": "blue"}]},
        "responseElements": {"user": {"userName": "bob", "createDate": "2026-03-01T12:00:00Z"}},
        "additionalEventData": {"decisionId": "request-1", "decision": "Allowed", "revision": 7},
        "requestID": "request-1",
        "eventID": "event-1",
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }


def test_the_record_repeats_what_is_filtered_by():
    record = make_record(replace(SEEN, error_code="AccessDenied", error_message="no"))
    assert record.id == "event-1"
    assert record.at == NOON
    assert (record.account, record.principal_arn) == (ACCOUNT, ALICE.arn)
    assert (record.event_source, record.event_name) == ("iam.amazonaws.com", "CreateUser")
    assert (record.error_code, record.source_ip) == ("AccessDenied", "192.0.2.7")
    assert record.access_key_id == "AKIAIOSFODNN7EXAMPLE"


def test_a_refusal_is_recorded_with_code_and_message():
    document = document_of(replace(SEEN, output=None, error_code="AccessDenied", error_message="User: x is not"))
    assert (document["errorCode"], document["errorMessage"]) == ("AccessDenied", "User: x is not")
    assert document["responseElements"] is None


def test_the_inputs_of_a_decision_are_recorded():
    denied = replace(SEEN, decided=Decided(is_allowed=False, revision=8), request=replace(HTTP, scheme="https"))
    assert document_of(denied)["additionalEventData"] == {
        "decisionId": "request-1", "decision": "Denied", "revision": 8, "secureTransport": True
    }  # fmt: skip
    assert "additionalEventData" not in document_of(replace(SEEN, decided=None))


def test_only_the_first_line_of_a_message_is_kept():
    message = "The signature differs.\n\nThe Canonical String ...\nx-amz-security-token:SECRET"
    assert document_of(replace(SEEN, error_code="E", error_message=message))["errorMessage"] == "The signature differs."


def test_times_of_other_zones_are_recorded_in_utc():
    later = NOON.astimezone(timezone(timedelta(hours=2)))
    assert document_of(replace(SEEN, at=later))["eventTime"] == "2026-03-01T12:00:00Z"


SESSION = Session(
    kind=SessionKind.ASSUMED_ROLE,
    account=ACCOUNT,
    principal_id="AROAROLE",
    access_key_id="ASIAIOSFODNN7EXAMPLE",
    issued=NOON,
    expires=NOON,
    source_identity="alice@example.com",
    mfa_authenticated=True,
)


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (
            RootUser(ACCOUNT),
            {"type": "Root", "principalId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT},
        ),
        (ServicePrincipal("ec2.amazonaws.com"), {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
        (Anonymous(), {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}),
        (
            FederatedIdentity("accounts.example.com", "sub-1"),
            {"type": "WebIdentityUser", "userName": "sub-1", "identityProvider": "accounts.example.com"},
        ),
        (
            FederatedIdentity("arn:aws:iam::111122223333:saml-provider/idp", "sub-2"),
            {
                "type": "SAMLUser",
                "userName": "sub-2",
                "identityProvider": "arn:aws:iam::111122223333:saml-provider/idp",
            },
        ),
    ],
)
def test_each_kind_of_principal_has_its_identity(principal, expected):
    assert document_of(replace(SEEN, principal=principal, access_key_id=""))["userIdentity"] == expected


def test_a_role_session_is_recorded_with_its_role_and_origin():
    principal = RoleSession(ACCOUNT, "deploy", "run-1", "/ci/", "AROAROLE")
    identity = document_of(replace(SEEN, principal=principal, session=SESSION))["userIdentity"]
    assert identity["arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run-1"
    assert identity["sessionContext"] == {
        "attributes": {"creationDate": "2026-03-01T12:00:00Z", "mfaAuthenticated": "true"},
        "sessionIssuer": {
            "type": "Role",
            "principalId": "AROAROLE",
            "arn": f"arn:aws:iam::{ACCOUNT}:role/ci/deploy",
            "accountId": ACCOUNT,
            "userName": "deploy",
        },
        "sourceIdentity": "alice@example.com",
    }


def test_a_federated_user_is_recorded_with_its_issuer():
    principal = FederatedUser(ACCOUNT, "guest", ALICE)
    identity = document_of(replace(SEEN, principal=principal, session=SESSION))["userIdentity"]
    assert identity["sessionContext"]["sessionIssuer"]["userName"] == "alice"


def test_a_users_own_session_has_no_issuer():
    session = replace(SESSION, mfa_authenticated=False, source_identity="")
    context = document_of(replace(SEEN, session=session))["userIdentity"]["sessionContext"]
    assert context == {"attributes": {"creationDate": "2026-03-01T12:00:00Z", "mfaAuthenticated": "false"}}


@pytest.mark.parametrize(
    ("key", "shown"),
    [("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"), ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""), ("", "")],
)
def test_an_unproven_caller_is_recorded_with_at_most_a_key_id(key, shown):
    seen = replace(SEEN, principal=None, access_key_id=key, account="")
    identity = document_of(seen)["userIdentity"]
    assert identity["type"] == "Unknown"
    assert identity.get("accessKeyId", "") == shown
    assert make_record(seen).access_key_id == shown
    assert make_record(seen).principal_arn == ""


@pytest.mark.parametrize("name", ["", "<script>", "A" * 200, "Get User", "Ünicode"])
def test_a_call_that_was_not_understood_has_no_name(name):
    document = document_of(replace(SEEN, service="", operation=name, parameters=None, output=None))
    assert (document["eventSource"], document["eventName"]) == ("Unknown", "Unknown")
    assert document["requestParameters"] is None


def test_the_sdks_own_user_agent_header_is_preferred_and_cut():
    headers = (("user-agent", "Mozilla"), ("x-amz-user-agent", "console/" + "x" * 5000))
    agent = document_of(replace(SEEN, request=replace(HTTP, headers=headers)))["userAgent"]
    assert agent.startswith("console/")
    assert len(agent) == 1024


@pytest.mark.parametrize(
    "name",
    ["Password", "OldPassword", "NewPassword", "SecretAccessKey", "SessionToken", "WebIdentityToken", "SAMLAssertion",
     "TokenCode", "AuthenticationCode1", "PrivateKey", "Base32StringSeed", "QRCodePNG", "ServicePassword",
     "ServiceCredentialSecret", "AddPrivateKey"],
)  # fmt: skip
def test_secrets_are_hidden_wherever_they_stand(name):
    rendered = render_elements({"Outer": [{name: "s3cr3t", "UserName": "alice"}], name: b"s3cr3t"})
    assert "s3cr3t" not in json.dumps(rendered)
    assert rendered["outer"] == [{name[:1].lower() + name[1:]: HIDDEN, "userName": "alice"}]


@pytest.mark.parametrize(
    "body",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nsesame\n-----END OPENSSH PRIVATE KEY-----",
        "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPrivate-Lines: 1\nsesame",
    ],
)
def test_a_private_key_is_hidden_where_a_public_one_belongs(body):
    assert render_elements({"SSHPublicKeyBody": body}) == {"sSHPublicKeyBody": HIDDEN}
    assert render_elements({"SSHPublicKeyBody": "ssh-rsa AAAA"}) == {"sSHPublicKeyBody": "ssh-rsa AAAA"}


def test_what_only_sounds_secret_and_policies_stay():
    members = {"PasswordResetRequired": True, "MinimumPasswordLength": 8, "PolicyDocument": '{"Version": "2012-10-17"}'}
    assert render_elements(members) == {
        "passwordResetRequired": True,
        "minimumPasswordLength": 8,
        "policyDocument": '{"Version": "2012-10-17"}',
    }


def test_bytes_are_recorded_in_base64():
    assert render_elements({"Content": b"abc", "Gap": [None]}) == {"content": "YWJj", "gap": [None]}


def test_long_text_is_cut():
    longest = "x" * MAX_VALUE_CHARACTERS
    members = {"Exact": longest, "Longer": [{"Document": longest + "y"}], "Number": 3}
    assert bound(render_elements(members)) == {"exact": longest, "longer": [{"document": longest + CUT}], "number": 3}


def test_what_is_too_large_is_omitted_and_says_so():
    tags = [{"Key": f"key-{number}", "Value": "v" * 256} for number in range(200)]
    (name, text), *rest = bound(render_elements({"Tags": tags, "UserName": "alice"})).items()
    assert (name, rest) == (OMITTED, [])
    assert str(MAX_RENDERED_CHARACTERS) in str(text)
    assert "v" not in str(text)


@pytest.mark.parametrize("header", ["user-agent", "x-amz-user-agent", "referer"])
def test_headers_that_no_policy_could_test_are_named(header):
    def unused(value, decided):
        request = replace(HTTP, headers=((header, value),))
        event = document_of(replace(SEEN, request=request, decided=decided))
        return (event.get("additionalEventData") or {}).get("unusedHeaders")

    assert unused("x" * 1025, SEEN.decided) == [header]
    assert unused("x" * 1024, SEEN.decided) is None
    assert unused("x" * 1025, None) is None


def test_a_record_is_bounded_whatever_the_call_carries():
    """A refused call of a known user once added 768 KiB to the trail."""
    short = make_record(replace(SEEN, parameters={"PolicyDocument": "x" * 6144}))
    assert json.loads(short.document)["requestParameters"] == {"policyDocument": "x" * 6144}
    long = make_record(replace(SEEN, parameters={"PolicyDocument": "x" * 100_000, "UserName": "alice"}))
    assert json.loads(long.document)["requestParameters"]["userName"] == "alice"
    assert len(long.document) < 2 * MAX_VALUE_CHARACTERS
    many = {"Tags": [{"Key": f"key-{number}", "Value": "v" * 256} for number in range(3000)]}
    assert len(make_record(replace(SEEN, parameters=many, output=many)).document) < 2048


def test_names_that_only_sound_secret_are_shown():
    shown = {"AssertionEncryptionMode": "Required", "RemovePrivateKey": "KEYID"}
    assert render_elements(shown) == {"assertionEncryptionMode": "Required", "removePrivateKey": "KEYID"}
    assert render_elements({"SAMLAssertion": "x", "AddPrivateKey": "x"}) == {
        "sAMLAssertion": HIDDEN,
        "addPrivateKey": HIDDEN,
    }
    assert render_elements({"RemovePrivateKey": "-----BEGIN PRIVATE KEY-----"}) == {"removePrivateKey": HIDDEN}
