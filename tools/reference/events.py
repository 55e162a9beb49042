"""The chapter about the audit trail, from records that `limen.audit` makes of one call of every kind."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from limen.admin.audit_retention import REMOVAL
from limen.audit.elements import HIDDEN
from limen.audit.record import EVENT_VERSION, Decided, Observation, make_record
from limen.audit.user_identity import describe_identity, describe_unproven
from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    Principal,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.domain.sessions import Session, SessionKind
from limen.signin.sign_in_events import LOGIN, MFA_CHECK, RENEWAL
from limen.wire.http import LONGEST_FACT, HTTPRequest
from tools.reference.tables import code, render_table

EVENTS = (
    (
        "AwsApiCall",
        "iam.amazonaws.com, sts.amazonaws.com",
        "each operation",
        "a call of IAM or STS, whatever its outcome",
    ),
    ("AwsConsoleSignIn", "signin.amazonaws.com", LOGIN, "an attempt to sign in with a password"),
    ("AwsConsoleSignIn", "signin.amazonaws.com", MFA_CHECK, "a correct password of a user who must also enter a code"),
    (
        "AwsConsoleSignIn",
        "signin.amazonaws.com",
        RENEWAL,
        "a renewal, or a request for a token that could not be parsed",
    ),
    ("AwsServiceEvent", "iam.amazonaws.com", "DeactivateMFADevice", "`limen account reset-root-mfa`"),
    ("AwsServiceEvent", "organizations.amazonaws.com", "CreateAccount", "the first start, or `limen account create`"),
    (
        "AwsServiceEvent",
        "limen.amazonaws.com",
        REMOVAL,
        "`limen audit retain`, or the setting `audit_retention_days`: the account's records before a time are removed",
    ),
    ("AwsServiceEvent", "kms.amazonaws.com", "RotateKey", "`limen keys rotate`, for each account with secrets"),
)
"""Type, source, name and occasion of every event."""

FIELDS = {
    "additionalEventData": "data that has no field in CloudTrail",
    "additionalEventData.decisionId": "id of the decision, if policies were evaluated; the same as `requestID`",
    "additionalEventData.decision": "`Allowed` or `Denied`; an allowed call may still have failed",
    "additionalEventData.revision": "revision that the decision was made on; `limen explain --event` uses it again",
    "additionalEventData.unusedHeaders": "headers longer than 1,024 characters, whose condition keys were absent",
    "additionalEventData.secureTransport": "`true` if the request came over HTTPS",
    "awsRegion": "region in the credential scope",
    "errorCode": "code of the error; absent on success",
    "errorMessage": "first line of the message to the client; absent on success",
    "eventCategory": "always `Management`",
    "eventID": "id of the record",
    "eventName": "the operation; `Unknown` if none was named",
    "eventSource": "the service; `Unknown` if none was named",
    "eventTime": "when the request arrived, UTC",
    "eventType": "see above",
    "eventVersion": f"always `{EVENT_VERSION}`",
    "managementEvent": "always `true`",
    "readOnly": "whether the operation only reads",
    "recipientAccountId": "account of the caller; empty if unknown",
    "requestID": "id of the request, the `RequestId` of the answer",
    "requestParameters": f"the parameters, secrets as `{HIDDEN}`; `null` if there are none, or not parsable",
    "responseElements": "answer of a write or of an issuer of credentials, secrets hidden; `null` otherwise",
    "sourceIPAddress": "address of the client; `limen` for events of Limen itself",
    "userAgent": "the client's `User-Agent`",
    "userIdentity": "the caller",
}
"""Every field of a record. The additional fields of a sign-in are described in `_SIGN_IN_FIELDS`."""

IDENTITY_FIELDS = {
    "accessKeyId": "the key that signed",
    "accountId": "account of the caller",
    "arn": "ARN of the caller",
    "identityProvider": "ARN or host name of the provider",
    "invokedBy": "the service",
    "principalId": "unique id; `AROA...:session` for a session of a role",
    "sessionContext": "for temporary credentials",
    "sessionContext.attributes": "attributes of the credentials",
    "sessionContext.attributes.creationDate": "when they were issued",
    "sessionContext.attributes.mfaAuthenticated": "`true` or `false`",
    "sessionContext.sessionIssuer": "the role of a session, or the user who requested it",
    "sessionContext.sessionIssuer.accountId": "its account",
    "sessionContext.sessionIssuer.arn": "its ARN",
    "sessionContext.sessionIssuer.principalId": "its unique id",
    "sessionContext.sessionIssuer.type": "`Role`, `IAMUser` or `Root`",
    "sessionContext.sessionIssuer.userName": "its name",
    "sessionContext.sourceIdentity": "the source identity, if one was set",
    "type": "see below",
    "userName": "name of a user, or the subject that the provider asserts",
}
"""Every field of `userIdentity`."""

CALLERS: Mapping[str, tuple[Principal, ...]] = {
    "the account's root user": (RootUser("111122223333"),),
    "an IAM user, by key, session token or sign-in": (IAMUser("111122223333", "alice", id="AIDAEXAMPLE"),),
    "a session of a role": (RoleSession("111122223333", "reader", "session", role_id="AROAEXAMPLE"),),
    "a user of GetFederationToken": (FederatedUser("111122223333", "bob", RootUser("111122223333")),),
    "an identity of a SAML or OIDC provider": (
        FederatedIdentity("arn:aws:iam::111122223333:saml-provider/corp", "carol"),
        FederatedIdentity("accounts.example.com", "carol"),
    ),
    "Limen itself, or a service": (ServicePrincipal("limen"),),
    "an unsigned request": (Anonymous(),),
}
"""Every kind of caller."""

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = Session(SessionKind.ASSUMED_ROLE, "111122223333", "AROAEXAMPLE", "ASIAEXAMPLE", NOW, NOW, source_identity="x")

_INTRODUCTION = """## Audit events

Every call writes one record in the form of a CloudTrail event, whether it was allowed, refused or not parsable.
`limen audit` lists the records, with `--json` as one JSON object per line. A write and its record are one
transaction; a read is answered after its record is durable.
"""


def render_events() -> str:
    """The chapter."""
    kinds = render_table(("`eventType`", "`eventSource`", "`eventName`", "When"), _event_rows())
    fields = render_table(("Field", "Meaning"), _rows(find_fields(), FIELDS))
    identity = render_table(("Field of `userIdentity`", "Meaning"), _rows(find_identity_fields(), IDENTITY_FIELDS))
    types = render_table(("`type`", "Caller", "Fields"), _type_rows())
    return f"{_INTRODUCTION}\n{kinds}\n{fields}\n{_SIGN_IN_FIELDS}\n{identity}\n{types}"


_SIGN_IN_FIELDS = """\
A sign-in also has `MFAUsed` and `PasswordChanged` (`Yes` or `No`) in `additionalEventData`, and `Success` or `Failure`
in `responseElements`. With a code, `MFAIdentifier` names the device; in a renewal, `mfaTime` is the time of the code.
If the sign-in was refused, `requestParameters` name the user if it exists; other names are not recorded, because
people type passwords into the wrong field.
"""


def find_fields() -> set[str]:
    """The fields of records of calls, refused and not."""
    return set(_example(error_code="AccessDenied", error_message="No.", decided=Decided(is_allowed=False, revision=1)))


def find_identity_fields() -> set[str]:
    """The fields of `userIdentity`, of all kinds of callers."""
    described = [describe_identity(who, "AKIAEXAMPLE", SESSION) for group in CALLERS.values() for who in group]
    return {path for identity in described for path in _paths(identity)}


def _example(**values: Any) -> Iterator[str]:  # noqa: ANN401 - fields of `Observation`
    headers = (("referer", "x" * (LONGEST_FACT + 1)),)
    request = HTTPRequest("POST", "/", "", headers, b"", peer="127.0.0.1", scheme="https")
    descriptions: dict[str, Any] = {"event_id": "e", "request_id": "r", "at": NOW, "request": request, "service": "iam"}
    seen = Observation(**descriptions, operation="GetUser", region="us-east-1", account="111122223333", **values)
    event = json.loads(make_record(seen).document)
    return (path for path in _paths(event) if not path.startswith("userIdentity."))


def _paths(value: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, member in value.items():
        yield f"{prefix}{name}"
        if isinstance(member, dict):
            yield from _paths(member, f"{prefix}{name}.")


def _event_rows() -> Iterator[tuple[str, ...]]:
    for kind, source, name, occasion in EVENTS:
        sources = ", ".join(code(part) for part in source.split(", "))
        yield code(kind), sources, name if " " in name else code(name), occasion


def _rows(found: set[str], descriptions: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """A row for each field found; a field without a description is an error."""
    return ((code(name), descriptions[name]) for name in sorted(found))


def _type_rows() -> Iterator[tuple[str, ...]]:
    for who, principals in CALLERS.items():
        described = [describe_identity(principal, "", None) for principal in principals]
        yield ", ".join(code(str(each["type"])) for each in described), who, _names(described[0])
    unproven = describe_unproven("AKIAEXAMPLE")
    yield (
        code(str(unproven["type"])),
        "a caller who could not be authenticated; `accessKeyId` only if it has the form of one",
        _names(unproven),
    )


def _names(identity: Mapping[str, Any]) -> str:
    return ", ".join(code(name) for name in identity if name != "type")
