"""A request (spec policy 6.1): a principal, an action, a resource, a context."""

from dataclasses import dataclass, field
from typing import Final

from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession, RootUser
from limen.policy.match.arn_pattern import fold_head
from limen.policy.match.context import Context

WITHOUT_PERMISSION: Final = frozenset({"sts:getcalleridentity", "sts:getsessiontoken"})
"""Actions that need no permission, in lower case: no policy grants them and, as a rule, none takes them away (E38)."""

DENIABLE: Final = frozenset({"sts:getsessiontoken"})
"""Those of them that a Deny can take away if the owner of the server chose so (spec policy 6.9)."""

_WITH_CREDENTIALS: Final = (IAMUser, RoleSession, RootUser, FederatedUser)


@dataclass(frozen=True, slots=True)
class Resource:
    """The requested resource: an ARN or `*`.

    `account` is its owner (`None`: the principal's own). `requires_resource_policy` marks KMS keys and roles, on which
    identity policies alone grant nothing (spec policy 6.8, 6.12).
    """

    arn: str
    account: str | None = None
    requires_resource_policy: bool = False
    in_management_account: bool = False


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """One request. Context keys are lower-case; those that the principal determines may be omitted (E20).

    With `heeds_token_denies` a Deny applies to the actions in `DENIABLE`.
    """

    principal: Principal
    action: str
    resource: Resource
    context: Context = field(default_factory=dict)
    in_management_account: bool = False
    heeds_token_denies: bool = False
    arn: str = field(init=False, repr=False, compare=False)
    """The resource's ARN in the form that patterns are matched with (E5)."""
    is_plain: bool = field(init=False, repr=False, compare=False)
    """Whether a user or role session of a member account requests an ordinary resource of that account."""

    def __post_init__(self) -> None:
        """Compute what does not depend on policies, once for many evaluations."""
        object.__setattr__(self, "arn", fold_head(self.resource.arn))
        object.__setattr__(self, "is_plain", self._is_plain())

    @property
    def needs_permission(self) -> bool:
        """Whether policies must allow it. A caller without credentials of an account always needs one (E38)."""
        return self.action.lower() not in WITHOUT_PERMISSION or not isinstance(self.principal, _WITH_CREDENTIALS)

    @property
    def is_deniable(self) -> bool:
        """Whether a Deny counts."""
        return self.needs_permission or (self.heeds_token_denies and self.action.lower() in DENIABLE)

    def _is_plain(self) -> bool:
        principal, resource = self.principal, self.resource
        if not isinstance(principal, RoleSession):
            if not isinstance(principal, IAMUser):
                return False
        elif principal.is_service_linked:
            return False
        is_own = resource.account is None or resource.account == principal.account
        return is_own and not resource.requires_resource_policy and not self.in_management_account
