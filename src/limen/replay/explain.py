"""A recorded decision made again on its state, compared with the record and with the decision now."""

from dataclasses import dataclass
from datetime import datetime

from limen.domain.events import AuditRecord
from limen.operations.replays import ReplayError, Verdict
from limen.replay.decided_call import decide_call
from limen.replay.event import RecordedEvent, find_event, get_decided_event
from limen.replay.recorded_call import RecordedCall, rebuild_call
from limen.scenario.decide import render_decision
from limen.store.interface import Reader, Store

_REASONS = ("reason", "denied_by", "matched_statements")


@dataclass(frozen=True, slots=True)
class ExplainedEvent:
    """A recorded call, decided again on the state of its decision and on the newest."""

    call: RecordedCall
    then: Verdict
    now: Verdict

    @property
    def event(self) -> RecordedEvent:
        """The record."""
        return self.call.event

    @property
    def record(self) -> AuditRecord:
        """The record of the call."""
        return self.event.record

    @property
    def error_message(self) -> str:
        """The recorded message; empty for a call that succeeded."""
        return str(self.event.document.get("errorMessage") or "")

    @property
    def was_allowed(self) -> bool:
        """The recorded decision."""
        return self.event.is_allowed

    @property
    def agrees(self) -> bool:
        """Whether the record says the same."""
        return self.then.is_allowed is self.event.is_allowed

    @property
    def differs_now(self) -> bool:
        """Whether the call would be decided differently now, or refused for another reason."""
        return _reason_of(self.then) != _reason_of(self.now)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What the record does not contain; of context keys, only those that a policy tests."""
        asked = {key for decision in self.then.decisions for key in decision.missing_context_keys}
        keys = sorted(key for key in asked if key.lower() in self.call.unrecorded)
        return (*self.call.unknown, *(f"{key}, which a policy tests" for key in keys))


def explain_event(store: Store, text: str, account: str, *, now: datetime) -> ExplainedEvent:
    """Find the event and decide its call again; raises `ReplayError` if there is none, or nothing was decided."""
    event = get_decided_event(store, text, account)
    call = rebuild_call(store, event)
    then = decide_call(call, _open_then(store, event, now), now=event.at)
    return ExplainedEvent(call, then, decide_call(call, store.latest(), now=now))


def explain_own_event(store: Store, event_id: str, account: str, *, now: datetime) -> ExplainedEvent:
    """The same for a caller of the account, to whom events of other accounts do not exist."""
    found = find_event(store, event_id)
    if found is None or found.record.account != account:
        raise ReplayError(f"the account has no event, request or decision {event_id}")
    return explain_event(store, event_id, account, now=now)


def _open_then(store: Store, event: RecordedEvent, now: datetime) -> Reader:
    try:
        if event.revision is None:
            return store.snapshot(at=event.at, now=now)
        return store.snapshot(revision=event.revision)
    except LookupError as error:
        message = f"the store has no state of event {event.id}: {error}"
        raise ReplayError(message) from error


def _reason_of(verdict: Verdict) -> object:
    """The parts that make two verdicts the same: the reason of a denial counts, the statements of an allow do not."""
    if verdict.is_allowed:
        return True
    denied = [decision for decision in verdict.decisions if not decision.is_allowed]
    described = [(each.request.action, render_decision(each)) for each in denied]
    return verdict.refusal, [(action, *(each[name] for name in _REASONS)) for action, each in described]
