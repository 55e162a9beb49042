"""DescribeOrganization. Accounts of Limen belong to no organization, so the answer is AWS's for such an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.operations.environment import Environment
from limen.operations.organizations.faults import OrganizationsNotInUseError
from limen.operations.registry import OperationTable
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.organizations import shapes

table = OperationTable("organizations", ())


@table.read("DescribeOrganization", EVERYTHING)
def describe_organization(
    call: AuthorizedCall[shapes.DescribeOrganizationRequest], reader: Reader, environment: Environment
) -> shapes.DescribeOrganizationResponse:
    """The organization of the caller's account; raises `OrganizationsNotInUseError`."""
    raise OrganizationsNotInUseError("Your account is not a member of an organization.")
