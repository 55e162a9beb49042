"""A decision as text, statement by statement, as `evaluate`, `explain` and `test` print it."""

from collections.abc import Iterator

import click

from limen.cli.terminal import printable
from limen.engine.decision import Decision
from limen.engine.explain.render import name_statement
from limen.engine.model.layers import CONTROLS, Layer, Outcome
from limen.engine.model.trace import Clause, ClauseFailure, StatementTrace, Trace
from limen.policy.match.context import AMBIGUOUS, ContextValue
from limen.scenario.decide import render_decision

_COLORS = {Outcome.ALLOWED: "green", Outcome.EXPLICIT_DENY: "red", Outcome.IMPLICIT_DENY: "red"}
_SHOWN_VALUES = 6


def describe_decision(decision: Decision) -> Iterator[str]:
    """Outcome and reason, the statements that decided, and AWS's message."""
    answer = render_decision(decision)
    outcome = decision.outcome
    yield f"{click.style(str(outcome), fg=_COLORS[outcome], bold=True)}: {printable(str(answer['reason']))}"
    for each in decision.matched_statements:
        yield f"  decided by {printable(name_statement(each))}"
    if outcome is Outcome.IMPLICIT_DENY and decision.denied_by:
        yield f"  no statement allows it in: {', '.join(str(layer) for layer in decision.denied_by)}"
    if message := answer["message"]:
        yield f"  {printable(str(message))}"


def describe_trace(trace: Trace) -> Iterator[str]:
    """Every layer with its statements; of a statement that did not apply, each clause that failed."""
    for layer, group in group_by_layer(trace):
        outcome = trace.layers.get(layer)
        state = "does not apply to this request" if outcome is None else str(outcome)
        yield f"{click.style(str(layer), bold=True)}: {state}"
        if not group:
            yield "  no statements"
        for each in group:
            verb = click.style("applied", fg="red" if each.is_deny else "green") if each.applied else "did not apply"
            level = f"level {each.level + 1}, " if layer in CONTROLS else ""
            yield f"  {verb}: {level}{printable(name_statement(each, with_layer=False))}"
            yield from (f"    {describe_failure(failure)}" for failure in each.failures)


def group_by_layer(trace: Trace) -> Iterator[tuple[Layer, list[StatementTrace]]]:
    """The layers that are present, with their statements."""
    for layer in Layer:
        group = [each for each in trace.statements if each.layer is layer]
        if group or layer in trace.layers or layer in trace.exempt:
            yield layer, group


def describe_failure(failure: ClauseFailure) -> str:
    """A clause that failed, with both sides of the comparison."""
    wanted = _list(failure.wanted)
    found = _value(failure.found)
    match failure.clause:
        case Clause.CONDITION:
            return f"condition {failure.operator} {printable(failure.key)}: wants {wanted}; the request has {found}"
        case Clause.PRINCIPAL:
            return f"principal: names {wanted or 'nobody'}; the caller is {found}"
        case _:
            return f"{failure.clause}: names {wanted or 'nothing'}; the request has {found}"


def _value(found: ContextValue | None) -> str:
    if found is None:
        return "no such key"
    if found == AMBIGUOUS:
        return "several values, under names that differ in letter case only: none of them counts"
    return f"[{_list(found)}]" if isinstance(found, tuple) else repr(found)


def _list(values: tuple[str, ...]) -> str:
    shown = ", ".join(repr(value) for value in values[:_SHOWN_VALUES])
    return f"{shown} and {len(values) - _SHOWN_VALUES} more" if len(values) > _SHOWN_VALUES else shown
