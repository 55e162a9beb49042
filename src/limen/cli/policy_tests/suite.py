"""What a suite is made of: policies with the places of their statements, and checks, each one request to decide."""

from dataclasses import dataclass

from limen.engine.model.layers import Layer, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest


@dataclass(frozen=True, slots=True)
class SuitePolicy:
    """A policy of a suite. `origin` is its own file, or the suite and its name; `lines` are its statements' places."""

    policy: NamedPolicy
    origin: str
    file: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """Why a check must come out as it does; what is empty does not matter. `statement` is a Sid or a number from 1."""

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
        """What is expected, in words."""
        verb = "can" if self.is_allowed else "cannot"
        return f"{self.principal} {verb} {self.request.action} on {self.resource}"


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite file, read."""

    file: str
    policies: tuple[SuitePolicy, ...]
    checks: tuple[Check, ...]
