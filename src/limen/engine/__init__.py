"""The policy decision point: `evaluate(request, policies) -> Decision`, a pure function (spec policy 6)."""

from limen.engine.decision import Decision
from limen.engine.denial import denial_message
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import Layer, NamedPolicy, Outcome
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest, Resource

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
