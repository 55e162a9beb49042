"""Ways to administrator, as text and as JSON."""

from collections.abc import Iterable, Iterator

from limen.analysis.escalation.closure import Path, Step
from limen.analysis.escalation.cut import Cut, Escalation
from limen.analysis.escalation.power import Grant
from limen.cli.terminal import printable


def render_escalation(found: Escalation) -> dict[str, object]:
    """Who becomes administrator and how, as JSON."""
    return {
        "complete": found.complete,
        "administrators": list(found.administrators),
        "paths": [_render_path(path) for path in found.paths],
        "safe": list(found.safe),
        "unknown": list(found.reasons),
    }


def _render_path(path: Path) -> dict[str, object]:
    return {
        "principal": path.start,
        "conditional": path.is_conditional,
        "moves": [
            {
                "caller": step.caller,
                "actions": list(step.actions),
                "resource": step.resource,
                "gains": sorted({str(gain) for gain, _ in step.gains}),
                "conditional": step.is_conditional,
                "grants": _render_grants(step.grants),
            }
            for step in path.steps
        ],
    }


def _render_grants(grants: Iterable[Grant]) -> list[dict[str, object]]:
    return [{"owner": owner, "policy": policy, "index": index} for owner, policy, index in grants]


def render_cut(cut: Cut) -> dict[str, object]:
    """What to remove, as JSON."""
    return {
        "grants": _render_grants(cut.grants),
        "smallest": cut.is_smallest,
        "left": [path.start for path in cut.kept],
    }


def describe_escalation(found: Escalation) -> Iterator[str]:
    """The same as text."""
    for path in found.paths:
        condition = ", under conditions" if path.is_conditional else ""
        yield printable(f"{path.start} can become administrator{condition}:")
        for number, step in enumerate(path.steps, 1):
            yield printable(f"  {number}. {_describe_step(step)}")
    for reason in found.reasons:
        yield printable(f"not decided: {reason}")
    counts = f"{len(found.paths)} can become administrator, {len(found.safe)} cannot (proved)"
    yield f"{counts}, {len(found.administrators)} are administrators"


def _describe_step(step: Step) -> str:
    grants = ", ".join(f"{policy}[{index}]" for _, policy, index in step.grants)
    by = f"  by {grants}" if grants else ""
    condition = "  (under conditions)" if step.is_conditional else ""
    return f"{step.caller}: {', '.join(step.actions)} on {step.resource}{by}{condition}"


def describe_cut(cut: Cut) -> Iterator[str]:
    """What to remove, as text."""
    smallest = "the smallest set" if cut.is_smallest else "not proved to be the smallest set"
    yield f"Without these {len(cut.grants)} statements nobody can ({smallest}):"
    for owner, policy, index in cut.grants:
        yield printable(f"  statement {index} of {policy}, of {owner}")
    for path in cut.kept:
        yield printable(f"  but {path.start} still can, by statements that are kept")
