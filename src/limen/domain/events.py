"""The unit of the audit trail (CloudTrail's event record): the JSON document, and the fields to filter by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One call's record.

    `document` is the CloudTrail-shaped JSON object as text; the rest repeats what `limen audit` filters by.
    """

    id: str
    at: datetime
    account: str
    principal_arn: str
    access_key_id: str
    event_source: str
    event_name: str
    error_code: str
    source_ip: str
    document: str
    request_id: str = ""


class SessionAttributes(TypedDict):
    """How a session began."""

    creationDate: str
    mfaAuthenticated: str


class SessionContext(TypedDict, total=False):
    """The session of a caller with temporary credentials."""

    attributes: SessionAttributes
    sessionIssuer: "CallerIdentity"
    sourceIdentity: str


class CallerIdentity(TypedDict, total=False):
    """Who called; each kind of caller has some of these members."""

    type: str
    principalId: str
    arn: str
    accountId: str
    accessKeyId: str
    userName: str
    sessionContext: SessionContext


class AdditionalData(TypedDict, total=False):
    """The data for which CloudTrail has no field of its own."""

    decisionId: str
    decision: str
    revision: int
    secureTransport: bool
    mfaTime: str


class EventDocument(TypedDict, total=False):
    """The members of a record's document that Limen reads."""

    userIdentity: CallerIdentity
    eventTime: str
    awsRegion: str
    userAgent: str | None
    requestParameters: Mapping[str, object] | None
    responseElements: Mapping[str, object] | None
    readOnly: bool
    errorMessage: str
    additionalEventData: AdditionalData
