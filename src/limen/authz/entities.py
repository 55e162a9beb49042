"""Finding the entities that a call names, the way IAM compares names: without regard to case (spec api 2.2)."""

from limen.domain.entities import Account, Group, InstanceProfile, ManagedPolicy, Role, User
from limen.store.aws_managed import load_aws_managed_policies
from limen.store.interface import Reader

NamedEntity = User | Group | Role | InstanceProfile

_TYPES: dict[str, type[User] | type[Group] | type[Role] | type[InstanceProfile]] = {
    "user": User,
    "group": Group,
    "role": Role,
    "instance-profile": InstanceProfile,
}


def find_named(reader: Reader, account: str, kind: str, name: str) -> NamedEntity | None:
    """The user, group, role or instance profile of that name, in whatever case it was created."""
    found = reader.find_by(_TYPES[kind], "name", account, name.lower())
    return found[0] if found else None


def find_customer_policy(reader: Reader, account: str, arn: str) -> ManagedPolicy | None:
    """The customer managed policy with exactly that ARN."""
    name = arn.rpartition("/")[2]
    found = reader.find_by(ManagedPolicy, "name", account, name.lower())
    return next((policy for policy in found if policy.arn == arn), None)


def find_policy_document(reader: Reader, account: str, arn: str) -> str | None:
    """Text of the default version of a managed policy, the customer's own or AWS'."""
    if (policy := find_customer_policy(reader, account, arn)) is not None:
        return policy.document
    aws_managed = load_aws_managed_policies().get(arn)
    return aws_managed.document if aws_managed is not None else None


def find_account(reader: Reader, account: str) -> Account | None:
    """The account with that id."""
    return reader.find(Account, account, account)
