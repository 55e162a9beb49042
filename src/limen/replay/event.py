"""An audit record: what it says about a decision, and how to find it by its own id or the decision's."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from limen.audit.record import SOURCE_SUFFIX
from limen.domain.events import AdditionalData, AuditRecord, EventDocument
from limen.errors import AccessDeniedError
from limen.operations.replays import ReplayError
from limen.store.interface import AuditFilter, Store

ADVICE = "limen audit --json lists the calls: eventID, and additionalEventData.decisionId where a decision was made."


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """A record and its document. `revision` is `None` in records without it."""

    record: AuditRecord
    document: EventDocument

    @property
    def id(self) -> str:
        """The record's own id."""
        return self.record.id

    @property
    def at(self) -> datetime:
        """When the request arrived."""
        return self.record.at

    @property
    def service(self) -> str:
        """`iam`, `sts`, or another source of the event."""
        return self.record.event_source.removesuffix(SOURCE_SUFFIX)

    @property
    def additional(self) -> AdditionalData:
        """The data that has no field in CloudTrail."""
        return self.document.get("additionalEventData") or {}

    @property
    def decision_id(self) -> str:
        """The decision's id; empty without a decision."""
        return str(self.additional.get("decisionId", ""))

    @property
    def revision(self) -> int | None:
        """The revision of the state that the decision used."""
        return self.additional.get("revision")

    @property
    def is_allowed(self) -> bool:
        """The recorded decision; a record without one failed because it was denied."""
        outcome = self.additional.get("decision")
        return self.record.error_code != AccessDeniedError.code if outcome is None else bool(outcome == "Allowed")

    @property
    def parameters(self) -> Mapping[str, object]:
        """The parameters in CloudTrail's spelling."""
        return self.document.get("requestParameters") or {}

    @property
    def issued_key_id(self) -> str:
        """Key id of the credentials that the call issued; empty if it issued none."""
        credentials = (self.document.get("responseElements") or {}).get("credentials")
        return str(credentials.get("accessKeyId", "")) if isinstance(credentials, Mapping) else ""


def get_decided_event(store: Store, text: str, account: str) -> RecordedEvent:
    """The event with this id, of the given account if any; raises `ReplayError` unless a decision was made."""
    event = find_event(store, text)
    if event is None:
        raise ReplayError(f"the audit trail has no event or decision {text}", advice=ADVICE)
    if account and event.record.account != account:
        owner = f"account {event.record.account}" if event.record.account else "no account"
        raise ReplayError(f"event {text} is of {owner}, not of account {account}")
    if not event.decision_id:
        raise ReplayError(f"nothing was decided in event {text}: {_describe_end(event)}")
    return event


def find_event(store: Store, text: str) -> RecordedEvent | None:
    """The event with this id, or with this request or decision; raises `ReplayError` for text that is not an id."""
    found = next(store.audit_records(AuditFilter(call_id=_parse_id(text)), limit=1), None)
    return None if found is None else read_event(found)


def read_event(record: AuditRecord) -> RecordedEvent:
    """The record with its document."""
    return RecordedEvent(record, json.loads(record.document))


def _parse_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as error:
        raise ReplayError(f"{text!r} is not an event's id", advice=ADVICE) from error


def _describe_end(event: RecordedEvent) -> str:
    """Why there is no decision: an earlier refusal, or a kind of event without policies."""
    record = event.record
    if not record.error_code:
        return f"no policies are evaluated for {event.service}:{record.event_name}"
    return f"it was refused before a decision, with {record.error_code}: {event.document.get('errorMessage', '')}"
