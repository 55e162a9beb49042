"""Which passwords are acceptable (spec api 2.9): by the account's password policy, or else by AWS's default rules."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from limen.domain.iam.account import Account, PasswordPolicy
from limen.domain.iam.credentials import LoginProfile
from limen.operations.iam.faults import PasswordPolicyViolationError
from limen.store.interface import Reader

DEFAULT_MINIMUM_LENGTH = 8
DEFAULT_CLASSES = 3
SYMBOLS = frozenset("!@#$%^&*()_+-=[]{}|'")

_CLASSES: Mapping[str, str] = {
    "uppercase letter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowercase letter": "abcdefghijklmnopqrstuvwxyz",
    "number": "0123456789",
    "symbol": "".join(sorted(SYMBOLS)),
}


def require_acceptable_password(reader: Reader, account: str, password: str) -> None:
    """Raise `PasswordPolicyViolationError` with the first rule that the password breaks."""
    policy = find_password_policy(reader, account)
    if policy is not None:
        _require_by_policy(policy, password)
    else:
        _require_by_default(reader.find(Account, account, account), password)


def find_password_policy(reader: Reader, account: str) -> PasswordPolicy | None:
    """The account's own password policy, if it has set one."""
    return reader.find(PasswordPolicy, account, account)


def is_password_expired(reader: Reader, profile: LoginProfile, *, now: datetime) -> bool:
    """Whether the password is older than the account allows."""
    policy = find_password_policy(reader, profile.account)
    if policy is None or policy.max_age_days is None:
        return False
    return now >= profile.changed + timedelta(days=policy.max_age_days)


def is_change_barred(reader: Reader, profile: LoginProfile, *, now: datetime) -> bool:
    """Whether the password has expired and only an administrator may give a new one (hard expiry)."""
    policy = find_password_policy(reader, profile.account)
    return policy is not None and bool(policy.hard_expiry) and is_password_expired(reader, profile, now=now)


def _require_by_policy(policy: PasswordPolicy, password: str) -> None:
    _require_length(password, policy.minimum_length)
    required = {
        "uppercase letter": policy.requires_uppercase,
        "lowercase letter": policy.requires_lowercase,
        "number": policy.requires_numbers,
        "symbol": policy.requires_symbols,
    }
    present = _classes_in(password)
    for name, is_required in required.items():
        if is_required and name not in present:
            raise PasswordPolicyViolationError(f"Password should have at least one {name}")


def _require_by_default(account: Account | None, password: str) -> None:
    _require_length(password, DEFAULT_MINIMUM_LENGTH)
    present = _classes_in(password)
    if len(present) < DEFAULT_CLASSES:
        absent = ", ".join(f"Password should have at least one {name}" for name in _CLASSES if name not in present)
        raise PasswordPolicyViolationError(
            f"Password should meet {DEFAULT_CLASSES - len(present)} more of the following requirements: {absent}"
        )
    if account is not None and password.lower() in {account.alias.lower(), account.root_email.lower()}:
        raise PasswordPolicyViolationError("Password should not be the account's name or e-mail address")


def _require_length(password: str, minimum: int) -> None:
    if len(password) < minimum:
        raise PasswordPolicyViolationError(f"Password should have a minimum length of {minimum}")


def _classes_in(password: str) -> set[str]:
    return {name for name, characters in _CLASSES.items() if not set(characters).isdisjoint(password)}
