"""Subjects of AuthZEN questions: who they are in the account, with the policies and facts that decide about them.

A `user`, `role` or `group` is named by name or ARN, a `session` by the ARN of an assumed role or by `Role/session`,
`root` by the id of the account. A group is treated as a user whose only policies are those of the group. Session
policies are in session tokens, so those of a session are not known here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from limen.authn.caller import Caller
from limen.authz.entities import find_named
from limen.authz.policy_gatherer import PolicyGatherer, identity_policies
from limen.authz.request_context import caller_context
from limen.domain.iam.account import Account
from limen.domain.iam.roles import Role
from limen.domain.iam.users import Group, User
from limen.domain.principals import IAMUser, Principal, RoleSession, RootUser
from limen.engine import PolicySet
from limen.policy.match.context import ContextValue
from limen.store.interface import Reader

SESSION_NAME: Final = "authzen"
"""The name of a session of which only the role is known."""

USER, ROLE, GROUP, SESSION, ROOT = "user", "role", "group", "session", "root"


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject that exists; `arn` is how refusals name it."""

    principal: Principal
    policies: PolicySet
    context: Mapping[str, ContextValue]
    arn: str


def find_subject(
    kind: str, name: str, account: str, reader: Reader, *, gatherer: PolicyGatherer, now: datetime
) -> Subject | None:
    """The subject in the account; `None` if it does not exist. Raises `PolicyError` for an unreadable policy."""
    if name.startswith("arn:"):
        name = _name_in(name, kind, account)
    if kind == GROUP:
        return _find_group(name, account, reader)
    principal = _find_principal(kind, name, account, reader)
    return None if principal is None else make_subject(Caller(principal), reader, gatherer=gatherer, now=now)


def make_subject(caller: Caller, reader: Reader, *, gatherer: PolicyGatherer, now: datetime) -> Subject:
    """A caller as a subject."""
    context = caller_context(caller, reader, now)
    return Subject(caller.principal, gatherer.gather(caller, reader), context, caller.principal.arn)


def list_names(kind: str, account: str, reader: Reader) -> Iterator[str]:
    """The names of all subjects of a kind, ordered; sessions are not in the store, so none are listed."""
    match kind:
        case "user":
            yield from sorted(each.name for each in reader.all(User, account))
        case "role":
            yield from sorted(each.name for each in reader.all(Role, account))
        case "group":
            yield from sorted(each.name for each in reader.all(Group, account))
        case "root":
            yield account


def _find_group(name: str, account: str, reader: Reader) -> Subject | None:
    group = find_named(reader, Group, account, name)
    if group is None:
        return None
    member = IAMUser(account, "", partition=group.partition)
    return Subject(member, PolicySet(identity=identity_policies(reader, account, group.id)), {}, group.arn)


def _find_principal(kind: str, name: str, account: str, reader: Reader) -> Principal | None:
    match kind:
        case "user":
            user = find_named(reader, User, account, name)
            return None if user is None else IAMUser(account, user.name, user.path, user.id, user.partition)
        case "role":
            return _find_session(name, SESSION_NAME, account, reader)
        case "session":
            role_name, _, session_name = name.partition("/")
            return _find_session(role_name, session_name, account, reader) if session_name else None
        case "root":
            owner = reader.find(Account, account, account) if name == account else None
            return None if owner is None else RootUser(owner.account, owner.partition)
        case _:
            return None


def _find_session(role_name: str, session_name: str, account: str, reader: Reader) -> RoleSession | None:
    role = find_named(reader, Role, account, role_name)
    return None if role is None else RoleSession(account, role.name, session_name, role.path, role.id, role.partition)


def _name_in(arn: str, kind: str, account: str) -> str:
    """The name in the ARN of a principal of this account; empty for any other, which no principal has."""
    parts = arn.split(":", 5)
    service, prefix = ("sts", "assumed-role/") if kind == SESSION else ("iam", f"{kind}/")
    if len(parts) != 6 or parts[2] != service or parts[4] != account:
        return ""
    if kind == ROOT:
        return account if parts[5] == ROOT else ""
    if not parts[5].startswith(prefix):
        return ""
    named = parts[5].removeprefix(prefix)
    return named if kind == SESSION else named.rpartition("/")[2]
