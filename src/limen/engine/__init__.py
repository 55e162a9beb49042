"""The policy decision point: `evaluate(request, policies) -> Decision`, a pure function (spec policy 6)."""

from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate
from limen.engine.layers import Layer, NamedPolicy, Outcome
from limen.engine.message import denial_message
from limen.engine.request import AuthorizationRequest, PolicySet, Resource

__all__ = [
    "AuthorizationRequest",
    "Decision",
    "Layer",
    "NamedPolicy",
    "Outcome",
    "PolicySet",
    "Resource",
    "denial_message",
    "evaluate",
]
