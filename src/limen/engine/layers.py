"""Layers, the policies in them, and what a layer's kind of policy means (semantics E4, E22; spec policy 2.3, 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from limen.policy.match.arn_pattern import ShortARNs
from limen.policy.syntax.document import PolicyDocument


class Outcome(StrEnum):
    """The three possible outcomes, of a layer and of all together; only `ALLOWED` lets a request through."""

    ALLOWED = "Allowed"
    EXPLICIT_DENY = "ExplicitDeny"
    IMPLICIT_DENY = "ImplicitDeny"


class Layer(StrEnum):
    """Where a policy stands, spelled as in scenarios; in the order in which explicit denies are reported (E33)."""

    SERVICE_CONTROL = "service_control"
    RESOURCE_CONTROL = "resource_control"
    ENDPOINT = "endpoint"
    RESOURCE = "resource"
    IDENTITY = "identity"
    PERMISSIONS_BOUNDARY = "permissions_boundary"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy as part of a layer: `name` for messages and traces, `arn` where it has one of its own.

    `principal_ids` maps user and role ARNs in `Principal` elements to the unique ids they stood for when the policy was
    saved (spec policy 2.6); an ARN that is not in it is compared as text.
    """

    name: str
    document: PolicyDocument
    arn: str = ""
    principal_ids: Mapping[str, str] = field(default_factory=dict)


Level = tuple[NamedPolicy, ...]


@dataclass(frozen=True, slots=True)
class LayerRules:
    """How statements of a layer are read.

    `names_principals`: `Principal` is looked at. `is_attached`: a statement without `Resource` is about the resource
    that the policy hangs on, and one without `Principal` about nobody; elsewhere it is the other way round.
    """

    short_arns: ShortARNs
    names_principals: bool = False
    is_attached: bool = False


_PRINCIPAL_SIDE: Final = LayerRules(ShortARNs.PADDED)

LAYER_RULES: Final[Mapping[Layer, LayerRules]] = {
    Layer.SERVICE_CONTROL: LayerRules(ShortARNs.PADDED_AFTER_STAR),
    Layer.RESOURCE_CONTROL: LayerRules(ShortARNs.REFUSED, names_principals=True),
    Layer.ENDPOINT: LayerRules(ShortARNs.PADDED_WITH_STAR, names_principals=True),
    Layer.RESOURCE: LayerRules(ShortARNs.PADDED_WITH_STAR, names_principals=True, is_attached=True),
    Layer.IDENTITY: _PRINCIPAL_SIDE,
    Layer.PERMISSIONS_BOUNDARY: _PRINCIPAL_SIDE,
    Layer.SESSION: _PRINCIPAL_SIDE,
}
