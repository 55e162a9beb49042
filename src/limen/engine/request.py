"""What is decided about (spec policy 6.1): a principal, an action, a resource, a context, and all layers' policies."""

from dataclasses import dataclass, field

from limen.domain.principals import IAMUser, Principal, RoleSession
from limen.engine.index import Answers, StatementIndex, find_index
from limen.engine.layers import LAYER_RULES, Layer, Level, NamedPolicy
from limen.engine.level import CompiledLevel, compile_level
from limen.policy.match.arn_pattern import fold_head
from limen.policy.match.context import Context, ContextValue

__all__ = ["AuthorizationRequest", "ContextValue", "Level", "NamedPolicy", "PolicySet", "Resource"]


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
    """One question. Context keys are lower-case; those that the principal determines may be left out (E20)."""

    principal: Principal
    action: str
    resource: Resource
    context: Context = field(default_factory=dict)
    in_management_account: bool = False
    arn: str = field(init=False, repr=False, compare=False)
    """The resource's ARN as patterns are matched with it (E5)."""
    is_plain: bool = field(init=False, repr=False, compare=False)
    """Whether a user or a role's session, of a member account, asks about an ordinary resource of that account."""

    def __post_init__(self) -> None:
        """Find out what does not depend on policies, so that many evaluations need not."""
        object.__setattr__(self, "arn", fold_head(self.resource.arn))
        object.__setattr__(self, "is_plain", self._is_plain())

    def _is_plain(self) -> bool:
        principal, resource = self.principal, self.resource
        if not isinstance(principal, RoleSession):
            if not isinstance(principal, IAMUser):
                return False
        elif principal.is_service_linked:
            return False
        is_own = resource.account is None or resource.account == principal.account
        return is_own and not resource.requires_resource_policy and not self.in_management_account


@dataclass(frozen=True, slots=True, eq=False)
class PolicySet:
    """The policies of every layer. `None` is an absent layer, which does not limit; an empty one allows nothing.

    `identity` is never absent: without identity policies nothing is allowed by them. `service_control` and
    `resource_control` are levels from the organisation's root to the account. A set is compiled when it is made; what
    another set has compiled is shared.
    """

    identity: Level = ()
    permissions_boundary: Level | None = None
    session: Level | None = None
    resource: Level | None = None
    service_control: tuple[Level, ...] | None = None
    resource_control: tuple[Level, ...] | None = None
    endpoint: Level | None = None
    index: StatementIndex = field(init=False, repr=False)
    own: CompiledLevel | None = field(init=False, repr=False)
    """The resource's own policy, compiled."""
    answers: Answers | None = field(init=False, repr=False)
    """The answers to plain requests, if there are such."""

    def __post_init__(self) -> None:
        """Compile the policies, or find them compiled."""
        compiled = self.compiled
        own = compiled.pop(Layer.RESOURCE)[0] if self.resource is not None else None
        index = find_index(compiled)
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "answers", index.find_answers(own))

    @property
    def compiled(self) -> dict[Layer, tuple[CompiledLevel, ...]]:
        """The compiled levels of the layers that are there, in the order of layers."""
        has_boundary = self.permissions_boundary is not None
        return {
            layer: tuple(compile_level(level, LAYER_RULES[layer], has_boundary=has_boundary) for level in levels)
            for layer, levels in self.levels.items()
        }

    @property
    def levels(self) -> dict[Layer, tuple[Level, ...]]:
        """The layers that are there, each as its levels (one, but for control policies), in the order of layers."""
        single = {
            Layer.ENDPOINT: self.endpoint,
            Layer.RESOURCE: self.resource,
            Layer.IDENTITY: self.identity,
            Layer.PERMISSIONS_BOUNDARY: self.permissions_boundary,
            Layer.SESSION: self.session,
        }
        levels = {
            Layer.SERVICE_CONTROL: self.service_control,
            Layer.RESOURCE_CONTROL: self.resource_control,
            **{layer: None if level is None else (level,) for layer, level in single.items()},
        }
        # A layer that is there and empty allows nothing: without levels it is as one level without policies.
        return {layer: found or ((),) for layer, found in levels.items() if found is not None}
