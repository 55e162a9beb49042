"""Limen: AWS IAM that you can run, prove and rewind, in front of anything you host.

As a library: `evaluate` decides a request by policies, `evaluate_scenario` one that is written as JSON. A name is
imported when it is first used, because every command imports this package and few of them need the engine.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from limen.engine import (
        AuthorizationRequest,
        Decision,
        Layer,
        NamedPolicy,
        Outcome,
        PolicySet,
        Resource,
        denial_message,
        evaluate,
    )
    from limen.policy.errors import PolicyError, PolicySyntaxError
    from limen.policy.syntax.parse import parse_policy
    from limen.scenario import ScenarioError, evaluate_scenario, parse_scenario, render_decision

__all__ = [
    "AuthorizationRequest",
    "Decision",
    "Layer",
    "NamedPolicy",
    "Outcome",
    "PolicyError",
    "PolicySet",
    "PolicySyntaxError",
    "Resource",
    "ScenarioError",
    "denial_message",
    "evaluate",
    "evaluate_scenario",
    "parse_policy",
    "parse_scenario",
    "render_decision",
]

_MODULES: Final[Mapping[str, str]] = {
    "AuthorizationRequest": "limen.engine",
    "Decision": "limen.engine",
    "Layer": "limen.engine",
    "NamedPolicy": "limen.engine",
    "Outcome": "limen.engine",
    "PolicySet": "limen.engine",
    "Resource": "limen.engine",
    "denial_message": "limen.engine",
    "evaluate": "limen.engine",
    "PolicyError": "limen.policy.errors",
    "PolicySyntaxError": "limen.policy.errors",
    "parse_policy": "limen.policy.syntax.parse",
    "ScenarioError": "limen.scenario",
    "evaluate_scenario": "limen.scenario",
    "parse_scenario": "limen.scenario",
    "render_decision": "limen.scenario",
}


def __getattr__(name: str) -> object:
    """Import a public name; Python asks for it here only once."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
