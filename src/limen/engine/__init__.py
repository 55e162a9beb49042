"""The policy decision point: `evaluate(request, policies) -> Decision`, a pure function (spec policy 6)."""

from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate
from limen.engine.layers import Layer, Outcome
from limen.engine.request import AuthorizationRequest, NamedPolicy, PolicySet, Resource

__all__ = [
    "AuthorizationRequest",
    "Decision",
    "Layer",
    "NamedPolicy",
    "Outcome",
    "PolicySet",
    "Resource",
    "evaluate",
]
