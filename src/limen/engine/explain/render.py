"""Explanations as JSON values and as text: names of statements and changes, and who can make a change."""

import json
from typing import Final, assert_never

from limen.engine.explain.changes import AddStatement, Change, Place, RemoveStatement, SetKey, TrimStatement
from limen.engine.model.layers import CONTROLS, Layer
from limen.engine.model.request import AuthorizationRequest
from limen.engine.model.trace import ClauseFailure, StatementTrace, Trace
from limen.engine.rules import is_cross_account
from limen.policy.match.context import ContextValue, find_value

_OWNERS: Final = {
    Layer.SERVICE_CONTROL: "the organization",
    Layer.RESOURCE_CONTROL: "the organization",
    Layer.ENDPOINT: "the owner of the endpoint",
    Layer.SESSION: "the principal that starts the session",
}
_TAG_OWNERS: Final = {
    "aws:principaltag/": "a principal that may tag the caller",
    "aws:resourcetag/": "a principal that may tag the resource",
    "iam:resourcetag/": "a principal that may tag the resource",
    "s3:existingobjecttag/": "a principal that may tag the resource",
}


def name_statement(each: StatementTrace, *, with_layer: bool = True) -> str:
    """`Deny statement "NoDelete" (1) of policy limit (identity)`; the number counts from 1."""
    statement = each.statement
    sid = f'"{statement.sid}" ' if statement.sid else ""
    layer = f" ({each.layer})" if with_layer else ""
    return f"{statement.effect} statement {sid}({statement.index + 1}) of policy {each.policy.name}{layer}"


def render_trace(trace: Trace) -> list[dict[str, object]]:
    """Every statement: its position, whether it applied, and which clauses failed, with the compared values."""
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


def find_owner(change: Change, request: AuthorizationRequest) -> str:
    """Who can make the change."""
    if isinstance(change, SetKey):
        prefix = f"{change.key.partition('/')[0]}/"
        return _TAG_OWNERS.get(prefix, "the sender of the request")
    layer = change.layer if isinstance(change, AddStatement) else change.place.layer
    if layer is Layer.RESOURCE and is_cross_account(request):
        return "the resource's account"
    return _OWNERS.get(layer, "the account")


def describe_change(change: Change, request: AuthorizationRequest) -> str:
    """A change as an imperative sentence without a period."""
    match change:
        case AddStatement(layer, level, text):
            return f"add to {_describe_layer(layer, level)}: {text}"
        case RemoveStatement(title=title):
            return f"remove {title}"
        case TrimStatement(title=title, element=element, taken=taken):
            return f"remove {', '.join(taken)} from {element} of {title}"
        case SetKey(key, value, shown):
            now = find_value(request.context, request.principal, key)
            was = "absent" if now is None else _describe_value(now)
            return f"{shown} {'absent' if value is None else _describe_value(value)} instead of {was}"
        case _:
            assert_never(change)


def _describe_layer(layer: Layer, level: int) -> str:
    return f"{layer} (level {level + 1})" if layer in CONTROLS else str(layer)


def _describe_value(value: ContextValue) -> str:
    return json.dumps(value, ensure_ascii=False)


def render_change(change: Change, request: AuthorizationRequest) -> dict[str, object]:
    """A change as a JSON value."""
    rendered: dict[str, object] = {"by": find_owner(change, request), "text": describe_change(change, request)}
    match change:
        case AddStatement(layer, level, text):
            return {"change": "add_statement", "layer": layer, "level": level, "statement": json.loads(text)} | rendered
        case RemoveStatement(place):
            return {"change": "remove_statement"} | _render_place(place) | rendered
        case TrimStatement(place, _, element, taken):
            return {"change": "trim_statement"} | _render_place(place) | {"taken": {element: list(taken)}} | rendered
        case SetKey(_, value, shown):
            set_to = list(value) if isinstance(value, tuple) else value
            return {"change": "set_key", "key": shown, "value": set_to} | rendered
        case _:
            assert_never(change)


def _render_place(place: Place) -> dict[str, object]:
    return {"layer": place.layer, "level": place.level, "position": place.position, "index": place.index}
