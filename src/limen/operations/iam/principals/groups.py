"""Groups and their members (spec api 2.2, 2.4, 2.5, 2.6): adding a member twice and removing a non-member succeed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import GROUP, USER, Form, Target
from limen.domain.iam.users import Group, Membership, User
from limen.domain.identifiers import ENTROPY_BYTES, GROUP_PREFIX, make_unique_id
from limen.operations.environment import Environment
from limen.operations.iam.conflicts import require_gone, require_no_policies
from limen.operations.iam.lookup import get_group, get_user
from limen.operations.iam.names import has_path_prefix, path_in, require_free_name
from limen.operations.iam.principals.users import render_user, user_sort_key
from limen.operations.iam.quotas import GROUPS_PER_ACCOUNT, GROUPS_PER_USER, require_within
from limen.operations.paging import paginate, paginate_row
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("CreateGroup", Target(Form.CREATED, "group", "GroupName"))
def create_group(
    call: AuthorizedCall[shapes.CreateGroupRequest], tx: Transaction, environment: Environment
) -> shapes.CreateGroupResponse:
    name = call.parameters["GroupName"]
    require_free_name(tx, Group, call.account, name)
    require_within("GroupsPerAccount", GROUPS_PER_ACCOUNT, wanted=len(tx.all(Group, call.account)) + 1)
    group = Group(
        account=call.account,
        id=make_unique_id(GROUP_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        name=name,
        path=path_in(call.parameters),
        created=call.now.replace(microsecond=0),
        partition=call.partition,
    )
    tx.put(group)
    return {"Group": render_group(group)}


@table.read("GetGroup", GROUP)
def get_group_with_users(
    call: AuthorizedCall[shapes.GetGroupRequest], reader: Reader, environment: Environment
) -> shapes.GetGroupResponse:
    group = get_group(reader, call.account, call.parameters["GroupName"])
    page = paginate(call, members_of(reader, group), user_sort_key)
    users = [render_user(reader, user) for user in page.items]
    return {"Group": render_group(group), "Users": users, **page.ending()}


@table.read("ListGroups", Target(Form.COLLECTION, "group"))
def list_groups(
    call: AuthorizedCall[shapes.ListGroupsRequest], reader: Reader, environment: Environment
) -> shapes.ListGroupsResponse:
    groups = reader.all(Group, call.account)
    page = paginate_row(call, groups, group_sort_key, lambda group: has_path_prefix(call.parameters, group.path))
    return {"Groups": [render_group(group) for group in page.items], **page.ending()}


@table.read("ListGroupsForUser", USER)
def list_groups_for_user(
    call: AuthorizedCall[shapes.ListGroupsForUserRequest], reader: Reader, environment: Environment
) -> shapes.ListGroupsForUserResponse:
    user = get_user(reader, call.account, call.parameters["UserName"])
    page = paginate(call, groups_of(reader, user), group_sort_key)
    return {"Groups": [render_group(group) for group in page.items], **page.ending()}


@table.write("UpdateGroup", Target(Form.NAMED, "group", "GroupName", new_name="NewGroupName"))
def update_group(
    call: AuthorizedCall[shapes.UpdateGroupRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateGroupResponse:
    group = get_group(tx, call.account, call.parameters["GroupName"])
    name, path = call.parameters.get("NewGroupName", group.name), call.parameters.get("NewPath", group.path)
    require_free_name(tx, Group, call.account, name, renamed=group.key)
    tx.put(replace(group, name=name, path=path))
    return {}


@table.write("DeleteGroup", GROUP)
def delete_group(
    call: AuthorizedCall[shapes.DeleteGroupRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteGroupResponse:
    group = get_group(tx, call.account, call.parameters["GroupName"])
    require_no_policies(tx, call.account, group.id)
    require_gone(tx.find_by(Membership, "group", call.account, group.id), "remove users from group")
    tx.delete(group)
    return {}


@table.write("AddUserToGroup", GROUP)
def add_user_to_group(
    call: AuthorizedCall[shapes.AddUserToGroupRequest], tx: Transaction, environment: Environment
) -> shapes.AddUserToGroupResponse:
    membership = _named_membership(call, tx)
    present = tx.find_by(Membership, "user", call.account, membership.user_id)
    if membership not in present:
        require_within("GroupsPerUser", GROUPS_PER_USER, wanted=len(present) + 1)
        tx.put(membership)
    return {}


@table.write("RemoveUserFromGroup", GROUP)
def remove_user_from_group(
    call: AuthorizedCall[shapes.RemoveUserFromGroupRequest], tx: Transaction, environment: Environment
) -> shapes.RemoveUserFromGroupResponse:
    membership = _named_membership(call, tx)
    if tx.find(Membership, call.account, membership.key) is not None:
        tx.delete(membership)
    return {}


def groups_of(reader: Reader, user: User) -> tuple[Group, ...]:
    """The groups that the user is in, in no particular order."""
    memberships = reader.find_by(Membership, "user", user.account, user.id)
    groups = (reader.find(Group, user.account, membership.group_id) for membership in memberships)
    return tuple(group for group in groups if group is not None)


def members_of(reader: Reader, group: Group) -> tuple[User, ...]:
    """The users who are in the group, in no particular order."""
    memberships = reader.find_by(Membership, "group", group.account, group.id)
    users = (reader.find(User, group.account, membership.user_id) for membership in memberships)
    return tuple(user for user in users if user is not None)


def group_sort_key(group: Group) -> str:
    """Lists of groups are sorted by name without regard to case."""
    return group.name.lower()


def render_group(group: Group) -> shapes.Group:
    """A group on the wire."""
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group.arn,
        "CreateDate": group.created,
    }


def _named_membership(call: AuthorizedCall[members.NamesGroupAndUser], reader: Reader) -> Membership:
    group = get_group(reader, call.account, call.parameters["GroupName"])
    user = get_user(reader, call.account, call.parameters["UserName"])
    return Membership(call.account, user.id, group.id)
