"""Gathering the policies that bear on a caller (spec policy 6.1): identity, permissions boundary, session.

What is gathered depends on the revision and the credentials alone, so it is kept until the revision moves, and kept
on if the new revision changed nothing for this caller: the compiled form and its per-action index stay warm through
other writes. A policy that is named but cannot be read refuses everything (promise P1).
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from limen.authn.caller import Caller
from limen.authz.entities import find_policy_document
from limen.domain.entities import Attachment, Group, InlinePolicy, Membership, Role, User
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession
from limen.domain.sessions import Session
from limen.engine.request import Level, NamedPolicy, PolicySet
from limen.errors import AccessDeniedError
from limen.policy.document import PolicyDocument
from limen.policy.parse import parse_policy
from limen.store.interface import Reader

PARSED_DOCUMENTS = 8192
REMEMBERED_CALLERS = 16384


@dataclass(frozen=True, slots=True)
class _Remembered:
    revision: int
    policies: PolicySet


class PolicyGatherer:
    """Gathers a caller's policies from a reader; remembers the last answer for a bounded number of callers."""

    __slots__ = ("_remembered",)

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._remembered: OrderedDict[tuple[Principal, str], _Remembered] = OrderedDict()

    def gather(self, caller: Caller, reader: Reader) -> PolicySet:
        """The caller's identity, boundary and session layers; the resource layer is the request's own affair."""
        key = (caller.principal, caller.access_key_id if caller.session is not None else "")
        known = self._remembered.get(key)
        if known is not None and known.revision == reader.revision:
            return known.policies
        policies = gather_policies(caller, reader)
        if known is not None and _layers(known.policies) == _layers(policies):
            policies = known.policies
        self._remembered[key] = _Remembered(reader.revision, policies)
        self._remembered.move_to_end(key)
        if len(self._remembered) > REMEMBERED_CALLERS:
            self._remembered.popitem(last=False)
        return policies


def gather_policies(caller: Caller, reader: Reader) -> PolicySet:
    """Gather without remembering."""
    identity, boundary = _principal_layers(caller.principal, reader)
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
    """The entity's permissions boundary as a layer; `None` where it has none."""
    if not entity.boundary_arn:
        return None
    return (_managed_policy(reader, entity.account, entity.boundary_arn),)


@lru_cache(maxsize=PARSED_DOCUMENTS)
def parse_stored(text: str) -> PolicyDocument:
    """Parse a stored document once per text."""
    return parse_policy(text)


def _layers(policies: PolicySet) -> tuple[Level | None, ...]:
    return (policies.identity, policies.permissions_boundary, policies.session)


def _principal_layers(principal: Principal, reader: Reader) -> tuple[Level, Level | None]:
    match principal:
        case IAMUser(account=account, id=user_id):
            user = reader.find(User, account, user_id)
            return ((), ()) if user is None else (user_policies(reader, user), boundary_layer(reader, user))
        case RoleSession(account=account, role_id=role_id):
            role = reader.find(Role, account, role_id)
            return (
                ((), ())
                if role is None
                else (identity_policies(reader, account, role_id), boundary_layer(reader, role))
            )
        case FederatedUser(issuer=issuer):
            return _principal_layers(issuer, reader)
        case _:
            return (), None


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
        message = f"Policy {arn} applies to this request but cannot be read."
        raise AccessDeniedError(message)
    return NamedPolicy(arn.rpartition("/")[2], parse_stored(text), arn=arn)
