"""What is decided about: a principal, an action, a resource, a context, and the policies of every layer (spec policy 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from limen.domain.principals import Principal
from limen.policy.document import PolicyDocument

ContextValue = str | tuple[str, ...]
"""A `str` is a single-valued key's value, a tuple a multivalued key's (spec policy 3.5)."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What is acted on: an ARN or `*`.

    `account` is its owner (`None`: the principal's own). `requires_resource_policy` marks KMS keys and roles, on which
    identity policies alone grant nothing (spec policy 6.8, 6.12).
    """

    arn: str
    account: str | None = None
    requires_resource_policy: bool = False
    in_management_account: bool = False


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """One question. Context keys are lower-case; keys that the principal determines are filled in where they are missing."""

    principal: Principal
    action: str
    resource: Resource
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    in_management_account: bool = False


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


@dataclass(frozen=True, slots=True, eq=False)
class PolicySet:
    """The policies of every layer. `None` is an absent layer, which does not limit; an empty one allows nothing.

    `identity` is never absent: without identity policies nothing is allowed by them. `service_control` and
    `resource_control` are levels from the organisation's root to the account.
    """

    identity: Level = ()
    permissions_boundary: Level | None = None
    session: Level | None = None
    resource: Level | None = None
    service_control: tuple[Level, ...] | None = None
    resource_control: tuple[Level, ...] | None = None
    endpoint: Level | None = None
