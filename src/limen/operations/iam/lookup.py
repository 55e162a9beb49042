"""Finding the entities that a call names, or refusing with IAM's messages (spec api 2.2, 2.6).

Names are looked up without regard to case and answered as stored. A managed policy is named by its ARN and is a
customer's or an AWS managed one. Without a name, some operations act on the caller itself (spec api 2.16).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from limen.authz.call import AnyCall, AuthorizedCall
from limen.authz.entities import find_customer_policy, find_named
from limen.domain.arn import ARN, ARNError, parse_arn
from limen.domain.iam.account import Account
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.users import Group, User
from limen.domain.principals import IAMUser
from limen.errors import ServiceFailureError, ValidationError
from limen.operations.iam.faults import NoSuchEntityError
from limen.store.aws_managed import AWSManagedPolicy, find_aws_managed_policy
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

AnyManagedPolicy = ManagedPolicy | AWSManagedPolicy
AWS_ACCOUNT = "aws"

_POLICY_PREFIX = "policy/"


def get_account(call: AnyCall, reader: Reader) -> Account:
    """The account of the caller."""
    account = reader.find(Account, call.account, call.account)
    if account is None:
        raise ServiceFailureError(f"The account {call.account} is not kept here.")
    return account


def get_user(reader: Reader, account: str, name: str) -> User:
    """The user of that name; raises `NoSuchEntityError`."""
    user = find_named(reader, User, account, name)
    if user is None:
        raise NoSuchEntityError(f"The user with name {name} cannot be found.")
    return user


def get_group(reader: Reader, account: str, name: str) -> Group:
    """The group of that name; raises `NoSuchEntityError`."""
    group = find_named(reader, Group, account, name)
    if group is None:
        raise NoSuchEntityError(f"The group with name {name} cannot be found.")
    return group


def get_role(reader: Reader, account: str, name: str) -> Role:
    """The role of that name; raises `NoSuchEntityError`."""
    role = find_named(reader, Role, account, name)
    if role is None:
        raise NoSuchEntityError(f"The role with name {name} cannot be found.")
    return role


def get_instance_profile(reader: Reader, account: str, name: str) -> InstanceProfile:
    """The instance profile of that name; raises `NoSuchEntityError`."""
    profile = find_named(reader, InstanceProfile, account, name)
    if profile is None:
        raise NoSuchEntityError(f"Instance Profile {name} cannot be found.")
    return profile


def get_named_or_own_user(call: AuthorizedCall[members.NamesUser], reader: Reader) -> User:
    """The user that `UserName` names, else the caller's; raises `ValidationError` where the caller is not a user."""
    name = call.parameters.get("UserName")
    return get_user(reader, call.account, name) if name is not None else get_own_user(call, reader)


def get_own_user(call: AnyCall, reader: Reader) -> User:
    """The user that the caller is; raises `ValidationError` for root, roles and federated users."""
    principal = call.caller.principal
    if not isinstance(principal, IAMUser):
        raise ValidationError("Must specify userName when calling with non-User credentials")
    user = reader.find(User, call.account, principal.id)
    if user is None:
        raise NoSuchEntityError(f"The user with name {principal.name} cannot be found.")
    return user


def parse_policy_arn(text: str) -> ARN:
    """The ARN of a managed policy, which need not exist; raises `ValidationError` for other text."""
    try:
        arn = parse_arn(text)
    except ARNError:
        raise ValidationError("Invalid ARN:  Could not be parsed!") from None
    if arn.service != "iam" or arn.region or not arn.account or not arn.resource.startswith(_POLICY_PREFIX):
        raise ValidationError(f"ARN {text} is not valid.")
    return arn


def find_policy(reader: Reader, account: str, arn: str) -> AnyManagedPolicy | None:
    """The account's own or AWS's managed policy, or `None`; raises `ValidationError` for text that is not an ARN."""
    if parse_policy_arn(arn).account == AWS_ACCOUNT:
        return find_aws_managed_policy(arn)
    return find_customer_policy(reader, account, arn)


def get_policy(reader: Reader, account: str, arn: str) -> AnyManagedPolicy:
    """The managed policy to read, delete or detach; raises `NoSuchEntityError`."""
    policy = find_policy(reader, account, arn)
    if policy is None:
        raise NoSuchEntityError(f"Policy {arn} was not found.")
    return policy


def get_attachable_policy(reader: Reader, account: str, arn: str) -> AnyManagedPolicy:
    """The managed policy to attach; raises `NoSuchEntityError`."""
    policy = find_policy(reader, account, arn)
    if policy is None:
        raise NoSuchEntityError(f"Policy {arn} does not exist or is not attachable.")
    return policy


def get_boundary_policy(reader: Reader, account: str, arn: str) -> AnyManagedPolicy:
    """The managed policy to limit a principal with; raises `ValidationError` or `NoSuchEntityError` (spec api 2.12)."""
    try:
        policy = find_policy(reader, account, arn)
    except ValidationError:
        raise ValidationError(f"Value ({arn}) for parameter PermissionsBoundary is invalid.") from None
    if policy is None:
        raise NoSuchEntityError(f"Scope ARN: {arn} does not exist or is not attachable.")
    return policy


def render_boundary(boundary_arn: str) -> shapes.AttachedPermissionsBoundary:
    """The `PermissionsBoundary` member of a user or role (spec api 2.4)."""
    # The model's enumeration has another value than the one that AWS answers.
    kind = cast("shapes.PermissionsBoundaryAttachmentType", "Policy")
    return {"PermissionsBoundaryArn": boundary_arn, "PermissionsBoundaryType": kind}
