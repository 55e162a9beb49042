"""One record per call in the form of a CloudTrail event (version 1.11), whether allowed, refused or not parsable.

Additions to CloudTrail's form are inside `additionalEventData`: `decisionId` names the authorization decision, which is
also the request's id, `decision` is its result and `revision` its state, so that it can be made again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from json import JSONEncoder

from limen.audit.elements import MAX_VALUE_CHARACTERS, bound, render_elements
from limen.audit.user_identity import describe_identity, describe_unproven
from limen.domain.events import AuditRecord
from limen.domain.moments import render_moment
from limen.domain.principals import Principal
from limen.domain.sessions import Session
from limen.wire.http import HTTPRequest

EVENT_VERSION = "1.11"
API_CALL = "AwsApiCall"
"""The default type of an event."""

SOURCE_SUFFIX = ".amazonaws.com"
"""The end of an event's source, after the name of the service."""

MAX_TEXT_LENGTH = 1024  # CloudTrail cuts user agents and messages at 1 KB.
UNKNOWN_NAME = "Unknown"

_ENCODER = JSONEncoder(separators=(",", ":"))
_ACCESS_KEY_ID = re.compile(r"A[KS]IA[A-Z2-7]{12,28}")
_EVENT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,127}")


@dataclass(frozen=True, slots=True)
class Decided:
    """The policies' decision about a call, and its revision. An allowed call may still fail."""

    is_allowed: bool
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is known about a call when it is over.

    `principal` is `None` where the proof of identity failed. `parameters` is `None` where the call was not understood,
    `output` where nothing was answered or the operation only reads. `decided` is `None` where the call did not get as
    far as a decision. `error_code` is empty on success. `is_data_event` marks the use of what a service holds, which
    CloudTrail keeps apart from the management of accounts.
    """

    event_id: str
    request_id: str
    at: datetime
    request: HTTPRequest
    service: str
    operation: str
    region: str
    account: str
    principal: Principal | None = None
    access_key_id: str = ""
    session: Session | None = None
    parameters: Mapping[str, object] | None = None
    output: Mapping[str, object] | None = None
    error_code: str = ""
    error_message: str = ""
    read_only: bool = True
    decided: Decided | None = None
    event_type: str = API_CALL
    is_data_event: bool = False
    additional: Mapping[str, object] | None = None


def make_record(seen: Observation) -> AuditRecord:
    """Make the record of one call."""
    source = f"{seen.service}{SOURCE_SUFFIX}" if seen.service else UNKNOWN_NAME
    name = seen.operation if _EVENT_NAME.fullmatch(seen.operation) else UNKNOWN_NAME
    access_key_id = _shown_key(seen)
    return AuditRecord(
        id=seen.event_id,
        at=seen.at,
        account=seen.account,
        principal_arn=seen.principal.arn if seen.principal is not None else "",
        access_key_id=access_key_id,
        event_source=source,
        event_name=name,
        error_code=seen.error_code,
        source_ip=seen.request.peer,
        document=_encode(_render_event(seen, source, name, access_key_id)),
        request_id=seen.request_id,
    )


def _encode(event: Mapping[str, object]) -> str:
    """The event as JSON. Nearly all are short, so they need not be searched for texts that are too long."""
    document = _ENCODER.encode(event)
    if len(document) <= MAX_VALUE_CHARACTERS:
        return document
    names = ("requestParameters", "responseElements")
    bounded = {name: bound(found) for name in names if isinstance(found := event[name], Mapping)}
    return _ENCODER.encode({**event, **bounded})


def _shown_key(seen: Observation) -> str:
    """Show an unverified key id only if it looks like one, because people paste secrets into the wrong field."""
    if seen.principal is not None or _ACCESS_KEY_ID.fullmatch(seen.access_key_id):
        return seen.access_key_id
    return ""


def _render_event(seen: Observation, source: str, name: str, access_key_id: str) -> dict[str, object]:
    event: dict[str, object] = {
        "eventVersion": EVENT_VERSION,
        "userIdentity": _render_identity(seen, access_key_id),
        "eventTime": render_moment(seen.at),
        "eventSource": source,
        "eventName": name,
        "awsRegion": seen.region,
        "sourceIPAddress": seen.request.peer,
        "userAgent": _user_agent(seen.request),
        "requestParameters": None if not seen.parameters else render_elements(seen.parameters),
        "responseElements": None if not seen.output else render_elements(seen.output),
        "requestID": seen.request_id,
        "eventID": seen.event_id,
        "readOnly": seen.read_only,
        "eventType": seen.event_type,
        "managementEvent": not seen.is_data_event,
        "recipientAccountId": seen.account,
        "eventCategory": "Data" if seen.is_data_event else "Management",
    }
    if seen.error_code:
        event |= {"errorCode": seen.error_code, "errorMessage": _first_line(seen.error_message)}
    additional = {**(seen.additional or {}), **_render_decision(seen)}
    if seen.decided is not None and (unused := seen.request.long_facts()):
        additional["unusedHeaders"] = unused
    return event | {"additionalEventData": additional} if additional else event


def _render_decision(seen: Observation) -> dict[str, object]:
    """The decision and what it depended on, for which CloudTrail has no fields."""
    if seen.decided is None:
        return {}
    described: dict[str, object] = {
        "decisionId": seen.request_id,
        "decision": "Allowed" if seen.decided.is_allowed else "Denied",
        "revision": seen.decided.revision,
    }
    return {**described, "secureTransport": True} if seen.request.scheme == "https" else described


def _render_identity(seen: Observation, access_key_id: str) -> dict[str, object]:
    if seen.principal is None:
        return describe_unproven(access_key_id)
    return describe_identity(seen.principal, access_key_id, seen.session)


def _first_line(message: str) -> str:
    """The first line: the rest of a signature's refusal repeats the signed headers, including the session token."""
    return message.partition("\n")[0][:MAX_TEXT_LENGTH]


def _user_agent(request: HTTPRequest) -> str:
    """The user agent; browsers cannot set `User-Agent`, so the AWS SDK for JavaScript uses a header of its own."""
    return (request.header("x-amz-user-agent") or request.header("user-agent") or "")[:MAX_TEXT_LENGTH]
