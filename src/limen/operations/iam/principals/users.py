"""Users (spec api 2.2, 2.4, 2.6, 2.16): create, read, rename, move, delete, tag."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from limen.authn.mfa_devices import find_mfa_devices
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import TAGGED_USER, USER, Form, Target
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import (
    AccessKey,
    LastUsed,
    LoginProfile,
    ServiceCredential,
    SigningCertificate,
    SSHPublicKey,
)
from limen.domain.iam.users import Membership, User
from limen.domain.identifiers import ENTROPY_BYTES, USER_PREFIX, make_unique_id
from limen.domain.principals import RootUser
from limen.operations.environment import Environment
from limen.operations.iam.conflicts import require_gone, require_no_policies
from limen.operations.iam.lookup import get_boundary_policy, get_named_or_own_user, get_user, render_boundary
from limen.operations.iam.names import has_path_prefix, path_in, require_free_name
from limen.operations.iam.quotas import USERS_PER_ACCOUNT, require_within
from limen.operations.iam.tags import PRINCIPAL_TAGS, list_tags, render_tags
from limen.operations.paging import paginate_row
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes


table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write("CreateUser", Target(Form.CREATED, "user", "UserName", tag_action="iam:TagUser"))
def create_user(
    call: AuthorizedCall[shapes.CreateUserRequest], tx: Transaction, environment: Environment
) -> shapes.CreateUserResponse:
    name, boundary_arn = call.parameters["UserName"], call.parameters.get("PermissionsBoundary", "")
    tags = PRINCIPAL_TAGS.parse_tags(call.parameters.get("Tags"))
    require_free_name(tx, User, call.account, name)
    if boundary_arn:
        get_boundary_policy(tx, call.account, boundary_arn)
    require_within("UsersPerAccount", USERS_PER_ACCOUNT, wanted=len(tx.all(User, call.account)) + 1)
    user = User(
        account=call.account,
        id=make_unique_id(USER_PREFIX, call.account, environment.entropy(ENTROPY_BYTES)),
        name=name,
        path=path_in(call.parameters),
        created=call.now.replace(microsecond=0),
        partition=call.partition,
        tags=tags,
        boundary_arn=boundary_arn,
    )
    tx.put(user)
    return {"User": _render_detail(tx, user)}


@table.read("GetUser", USER)
def get_user_detail(
    call: AuthorizedCall[shapes.GetUserRequest], reader: Reader, environment: Environment
) -> shapes.GetUserResponse:
    principal = call.caller.principal
    if "UserName" not in call.parameters and isinstance(principal, RootUser):
        return {"User": render_root(reader, principal)}
    return {"User": _render_detail(reader, get_named_or_own_user(call, reader))}


@table.read("ListUsers", Target(Form.COLLECTION, "user"))
def list_users(
    call: AuthorizedCall[shapes.ListUsersRequest], reader: Reader, environment: Environment
) -> shapes.ListUsersResponse:
    users = reader.all(User, call.account)
    page = paginate_row(call, users, user_sort_key, lambda user: has_path_prefix(call.parameters, user.path))
    return {"Users": [render_user(reader, user) for user in page.items], **page.ending()}


@table.write("UpdateUser", Target(Form.NAMED, "user", "UserName", new_name="NewUserName"))
def update_user(
    call: AuthorizedCall[shapes.UpdateUserRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateUserResponse:
    user = get_user(tx, call.account, call.parameters["UserName"])
    name, path = call.parameters.get("NewUserName", user.name), call.parameters.get("NewPath", user.path)
    require_free_name(tx, User, call.account, name, renamed=user.key)
    tx.put(replace(user, name=name, path=path))
    return {}


@table.write("DeleteUser", USER)
def delete_user(
    call: AuthorizedCall[shapes.DeleteUserRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteUserResponse:
    user = get_user(tx, call.account, call.parameters["UserName"])
    require_no_policies(tx, call.account, user.id)
    require_gone(tx.find_by(Membership, "user", call.account, user.id), "remove users from group")
    require_gone(tx.find_by(AccessKey, "owner", call.account, user.id), "delete access keys")
    require_gone(tx.find(LoginProfile, call.account, user.id), "delete login profile")
    require_gone(find_mfa_devices(tx, call.account, user.id), "deactivate MFA device")
    require_gone(tx.find_by(SigningCertificate, "owner", call.account, user.id), "delete certificates")
    require_gone(tx.find_by(SSHPublicKey, "owner", call.account, user.id), "remove referenced objects")
    require_gone(tx.find_by(ServiceCredential, "owner", call.account, user.id), "remove referenced objects")
    tx.delete(user)
    return {}


@table.write("TagUser", TAGGED_USER)
def tag_user(
    call: AuthorizedCall[shapes.TagUserRequest], tx: Transaction, environment: Environment
) -> shapes.TagUserResponse:
    added = PRINCIPAL_TAGS.parse_additions(call)
    user = get_user(tx, call.account, call.parameters["UserName"])
    tx.put(replace(user, tags=PRINCIPAL_TAGS.merge(user.tags, added)))
    return {}


@table.write("UntagUser", TAGGED_USER)
def untag_user(
    call: AuthorizedCall[shapes.UntagUserRequest], tx: Transaction, environment: Environment
) -> shapes.UntagUserResponse:
    user = get_user(tx, call.account, call.parameters["UserName"])
    tx.put(replace(user, tags=PRINCIPAL_TAGS.remove(user.tags, call.parameters["TagKeys"])))
    return {}


@table.read("ListUserTags", USER)
def list_user_tags(
    call: AuthorizedCall[shapes.ListUserTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListUserTagsResponse:
    return list_tags(call, get_user(reader, call.account, call.parameters["UserName"]).tags)


def user_sort_key(user: User) -> str:
    """Lists of users are sorted by name without regard to case."""
    return user.name.lower()


def render_user(reader: Reader, user: User) -> shapes.User:
    """A user as lists show it: without tags and permissions boundary (spec api 2.4)."""
    answer: shapes.User = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.created,
    }
    if (used := reader.find(LastUsed, user.account, user.id)) is not None:
        answer["PasswordLastUsed"] = used.at
    return answer


def _render_detail(reader: Reader, user: User) -> shapes.User:
    answer = render_user(reader, user)
    if user.boundary_arn:
        answer["PermissionsBoundary"] = render_boundary(user.boundary_arn)
    if user.tags:
        answer["Tags"] = render_tags(user.tags)
    return answer


def render_root(reader: Reader, root: RootUser) -> shapes.User:
    """The root user has neither name nor path, although the model requires both."""
    account = reader.find(Account, root.account, root.account)
    answer = cast("shapes.User", {"UserId": root.user_id, "Arn": root.arn})
    if account is not None:
        answer["CreateDate"] = account.created
    if (used := reader.find(LastUsed, root.account, root.account)) is not None:
        answer["PasswordLastUsed"] = used.at
    return answer
