"""ExplainEvent: a call of the audit trail decided again, on the state of its decision and on the present one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.engine.explain.smallest_changes import MAX_REMEDIES, explain
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.limen.explanations import render_explanation
from limen.operations.registry import OperationTable
from limen.operations.replays import ReplayedEvent, ReplayError, Verdict
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.limen import shapes

table = OperationTable("limen", ())


@table.read("ExplainEvent", EVERYTHING, is_long=True)
def explain_recorded_event(
    call: AuthorizedCall[shapes.ExplainEventRequest], reader: Reader, environment: Environment
) -> shapes.ExplainEventResponse:
    """A call of the caller's account, by the id of its event, request or decision."""
    try:
        found = environment.replay(call.parameters["EventId"], call.account, now=call.now)
    except ReplayError as error:
        message = str(error)
        raise ValidationError(f"{message[:1].upper()}{message[1:]}.") from error
    limit = call.parameters.get("MaxChanges", MAX_REMEDIES)
    then, now = _render(found.then, limit), _render(found.now, limit)
    return {
        "Event": _render_event(found),
        "Then": then,
        "Now": now,
        "Agrees": found.then.is_allowed is found.was_allowed,
        "DiffersNow": found.differs_now,
        "Unknown": list(found.unknown),
    }


def _render_event(found: ReplayedEvent) -> shapes.RecordedEvent:
    record = found.record
    output: shapes.RecordedEvent = {
        "EventId": record.id,
        "Time": record.at,
        "Action": f"{record.event_source.partition('.')[0]}:{record.event_name}",
        "WasAllowed": found.was_allowed,
    }
    if record.principal_arn:
        output["Principal"] = record.principal_arn
    if record.error_code:
        output["ErrorCode"], output["ErrorMessage"] = record.error_code, found.error_message
    return output


def _render(verdict: Verdict, limit: int) -> shapes.EventDecision:
    output: shapes.EventDecision = {
        "IsAllowed": verdict.is_allowed,
        "Revision": verdict.revision,
        "Decisions": [render_explanation(explain(each, limit=limit)) for each in verdict.decisions],
    }
    if verdict.refusal:
        output["Refusal"] = verdict.refusal
    return output
