"""Roles and their trust policies (spec api 2.4, 2.12, policy 1.10, 2.6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.facts import boundary_of_target
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import ROLE, TAGGED_ROLE, Form, Target
from limen.domain.iam.credentials import LastUsed
from limen.domain.iam.roles import DEFAULT_SESSION_SECONDS, InstanceProfile, Role
from limen.domain.identifiers import ENTROPY_BYTES, ROLE_PREFIX, make_unique_id
from limen.operations.environment import Environment
from limen.operations.iam.conflicts import require_gone, require_no_policies
from limen.operations.iam.faults import InvalidInputError, UnmodifiableEntityError
from limen.operations.iam.lookup import get_boundary_policy, get_role, render_boundary
from limen.operations.iam.names import has_path_prefix, path_in, require_free_name
from limen.operations.iam.policies.documents import check_trust
from limen.operations.iam.policies.policy_owners import RESERVED_PATHS, require_modifiable
from limen.operations.iam.principals.trust_text import render_trust_policy
from limen.operations.iam.quotas import ROLES_PER_ACCOUNT, require_within
from limen.operations.iam.tags import PRINCIPAL_TAGS, list_tags, render_tags
from limen.operations.paging import paginate_row
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes


RESERVED_NAME = "AWSServiceRoleFor"

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("CreateRole", Target(Form.CREATED, "role", "RoleName", tag_action="iam:TagRole"))
def create_role(
    call: AuthorizedCall[shapes.CreateRoleRequest], tx: Transaction, environment: Environment
) -> shapes.CreateRoleResponse:
    """Create a role; the answer echoes the trust policy as it was sent."""
    parameters, name, path = call.parameters, call.parameters["RoleName"], path_in(call.parameters)
    if path.startswith(RESERVED_PATHS) or name.startswith(RESERVED_NAME):
        raise InvalidInputError("Only AWS creates roles with the paths and names of service-linked and reserved roles.")
    tags = PRINCIPAL_TAGS.merge((), PRINCIPAL_TAGS.parse_tags(parameters.get("Tags")))
    trusted = check_trust(tx, parameters["AssumeRolePolicyDocument"])
    require_free_name(tx, Role, call.account, name)
    boundary_arn = parameters.get("PermissionsBoundary", "")
    if boundary_arn:
        get_boundary_policy(tx, call.account, boundary_arn)
    require_within("RolesPerAccount", ROLES_PER_ACCOUNT, wanted=len(tx.all(Role, call.account)) + 1)
    role = Role(
        account=call.account,
        id=make_unique_id(ROLE_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        name=name,
        path=path,
        created=call.now.replace(microsecond=0),
        trust_policy=parameters["AssumeRolePolicyDocument"],
        partition=call.partition,
        trusted=trusted,
        description=parameters.get("Description"),
        max_session_seconds=parameters.get("MaxSessionDuration", DEFAULT_SESSION_SECONDS),
        tags=tags,
        boundary_arn=boundary_arn,
    )
    tx.put(role)
    return {"Role": _created(role, parameters)}


@table.read("GetRole", ROLE, facts=(boundary_of_target,))
def read_role(
    call: AuthorizedCall[shapes.GetRoleRequest], reader: Reader, environment: Environment
) -> shapes.GetRoleResponse:
    """One role with everything that is known about it."""
    return {"Role": render_role_fully(reader, get_role(reader, call.account, call.parameters["RoleName"]))}


@table.read("ListRoles", Target(Form.COLLECTION, "role"))
def list_roles(
    call: AuthorizedCall[shapes.ListRolesRequest], reader: Reader, environment: Environment
) -> shapes.ListRolesResponse:
    """Roles under a path prefix, without tags, boundary and last use."""
    roles = reader.all(Role, call.account)
    page = paginate_row(call, roles, _sort_key, lambda role: has_path_prefix(call.parameters, role.path))
    return {"Roles": [_render_listed(reader, role) for role in page.items], **page.ending()}


@table.write("DeleteRole", ROLE, facts=(boundary_of_target,))
def delete_role(
    call: AuthorizedCall[shapes.DeleteRoleRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteRoleResponse:
    """Delete a role without dependents."""
    role = get_role(tx, call.account, call.parameters["RoleName"])
    require_modifiable(role)
    require_gone(tx.find_by(InstanceProfile, "role", call.account, role.id), "remove roles from instance profile")
    require_no_policies(tx, call.account, role.id)
    tx.delete(role)
    return {}


@table.write("UpdateRole", ROLE, facts=(boundary_of_target,))
def update_role(
    call: AuthorizedCall[shapes.UpdateRoleRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateRoleResponse:
    """Change description and session duration; an omitted one stays."""
    role = get_role(tx, call.account, call.parameters["RoleName"])
    if "MaxSessionDuration" in call.parameters and role.path.startswith(RESERVED_PATHS):
        raise UnmodifiableEntityError(
            f"{role.name} is an AWS service linked role, max session duration cannot be changed."
        )
    tx.put(
        replace(
            role,
            description=call.parameters.get("Description", role.description),
            max_session_seconds=call.parameters.get("MaxSessionDuration", role.max_session_seconds),
        )
    )
    return {}


@table.write("UpdateRoleDescription", ROLE, facts=(boundary_of_target,))
def update_role_description(
    call: AuthorizedCall[shapes.UpdateRoleDescriptionRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateRoleDescriptionResponse:
    """Change only the description and return the role."""
    role = get_role(tx, call.account, call.parameters["RoleName"])
    changed = replace(role, description=call.parameters["Description"])
    tx.put(changed)
    return {"Role": render_role_fully(tx, changed)}


@table.write("UpdateAssumeRolePolicy", ROLE, facts=(boundary_of_target,))
def update_assume_role_policy(
    call: AuthorizedCall[shapes.UpdateAssumeRolePolicyRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateAssumeRolePolicyResponse:
    """Replace the trust policy."""
    text = call.parameters["PolicyDocument"]
    role = get_role(tx, call.account, call.parameters["RoleName"])
    require_modifiable(role)
    tx.put(replace(role, trust_policy=text, trusted=check_trust(tx, text)))
    return {}


@table.write("TagRole", TAGGED_ROLE)
def tag_role(
    call: AuthorizedCall[shapes.TagRoleRequest], tx: Transaction, environment: Environment
) -> shapes.TagRoleResponse:
    """Add tags or give them new values."""
    added = PRINCIPAL_TAGS.parse_additions(call)
    role = get_role(tx, call.account, call.parameters["RoleName"])
    tx.put(replace(role, tags=PRINCIPAL_TAGS.merge(role.tags, added)))
    return {}


@table.write("UntagRole", TAGGED_ROLE)
def untag_role(
    call: AuthorizedCall[shapes.UntagRoleRequest], tx: Transaction, environment: Environment
) -> shapes.UntagRoleResponse:
    """Remove tags."""
    role = get_role(tx, call.account, call.parameters["RoleName"])
    tx.put(replace(role, tags=PRINCIPAL_TAGS.remove(role.tags, call.parameters["TagKeys"])))
    return {}


@table.read("ListRoleTags", ROLE)
def list_role_tags(
    call: AuthorizedCall[shapes.ListRoleTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListRoleTagsResponse:
    """A role's tags."""
    return list_tags(call, get_role(reader, call.account, call.parameters["RoleName"]).tags)


def render_role(reader: Reader, role: Role) -> shapes.Role:
    """The members that every answer about a stored role has; the trust policy shows its principals as they are now."""
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": render_trust_policy(reader, role),
    }


def render_role_fully(reader: Reader, role: Role) -> shapes.Role:
    """A role as GetRole returns it (spec api 2.4)."""
    answer = _render_listed(reader, role)
    if role.boundary_arn:
        answer["PermissionsBoundary"] = render_boundary(role.boundary_arn)
    if role.tags:
        answer["Tags"] = render_tags(role.tags)
    answer["RoleLastUsed"] = render_last_used(reader, role)
    return answer


def render_last_used(reader: Reader, role: Role) -> shapes.RoleLastUsed:
    """`RoleLastUsed`: empty while the role has never been used."""
    used = reader.find(LastUsed, role.account, role.id)
    return {} if used is None else {"LastUsedDate": used.at, "Region": used.region}


def _render_listed(reader: Reader, role: Role) -> shapes.Role:
    answer = render_role(reader, role)
    answer["MaxSessionDuration"] = role.max_session_seconds
    if role.description is not None:
        answer["Description"] = role.description
    return answer


def _created(role: Role, parameters: shapes.CreateRoleRequest) -> shapes.Role:
    """A role as CreateRole returns it: only the members that were given."""
    output: shapes.Role = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": role.trust_policy,
    }
    if role.description is not None:
        output["Description"] = role.description
    if role.boundary_arn:
        output["PermissionsBoundary"] = render_boundary(role.boundary_arn)
    if role.tags:
        output["Tags"] = render_tags(role.tags)
    if "MaxSessionDuration" in parameters:
        output["MaxSessionDuration"] = role.max_session_seconds
    return output


def _sort_key(role: Role) -> str:
    return role.name.lower()
