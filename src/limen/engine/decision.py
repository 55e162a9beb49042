"""The result of `evaluate` (semantics E33 to E35)."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple, NoReturn

from limen.engine.compile.compiled_set import compile_policies
from limen.engine.model.layers import Layer, Outcome
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.engine.model.trace import StatementTrace, Trace
from limen.engine.rules import is_denied_explicitly
from limen.engine.tracing import find_missing_keys, trace_request


class _Decided(NamedTuple):
    is_allowed: bool
    request: AuthorizationRequest
    policies: PolicySet


class Decision(_Decided):
    """Whether the request is allowed, with request and policies; the reason is computed when it is needed (E34).

    A tuple, because one is created for every decision and no immutable object is cheaper to create. It has no
    `__slots__`, because the trace is kept in its dictionary, which is created when the trace is.
    """

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        """Raise: a decision is immutable (`cached_property` writes to the dictionary itself)."""
        raise AttributeError(f"a Decision is immutable: {name}")

    @property
    def outcome(self) -> Outcome:
        """Allowed, or the kind of denial."""
        if self.is_allowed:
            return Outcome.ALLOWED
        compiled = compile_policies(self.policies)
        is_explicit = not compiled.work.is_too_much_for(self.request) and is_denied_explicitly(self.request, compiled)
        return Outcome.EXPLICIT_DENY if is_explicit else Outcome.IMPLICIT_DENY

    def __bool__(self) -> NoReturn:
        """Raise, because `if decision:` would be true for a denial."""
        raise TypeError("a Decision has no truth value; use its `is_allowed` or `outcome`")

    @cached_property
    def trace(self) -> Trace:
        """The complete trace, computed at the first access."""
        return trace_request(self.request, self.policies)

    @property
    def denied_by(self) -> tuple[Layer, ...]:
        """The layers at fault, in the order in which AWS would report one of them; empty if allowed."""
        return () if self.is_allowed else self.trace.denied_by

    @property
    def layers(self) -> Mapping[Layer, Outcome]:
        """The outcome of each layer that is present and applies to the request, by itself."""
        return self.trace.layers

    @property
    def matched_statements(self) -> tuple[StatementTrace, ...]:
        """The statements that decided: for an explicit deny the denying ones, for an implicit deny none."""
        return self.trace.matched

    @property
    def missing_context_keys(self) -> tuple[str, ...]:
        """Keys that the policies test and the request does not have."""
        return find_missing_keys(self.request, self.trace.statements)
