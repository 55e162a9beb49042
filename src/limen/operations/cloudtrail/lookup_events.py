"""LookupEvents: the events of the caller's account in the last 90 days, the newest first.

The trail is one for all Regions, so the history is the same in each of them. There are no Insights events. CloudTrail's
limit of two calls per second is not enforced, because the server belongs to its user.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from limen.authz.call import AnyCall, AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.domain.events import AuditRecord
from limen.operations.cloudtrail.faults import (
    InvalidLookupAttributesError,
    InvalidNextTokenError,
    InvalidTimeRangeError,
)
from limen.operations.cloudtrail.history_event import HistoryEvent, read_event
from limen.operations.environment import Environment
from limen.operations.next_token import NextTokenError, parse_token, render_token
from limen.operations.registry import OperationTable
from limen.store.interface import AuditFilter, Reader

if TYPE_CHECKING:
    from limen.operations.cloudtrail import shapes

HISTORY: Final = timedelta(days=90)
DEFAULT_RESULTS: Final = 50
MOST_READ: Final = 10_000
"""At most this many records are read for one page: a rare attribute in a long trail takes several pages, some empty."""

INSIGHT_ATTRIBUTES: Final = frozenset({"EventId", "EventName", "EventSource"})

table = OperationTable("cloudtrail", ())


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a page ended: the moment and the id of the last record that was read."""

    at: datetime
    id: str


@table.read("LookupEvents", EVERYTHING, is_long=True)
def lookup_events(
    call: AuthorizedCall[shapes.LookupEventsRequest], reader: Reader, environment: Environment
) -> shapes.LookupEventsResponse:
    """A page of events."""
    attribute = _find_attribute(call)
    select, position = _find_range(call), _find_position(call)
    if call.parameters.get("EventCategory") is not None:
        return {"Events": []}
    if attribute is not None:
        select = _narrow(select, *attribute)
    if position is not None:
        select = replace(select, until=position.at)
    records = environment.trail.audit_records(select, limit=sys.maxsize)
    return _read_page(call, _after(records, position), attribute)


def _find_attribute(call: AuthorizedCall[shapes.LookupEventsRequest]) -> tuple[str, str] | None:
    attributes = call.parameters.get("LookupAttributes", [])
    if len(attributes) > 1:
        raise InvalidLookupAttributesError("You can only specify one lookup attribute.")
    if not attributes:
        return None
    key, value = attributes[0]["AttributeKey"], attributes[0]["AttributeValue"]
    if call.parameters.get("EventCategory") is not None and key not in INSIGHT_ATTRIBUTES:
        raise InvalidLookupAttributesError(f"Insights events cannot be looked up by {key}.")
    return key, value


def _find_range(call: AuthorizedCall[shapes.LookupEventsRequest]) -> AuditFilter:
    """The account's records in the time range; a whole second, as events show it, is in the range or not."""
    start, end = call.parameters.get("StartTime"), call.parameters.get("EndTime")
    if start is not None and end is not None and start > end:
        raise InvalidTimeRangeError("The start time must not be after the end time.")
    oldest = call.now - HISTORY
    until = None if end is None else end.replace(microsecond=0) + timedelta(seconds=1, microseconds=-1)
    return AuditFilter(account=call.account, since=oldest if start is None else max(start, oldest), until=until)


def _narrow(select: AuditFilter, key: str, value: str) -> AuditFilter:
    """Let the store filter by the attributes that it has as columns, instead of reading all documents."""
    match key:
        case "EventId":
            return replace(select, call_id=value)
        case "EventName":
            return replace(select, event_name=value)
        case "EventSource":
            return replace(select, event_source=value)
        case "AccessKeyId":
            return replace(select, access_key_id=value)
        case _:
            return select


def _find_position(call: AuthorizedCall[shapes.LookupEventsRequest]) -> _Position | None:
    token = call.parameters.get("NextToken")
    if token is None:
        return None
    try:
        at, record_id = json.loads(parse_token(call, token))
        return _Position(datetime.fromisoformat(at).astimezone(UTC), str(record_id))
    except (NextTokenError, ValueError, TypeError):
        raise InvalidNextTokenError("The NextToken is invalid.") from None


def _render_position(call: AnyCall, record: AuditRecord) -> str:
    return render_token(call, json.dumps([record.at.isoformat(), record.id]).encode())


def _after(records: Iterator[AuditRecord], position: _Position | None) -> Iterator[AuditRecord]:
    """The records after the position; newer ones of the same moment were on an earlier page."""
    is_behind = position is None
    for record in records:
        if is_behind or (position is not None and record.at < position.at):
            is_behind = True
            yield record
        else:
            is_behind = position is not None and record.id == position.id


def _read_page(
    call: AuthorizedCall[shapes.LookupEventsRequest],
    records: Iterator[AuditRecord],
    attribute: tuple[str, str] | None,
) -> shapes.LookupEventsResponse:
    """The page, and a token unless the last record was read."""
    most = call.parameters.get("MaxResults", DEFAULT_RESULTS)
    events: list[HistoryEvent] = []
    last: AuditRecord | None = None
    answer: shapes.LookupEventsResponse = {}
    for number, record in enumerate(records):
        if last is not None and (len(events) == most or number == MOST_READ):
            answer["NextToken"] = _render_position(call, last)
            break
        last = record
        event = read_event(record)
        if attribute is None or event.has(*attribute):
            events.append(event)
    answer["Events"] = [event.render() for event in events]
    return answer
