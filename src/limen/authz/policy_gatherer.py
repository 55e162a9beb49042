"""Gathering the policies that apply to a caller (spec policy 6.1): identity, permissions boundary, session.

The result depends only on the revision and the credentials, so it is cached until the revision changes, and kept if the
new revision changed nothing for this caller: the compiled form and its index by action survive other writes. A policy
that is referenced but cannot be read refuses everything (promise P1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from limen.authn.caller import Caller
from limen.authz.entities import find_policy_document
from limen.domain.bounded import Bounded
from limen.domain.iam.account import PasswordPolicy
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import Attachment, InlinePolicy
from limen.domain.iam.users import Group, Membership, User
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession
from limen.domain.sessions import Session, SessionPolicy
from limen.engine.model.layers import Level, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.errors import AccessDeniedError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy
from limen.store.interface import Reader

PARSED_DOCUMENTS = 8192
PARSED_CHARACTERS = 16 * 1024 * 1024
REMEMBERED_CALLERS = 16384
REMEMBERED_CHARACTERS = 4 * 1024 * 1024
"""The length of the cached session policies, which callers choose; entity policies are in the store anyway."""


ACCOUNT_WIDE = NamedPolicy(
    "AllowUsersToChangePassword",
    parse_policy(
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow",'
        '"Action":["iam:ChangePassword","iam:GetAccountPasswordPolicy"],"Resource":"*"}}'
    ),
)
"""Granted to all users by the account's password policy, if it says so; ChangePassword always means the caller."""

_Key = tuple[str, str, tuple[SessionPolicy, ...] | None]
"""Account, unique id of the entity whose identity policies count (the account's for root), session policies."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    revision: int
    policies: PolicySet


class PolicyGatherer:
    """Gathers a caller's policies from a reader; caches the last answer for a bounded number of callers.

    Sessions of one role that have the same session policies share one answer. Thread-safe.
    """

    __slots__ = ("_capacity", "_remembered")

    def __init__(self, *, capacity: int = REMEMBERED_CALLERS) -> None:
        """Start with an empty cache."""
        self._capacity = capacity
        self._remembered: Bounded[_Key, _Remembered] = Bounded()

    def __len__(self) -> int:
        """The number of cached answers."""
        return len(self._remembered)

    def gather(self, caller: Caller, reader: Reader) -> PolicySet:
        """The caller's identity, boundary and session layers; the resource layer depends on the request."""
        session = caller.session
        key = (*_owner_of(caller.principal), None if session is None else session.policies)
        known = self._remembered.get(key)
        if known is not None and known.revision == reader.revision:
            return known.policies
        policies = gather_policies(caller, reader)
        if known is not None and _layers(known.policies) == _layers(policies):
            policies = known.policies
        self._remember(key, _Remembered(reader.revision, policies))
        return policies

    def _remember(self, key: _Key, found: _Remembered) -> None:
        weight = sum(len(policy.document) for policy in key[2] or ())
        self._remembered.keep(key, found, weight=weight, most=self._capacity, most_weight=REMEMBERED_CHARACTERS)


def gather_policies(caller: Caller, reader: Reader) -> PolicySet:
    """Gather without the cache."""
    account, owner_id = _owner_of(caller.principal)
    identity, boundary = _owner_layers(reader, account, owner_id)
    return PolicySet(identity=identity, permissions_boundary=boundary, session=_session_layer(caller.session))


def identity_policies(reader: Reader, account: str, owner_id: str) -> Level:
    """Inline and attached policies of one user, group or role, without those of a user's groups."""
    return tuple(_owned_policies(reader, account, owner_id))


def user_policies(reader: Reader, user: User) -> Level:
    """All identity policies of a user: its own and those of its groups."""
    memberships = reader.find_by(Membership, "user", user.account, user.id)
    groups = (reader.find(Group, user.account, membership.group_id) for membership in memberships)
    owners = (user.id, *(group.id for group in groups if group is not None))
    return tuple(policy for owner in owners for policy in _owned_policies(reader, user.account, owner))


def boundary_layer(reader: Reader, entity: User | Role) -> Level | None:
    """The entity's permissions boundary as a layer; `None` if it has none."""
    if not entity.boundary_arn:
        return None
    return (_managed_policy(reader, entity.account, entity.boundary_arn),)


def parse_stored(text: str) -> PolicyDocument:
    """Parse a stored document once per text."""
    document = _PARSED.get(text)
    if document is None:
        document = parse_policy(text)
        _PARSED.keep(text, document, weight=len(text), most=PARSED_DOCUMENTS, most_weight=PARSED_CHARACTERS)
    return document


_PARSED: Final[Bounded[str, PolicyDocument]] = Bounded()


def _layers(policies: PolicySet) -> tuple[Level | None, ...]:
    return (policies.identity, policies.permissions_boundary, policies.session)


def _owner_of(principal: Principal) -> tuple[str, str]:
    """Account and unique id of the entity whose identity policies the caller has."""
    match principal:
        case IAMUser(account=account, id=owner_id) | RoleSession(account=account, role_id=owner_id):
            return account, owner_id
        case FederatedUser(issuer=issuer):
            return _owner_of(issuer)
        case _:
            account = principal.account or ""
            return account, account


def _owner_layers(reader: Reader, account: str, owner_id: str) -> tuple[Level, Level | None]:
    """Identity and boundary. Root has neither; a deleted entity has no policies, so nothing is allowed."""
    if owner_id == account:
        return (), None
    if (user := reader.find(User, account, owner_id)) is not None:
        return (*user_policies(reader, user), *_account_wide(reader, account)), boundary_layer(reader, user)
    if (role := reader.find(Role, account, owner_id)) is not None:
        return identity_policies(reader, account, owner_id), boundary_layer(reader, role)
    return (), ()


def _account_wide(reader: Reader, account: str) -> Level:
    policy = reader.find(PasswordPolicy, account, account)
    return (ACCOUNT_WIDE,) if policy is not None and policy.allows_change_by_user else ()


def _session_layer(session: Session | None) -> Level | None:
    if session is None or session.policies is None:
        return None
    return tuple(
        NamedPolicy(policy.arn.rpartition("/")[2] or "session policy", parse_stored(policy.document), arn=policy.arn)
        for policy in session.policies
    )


def _owned_policies(reader: Reader, account: str, owner_id: str) -> Iterator[NamedPolicy]:
    inline: Iterable[InlinePolicy] = reader.find_by(InlinePolicy, "owner", account, owner_id)
    for policy in inline:
        yield NamedPolicy(policy.name, parse_stored(policy.document))
    for attachment in reader.find_by(Attachment, "owner", account, owner_id):
        yield _managed_policy(reader, account, attachment.policy_arn)


def _managed_policy(reader: Reader, account: str, arn: str) -> NamedPolicy:
    text = find_policy_document(reader, account, arn)
    if text is None:
        raise AccessDeniedError(f"Policy {arn} applies to this request but cannot be read.")
    return NamedPolicy(arn.rpartition("/")[2], parse_stored(text), arn=arn)
