"""An account as a value (spec analysis 5.5): its users and roles with all policies that affect them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from limen.domain.arn import iam_arn
from limen.domain.principals import IAMUser, Principal, RoleSession
from limen.engine.model.layers import Level, NamedPolicy
from limen.engine.model.policy_set import PolicySet

SESSION_NAME: Final = "x7"
"""The name of a session if only its role is known."""
MAX_PRINCIPALS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Identity:
    """A user or a role. `policies` are its own, `groups` the names of a user's groups; only roles have `trust`."""

    name: str
    path: str
    id: str
    policies: Level = ()
    groups: tuple[str, ...] = ()
    boundary: Level | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    trust: NamedPolicy | None = None

    @property
    def is_role(self) -> bool:
        """Whether it is a role."""
        return self.trust is not None


@dataclass(frozen=True, slots=True)
class AccountView:
    """The users, roles and groups of an account at one moment, and the control policies above it."""

    account: str
    identities: tuple[Identity, ...]
    groups: Mapping[str, Level] = field(default_factory=dict)
    managed: Mapping[str, Level] = field(default_factory=dict)
    """The account's own managed policies by ARN, each version as a policy, the default one first."""
    service_control: tuple[Level, ...] | None = None
    resource_control: tuple[Level, ...] | None = None
    partition: str = "aws"
    group_paths: Mapping[str, str] = field(default_factory=dict)

    def group_arn(self, name: str) -> str:
        """The ARN of a group."""
        return iam_arn(self.partition, self.account, "group", self.group_paths.get(name, "/"), name)

    def list_grants(self) -> Iterator[tuple[str, str, int]]:
        """Every statement of users, roles and groups: owner, policy and place."""
        owners = [(self.group_arn(name), level) for name, level in self.groups.items()]
        owners += [(arn, identity.policies) for arn, identity in self.list_holders()]
        for owner, level in owners:
            for policy in level:
                for statement in policy.document.statements:
                    yield owner, policy.name, statement.index

    def arn_of(self, identity: Identity) -> str:
        """The ARN of a user or role."""
        kind = "role" if identity.is_role else "user"
        return iam_arn(self.partition, self.account, kind, identity.path, identity.name)

    def find(self, text: str) -> Identity | None:
        """An identity by its ARN, or by its name with `user/` or `role/` before it."""
        for identity in self.identities:
            kind = "role" if identity.is_role else "user"
            if text in (self.arn_of(identity), f"{kind}/{identity.name}"):
                return identity
        return None

    def caller_of(self, identity: Identity) -> Principal:
        """The user, or a session of the role."""
        if identity.is_role:
            return RoleSession(self.account, identity.name, SESSION_NAME, identity.path, identity.id, self.partition)
        return IAMUser(self.account, identity.name, identity.path, identity.id, self.partition)

    def policies_of(self, identity: Identity) -> Level:
        """Its own policies and those of its groups."""
        return (*identity.policies, *(policy for name in identity.groups for policy in self.groups.get(name, ())))

    def layers_of(self, identity: Identity, resource: Level | None = None) -> PolicySet:
        """All policies for its requests."""
        return PolicySet(
            identity=self.policies_of(identity),
            permissions_boundary=identity.boundary,
            resource=resource,
            service_control=self.service_control,
            resource_control=self.resource_control,
        )

    def list_holders(self) -> Iterator[tuple[str, Identity]]:
        """Every identity with its ARN."""
        for identity in self.identities:
            yield self.arn_of(identity), identity
