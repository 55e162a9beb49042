"""Instance profiles: a container for one role that EC2 instances take (spec api 2.4, 2.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import INSTANCE_PROFILE, ROLE, TAGGED_INSTANCE_PROFILE, Form, Target
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.identifiers import ENTROPY_BYTES, INSTANCE_PROFILE_PREFIX, make_unique_id
from limen.operations.environment import Environment
from limen.operations.iam.faults import DeleteConflictError, NoSuchEntityError
from limen.operations.iam.lookup import get_instance_profile, get_role
from limen.operations.iam.names import has_path_prefix, path_in, require_free_name
from limen.operations.iam.policies.policy_owners import require_modifiable
from limen.operations.iam.principals.roles import render_role
from limen.operations.iam.quotas import INSTANCE_PROFILES_PER_ACCOUNT, ROLES_PER_INSTANCE_PROFILE, require_within
from limen.operations.iam.tags import RESOURCE_TAGS, list_tags, render_tags
from limen.operations.paging import paginate, paginate_row
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write(
    "CreateInstanceProfile",
    Target(Form.CREATED, "instance-profile", "InstanceProfileName", tag_action="iam:TagInstanceProfile"),
)
def create_instance_profile(
    call: AuthorizedCall[shapes.CreateInstanceProfileRequest], tx: Transaction, environment: Environment
) -> shapes.CreateInstanceProfileResponse:
    """Create an empty instance profile."""
    name = call.parameters["InstanceProfileName"]
    tags = RESOURCE_TAGS.merge((), RESOURCE_TAGS.parse_tags(call.parameters.get("Tags")))
    require_free_name(tx, InstanceProfile, call.account, name)
    wanted = len(tx.all(InstanceProfile, call.account)) + 1
    require_within("InstanceProfilesPerAccount", INSTANCE_PROFILES_PER_ACCOUNT, wanted=wanted)
    profile = InstanceProfile(
        account=call.account,
        id=make_unique_id(INSTANCE_PROFILE_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        name=name,
        path=path_in(call.parameters),
        created=call.now.replace(microsecond=0),
        partition=call.partition,
        tags=tags,
    )
    tx.put(profile)
    return {"InstanceProfile": _render_detail(tx, profile)}


@table.read("GetInstanceProfile", INSTANCE_PROFILE)
def read_instance_profile(
    call: AuthorizedCall[shapes.GetInstanceProfileRequest], reader: Reader, environment: Environment
) -> shapes.GetInstanceProfileResponse:
    """One instance profile with its role."""
    profile = _get(call, reader)
    return {"InstanceProfile": _render_detail(reader, profile)}


@table.read("ListInstanceProfiles", Target(Form.COLLECTION, "instance-profile"))
def list_instance_profiles(
    call: AuthorizedCall[shapes.ListInstanceProfilesRequest], reader: Reader, environment: Environment
) -> shapes.ListInstanceProfilesResponse:
    """Instance profiles under a path prefix."""
    profiles = reader.all(InstanceProfile, call.account)
    page = paginate_row(call, profiles, _sort_key, lambda profile: has_path_prefix(call.parameters, profile.path))
    return {"InstanceProfiles": [render_profile(reader, each) for each in page.items], **page.ending()}


@table.read("ListInstanceProfilesForRole", ROLE)
def list_instance_profiles_for_role(
    call: AuthorizedCall[shapes.ListInstanceProfilesForRoleRequest], reader: Reader, environment: Environment
) -> shapes.ListInstanceProfilesForRoleResponse:
    """The instance profiles that a role is in."""
    role = get_role(reader, call.account, call.parameters["RoleName"])
    profiles = reader.find_by(InstanceProfile, "role", call.account, role.id)
    page = paginate(call, profiles, _sort_key)
    return {"InstanceProfiles": [render_profile(reader, each) for each in page.items], **page.ending()}


@table.write("DeleteInstanceProfile", INSTANCE_PROFILE)
def delete_instance_profile(
    call: AuthorizedCall[shapes.DeleteInstanceProfileRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteInstanceProfileResponse:
    """Delete an empty instance profile."""
    profile = _get(call, tx)
    if profile.role_id:
        raise DeleteConflictError("Cannot delete entity, must remove roles from instance profile first.")
    tx.delete(profile)
    return {}


@table.write(
    "AddRoleToInstanceProfile", Target(Form.NAMED, "instance-profile", "InstanceProfileName", passes_role=True)
)
def add_role_to_instance_profile(
    call: AuthorizedCall[shapes.AddRoleToInstanceProfileRequest], tx: Transaction, environment: Environment
) -> shapes.AddRoleToInstanceProfileResponse:
    """Add a role. A profile holds one; adding the same one again exceeds the quota too (spec api 2.5)."""
    profile = _get(call, tx)
    role = get_role(tx, call.account, call.parameters["RoleName"])
    require_modifiable(role)
    wanted = 2 if profile.role_id else 1
    require_within("InstanceSessionsPerInstanceProfile", ROLES_PER_INSTANCE_PROFILE, wanted=wanted)
    tx.put(replace(profile, role_id=role.id))
    return {}


@table.write("RemoveRoleFromInstanceProfile", INSTANCE_PROFILE)
def remove_role_from_instance_profile(
    call: AuthorizedCall[shapes.RemoveRoleFromInstanceProfileRequest], tx: Transaction, environment: Environment
) -> shapes.RemoveRoleFromInstanceProfileResponse:
    """Remove the role."""
    profile = _get(call, tx)
    role = get_role(tx, call.account, call.parameters["RoleName"])
    if profile.role_id != role.id:
        raise NoSuchEntityError(f"Role {role.name} is not in Instance Profile {profile.name}.")
    tx.put(replace(profile, role_id=""))
    return {}


@table.write("TagInstanceProfile", TAGGED_INSTANCE_PROFILE)
def tag_instance_profile(
    call: AuthorizedCall[shapes.TagInstanceProfileRequest], tx: Transaction, environment: Environment
) -> shapes.TagInstanceProfileResponse:
    """Add tags or give them new values."""
    added = RESOURCE_TAGS.parse_additions(call)
    profile = _get(call, tx)
    tx.put(replace(profile, tags=RESOURCE_TAGS.merge(profile.tags, added)))
    return {}


@table.write("UntagInstanceProfile", TAGGED_INSTANCE_PROFILE)
def untag_instance_profile(
    call: AuthorizedCall[shapes.UntagInstanceProfileRequest], tx: Transaction, environment: Environment
) -> shapes.UntagInstanceProfileResponse:
    """Remove tags."""
    profile = _get(call, tx)
    tx.put(replace(profile, tags=RESOURCE_TAGS.remove(profile.tags, call.parameters["TagKeys"])))
    return {}


@table.read("ListInstanceProfileTags", INSTANCE_PROFILE)
def list_instance_profile_tags(
    call: AuthorizedCall[shapes.ListInstanceProfileTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListInstanceProfileTagsResponse:
    """An instance profile's tags."""
    return list_tags(call, _get(call, reader).tags)


def render_profile(reader: Reader, profile: InstanceProfile) -> shapes.InstanceProfile:
    """An instance profile and the role in it, without tags (spec api 2.4)."""
    role = reader.find(Role, profile.account, profile.role_id) if profile.role_id else None
    return {
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.id,
        "Arn": profile.arn,
        "CreateDate": profile.created,
        "Roles": [] if role is None else [render_role(reader, role)],
    }


def _render_detail(reader: Reader, profile: InstanceProfile) -> shapes.InstanceProfile:
    answer = render_profile(reader, profile)
    if profile.tags:
        answer["Tags"] = render_tags(profile.tags)
    return answer


def _get(call: AuthorizedCall[members.NamesInstanceProfile], reader: Reader) -> InstanceProfile:
    return get_instance_profile(reader, call.account, call.parameters["InstanceProfileName"])


def _sort_key(profile: InstanceProfile) -> str:
    return profile.name.lower()
