"""The credential report's rows: root first, then the users by name without regard to case (spec api 2.10).

Not all cells have a value: `N/A` where there is nothing, `no_information` where nothing was recorded, `not_supported`
where root has no such setting. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Final

from limen.authn.mfa_devices import find_mfa_devices
from limen.domain.arn import root_arn
from limen.domain.iam.account import Account, PasswordPolicy
from limen.domain.iam.credentials import AccessKey, KeyStatus, LastUsed, LoginProfile, SigningCertificate
from limen.domain.iam.users import User
from limen.store.interface import Reader

ROOT_NAME: Final = "<root_account>"
NOTHING: Final = "N/A"
NOT_RECORDED: Final = "no_information"
NOT_SUPPORTED: Final = "not_supported"
KEYS_SHOWN: Final = 2
CERTIFICATES_SHOWN: Final = 2

COLUMNS: Final = (
    *("user", "arn", "user_creation_time"),
    *("password_enabled", "password_last_used", "password_last_changed", "password_next_rotation", "mfa_active"),
    *(
        f"access_key_{number}_{fact}"
        for number in range(1, KEYS_SHOWN + 1)
        for fact in ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
    ),
    *(f"cert_{number}_{fact}" for number in range(1, CERTIFICATES_SHOWN + 1) for fact in ("active", "last_rotated")),
)

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """A user or root, whose credentials are found by `id`."""

    account: str
    id: str


def render_credential_report(account: Account, reader: Reader) -> str:
    """The report as CSV text, without a line feed at the end."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow(_root_row(account, reader))
    policy = reader.find(PasswordPolicy, account.account, account.account)
    for user in sorted(reader.all(User, account.account), key=lambda user: user.name.lower()):
        writer.writerow(_user_row(user, policy, reader))
    return text.getvalue().removesuffix("\n")


def _root_row(account: Account, reader: Reader) -> Cells:
    owner = Owner(account.account, account.account)
    return (
        *(ROOT_NAME, root_arn(account.partition, account.account), _moment(account.created)),
        *(NOT_SUPPORTED, _password_use(owner, reader), NOT_SUPPORTED, NOT_SUPPORTED),
        *_credentials(owner, reader),
    )


def _user_row(user: User, policy: PasswordPolicy | None, reader: Reader) -> Cells:
    owner = Owner(user.account, user.id)
    return (
        *(user.name, user.arn, _moment(user.created)),
        *_password(owner, policy, reader),
        *_credentials(owner, reader),
    )


def _password(owner: Owner, policy: PasswordPolicy | None, reader: Reader) -> Cells:
    profile = reader.find(LoginProfile, owner.account, owner.id)
    if profile is None:
        return (_flag(is_set=False), NOTHING, NOTHING, NOTHING)
    age = policy.max_age_days if policy is not None else None
    next_rotation = NOTHING if age is None else _moment(profile.changed + timedelta(days=age))
    return (_flag(is_set=True), _password_use(owner, reader), _moment(profile.changed), next_rotation)


def _password_use(owner: Owner, reader: Reader) -> str:
    used = reader.find(LastUsed, owner.account, owner.id)
    return NOT_RECORDED if used is None else _moment(used.at)


def _credentials(owner: Owner, reader: Reader) -> Cells:
    """The columns that users and root have in common."""
    devices = find_mfa_devices(reader, owner.account, owner.id)
    keys = reader.find_by(AccessKey, "owner", owner.account, owner.id)
    certificates = reader.find_by(SigningCertificate, "owner", owner.account, owner.id)
    return (_flag(is_set=bool(devices)), *_access_keys(keys, reader), *_certificates(certificates))


def _access_keys(keys: Iterable[AccessKey], reader: Reader) -> Iterator[str]:
    shown = sorted(keys, key=lambda key: (key.created, key.id))[:KEYS_SHOWN]
    for key in shown:
        used = reader.find(LastUsed, key.account, key.id)
        yield _flag(is_set=key.status is KeyStatus.ACTIVE)
        yield _moment(key.created)
        yield from (NOTHING, NOTHING, NOTHING) if used is None else (_moment(used.at), used.region, used.service)
    for _ in range(KEYS_SHOWN - len(shown)):
        yield from (_flag(is_set=False), NOTHING, NOTHING, NOTHING, NOTHING)


def _certificates(certificates: Iterable[SigningCertificate]) -> Iterator[str]:
    shown = sorted(certificates, key=lambda each: (each.uploaded, each.id))[:CERTIFICATES_SHOWN]
    for certificate in shown:
        yield from (_flag(is_set=certificate.is_active), _moment(certificate.uploaded))
    for _ in range(CERTIFICATES_SHOWN - len(shown)):
        yield from (_flag(is_set=False), NOTHING)


def _flag(*, is_set: bool) -> str:
    return "true" if is_set else "false"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}+00:00"
