"""Versions of managed policies: at most five, one of them the default (spec policy 1.7, api 2.6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import MANAGED_POLICY
from limen.domain.iam.stored_policies import ManagedPolicy, PolicyVersion
from limen.operations.environment import Environment
from limen.operations.iam.faults import DeleteConflictError, LimitExceededError, NoSuchEntityError
from limen.operations.iam.lookup import AnyManagedPolicy, get_policy
from limen.operations.iam.policies.documents import check_managed
from limen.operations.iam.policies.managed import get_customer_policy
from limen.operations.iam.quotas import VERSIONS_PER_POLICY
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

_NEWEST = 10**9
_TOO_MANY = (
    f"A managed policy can have up to {VERSIONS_PER_POLICY} versions. "
    "Before you create a new version, you must delete an existing version."
)

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("CreatePolicyVersion", MANAGED_POLICY)
def create_policy_version(
    call: AuthorizedCall[shapes.CreatePolicyVersionRequest], tx: Transaction, environment: Environment
) -> shapes.CreatePolicyVersionResponse:
    """Add a version, as the default if requested."""
    now = call.now.replace(microsecond=0)
    policy = get_customer_policy(tx, call)
    document = check_managed(call.parameters["PolicyDocument"], call.partition)
    if len(policy.versions) >= VERSIONS_PER_POLICY:
        raise LimitExceededError(_TOO_MANY)
    number = policy.last_version + 1
    version = PolicyVersion(f"v{number}", document, now)
    default = version.id if call.parameters.get("SetAsDefault", False) else policy.default_version_id
    changed = replace(
        policy,
        versions=(*policy.versions, version),
        last_version=number,
        default_version_id=default,
        updated=now,
    )
    tx.put(changed)
    return {"PolicyVersion": render_version(changed, version)}


@table.read("GetPolicyVersion", MANAGED_POLICY)
def get_policy_version(
    call: AuthorizedCall[shapes.GetPolicyVersionRequest], reader: Reader, environment: Environment
) -> shapes.GetPolicyVersionResponse:
    """One version with its document; for AWS managed policies only the default one is known."""
    policy = get_policy(reader, call.account, call.parameters["PolicyArn"])
    version = _get_version(policy, call.parameters["VersionId"])
    return {"PolicyVersion": {"Document": version.document, **render_version(policy, version)}}


@table.write("DeletePolicyVersion", MANAGED_POLICY)
def delete_policy_version(
    call: AuthorizedCall[shapes.DeletePolicyVersionRequest], tx: Transaction, environment: Environment
) -> shapes.DeletePolicyVersionResponse:
    """Delete a version that is not the default. Only new versions change `UpdateDate`."""
    policy = get_customer_policy(tx, call)
    version = _get_version(policy, call.parameters["VersionId"])
    if version.id == policy.default_version_id:
        raise DeleteConflictError("Cannot delete the default version of a policy.")
    rest = tuple(other for other in policy.versions if other.id != version.id)
    tx.put(replace(policy, versions=rest))
    return {}


@table.read("ListPolicyVersions", MANAGED_POLICY)
def list_policy_versions(
    call: AuthorizedCall[shapes.ListPolicyVersionsRequest], reader: Reader, environment: Environment
) -> shapes.ListPolicyVersionsResponse:
    """All versions, newest first, without documents."""
    policy = get_policy(reader, call.account, call.parameters["PolicyArn"])
    page = paginate(call, versions_of(policy), lambda version: f"{_NEWEST - int(version.id[1:]):010d}")
    return {"Versions": [render_version(policy, version) for version in page.items], **page.ending()}


@table.write("SetDefaultPolicyVersion", MANAGED_POLICY)
def set_default_policy_version(
    call: AuthorizedCall[shapes.SetDefaultPolicyVersionRequest], tx: Transaction, environment: Environment
) -> shapes.SetDefaultPolicyVersionResponse:
    """Make a version the one that is evaluated."""
    arn, version_id = call.parameters["PolicyArn"], call.parameters["VersionId"]
    policy = get_customer_policy(tx, call)
    if all(version.id != version_id for version in policy.versions):
        raise NoSuchEntityError(f"Policy {arn} version {version_id} does not exist or is not attachable.")
    tx.put(replace(policy, default_version_id=version_id))
    return {}


def versions_of(policy: AnyManagedPolicy) -> tuple[PolicyVersion, ...]:
    """The known versions, oldest first; for AWS managed policies the default one."""
    if isinstance(policy, ManagedPolicy):
        return policy.versions
    return (PolicyVersion(policy.default_version_id, policy.document, policy.update_date),)


def render_version(policy: AnyManagedPolicy, version: PolicyVersion) -> shapes.PolicyVersion:
    """A version without its document (spec api 2.4)."""
    return {
        "VersionId": version.id,
        "IsDefaultVersion": version.id == policy.default_version_id,
        "CreateDate": version.created,
    }


def _get_version(policy: AnyManagedPolicy, version_id: str) -> PolicyVersion:
    found = next((version for version in versions_of(policy) if version.id == version_id), None)
    if found is None:
        raise NoSuchEntityError(f"Policy {policy.arn} version {version_id} was not found.")
    return found
