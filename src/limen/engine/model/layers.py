"""Layers, the policies in them, what they answer, and how they are read (semantics E4, E22; spec policy 2.3, 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Final

from limen.policy.match.arn_pattern import ShortARNs
from limen.policy.syntax.document import PolicyDocument


class Outcome(StrEnum):
    """The three possible outcomes, of a layer and of all together; only `ALLOWED` lets a request through."""

    ALLOWED = "Allowed"
    EXPLICIT_DENY = "ExplicitDeny"
    IMPLICIT_DENY = "ImplicitDeny"


class Grant(IntEnum):
    """How directly a `Principal` element names the caller; a stronger grant is greater."""

    NONE = 0
    ACCOUNT = 1
    """The caller's account, which only delegates the decision to the account's own policies."""
    ENTITY = 2
    """The role of the session, or the user that issued the federated session."""
    DIRECT = 3
    """The caller itself, or everyone."""


class Layer(StrEnum):
    """The layer of a policy, spelled as in scenarios; in the order in which explicit denies are reported (E33)."""

    SERVICE_CONTROL = "service_control"
    RESOURCE_CONTROL = "resource_control"
    ENDPOINT = "endpoint"
    RESOURCE = "resource"
    IDENTITY = "identity"
    PERMISSIONS_BOUNDARY = "permissions_boundary"
    SESSION = "session"


CONTROLS: Final = frozenset({Layer.SERVICE_CONTROL, Layer.RESOURCE_CONTROL})
"""Layers that do not apply to every request (E28)."""
GATES: Final = (Layer.RESOURCE_CONTROL, Layer.SERVICE_CONTROL, Layer.ENDPOINT)
"""Layers that must always allow, in the order in which a layer without an Allow is reported (E33)."""
LIMITS: Final = (Layer.PERMISSIONS_BOUNDARY, Layer.SESSION)
PRINCIPAL_SIDE: Final = (Layer.IDENTITY, *LIMITS)


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy as part of a layer: `name` for messages and traces, `arn` if it has one.

    `principal_ids` maps user and role ARNs in `Principal` elements to the unique ids of these entities when the policy
    was saved (spec policy 2.6); an ARN that is not in it is compared as text.
    """

    name: str
    document: PolicyDocument
    arn: str = ""
    principal_ids: Mapping[str, str] = field(default_factory=dict)


Level = tuple[NamedPolicy, ...]


@dataclass(frozen=True, slots=True)
class LayerRules:
    """How statements of a layer are read.

    `names_principals`: `Principal` is evaluated. `is_attached`: a statement without `Resource` applies to the resource
    that the policy is attached to, and one without `Principal` to nobody; elsewhere it is the other way round.
    """

    short_arns: ShortARNs
    names_principals: bool = False
    is_attached: bool = False


_WITHOUT_PRINCIPALS: Final = LayerRules(ShortARNs.PADDED)

LAYER_RULES: Final[Mapping[Layer, LayerRules]] = {
    Layer.SERVICE_CONTROL: LayerRules(ShortARNs.PADDED_AFTER_STAR),
    Layer.RESOURCE_CONTROL: LayerRules(ShortARNs.REFUSED, names_principals=True),
    Layer.ENDPOINT: LayerRules(ShortARNs.PADDED_WITH_STAR, names_principals=True),
    Layer.RESOURCE: LayerRules(ShortARNs.PADDED_WITH_STAR, names_principals=True, is_attached=True),
    Layer.IDENTITY: _WITHOUT_PRINCIPALS,
    Layer.PERMISSIONS_BOUNDARY: _WITHOUT_PRINCIPALS,
    Layer.SESSION: _WITHOUT_PRINCIPALS,
}
