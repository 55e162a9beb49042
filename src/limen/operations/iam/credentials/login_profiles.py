"""Console passwords (spec api 2.9): an administrator creates and deletes them, and users change their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import USER
from limen.domain.iam.credentials import LoginProfile
from limen.domain.iam.users import User
from limen.domain.principals import IAMUser
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.iam.credentials.password_changes import change_own_password, with_password
from limen.operations.iam.credentials.password_rules import require_acceptable_password
from limen.operations.iam.faults import (
    EntityAlreadyExistsError,
    InvalidInputError,
    InvalidUserTypeError,
    NoSuchEntityError,
)
from limen.operations.iam.lookup import get_named_or_own_user, get_own_user
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import shapes

table = OperationTable("iam", IAM_RESTRICTIONS)

UPDATE = "UpdateLoginProfile"


@table.write("CreateLoginProfile", USER, is_rehearsed=True, secrets=frozenset({"Password"}))
def create_login_profile(
    call: AuthorizedCall[shapes.CreateLoginProfileRequest], tx: Transaction, environment: Environment
) -> shapes.CreateLoginProfileResponse:
    user = get_named_or_own_user(call, tx)
    if tx.find(LoginProfile, call.account, user.id) is not None:
        raise EntityAlreadyExistsError(f"Login Profile for user {user.name} already exists.")
    password = call.parameters.get("Password")
    if password is None:
        # AWS creates profiles without a password only for root users of member accounts.
        raise ValidationError(
            "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"
        )
    require_acceptable_password(tx, call.account, password)
    profile = LoginProfile(
        account=call.account,
        user_id=user.id,
        created=call.now.replace(microsecond=0),
        password_hash=environment.passwords.hash(password),
        changed=call.now,
        reset_required=call.parameters.get("PasswordResetRequired", False),
        max_session_seconds=call.parameters.get("MaxSigninSessionDuration"),
    )
    tx.put(profile)
    return {"LoginProfile": _render_profile(user, profile)}


@table.read("GetLoginProfile", USER)
def read_login_profile(
    call: AuthorizedCall[shapes.GetLoginProfileRequest], reader: Reader, environment: Environment
) -> shapes.GetLoginProfileResponse:
    user = get_named_or_own_user(call, reader)
    return {"LoginProfile": _render_profile(user, _get_profile(reader, user))}


@table.write(UPDATE, USER, is_rehearsed=True, secrets=frozenset({"Password"}))
def update_login_profile(
    call: AuthorizedCall[shapes.UpdateLoginProfileRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateLoginProfileResponse:
    """Change only what is given; a new password alone leaves the reset flag as it is."""
    profile = _get_profile(tx, get_named_or_own_user(call, tx))
    profile = _with_session_limit(call, profile)
    password = call.parameters.get("Password")
    if password is not None:
        require_acceptable_password(tx, call.account, password)
        profile = with_password(tx, environment, profile, password, now=call.now)
    tx.put(replace(profile, reset_required=call.parameters.get("PasswordResetRequired", profile.reset_required)))
    return {}


@table.write("DeleteLoginProfile", USER)
def delete_login_profile(
    call: AuthorizedCall[shapes.DeleteLoginProfileRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteLoginProfileResponse:
    tx.delete(_get_profile(tx, get_named_or_own_user(call, tx)))
    return {}


@table.write("ChangePassword", USER, is_rehearsed=True, secrets=frozenset({"NewPassword", "OldPassword"}))
def change_password(
    call: AuthorizedCall[shapes.ChangePasswordRequest], tx: Transaction, environment: Environment
) -> shapes.ChangePasswordResponse:
    if not isinstance(call.caller.principal, IAMUser):
        raise InvalidUserTypeError("Only IAM Users can change their own password.")
    profile = _get_profile(tx, get_own_user(call, tx))
    old, new = call.parameters["OldPassword"], call.parameters["NewPassword"]
    tx.put(change_own_password(tx, environment, profile, old, new, now=call.now))
    return {}


def _get_profile(reader: Reader, user: User) -> LoginProfile:
    profile = reader.find(LoginProfile, user.account, user.id)
    if profile is None:
        raise NoSuchEntityError(f"Login Profile for User {user.name} cannot be found.")
    return profile


def _with_session_limit(call: AuthorizedCall[shapes.UpdateLoginProfileRequest], profile: LoginProfile) -> LoginProfile:
    limit, is_reset = (
        call.parameters.get("MaxSigninSessionDuration"),
        call.parameters.get("ResetMaxSigninSessionDuration"),
    )
    if limit is not None and is_reset:
        raise InvalidInputError("MaxSigninSessionDuration and ResetMaxSigninSessionDuration exclude each other.")
    if limit is None and not is_reset:
        return profile
    return replace(profile, max_session_seconds=limit)


def _render_profile(user: User, profile: LoginProfile) -> shapes.LoginProfile:
    answer: shapes.LoginProfile = {
        "UserName": user.name,
        "CreateDate": profile.created,
        "PasswordResetRequired": profile.reset_required,
    }
    if profile.max_session_seconds is not None:
        answer["MaxSigninSessionDuration"] = profile.max_session_seconds
    return answer
