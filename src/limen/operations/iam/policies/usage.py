"""Which managed policies an account uses (spec api 2.8), by attachment or as a permissions boundary."""

from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import Attachment
from limen.domain.iam.users import User
from limen.store.interface import Reader


def policies_in_use(reader: Reader, account: str) -> frozenset[str]:
    """ARNs of the managed policies, AWS's included, that are attached or set as a boundary in the account."""
    attached = {attachment.policy_arn for attachment in reader.all(Attachment, account)}
    limiting = {user.boundary_arn for user in reader.all(User, account)}
    limiting |= {role.boundary_arn for role in reader.all(Role, account)}
    return frozenset((attached | limiting) - {""})
