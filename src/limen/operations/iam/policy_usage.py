"""Where managed policies are used: attachments and permissions boundaries, counted apart (spec api 2.5, 2.8)."""

from limen.domain.entities import Attachment, Role, User
from limen.store.interface import Reader


def policies_in_use(reader: Reader, account: str) -> frozenset[str]:
    """ARNs of the managed policies, AWS' included, that anything in the account is attached to or limited by."""
    attached = {attachment.policy_arn for attachment in reader.all(Attachment, account)}
    limiting = {user.boundary_arn for user in reader.all(User, account)}
    limiting |= {role.boundary_arn for role in reader.all(Role, account)}
    return frozenset((attached | limiting) - {""})


def attachment_count(reader: Reader, account: str, arn: str) -> int:
    """To how many users, groups and roles the policy is attached."""
    return len(reader.find_by(Attachment, "policy", account, arn))


def boundary_count(reader: Reader, account: str, arn: str) -> int:
    """How many users and roles the policy is the permissions boundary of."""
    users = reader.find_by(User, "boundary", account, arn)
    return len(users) + len(reader.find_by(Role, "boundary", account, arn))
