"""Changing a password (spec api 2.9), the same through ChangePassword and through a forced change at sign-in.

An attacker with a user's session or key could use ChangePassword to guess the password, so wrong old passwords count
together with failed sign-ins.
"""

from dataclasses import replace
from datetime import datetime

from limen.authn.attempts import PER_USER, user_subject
from limen.domain.iam.credentials import LoginProfile
from limen.errors import AccessDeniedError, ThrottlingError
from limen.operations.environment import Environment
from limen.operations.iam.credentials.password_rules import (
    find_password_policy,
    is_change_barred,
    require_acceptable_password,
)
from limen.operations.iam.faults import PasswordPolicyViolationError
from limen.store.interface import Reader


def change_own_password(
    reader: Reader, environment: Environment, profile: LoginProfile, old: str, new: str, *, now: datetime
) -> LoginProfile:
    """The profile after its user has changed the password, without a required reset.

    Raises `ThrottlingError` after too many wrong passwords, without looking at this one, `AccessDeniedError` for
    a wrong or unchanged password and where hard expiry leaves the change to an administrator,
    `PasswordPolicyViolationError` for a new password that the rules refuse.
    """
    attempts, subject = environment.sign_in_attempts, user_subject(profile.account, profile.user_id)
    if attempts.admit({subject: PER_USER}, now=now):
        raise ThrottlingError
    if not environment.passwords.verify(profile.password_hash, old):
        raise AccessDeniedError("The old password was incorrect.")
    attempts.forgive(subject)
    return replace_password(reader, environment, profile, new, now=now)


def replace_password(
    reader: Reader, environment: Environment, profile: LoginProfile, new: str, *, now: datetime
) -> LoginProfile:
    """Like `change_own_password`, for a user whose old password has just been checked."""
    if is_change_barred(reader, profile, now=now):
        raise AccessDeniedError("The password has expired. Ask an administrator for a new one.")
    if environment.passwords.verify(profile.password_hash, new):
        raise AccessDeniedError("The new password must differ from the old one.")
    require_acceptable_password(reader, profile.account, new)
    _require_unused(reader, environment, profile, new)
    return replace(with_password(reader, environment, profile, new, now=now), reset_required=False)


def with_password(
    reader: Reader, environment: Environment, profile: LoginProfile, password: str, *, now: datetime
) -> LoginProfile:
    """The profile with a new password, keeping as many former ones as the account forbids to reuse."""
    kept = _remembered(reader, profile.account)
    former = (profile.password_hash, *profile.former_hashes)[:kept]
    return replace(profile, password_hash=environment.passwords.hash(password), changed=now, former_hashes=former)


def _require_unused(reader: Reader, environment: Environment, profile: LoginProfile, password: str) -> None:
    former = profile.former_hashes[: _remembered(reader, profile.account)]
    if any(environment.passwords.verify(password_hash, password) for password_hash in former):
        raise PasswordPolicyViolationError(
            "Policy constraint violation with password reuse prevention during password change"
        )


def _remembered(reader: Reader, account: str) -> int:
    policy = find_password_policy(reader, account)
    return (policy.reuse_prevention or 0) if policy is not None else 0
