"""Why a decision came out as it did, as a value (semantics E34): every layer, every statement, every failed clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from limen.engine.model.layers import Grant, Layer, NamedPolicy, Outcome
from limen.policy.match.context import ContextValue
from limen.policy.syntax.document import Statement


class Clause(StrEnum):
    """The parts of a statement that can fail to match."""

    PRINCIPAL = "principal"
    ACTION = "action"
    RESOURCE = "resource"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class ClauseFailure:
    """A clause that did not match, with what was compared.

    `wanted` are the policy's values, with variables substituted (an unresolved one stays as written); `found` is the
    request's value, `None` if the key is absent. `operator` and `key` are those of a condition.
    """

    clause: Clause
    wanted: tuple[str, ...]
    found: ContextValue | None
    operator: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class StatementTrace:
    """One statement: it applied, or these clauses failed. `level` counts from the organization's root."""

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
    """All layers and statements of a decision.

    `layers` holds the layers that are present and apply to the request, `exempt` those that do not; `denied_by` is in
    reporting order. For an action that needs no permission (E38) no layer applies, or only its Deny statements.
    """

    outcome: Outcome
    denied_by: tuple[Layer, ...]
    layers: Mapping[Layer, Outcome]
    exempt: frozenset[Layer]
    grant: Grant
    statements: tuple[StatementTrace, ...]
    needs_permission: bool = True
    is_too_much: bool = False
    """Whether the decision would have been too much work (E41): denied, without a look at the statements."""

    @property
    def matched(self) -> tuple[StatementTrace, ...]:
        """The statements that decided: those that denied, or those that allowed; for an implicit deny, none."""
        applied = [each for each in self.statements if each.applied and each.layer not in self.exempt]
        match self.outcome:
            case Outcome.EXPLICIT_DENY:
                return tuple(each for each in applied if each.is_deny)
            case Outcome.ALLOWED:
                return tuple(applied)
            case Outcome.IMPLICIT_DENY:
                return ()
            case _:
                assert_never(self.outcome)
