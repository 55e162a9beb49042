"""Why a decision came out as it did (semantics E34; spec policy 7.6): every layer, statement and failed clause.

It asks the compiled statements that decided, all of them instead of the first that settles it, and applies the same
rules about layers. A property test holds the two to the same outcome.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from limen.engine.compiled import CompiledStatement
from limen.engine.grants import Grant
from limen.engine.index import GATES
from limen.engine.layers import Layer, NamedPolicy, Outcome
from limen.engine.request import AuthorizationRequest, PolicySet
from limen.engine.rules import find_exempt_controls, may_be_absent, needed_layers
from limen.policy.match.context import ContextValue, find_value
from limen.policy.match.variables import parse_template, render_template
from limen.policy.syntax.document import ConditionClause, Statement, Version


class Clause(StrEnum):
    """The parts of a statement that can fail to match."""

    PRINCIPAL = "principal"
    ACTION = "action"
    RESOURCE = "resource"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class ClauseFailure:
    """A clause that did not match, with what was compared.

    `wanted` are the policy's values, variables substituted (one that is unresolved stays as written); `found` is the
    request's, `None` where the key is absent. `operator` and `key` are those of a condition.
    """

    clause: Clause
    wanted: tuple[str, ...]
    found: ContextValue | None
    operator: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class StatementTrace:
    """One statement: it applied, or these clauses failed. `level` counts from the organisation's root."""

    layer: Layer
    level: int
    policy: NamedPolicy
    statement: Statement
    grant: Grant
    failures: tuple[ClauseFailure, ...]

    @property
    def is_deny(self) -> bool:
        """Whether the statement denies."""
        return self.statement.effect == "Deny"

    @property
    def applied(self) -> bool:
        """Whether every clause matched."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole story.

    `layers` holds the layers that are there and bind the request; `denied_by` is in reporting order.
    """

    outcome: Outcome
    denied_by: tuple[Layer, ...]
    layers: Mapping[Layer, Outcome]
    exempt: frozenset[Layer]
    grant: Grant
    statements: tuple[StatementTrace, ...]

    @property
    def matched(self) -> tuple[StatementTrace, ...]:
        """Statements that decided: those that denied, or those that allowed; for an implicit deny none."""
        applied = [each for each in self.statements if each.applied and each.layer not in self.exempt]
        match self.outcome:
            case Outcome.EXPLICIT_DENY:
                return tuple(each for each in applied if each.is_deny)
            case Outcome.ALLOWED:
                return tuple(applied)
            case Outcome.IMPLICIT_DENY:
                return ()


def trace_request(request: AuthorizationRequest, policies: PolicySet) -> Trace:
    """Evaluate everything and keep it."""
    statements = tuple(_trace_statements(request, policies))
    exempt = find_exempt_controls(request, policies.index.controls)
    binding = {layer: len(levels) for layer, levels in policies.levels.items() if layer not in exempt}
    layers = {
        layer: _layer_outcome([each for each in statements if each.layer is layer], levels)
        for layer, levels in binding.items()
    }
    grants = [each.grant for each in statements if each.layer is Layer.RESOURCE and each.applied and not each.is_deny]
    grant = max(grants, default=Grant.NONE)
    explicit = tuple(layer for layer, outcome in layers.items() if outcome is Outcome.EXPLICIT_DENY)
    denied_by = explicit or _implicit_faults(request, layers, grant)
    outcome = Outcome.EXPLICIT_DENY if explicit else Outcome.IMPLICIT_DENY if denied_by else Outcome.ALLOWED
    return Trace(outcome, denied_by, layers, exempt, grant, statements)


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


def _trace_statements(request: AuthorizationRequest, policies: PolicySet) -> Iterator[StatementTrace]:
    levels = policies.levels
    for layer, compiled_levels in policies.compiled.items():
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
