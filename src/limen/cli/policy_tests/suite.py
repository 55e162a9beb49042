"""The values of a suite: policies with the positions of their statements, and checks, each of one request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from limen.engine.model.layers import Layer, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.policy.catalog import Service


@dataclass(frozen=True, slots=True)
class SuitePolicy:
    """A policy of a suite. `origin` is its file, or the suite and its name; `lines` are those of its statements."""

    policy: NamedPolicy
    origin: str
    file: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """The expected reason; empty fields do not matter. `statement` is a Sid or a number from 1."""

    kind: str = ""
    layer: Layer | None = None
    policy: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One request with the expected decision; `principal` and `resource` as the suite names them."""

    name: str
    line: int
    principal: str
    resource: str
    request: AuthorizationRequest
    policies: PolicySet
    is_allowed: bool
    because: Because | None = None

    @property
    def title(self) -> str:
        """The expectation as text."""
        verb = "can" if self.is_allowed else "cannot"
        return f"{self.principal} {verb} {self.request.action} on {self.resource}"


@dataclass(frozen=True, slots=True)
class Suite:
    """The content of a suite file; `services` are of its own, by prefix."""

    file: str
    policies: tuple[SuitePolicy, ...]
    checks: tuple[Check, ...]
    services: Mapping[str, Service] = field(default_factory=dict)
