"""Tracing a decision (semantics E34, E35, E38, E41; spec policy 7.2 to 7.6): every layer, statement, failed clause.

It tests the same compiled statements that decided, but all of them instead of stopping at the first that settles the
outcome, and applies the same rules about layers. A property test checks that both have the same outcome.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from limen.engine.compile.compiled_set import compile_levels, compile_policies
from limen.engine.compile.statements import CompiledStatement
from limen.engine.model.layers import CONTROLS, GATES, Grant, Layer, Level, Outcome
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.engine.model.trace import Clause, ClauseFailure, StatementTrace, Trace
from limen.engine.rules import find_exempt_controls, may_be_absent, needed_layers
from limen.policy.match.context import find_value
from limen.policy.match.mentioned_keys import mentioned_keys
from limen.policy.match.variables import parse_template, render_template
from limen.policy.syntax.document import ConditionClause, Statement, Version

_BLIND: Final = frozenset({Clause.PRINCIPAL, Clause.ACTION})
"""If one of these clauses fails, the statement is not about the request."""


def trace_request(request: AuthorizationRequest, policies: PolicySet) -> Trace:
    """Evaluate every statement and keep the results."""
    if compile_policies(policies).work.is_too_much_for(request):
        return Trace(Outcome.IMPLICIT_DENY, (), {}, frozenset(), Grant.NONE, (), is_too_much=True)
    levels = policies.levels
    statements = tuple(_trace_statements(request, policies, levels))
    exempt = _find_exempt(request, levels)
    layers = {
        layer: _layer_outcome([each for each in statements if each.layer is layer], len(found))
        for layer, found in levels.items()
        if layer not in exempt
    }
    grants = [each.grant for each in statements if each.layer is Layer.RESOURCE and each.applied and not each.is_deny]
    grant = max(grants, default=Grant.NONE)
    explicit = tuple(layer for layer, outcome in layers.items() if outcome is Outcome.EXPLICIT_DENY)
    silent = _implicit_faults(request, layers, grant) if request.needs_permission else ()
    denied_by = explicit or silent
    outcome = Outcome.EXPLICIT_DENY if explicit else Outcome.IMPLICIT_DENY if denied_by else Outcome.ALLOWED
    return Trace(outcome, denied_by, layers, exempt, grant, statements, request.needs_permission)


def find_missing_keys(request: AuthorizationRequest, statements: Iterable[StatementTrace]) -> tuple[str, ...]:
    """The absent keys in statements about this principal and action, each spelled as at its first mention.

    Keys of service control policies are left out, as AWS does.
    """
    if not request.is_deniable:
        return ()
    missing: dict[str, str] = {}
    for each in statements:
        if each.layer is Layer.SERVICE_CONTROL or any(failure.clause in _BLIND for failure in each.failures):
            continue
        for key in mentioned_keys(each.statement, each.policy.document.version):
            if find_value(request.context, request.principal, key.lower()) is None:
                missing.setdefault(key.lower(), key)
    return tuple(missing.values())


def _find_exempt(request: AuthorizationRequest, layers: Collection[Layer]) -> frozenset[Layer]:
    """The layers that do not apply: control policies that do not cover the request; all if no Deny counts (E38)."""
    if not request.is_deniable:
        return frozenset(layers)
    return find_exempt_controls(request, CONTROLS.intersection(layers))


def _layer_outcome(statements: list[StatementTrace], levels: int) -> Outcome:
    applied = [each for each in statements if each.applied]
    if any(each.is_deny for each in applied):
        return Outcome.EXPLICIT_DENY
    allowing = {each.level for each in applied}
    return Outcome.ALLOWED if len(allowing) == levels else Outcome.IMPLICIT_DENY


def _implicit_faults(request: AuthorizationRequest, layers: Mapping[Layer, Outcome], grant: Grant) -> tuple[Layer, ...]:
    """The layers that had to allow and do not, in reporting order."""
    faults = [layer for layer in GATES if layers.get(layer, Outcome.ALLOWED) is not Outcome.ALLOWED]
    for layer in needed_layers(request, grant):
        absent = Outcome.ALLOWED if may_be_absent(layer, request.principal) else Outcome.IMPLICIT_DENY
        if layer is Layer.RESOURCE or layers.get(layer, absent) is not Outcome.ALLOWED:
            faults.append(layer)
    return tuple(faults)


def _trace_statements(
    request: AuthorizationRequest, policies: PolicySet, levels: Mapping[Layer, tuple[Level, ...]]
) -> Iterator[StatementTrace]:
    for layer, compiled_levels in compile_levels(policies).items():
        for number, compiled_level in enumerate(compiled_levels):
            for policy, compiled in zip(levels[layer][number], compiled_level.policies, strict=True):
                for statement in compiled.statements:
                    grant = statement.grant(request.context, request.principal)
                    failures = tuple(_failures(statement, policy.document.version, grant, request))
                    yield StatementTrace(layer, number, policy, statement.source, grant, failures)


def _failures(
    statement: CompiledStatement, version: Version, grant: Grant, request: AuthorizationRequest
) -> Iterator[ClauseFailure]:
    source, context, principal = statement.source, request.context, request.principal
    if not grant:
        yield ClauseFailure(Clause.PRINCIPAL, _principals(source), principal.arn)
    if not statement.matches_action(request.action.lower()):
        yield ClauseFailure(Clause.ACTION, source.actions or source.not_actions or (), request.action)
    if not statement.matches_resource(request.arn, context, principal):
        wanted = source.resources or source.not_resources or ()
        yield ClauseFailure(Clause.RESOURCE, _substituted(wanted, version, request), request.resource.arn)
    for clause, test in zip(source.conditions, statement.conditions, strict=True):
        if not test(context, principal):
            yield _condition_failure(clause, version, request)


def _condition_failure(clause: ConditionClause, version: Version, request: AuthorizationRequest) -> ClauseFailure:
    found = find_value(request.context, request.principal, clause.key.lower())
    wanted = _substituted(clause.values, version, request)
    return ClauseFailure(Clause.CONDITION, wanted, found, clause.operator_text, clause.key)


def _principals(source: Statement) -> tuple[str, ...]:
    element = source.principal or source.not_principal
    if element is None:
        return ()
    everyone = ("*",) if element.everyone else ()
    return (*everyone, *element.aws, *element.federated, *element.service, *element.canonical_user)


def _substituted(values: tuple[str, ...], version: Version, request: AuthorizationRequest) -> tuple[str, ...]:
    rendered = (render_template(parse_template(v, version), request.context, request.principal) for v in values)
    return tuple(value if text is None else text for value, text in zip(values, rendered, strict=True))
