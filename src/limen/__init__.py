"""Limen: AWS IAM that you can run, prove and rewind, in front of anything you host.

As a library: `evaluate` decides a request by policies, `evaluate_scenario` one that is written down as JSON.
"""

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
