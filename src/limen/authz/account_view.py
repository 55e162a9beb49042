"""An account of a store, as the analysis reads it: its principals with all their policies, and its catalog."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Final

from limen.analysis.account_view import AccountView, Identity
from limen.authz.policy_gatherer import boundary_layer, identity_policies, parse_stored
from limen.domain.iam.account import Account
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.users import Group, Membership, User
from limen.domain.own_services import OwnService
from limen.engine.model.layers import Level, NamedPolicy
from limen.policy.catalog.account_catalog import Catalog, make_catalog
from limen.policy.catalog.lookup import knowing
from limen.store.interface import Reader

_KNOWING_NOTHING: Final = nullcontext()


def read_account(reader: Reader, account: str) -> AccountView:
    """The account; raises `PolicyError` for a policy that cannot be read, without which every answer would be wrong."""
    identities = (*_read_users(reader, account), *_read_roles(reader, account))
    groups = {group.name: identity_policies(reader, account, group.id) for group in reader.all(Group, account)}
    found = reader.find(Account, account, account)
    partition = found.partition if found is not None else "aws"
    paths = {group.name: group.path for group in reader.all(Group, account)}
    managed = _read_managed(reader, account)
    return AccountView(account, identities, groups, managed, partition=partition, group_paths=paths)


def find_catalog(reader: Reader, account: str) -> Catalog:
    """AWS's services, Limen's own, and those that the account has described."""
    return _make_catalog(tuple((each.prefix, each.document) for each in reader.all(OwnService, account)))


def knowing_services_of(reader: Reader, account: str) -> AbstractContextManager[None]:
    """Within the block, look-ups in the catalog know the services of the account. Most accounts have none."""
    return knowing(find_catalog(reader, account).own) if reader.all(OwnService, account) else _KNOWING_NOTHING


@lru_cache(maxsize=256)
def _make_catalog(documents: tuple[tuple[str, str], ...]) -> Catalog:
    return make_catalog(dict(documents))


def _read_users(reader: Reader, account: str) -> Iterator[Identity]:
    for user in reader.all(User, account):
        yield Identity(
            user.name,
            user.path,
            user.id,
            identity_policies(reader, account, user.id),
            tuple(_list_groups(reader, user)),
            boundary_layer(reader, user),
            {tag.key: tag.value for tag in user.tags},
        )


def _list_groups(reader: Reader, user: User) -> Iterator[str]:
    for membership in reader.find_by(Membership, "user", user.account, user.id):
        group = reader.find(Group, user.account, membership.group_id)
        if group is not None:
            yield group.name


def _read_roles(reader: Reader, account: str) -> Iterator[Identity]:
    for role in reader.all(Role, account):
        ids = {each.arn: each.id for each in role.trusted}
        yield Identity(
            role.name,
            role.path,
            role.id,
            identity_policies(reader, account, role.id),
            (),
            boundary_layer(reader, role),
            {tag.key: tag.value for tag in role.tags},
            NamedPolicy("trust", parse_stored(role.trust_policy), principal_ids=ids),
        )


def _read_managed(reader: Reader, account: str) -> dict[str, Level]:
    """Every version of the account's own managed policies, the default one first."""
    return {
        policy.arn: tuple(
            NamedPolicy(policy.name, parse_stored(version.document), policy.arn)
            for version in sorted(policy.versions, key=lambda each: each.id != policy.default_version_id)
        )
        for policy in reader.all(ManagedPolicy, account)
    }
