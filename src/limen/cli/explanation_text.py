"""An explanation as text and as JSON: the decision, every statement, and what would allow it."""

from collections.abc import Iterator

import click

from limen.cli.decision_text import describe_decision, describe_trace
from limen.cli.terminal import printable
from limen.engine.explain.render import describe_change, find_owner, render_change, render_trace
from limen.engine.explain.smallest_changes import Explanation
from limen.scenario.decide import render_decision


def render_explanation(explanation: Explanation) -> dict[str, object]:
    """The decision as `limen evaluate --json --trace` has it, and the changes."""
    request = explanation.decision.request
    return render_decision(explanation.decision) | {
        "missing_context_keys": list(explanation.decision.missing_context_keys),
        "trace": render_trace(explanation.decision.trace),
        "changes": [[render_change(change, request) for change in remedy] for remedy in explanation.remedies],
    }


def describe_explanation(explanation: Explanation) -> Iterator[str]:
    """The same as text."""
    decision = explanation.decision
    yield from describe_decision(decision)
    yield ""
    yield from describe_trace(decision.trace)
    if missing := decision.missing_context_keys:
        yield f"\nThe policies test context keys that the request does not have: {printable(', '.join(missing))}"
    if decision.is_allowed:
        return
    yield ""
    if not explanation.remedies:
        yield "No change that would allow it was found."
        return
    yield click.style("Each of these would allow it (verified by deciding again):", bold=True)
    for number, remedy in enumerate(explanation.remedies, 1):
        for first, change in enumerate(remedy):
            text = printable(describe_change(change, decision.request))
            mark = "   and" if first else f"{number:4d}."
            yield f"{mark} {text}  [{find_owner(change, decision.request)}]"
