"""Which callers a `Principal` element names, and how directly (semantics E23 to E26; spec policy 2.4 to 2.7).

The strength of a match later decides which other layers a resource policy's Allow makes unnecessary (spec policy 6.4).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from limen.domain.arn import PARTS
from limen.domain.identifiers import is_account_id
from limen.domain.principals import (
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    Principal,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.engine.model.layers import Grant
from limen.policy.match.context import Context, Test
from limen.policy.syntax.document import PrincipalElement
from limen.policy.syntax.parse import EVERYONE

_SESSION_SERVICE: Final = "sts"
_IAM: Final = ("arn", "iam", "")
_ROOT: Final = "root"


_NONE, _ACCOUNT, _ENTITY, _DIRECT = Grant
"""Module constants, because looking up an enum member costs as much as determining the grant."""

_Entity = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a `Principal` element, sorted by kind.

    Accounts are named by their ids, or as `roots` by partition and id; users and roles by partition, account and path
    with name, or by their unique `ids`; sessions by their ARNs.
    """

    everyone: bool = False
    accounts: frozenset[str] = frozenset()
    roots: frozenset[tuple[str, str]] = frozenset()
    users: frozenset[_Entity] = frozenset()
    roles: frozenset[_Entity] = frozenset()
    ids: frozenset[str] = frozenset()
    sessions: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()


GrantTest = Callable[[Context, Principal], Grant]


def read_entries(element: PrincipalElement, principal_ids: Mapping[str, str]) -> Entries:
    """Sort the entries; an ARN with a known unique id is replaced by that id (E25)."""
    names = [principal_ids.get(entry, entry) for entry in (*element.aws, *element.canonical_user)]
    arns = [name.split(":", PARTS - 1) for name in names if name.count(":") >= PARTS - 1]
    return Entries(
        everyone=element.everyone or EVERYONE in element.aws,
        accounts=frozenset(name for name in names if is_account_id(name)),
        roots=frozenset((partition, account) for partition, account, rest in _of_iam(arns) if rest == _ROOT),
        users=_entities(arns, "user/"),
        roles=_entities(arns, "role/"),
        ids=frozenset(name for name in names if name and ":" not in name),
        sessions=frozenset(":".join(arn) for arn in arns if arn[2] == _SESSION_SERVICE),
        services=frozenset(element.service),
        providers=frozenset(element.federated),
    )


def _entities(arns: Iterable[list[str]], kind: str) -> frozenset[_Entity]:
    return frozenset(
        (partition, account, rest.removeprefix(kind[:-1]))
        for partition, account, rest in _of_iam(arns)
        if rest.startswith(kind)
    )


def _of_iam(arns: Iterable[list[str]]) -> Iterator[tuple[str, str, str]]:
    for prefix, partition, service, region, account, rest in arns:
        if (prefix, service, region) == _IAM:
            yield partition, account, rest


def compile_principal(element: PrincipalElement, principal_ids: Mapping[str, str]) -> GrantTest:
    """Compile a `Principal` element."""
    entries = read_entries(element, principal_ids)
    if entries.everyone:
        return everybody
    providers = entries.providers

    def test(context: Context, principal: Principal) -> Grant:
        if providers and context.get("aws:federatedprovider") in providers:
            return _DIRECT
        if type(principal) is RoleSession:
            return _session(entries, principal)
        if type(principal) is IAMUser:
            return _user(entries, principal)
        if type(principal) is FederatedUser:
            return _federated_user(entries, principal)
        return _DIRECT if _names_plainly(entries, principal) else _NONE

    return test


def compile_naming(element: PrincipalElement, principal_ids: Mapping[str, str]) -> Test:
    """Compile a `Principal` element to a test of whether it names the caller more directly than by its account."""
    entries = read_entries(element, principal_ids)
    if entries.everyone:
        return lambda _context, _principal: True
    providers = entries.providers

    def test(context: Context, principal: Principal) -> bool:
        if providers and context.get("aws:federatedprovider") in providers:
            return True
        if type(principal) is RoleSession:
            return _names_session(entries, principal)
        if type(principal) is IAMUser:
            return _is_user(entries, principal)
        if type(principal) is FederatedUser:
            return _federated_user(entries, principal) > _ACCOUNT
        return _names_plainly(entries, principal)

    return test


def compile_not_principal(
    element: PrincipalElement, principal_ids: Mapping[str, str], *, has_boundary: bool
) -> GrantTest:
    """Compile a `NotPrincipal` element: everyone except callers with every part listed (account, entity, session).

    A caller with a permissions boundary is never exempt, whatever is listed (E26).
    """
    entries = read_entries(element, principal_ids)

    def test(_context: Context, principal: Principal) -> Grant:
        exempt = entries.everyone or _is_exempt(entries, principal)
        return _NONE if exempt and not has_boundary else _DIRECT

    return test


def everybody(_context: Context, _principal: Principal) -> Grant:
    """The grant of a statement for everyone."""
    return _DIRECT


def nobody(_context: Context, _principal: Principal) -> Grant:
    """The grant of a statement for nobody."""
    return _NONE


def _names_plainly(entries: Entries, caller: Principal) -> bool:
    """Whether the entries name a caller that is named in one way only."""
    match caller:
        case RootUser():
            return _is_account(entries, caller)
        case FederatedIdentity():
            return caller.provider in entries.providers
        case ServicePrincipal():
            return caller.name in entries.services
        case _:  # Anonymous.
            return False


def _is_account(entries: Entries, caller: RootUser | IAMUser | RoleSession | FederatedUser) -> bool:
    return caller.account in entries.accounts or (caller.partition, caller.account) in entries.roots


def _is_user(entries: Entries, caller: IAMUser) -> bool:
    return (caller.partition, caller.account, caller.path + caller.name) in entries.users or caller.id in entries.ids


def _is_role(entries: Entries, caller: RoleSession) -> bool:
    role = caller.partition, caller.account, caller.role_path + caller.role_name
    return role in entries.roles or caller.role_id in entries.ids


def _user(entries: Entries, caller: IAMUser) -> Grant:
    if _is_user(entries, caller):
        return _DIRECT
    return _ACCOUNT if _is_account(entries, caller) else _NONE


def _names_session(entries: Entries, caller: RoleSession) -> bool:
    role = caller.partition, caller.account, caller.role_path + caller.role_name
    if role in entries.roles or caller.role_id in entries.ids:
        return True
    return bool(entries.sessions) and caller.arn in entries.sessions


def _session(entries: Entries, caller: RoleSession) -> Grant:
    if entries.sessions and caller.arn in entries.sessions:
        return _DIRECT
    if _is_role(entries, caller):
        return _ENTITY
    return _ACCOUNT if _is_account(entries, caller) else _NONE


def _federated_user(entries: Entries, caller: FederatedUser) -> Grant:
    if entries.sessions and caller.arn in entries.sessions:
        return _DIRECT
    issuer = caller.issuer
    if isinstance(issuer, IAMUser) and _is_user(entries, issuer):
        return _ENTITY
    return _ACCOUNT if _is_account(entries, caller) else _NONE


def _is_exempt(entries: Entries, caller: Principal) -> bool:
    if type(caller) is RoleSession:
        return _session_exempt(entries, caller)
    if type(caller) is IAMUser:
        return _user_exempt(entries, caller)
    if type(caller) is FederatedUser:
        return _federated_user_exempt(entries, caller)
    return _names_plainly(entries, caller)


def _user_exempt(entries: Entries, caller: IAMUser) -> bool:
    return _is_account(entries, caller) and _is_user(entries, caller)


def _session_exempt(entries: Entries, caller: RoleSession) -> bool:
    return _is_account(entries, caller) and caller.arn in entries.sessions and _is_role(entries, caller)


def _federated_user_exempt(entries: Entries, caller: FederatedUser) -> bool:
    if not _is_account(entries, caller) or caller.arn not in entries.sessions:
        return False
    return isinstance(caller.issuer, RootUser) or _user_exempt(entries, caller.issuer)
