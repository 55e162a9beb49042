"""Explanations as JSON values, and the one way in which a statement is named."""

from limen.engine.layers import Layer
from limen.engine.trace import ClauseFailure, StatementTrace, Trace

LEVELLED = frozenset({Layer.SERVICE_CONTROL, Layer.RESOURCE_CONTROL})


def name_statement(each: StatementTrace, *, with_layer: bool = True) -> str:
    """`Deny statement "NoDelete" (1) of policy limit (identity)`; the number counts from 1."""
    statement = each.statement
    sid = f'"{statement.sid}" ' if statement.sid else ""
    layer = f" ({each.layer})" if with_layer else ""
    return f"{statement.effect} statement {sid}({statement.index + 1}) of policy {each.policy.name}{layer}"


def render_trace(trace: Trace) -> list[dict[str, object]]:
    """Every statement: where it stands, whether it applied, which clauses failed with the values compared."""
    return [_render_statement(each, binds=each.layer not in trace.exempt) for each in trace.statements]


def _render_statement(each: StatementTrace, *, binds: bool) -> dict[str, object]:
    statement = each.statement
    return {
        "layer": str(each.layer),
        "level": each.level,
        "policy": each.policy.name,
        "sid": statement.sid,
        "index": statement.index,
        "effect": str(statement.effect),
        "binds": binds,
        "applied": each.applied,
        "failures": [_render_failure(failure) for failure in each.failures],
    }


def _render_failure(failure: ClauseFailure) -> dict[str, object]:
    found = list(failure.found) if isinstance(failure.found, tuple) else failure.found
    rendered: dict[str, object] = {"clause": str(failure.clause), "wanted": list(failure.wanted), "found": found}
    if failure.key:
        rendered |= {"operator": failure.operator, "key": failure.key}
    return rendered
