"""Candidates for removing the first blocker of a request (semantics E27 to E32).

A denied request has one or more blockers: statements that deny, or otherwise layers, level by level, that do not allow.
Each candidate is meant to remove one of them; evaluation shows whether it does.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from limen.domain.principals import Anonymous, FederatedIdentity, Principal, RoleSession, ServicePrincipal
from limen.engine.decision import Decision
from limen.engine.explain.changes import AddStatement, Change, Place, RemoveStatement, SetKey, TrimStatement
from limen.engine.explain.plausible_values import FACTS, find_key_value
from limen.engine.explain.render import name_statement
from limen.engine.model.layers import LAYER_RULES, PRINCIPAL_SIDE, Layer, Outcome
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.engine.model.trace import Clause, StatementTrace, Trace
from limen.engine.rules import is_cross_account
from limen.engine.tracing import trace_request
from limen.policy.syntax.document import ConditionClause, Statement

Candidate = tuple[Change, ...]

NEAREST_STATEMENTS: Final = 3
"""Allow statements of a layer that are examined for a context in which they apply, those with fewest failures first."""

MOST_KEYS: Final = 64
"""A statement that fails for more keys than this is not proposed, because nobody would set them all."""

_LIMITS: Final = frozenset({Layer.PERMISSIONS_BOUNDARY, Layer.SESSION})


def find_candidates(decision: Decision) -> Iterator[Candidate]:
    """Ways to remove the first blocker: changes of the request first; the last one always works."""
    request, policies, trace = decision.request, decision.policies, decision.trace
    if trace.outcome is Outcome.EXPLICIT_DENY:
        yield from _against_deny(request, policies, trace.matched[0])
    elif trace.outcome is Outcome.IMPLICIT_DENY:
        yield from _against_silence(request, policies, trace)


def _against_deny(request: AuthorizationRequest, policies: PolicySet, deny: StatementTrace) -> Iterator[Candidate]:
    for key, clauses in _by_key(deny.statement).items():
        if key not in FACTS:
            found = find_key_value(clauses, deny.policy.document.version, request, holding=False)
            if found:
                yield (SetKey(key, found[0], clauses[0].key),)
    place, title = _place(policies, deny), name_statement(deny)
    for element, taken in _trimmings(request, deny):
        yield (TrimStatement(place, title, element, taken),)
        return
    yield (RemoveStatement(place, title),)


def _trimmings(request: AuthorizationRequest, deny: StatementTrace) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The entries of `Action` or `Resource` that make the statement apply, if others would remain."""
    statement = deny.statement
    actions = [replace(statement, actions=(action,)) for action in statement.actions or ()]
    resources = [replace(statement, resources=(resource,)) for resource in statement.resources or ()]
    for element, parts in (("Action", actions), ("Resource", resources)):
        taken = [part for part in parts if _applies(request, deny, part)]
        if 0 < len(taken) < len(parts):
            entries = [part.actions if element == "Action" else part.resources for part in taken]
            yield element, tuple(entry for found in entries for entry in found or ())


def _applies(request: AuthorizationRequest, deny: StatementTrace, part: Statement) -> bool:
    """Whether the statement would apply with only these entries; its principal and conditions are known to match."""
    policy = replace(deny.policy, document=replace(deny.policy.document, statements=(part,), text=""))
    alone = PolicySet(resource=(policy,)) if LAYER_RULES[deny.layer].names_principals else PolicySet((policy,))
    failed = {failure.clause for failure in trace_request(request, alone).statements[0].failures}
    return not failed & {Clause.ACTION, Clause.RESOURCE}


def _against_silence(request: AuthorizationRequest, policies: PolicySet, trace: Trace) -> Iterator[Candidate]:
    layer = trace.denied_by[0]
    level = _silent_level(policies, trace, layer)
    yield from _by_context(request, trace, layer, level)
    yield (_add(request, layer, level, is_direct=False),)
    is_limited = not _LIMITS.isdisjoint(trace.denied_by)
    if layer is Layer.RESOURCE and is_limited and not is_cross_account(request):
        yield (_add(request, layer, level, is_direct=True),)
    if layer in PRINCIPAL_SIDE and policies.resource is not None and not is_cross_account(request):
        # A resource policy that names the caller itself makes the caller's own policies unnecessary (E29).
        yield from _by_context(request, trace, Layer.RESOURCE, 0)
        yield (_add(request, Layer.RESOURCE, 0, is_direct=is_limited),)


def _silent_level(policies: PolicySet, trace: Trace, layer: Layer) -> int:
    allowing = {each.level for each in trace.statements if each.layer is layer and each.applied}
    return next((level for level in range(len(policies.levels.get(layer, ()))) if level not in allowing), 0)


def _by_context(request: AuthorizationRequest, trace: Trace, layer: Layer, level: int) -> Iterator[Candidate]:
    """Contexts in which an Allow statement that fails only for its conditions would apply."""
    near = [
        each
        for each in trace.statements
        if (each.layer, each.level) == (layer, level)
        and not each.is_deny
        and {failure.clause for failure in each.failures} == {Clause.CONDITION}
        and len(each.failures) <= MOST_KEYS
    ]
    for each in sorted(near, key=lambda found: len(found.failures))[:NEAREST_STATEMENTS]:
        if (keys := _satisfying(request, each)) is not None:
            yield keys


def _satisfying(request: AuthorizationRequest, each: StatementTrace) -> Candidate | None:
    failed = {failure.key.lower() for failure in each.failures}
    keys: list[Change] = []
    for key, clauses in _by_key(each.statement).items():
        if key not in failed:
            continue
        found = find_key_value(clauses, each.policy.document.version, request, holding=True)
        if key in FACTS or found is None:
            return None
        keys.append(SetKey(key, found[0], clauses[0].key))
    return tuple(keys)


def _by_key(statement: Statement) -> dict[str, list[ConditionClause]]:
    clauses: dict[str, list[ConditionClause]] = {}
    for clause in statement.conditions:
        clauses.setdefault(clause.key.lower(), []).append(clause)
    return clauses


def _place(policies: PolicySet, each: StatementTrace) -> Place:
    level = policies.levels[each.layer][each.level]
    position = next(number for number, policy in enumerate(level) if policy is each.policy)
    return Place(each.layer, each.level, position, each.statement.index)


def _add(request: AuthorizationRequest, layer: Layer, level: int, *, is_direct: bool) -> AddStatement:
    """An Allow for exactly this request; for resource control policies, the only Allow that AWS permits there."""
    statement: dict[str, object] = {"Effect": "Allow"}
    if layer is Layer.RESOURCE_CONTROL:
        statement |= {"Principal": "*", "Action": "*", "Resource": "*"}
        return AddStatement(layer, level, json.dumps(statement))
    if LAYER_RULES[layer].names_principals:
        statement["Principal"] = _principal_element(request.principal, is_direct=is_direct)
    statement |= {"Action": request.action, "Resource": _exactly(request.resource.arn)}
    return AddStatement(layer, level, json.dumps(statement))


def _exactly(arn: str) -> str:
    return arn.replace("${", "${$}{") if arn.startswith("arn:") else "*"


def _principal_element(principal: Principal, *, is_direct: bool) -> object:
    match principal:
        case Anonymous():
            return "*"
        case ServicePrincipal(name):
            return {"Service": name}
        case FederatedIdentity(provider):
            return {"Federated": provider}
        case RoleSession() if not is_direct:
            return {"AWS": principal.principal_arn}
    return {"AWS": principal.arn}
