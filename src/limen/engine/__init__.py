"""The policy decision point: `evaluate(request, policies) -> Decision`, a pure function (spec policy 6)."""

from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate
from limen.engine.layers import Layer, NamedPolicy, Outcome
from limen.engine.message import denial_message
from limen.engine.request import AuthorizationRequest, PolicySet, Resource
from limen.engine.scenario import evaluate_scenario, parse_scenario, render_decision
from limen.engine.scenario_error import ScenarioError

__all__ = [
    "AuthorizationRequest",
    "Decision",
    "Layer",
    "NamedPolicy",
    "Outcome",
    "PolicySet",
    "Resource",
    "ScenarioError",
    "denial_message",
    "evaluate",
    "evaluate_scenario",
    "parse_scenario",
    "render_decision",
]
