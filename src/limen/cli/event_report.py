"""What `limen explain --event` prints: the record, the decision at that time with its reasons, and the one now."""

from collections.abc import Iterator, Mapping

import click

from limen.cli.decision_text import describe_decision
from limen.cli.explanation_text import describe_explanation, render_explanation
from limen.cli.terminal import printable
from limen.engine.decision import Decision
from limen.engine.explain.smallest_changes import explain as find_explanation
from limen.operations.replays import Verdict
from limen.replay.event import RecordedEvent
from limen.replay.explain import ExplainedEvent
from limen.scenario.decide import render_decision


def render_event(explained: ExplainedEvent, *, changes: int) -> dict[str, object]:
    """The explanation of the decisive decision, with the facts about the event."""
    event, then = explained.event, explained.then
    decision = then.decisive
    return {
        "event": {
            "eventID": event.id,
            "decisionId": event.decision_id,
            "eventTime": event.document["eventTime"],
            "action": f"{event.service}:{event.record.event_name}",
            "principal": event.record.principal_arn,
            "recorded": _word(is_allowed=event.is_allowed),
            "error_code": event.record.error_code or None,
            "error_message": event.document.get("errorMessage"),
        },
        **_render_verdict(then),
        "agrees": explained.agrees,
        "unknown": list(explained.unknown),
        "now": _render_verdict(explained.now) | {"differs": explained.differs_now},
        "explanation": None if decision is None else render_explanation(find_explanation(decision, limit=changes)),
    }


def describe_event(explained: ExplainedEvent, *, changes: int) -> Iterator[str]:
    """The same as text."""
    event, then = explained.event, explained.then
    yield from _describe_record(event)
    state = f"revision {then.revision}"
    yield f"Decided again on {state}: {'as recorded.' if explained.agrees else _describe_disagreement(explained)}"
    yield from (f"  not known: {printable(each)}" for each in explained.unknown)
    yield ""
    decision = then.decisive
    if then.refusal:
        yield f"Refused without evaluating policies: {printable(then.refusal)}"
    elif decision is None:
        yield "No permission is needed for this action: no policy is evaluated."
    else:
        yield from describe_explanation(find_explanation(decision, limit=changes))
        yield from _describe_others(then, decision)
    yield ""
    yield from _describe_now(explained)


def _describe_record(event: RecordedEvent) -> Iterator[str]:
    record = event.record
    yield printable(f"{event.document['eventTime']}  {event.service}:{record.event_name}  {record.principal_arn}")
    yield f"  event {event.id}, decision {event.decision_id}"
    recorded = f"  recorded: {_word(is_allowed=event.is_allowed)}"
    if record.error_code:
        how = "" if not event.is_allowed else ", but the call failed: "
        recorded += f"{how or ': '}{record.error_code}: {event.document.get('errorMessage', '')}"
    yield printable(recorded)


def _describe_disagreement(explained: ExplainedEvent) -> str:
    return click.style(
        f"NOT AS RECORDED. The record says {_word(is_allowed=explained.event.is_allowed)},"
        f" this decision says {_word(is_allowed=explained.then.is_allowed)}.",
        fg="red",
        bold=True,
    )


def _describe_others(verdict: Verdict, reported: Decision) -> Iterator[str]:
    """The other permissions that the call needs."""
    for decision in verdict.decisions:
        if decision is not reported:
            request = decision.request
            yield printable(f"\nAlso needed: {request.action} on {request.resource.arn}: {decision.outcome}")


def _describe_now(explained: ExplainedEvent) -> Iterator[str]:
    then, now = explained.then, explained.now
    yield f"{click.style('Now', bold=True)} (revision {now.revision}): {_describe_change(explained)}"
    if not explained.differs_now:
        return
    decision = now.decisive
    if now.refusal:
        yield f"  {printable(now.refusal)}"
    elif decision is not None and (now.is_allowed is not then.is_allowed or not now.is_allowed):
        yield from (f"  {line}" for line in describe_decision(decision))


def _describe_change(explained: ExplainedEvent) -> str:
    then, now = explained.then.is_allowed, explained.now.is_allowed
    if now is not then:
        return f"it would be {'allowed' if now else 'denied'}."
    verb = "allowed" if now else "denied"
    return f"it would still be {verb}{', for another reason' if explained.differs_now else ''}."


def _render_verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "revision": verdict.revision,
        "decision": _word(is_allowed=verdict.is_allowed),
        "refusal": verdict.refusal or None,
        "decisions": [_render_decision(decision) for decision in verdict.decisions],
    }


def _render_decision(decision: Decision) -> Mapping[str, object]:
    request = decision.request
    return {"action": request.action, "resource": request.resource.arn, **render_decision(decision)}


def _word(*, is_allowed: bool) -> str:
    return "Allowed" if is_allowed else "Denied"
