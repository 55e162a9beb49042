"""Instance profiles: a container for one role that EC2 instances take (spec api 2.4, 2.5)."""

from dataclasses import replace
from typing import Any

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import INSTANCE_PROFILE, ROLE, Form, Target
from limen.domain.iam.roles import InstanceProfile, Role
from limen.domain.identifiers import ENTROPY_BYTES, INSTANCE_PROFILE_PREFIX, make_unique_id
from limen.operations.environment import Environment
from limen.operations.iam.faults import DeleteConflictError, NoSuchEntityError
from limen.operations.iam.lookup import get_instance_profile, get_role
from limen.operations.iam.names import has_path_prefix, path_in, require_free_name
from limen.operations.iam.policies.owners import require_modifiable
from limen.operations.iam.principals.roles import render_role
from limen.operations.iam.quotas import INSTANCE_PROFILES_PER_ACCOUNT, ROLES_PER_INSTANCE_PROFILE, require_within
from limen.operations.iam.tags import RESOURCE_TAGS, list_tags, tags_if_any
from limen.operations.paging import paginate
from limen.operations.registry import OperationTable, Output
from limen.store.interface import Reader, Transaction

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write(
    "CreateInstanceProfile",
    Target(Form.CREATED, "instance-profile", "InstanceProfileName", tag_action="iam:TagInstanceProfile"),
)
def create_instance_profile(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
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
    return {"InstanceProfile": {**render_profile(tx, profile), **tags_if_any(tags)}}


@table.read("GetInstanceProfile", INSTANCE_PROFILE)
def read_instance_profile(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    """One instance profile with its role."""
    profile = _get(call, reader)
    return {"InstanceProfile": {**render_profile(reader, profile), **tags_if_any(profile.tags)}}


@table.read("ListInstanceProfiles", Target(Form.COLLECTION, "instance-profile"))
def list_instance_profiles(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    """Instance profiles under a path prefix."""
    profiles = reader.all(InstanceProfile, call.account)
    shown = (profile for profile in profiles if has_path_prefix(call.parameters, profile.path))
    page = paginate(call, shown, lambda profile: profile.name.lower())
    return page.output("InstanceProfiles", lambda profile: render_profile(reader, profile))


@table.read("ListInstanceProfilesForRole", ROLE)
def list_instance_profiles_for_role(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    """The instance profiles that a role is in."""
    role = get_role(reader, call.account, call.parameters["RoleName"])
    profiles = reader.find_by(InstanceProfile, "role", call.account, role.id)
    page = paginate(call, profiles, lambda profile: profile.name.lower())
    return page.output("InstanceProfiles", lambda profile: render_profile(reader, profile))


@table.write("DeleteInstanceProfile", INSTANCE_PROFILE)
def delete_instance_profile(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    """Delete an empty instance profile."""
    profile = _get(call, tx)
    if profile.role_id:
        raise DeleteConflictError("Cannot delete entity, must remove roles from instance profile first.")
    tx.delete(profile)
    return {}


@table.write(
    "AddRoleToInstanceProfile", Target(Form.NAMED, "instance-profile", "InstanceProfileName", passes_role=True)
)
def add_role_to_instance_profile(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    """Put a role in; a profile holds one, and even the same one again is one too many (spec api 2.5)."""
    profile = _get(call, tx)
    role = get_role(tx, call.account, call.parameters["RoleName"])
    require_modifiable(role)
    wanted = 2 if profile.role_id else 1
    require_within("InstanceSessionsPerInstanceProfile", ROLES_PER_INSTANCE_PROFILE, wanted=wanted)
    tx.put(replace(profile, role_id=role.id))
    return {}


@table.write("RemoveRoleFromInstanceProfile", INSTANCE_PROFILE)
def remove_role_from_instance_profile(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    """Take the role out."""
    profile = _get(call, tx)
    role = get_role(tx, call.account, call.parameters["RoleName"])
    if profile.role_id != role.id:
        raise NoSuchEntityError(f"Role {role.name} is not in Instance Profile {profile.name}.")
    tx.put(replace(profile, role_id=""))
    return {}


@table.write("TagInstanceProfile", INSTANCE_PROFILE)
def tag_instance_profile(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    """Add tags or give them new values."""
    added = RESOURCE_TAGS.parse_additions(call)
    profile = _get(call, tx)
    tx.put(replace(profile, tags=RESOURCE_TAGS.merge(profile.tags, added)))
    return {}


@table.write("UntagInstanceProfile", INSTANCE_PROFILE)
def untag_instance_profile(call: AuthorizedCall, tx: Transaction, environment: Environment) -> Output:
    """Take tags off."""
    profile = _get(call, tx)
    tx.put(replace(profile, tags=RESOURCE_TAGS.remove(profile.tags, call.parameters["TagKeys"])))
    return {}


@table.read("ListInstanceProfileTags", INSTANCE_PROFILE)
def list_instance_profile_tags(call: AuthorizedCall, reader: Reader, environment: Environment) -> Output:
    """An instance profile's tags."""
    return list_tags(call, _get(call, reader).tags)


def render_profile(reader: Reader, profile: InstanceProfile) -> dict[str, Any]:
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


def _get(call: AuthorizedCall, reader: Reader) -> InstanceProfile:
    return get_instance_profile(reader, call.account, call.parameters["InstanceProfileName"])
