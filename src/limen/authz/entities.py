"""Finding the entities that a call names; like IAM, names are compared without regard to case (spec api 2.2)."""

from collections.abc import Mapping
from typing import TypeVar

from limen.domain.arn import PARTS
from limen.domain.entity import Entity
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import SERVER_CERTIFICATE_KIND, ServerCertificate
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.users import Group, User
from limen.domain.identifiers import is_account_id
from limen.store.aws_managed import find_aws_managed_policy
from limen.store.interface import Reader

NamedEntity = User | Group | Role | InstanceProfile | ServerCertificate

NAMED_TYPES: Mapping[str, type[NamedEntity]] = {
    "user": User,
    "group": Group,
    "role": Role,
    "instance-profile": InstanceProfile,
    SERVER_CERTIFICATE_KIND: ServerCertificate,
}
"""The named kinds by the word in their ARNs."""

E = TypeVar("E", bound=Entity)


def find_named(reader: Reader, kind: type[E], account: str, name: str) -> E | None:
    """The entity of a kind that has names (also customer managed policies), in any letter case, or `None`."""
    found = reader.find_by(kind, "name", account, name.lower())
    return found[0] if found else None


def find_by_arn(reader: Reader, arn: str) -> NamedEntity | None:
    """The user, group, role, instance profile or certificate with exactly this ARN, in the account that it names."""
    parts = arn.split(":", PARTS - 1)
    if len(parts) != PARTS:
        return None
    kind = NAMED_TYPES.get(parts[5].partition("/")[0])
    entity = None if kind is None else find_named(reader, kind, parts[4], parts[5].rpartition("/")[2])
    return entity if entity is not None and entity.arn == arn else None


def find_role_by_arn(reader: Reader, arn: str) -> Role | None:
    """The role with exactly this ARN, in the account that the ARN names."""
    role = find_by_arn(reader, arn)
    return role if isinstance(role, Role) else None


def find_principal_id(reader: Reader, arn: str) -> str | None:
    """The unique id of the user or role with exactly this ARN, in any account (spec policy 2.6)."""
    entity = find_by_arn(reader, arn)
    return entity.id if isinstance(entity, User | Role) else None


def find_principal_arn(reader: Reader, saved_arn: str, unique_id: str) -> str:
    """The present ARN of the user or role that `saved_arn` named; its raw unique id if it was deleted."""
    account = saved_arn.split(":", PARTS - 1)[4]
    entity = reader.find(User, account, unique_id) or reader.find(Role, account, unique_id)
    return unique_id if entity is None else entity.arn


def find_customer_policy(reader: Reader, account: str, arn: str) -> ManagedPolicy | None:
    """The account's own managed policy with exactly this ARN, or `None`."""
    policy = find_named(reader, ManagedPolicy, account, arn.rpartition("/")[2])
    return policy if policy is not None and policy.arn == arn else None


def find_policy_document(reader: Reader, account: str, arn: str) -> str | None:
    """Text of the default version of a managed policy, the customer's or AWS's."""
    if (policy := find_customer_policy(reader, account, arn)) is not None:
        return policy.document
    aws_managed = find_aws_managed_policy(arn)
    return aws_managed.document if aws_managed is not None else None


def find_account_in_arn(arn: str) -> str | None:
    """The account that an ARN names, or `None` if it names none (AWS managed policies: `aws`)."""
    parts = arn.split(":", PARTS - 1)
    return parts[4] if len(parts) == PARTS and is_account_id(parts[4]) else None


def find_account(reader: Reader, account: str) -> Account | None:
    """The account with this id."""
    return reader.find(Account, account, account)
