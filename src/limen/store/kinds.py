"""The kinds of entities that are stored, their names and their indexes.

An index maps an entity to the values it is found under; names of users, groups, roles, instance profiles, managed
policies and server certificates are folded, since IAM compares them without regard to case (spec api 2.2). Index names:
`name`, `owner`, `user`, `group`, `policy`, `boundary`, `role`, `parent`. Indexes over all accounts: `id` of access
keys, `alias` and `account` of accounts. `login` finds a service's credential by its public part, `credential` a passkey
by the id that its authenticator gave it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.entity import Entity
from limen.domain.iam.account import Account, CredentialReport, PasswordPolicy
from limen.domain.iam.credentials import (
    AccessKey,
    LoginProfile,
    ServerCertificate,
    ServiceCredential,
    SigningCertificate,
    SSHPublicKey,
)
from limen.domain.iam.mfa import MFADevice, Passkey, PasskeyChallenge
from limen.domain.iam.providers import OIDCProvider, SAMLPrivateKey, SAMLProvider, UsedAssertion
from limen.domain.iam.roles import DeletionTask, InstanceProfile, Role
from limen.domain.iam.stored_policies import Attachment, InlinePolicy, ManagedPolicy
from limen.domain.iam.users import Group, Membership, User
from limen.domain.own_services import OwnService

E = TypeVar("E", bound=Entity)
IndexFunction = Callable[[Entity], str]

EVERY_ACCOUNT = "account"
"""The index, and its only value, with every account."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A stored kind: its name in the tables and its indexes; an index value of `""` means not indexed.

    `LastUsed` is not listed: it has a table of its own, outside of revisions (see `store.interface`).

    `indexes` cover one account each, `global_indexes` all accounts.
    """

    name: str
    type: type[Entity]
    indexes: Mapping[str, IndexFunction] = field(default_factory=dict)
    global_indexes: Mapping[str, IndexFunction] = field(default_factory=dict)


def _folded_name(entity: User | Group | Role | InstanceProfile | ManagedPolicy | ServerCertificate) -> str:
    return entity.name.lower()


_Owned = (
    InlinePolicy
    | Attachment
    | AccessKey
    | MFADevice
    | Passkey
    | PasskeyChallenge
    | SSHPublicKey
    | SigningCertificate
    | ServiceCredential
)


def _owner(entity: _Owned) -> str:
    return entity.owner_id


def login_of(service: str, login: str) -> str:
    """The index values of a service's credential; its public part is based on a user name, so case is ignored."""
    return f"{service}/{login.lower()}"


def _boundary(entity: User | Role) -> str:
    return entity.boundary_arn


def _parent(entity: BrowserSession | HandOver) -> str:
    return entity.parent_id


def _indexes(entity_type: type[E], /, **functions: Callable[[E], str]) -> Mapping[str, IndexFunction]:
    return {index: _of_entity(entity_type, find) for index, find in functions.items()}


def _of_entity(entity_type: type[E], find: Callable[[E], str]) -> IndexFunction:
    """The function for any entity, which is always one of the kind that has the index."""

    def find_checked(entity: Entity) -> str:
        if not isinstance(entity, entity_type):
            raise TypeError(f"{type(entity).__name__} is not indexed as {entity_type.__name__}")
        return find(entity)

    return find_checked


KINDS: tuple[Kind, ...] = (
    Kind("account", Account, {}, _indexes(Account, alias=lambda each: each.alias, account=lambda _: EVERY_ACCOUNT)),
    Kind("user", User, _indexes(User, name=_folded_name, boundary=_boundary)),
    Kind("group", Group, _indexes(Group, name=_folded_name)),
    Kind(
        "membership", Membership, _indexes(Membership, user=lambda each: each.user_id, group=lambda each: each.group_id)
    ),
    Kind("role", Role, _indexes(Role, name=_folded_name, boundary=_boundary)),
    Kind(
        "instance-profile",
        InstanceProfile,
        _indexes(InstanceProfile, name=_folded_name, role=lambda each: each.role_id),
    ),
    Kind("policy", ManagedPolicy, _indexes(ManagedPolicy, name=_folded_name)),
    Kind("inline-policy", InlinePolicy, _indexes(InlinePolicy, owner=_owner)),
    Kind("attachment", Attachment, _indexes(Attachment, owner=_owner, policy=lambda each: each.policy_arn)),
    Kind("access-key", AccessKey, _indexes(AccessKey, owner=_owner), _indexes(AccessKey, id=lambda each: each.id)),
    Kind("login-profile", LoginProfile),
    Kind("mfa-device", MFADevice, _indexes(MFADevice, owner=_owner)),
    Kind("passkey", Passkey, _indexes(Passkey, owner=_owner, credential=lambda each: each.credential_id.hex())),
    Kind("passkey-challenge", PasskeyChallenge, _indexes(PasskeyChallenge, owner=_owner)),
    Kind("password-policy", PasswordPolicy),
    Kind("ssh-public-key", SSHPublicKey, _indexes(SSHPublicKey, owner=_owner)),
    Kind("signing-certificate", SigningCertificate, _indexes(SigningCertificate, owner=_owner)),
    Kind(
        "service-credential",
        ServiceCredential,
        _indexes(ServiceCredential, owner=_owner, login=lambda each: login_of(each.service, each.login)),
    ),
    Kind("deletion-task", DeletionTask),
    Kind("oidc-provider", OIDCProvider),
    Kind("saml-provider", SAMLProvider),
    Kind("saml-private-key", SAMLPrivateKey, _indexes(SAMLPrivateKey, owner=lambda each: each.provider_arn)),
    Kind("used-assertion", UsedAssertion),
    Kind("server-certificate", ServerCertificate, _indexes(ServerCertificate, name=_folded_name)),
    Kind("credential-report", CredentialReport),
    Kind(
        "browser-session",
        BrowserSession,
        _indexes(BrowserSession, owner=lambda each: each.principal_id, parent=_parent),
    ),
    Kind("hand-over", HandOver, _indexes(HandOver, parent=_parent)),
    Kind("own-service", OwnService),
)

KIND_BY_TYPE: Mapping[type, Kind] = {kind.type: kind for kind in KINDS}
KIND_BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}

RETIRED_KINDS = frozenset({"last-used"})
"""Names that older versions wrote, and that running older nodes may still write: they are passed over."""
