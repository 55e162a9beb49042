"""Customer managed policies (spec api 2.4, 2.5).

Create, read, list, delete, users of a policy, tags. AWS managed policies can only be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import MANAGED_POLICY, TAGGED_POLICY, Form, Target
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import Attachment, ManagedPolicy, PolicyVersion
from limen.domain.iam.tags import Tag
from limen.domain.iam.users import Group, User
from limen.domain.identifiers import ENTROPY_BYTES, POLICY_PREFIX, make_unique_id
from limen.errors import AccessDeniedError
from limen.operations.environment import Environment
from limen.operations.iam.faults import DeleteConflictError
from limen.operations.iam.lookup import AnyManagedPolicy, get_policy
from limen.operations.iam.names import has_path_prefix, path_in, require_free_name
from limen.operations.iam.policies.documents import check_managed
from limen.operations.iam.quotas import POLICIES_PER_ACCOUNT, require_within
from limen.operations.iam.tags import RESOURCE_TAGS, list_tags, render_tags
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable
from limen.store.aws_managed import AWSManagedPolicy, load_aws_managed_policies
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

FIRST_VERSION = "v1"
_BOUNDARY_USE = "PermissionsBoundary"
_POLICY_USE = "PermissionsPolicy"
_MORE_VERSIONS = (
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
    "The default version is deleted with the policy."
)

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write(
    "CreatePolicy", Target(Form.CREATED, "policy", "PolicyName", is_shown_short=True, tag_action="iam:TagPolicy")
)
def create_policy(
    call: AuthorizedCall[shapes.CreatePolicyRequest], tx: Transaction, environment: Environment
) -> shapes.CreatePolicyResponse:
    """Create a policy with its first version."""
    parameters, now = call.parameters, call.now.replace(microsecond=0)
    document = check_managed(parameters["PolicyDocument"], call.partition)
    tags = RESOURCE_TAGS.merge((), RESOURCE_TAGS.parse_tags(parameters.get("Tags")))
    require_free_name(tx, ManagedPolicy, call.account, parameters["PolicyName"])
    require_within("PoliciesPerAccount", POLICIES_PER_ACCOUNT, wanted=len(tx.all(ManagedPolicy, call.account)) + 1)
    policy = ManagedPolicy(
        account=call.account,
        id=make_unique_id(POLICY_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        name=parameters["PolicyName"],
        path=path_in(parameters),
        created=now,
        updated=now,
        versions=(PolicyVersion(FIRST_VERSION, document, now),),
        default_version_id=FIRST_VERSION,
        partition=call.partition,
        description=parameters.get("Description"),
        tags=tags,
    )
    tx.put(policy)
    answer = render_policy(tx, call.account, policy)
    if tags:
        answer["Tags"] = render_tags(tags)
    return {"Policy": answer}


@table.read("GetPolicy", MANAGED_POLICY)
def read_policy(
    call: AuthorizedCall[shapes.GetPolicyRequest], reader: Reader, environment: Environment
) -> shapes.GetPolicyResponse:
    """One policy, the account's own or AWS managed."""
    policy = get_policy(reader, call.account, call.parameters["PolicyArn"])
    output = render_policy(reader, call.account, policy)
    if isinstance(policy, ManagedPolicy) and policy.description is not None:
        output["Description"] = policy.description
    output["Tags"] = render_tags(policy_tags(policy))
    return {"Policy": output}


@table.write("DeletePolicy", MANAGED_POLICY)
def delete_policy(
    call: AuthorizedCall[shapes.DeletePolicyRequest], tx: Transaction, environment: Environment
) -> shapes.DeletePolicyResponse:
    """Delete a policy that nothing uses and that has only one version left."""
    policy = get_customer_policy(tx, call)
    if _attachments(tx, call.account, policy.arn) or _bounded(tx, call.account, policy.arn):
        raise DeleteConflictError("Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise DeleteConflictError(_MORE_VERSIONS)
    tx.delete(policy)
    return {}


@table.read("ListPolicies", Target(Form.COLLECTION, "policy", is_shown_short=True))
def list_policies(
    call: AuthorizedCall[shapes.ListPoliciesRequest], reader: Reader, environment: Environment
) -> shapes.ListPoliciesResponse:
    """The account's policies and AWS's, by scope, path and use."""
    shown = (policy for policy in _in_scope(call, reader) if _is_listed(call, reader, policy))
    page = paginate(call, shown, policy_sort_key)
    return {"Policies": [render_policy(reader, call.account, policy) for policy in page.items], **page.ending()}


@table.read("ListEntitiesForPolicy", MANAGED_POLICY)
def list_entities_for_policy(
    call: AuthorizedCall[shapes.ListEntitiesForPolicyRequest], reader: Reader, environment: Environment
) -> shapes.ListEntitiesForPolicyResponse:
    """Users, groups and roles that a policy is attached to or limits as a boundary; all three kinds in one list."""
    policy = get_policy(reader, call.account, call.parameters["PolicyArn"])
    wanted = call.parameters.get("EntityFilter")
    users = (
        entity
        for entity in _entities_using(call, reader, policy.arn)
        if wanted in {None, type(entity).__name__} and has_path_prefix(call.parameters, entity.path)
    )
    page = paginate(call, users, lambda entity: f"{type(entity).__name__}/{entity.name.lower()}")
    return {
        "PolicyGroups": [{"GroupName": one.name, "GroupId": one.id} for one in page.items if isinstance(one, Group)],
        "PolicyUsers": [{"UserName": one.name, "UserId": one.id} for one in page.items if isinstance(one, User)],
        "PolicyRoles": [{"RoleName": one.name, "RoleId": one.id} for one in page.items if isinstance(one, Role)],
        **page.ending(),
    }


@table.write("TagPolicy", TAGGED_POLICY)
def tag_policy(
    call: AuthorizedCall[shapes.TagPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.TagPolicyResponse:
    """Add tags or give them new values."""
    added = RESOURCE_TAGS.parse_additions(call)
    policy = get_customer_policy(tx, call)
    tx.put(replace(policy, tags=RESOURCE_TAGS.merge(policy.tags, added)))
    return {}


@table.write("UntagPolicy", TAGGED_POLICY)
def untag_policy(
    call: AuthorizedCall[shapes.UntagPolicyRequest], tx: Transaction, environment: Environment
) -> shapes.UntagPolicyResponse:
    """Remove tags."""
    policy = get_customer_policy(tx, call)
    tx.put(replace(policy, tags=RESOURCE_TAGS.remove(policy.tags, call.parameters["TagKeys"])))
    return {}


@table.read("ListPolicyTags", MANAGED_POLICY)
def list_policy_tags(
    call: AuthorizedCall[shapes.ListPolicyTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListPolicyTagsResponse:
    """A policy's tags."""
    return list_tags(call, policy_tags(get_policy(reader, call.account, call.parameters["PolicyArn"])))


def get_customer_policy(reader: Reader, call: AuthorizedCall[members.NamesPolicy]) -> ManagedPolicy:
    """The account's own policy that a call changes; AWS managed policies belong to no account."""
    policy = get_policy(reader, call.account, call.parameters["PolicyArn"])
    if not isinstance(policy, ManagedPolicy):
        raise AccessDeniedError(
            f"User: {call.caller.principal.arn} is not authorized to perform: "
            f"iam:{call.operation} on resource: policy {policy.arn}"
        )
    return policy


def policy_sort_key(policy: AnyManagedPolicy) -> str:
    """Lists are sorted by name without regard to case; the account's and AWS's policies may share one.

    The space comes before every character that a name may have.
    """
    return f"{policy.name.lower()} {policy.arn}"


def policy_tags(policy: AnyManagedPolicy) -> tuple[Tag, ...]:
    """The policy's tags; AWS's policies have none."""
    return policy.tags if isinstance(policy, ManagedPolicy) else ()


def render_policy(reader: Reader, account: str, policy: AnyManagedPolicy) -> shapes.Policy:
    """The members that every answer about a policy has (spec api 2.4)."""
    if isinstance(policy, ManagedPolicy):
        policy_id, created, updated = policy.id, policy.created, policy.updated
    else:
        policy_id, created, updated = policy.policy_id, policy.create_date, policy.update_date
    return {
        "PolicyName": policy.name,
        "PolicyId": policy_id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": len(_attachments(reader, account, policy.arn)),
        "PermissionsBoundaryUsageCount": len(_bounded(reader, account, policy.arn)),
        "IsAttachable": True,
        "CreateDate": created,
        "UpdateDate": updated,
    }


def _attachments(reader: Reader, account: str, arn: str) -> tuple[Attachment, ...]:
    return reader.find_by(Attachment, "policy", account, arn)


def _bounded(reader: Reader, account: str, arn: str) -> tuple[User | Role, ...]:
    return (*reader.find_by(User, "boundary", account, arn), *reader.find_by(Role, "boundary", account, arn))


def _in_scope(call: AuthorizedCall[shapes.ListPoliciesRequest], reader: Reader) -> Iterator[AnyManagedPolicy]:
    scope = call.parameters.get("Scope", "All")
    if scope in {"All", "Local"}:
        yield from reader.all(ManagedPolicy, call.account)
    if scope in {"All", "AWS"}:
        yield from load_aws_managed_policies(call.partition).values()


def _is_listed(
    call: AuthorizedCall[shapes.ListPoliciesRequest], reader: Reader, policy: ManagedPolicy | AWSManagedPolicy
) -> bool:
    """`PolicyUsageFilter` only takes effect together with `OnlyAttached` (spec api 2.5)."""
    if not has_path_prefix(call.parameters, policy.path):
        return False
    if not call.parameters.get("OnlyAttached", False):
        return True
    usage = call.parameters.get("PolicyUsageFilter")
    is_attached = usage != _BOUNDARY_USE and bool(_attachments(reader, call.account, policy.arn))
    return is_attached or (usage != _POLICY_USE and bool(_bounded(reader, call.account, policy.arn)))


def _entities_using(
    call: AuthorizedCall[shapes.ListEntitiesForPolicyRequest], reader: Reader, arn: str
) -> Iterator[User | Group | Role]:
    """Each entity once, by attachment or by boundary as `PolicyUsageFilter` says."""
    usage = call.parameters.get("PolicyUsageFilter")
    attached = () if usage == _BOUNDARY_USE else _attachments(reader, call.account, arn)
    owners = (_find_owner(reader, call.account, attachment.owner_id) for attachment in attached)
    bounded = () if usage == _POLICY_USE else _bounded(reader, call.account, arn)
    yield from {entity.id: entity for entity in (*owners, *bounded) if entity is not None}.values()


def _find_owner(reader: Reader, account: str, owner_id: str) -> User | Group | Role | None:
    return (
        reader.find(User, account, owner_id)
        or reader.find(Group, account, owner_id)
        or reader.find(Role, account, owner_id)
    )
