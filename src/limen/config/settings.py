"""All settings (docs/reference.md): the fields of one dataclass give name, type, default and help.

A field `admin_user` is the option `--admin-user`, the variable `LIMEN_ADMIN_USER` and the settings file's `admin_user`.
"""

import re
from dataclasses import Field, dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar

from limen.domain.identifiers import is_account_id
from limen.errors import LimenError
from limen.store.aws_managed.catalogue import PARTITIONS

DEFAULT_DATA_DIR = Path("~/.local/share/limen")
DEFAULT_PORT = 4260  # I-A-M on a phone's keys.
MAX_PORT = 65535
MAX_WORKERS = 256
MIN_TOKEN_LENGTH = 16
MAX_RETENTION_DAYS = 36_500
MAX_PASSWORD_LENGTH = 128  # spec api 2.9
LOG_LEVELS = ("debug", "info", "warning", "error")
LOG_FORMATS = ("text", "json")

T = TypeVar("T")

_ALIAS = re.compile(r"(?!\d{12}$)[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]")  # spec api 2.2
_USER_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
_ACCESS_KEY_ID = re.compile(r"[A-Za-z0-9_]{16,128}")
_SECRET_ACCESS_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_TOKEN = re.compile(rf"[\x21-\x7e]{{{MIN_TOKEN_LENGTH},1024}}")
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+")


class SettingsError(LimenError):
    """A setting is unknown, malformed, or conflicts with another; the message names it and says what to do."""


def _setting(default: T, explanation: str, *, secret: bool = False) -> T:
    return field(default=default, repr=not secret, metadata={"help": explanation, "secret": secret})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can choose. Empty text means: not given."""

    data_dir: Path = _setting(  # noqa: RUF009 - the same call as below; a path is immutable
        DEFAULT_DATA_DIR, "directory of the database, the master key and credentials.json"
    )
    host: str = _setting("127.0.0.1", "address to listen on")
    port: int = _setting(DEFAULT_PORT, "port to listen on; 0 selects a free one")
    database_url: str = _setting("", "PostgreSQL or SQLite URL instead of the data directory's database", secret=True)
    master_key: str = _setting("", "key that seals all secrets instead of the data directory's file", secret=True)
    ephemeral: bool = _setting(False, "keep everything in a directory that is removed on stop")
    workers: int = _setting(1, "processes that answer requests")
    trusted_proxies: tuple[str, ...] = _setting((), "addresses or networks whose X-Forwarded-* headers are trusted")
    allowed_hosts: tuple[str, ...] = _setting(
        (), "host names to serve in addition to loopback ones, such as iam.example.com or *.example.com"
    )
    oidc_networks: tuple[str, ...] = _setting(
        (), "private networks in which OIDC providers are allowed, such as 10.0.0.0/8; public ones always are"
    )
    gate: str = _setting("", "route table of the sites that the gate guards, a YAML file; empty for no gate")
    encode_denials: bool = _setting(False, "end AccessDenied messages with a text for DecodeAuthorizationMessage")
    simulate_with_templates: bool = _setting(False, "name resources in simulations by the template of their ARN")
    show_decision_ids: bool = _setting(False, "end AccessDenied messages with the decision's id in the audit trail")
    heed_token_denies: bool = _setting(False, "apply a Deny of sts:GetSessionToken, which AWS ignores")
    log_level: str = _setting("warning", "debug, info, warning or error; from info on, each request is logged")
    log_format: str = _setting("text", "text or json: an object for each line of the log")
    monitoring_token: str = _setting(
        "", "bearer token of those who may read /metrics and the details of /readyz; empty for nobody", secret=True
    )
    audit_retention_days: int = _setting(0, "days after which the server removes audit records; 0 keeps all of them")
    region: str = _setting("us-east-1", "region that `limen env` and profiles set for clients")
    partition: str = _setting("aws", "second part of every ARN: aws, aws-cn or aws-us-gov")
    account_id: str = _setting("", "id of the new account: twelve digits")
    account_alias: str = _setting("", "alias of the new account")
    root_email: str = _setting("", "e-mail address of the new root user")
    root_password: str = _setting("", "password of the new root user", secret=True)
    admin_user: str = _setting("admin", "name of the new administrator")
    admin_password: str = _setting("", "password of the new administrator", secret=True)
    admin_access_key_id: str = _setting("", "access key id of the new administrator")
    admin_secret_access_key: str = _setting("", "secret access key of the new administrator", secret=True)

    def __post_init__(self) -> None:
        """Refuse values that cannot work, and report all of them at once."""
        problems = [problem for check in _CHECKS for problem in check(self)]
        if problems:
            raise SettingsError("\n".join(problems))


def list_settings() -> tuple[Field[object], ...]:
    """All settings; `metadata` holds `help` and `secret`."""
    return fields(Settings)


def _check_ranges(settings: Settings) -> list[str]:
    problems = []
    if not 0 <= settings.port <= MAX_PORT:
        problems.append(f"port: {settings.port} is not between 0 and {MAX_PORT}")
    if not 1 <= settings.workers <= MAX_WORKERS:
        problems.append(f"workers: {settings.workers} is not between 1 and {MAX_WORKERS}")
    if not 0 <= settings.audit_retention_days <= MAX_RETENTION_DAYS:
        problems.append(
            f"audit_retention_days: {settings.audit_retention_days} is not between 0 and {MAX_RETENTION_DAYS}"
        )
    if settings.log_level not in LOG_LEVELS:
        problems.append(f"log_level: {settings.log_level!r} is not one of {', '.join(LOG_LEVELS)}")
    if settings.log_format not in LOG_FORMATS:
        problems.append(f"log_format: {settings.log_format!r} is not one of {', '.join(LOG_FORMATS)}")
    if settings.partition not in PARTITIONS:
        problems.append(f"partition: {settings.partition!r} is not one of {', '.join(PARTITIONS)}")
    return problems


def _check_forms(settings: Settings) -> list[str]:
    forms = (
        ("account_alias", _ALIAS, "3 to 63 characters a-z, 0-9 and single hyphens, not twelve digits"),
        ("admin_user", _USER_NAME, "1 to 64 characters of letters, digits and _+=,.@-"),
        ("admin_access_key_id", _ACCESS_KEY_ID, "16 to 128 letters and digits"),
        ("admin_secret_access_key", _SECRET_ACCESS_KEY, "8 to 128 printable ASCII characters"),
        ("monitoring_token", _TOKEN, f"{MIN_TOKEN_LENGTH} or more printable ASCII characters without spaces"),
        ("region", _REGION, "a region such as us-east-1"),
    )
    problems = [
        f"{name}: must be {form}"
        for name, pattern, form in forms
        if getattr(settings, name) and not pattern.fullmatch(getattr(settings, name))
    ]
    if settings.account_id and not is_account_id(settings.account_id):
        problems.append("account_id: must be twelve digits")
    if settings.root_email and not 1 <= settings.root_email.find("@") < len(settings.root_email) - 1:
        problems.append("root_email: must be an e-mail address")
    return problems


def _check_passwords(settings: Settings) -> list[str]:
    return [
        f"{name}: must not be longer than {MAX_PASSWORD_LENGTH} characters"
        for name in ("root_password", "admin_password")
        if len(getattr(settings, name)) > MAX_PASSWORD_LENGTH
    ]


def _check_master_key(settings: Settings) -> list[str]:
    if not settings.master_key:
        return []
    from limen.authn.keyring import VaultError  # noqa: PLC0415 - rarely set, and cryptography is slow to import
    from limen.authn.master_key import parse_master_key  # noqa: PLC0415 - as above

    try:
        parse_master_key(settings.master_key)
    except VaultError as error:
        return [f"master_key: {error}"]
    return []


def _check_agreement(settings: Settings) -> list[str]:
    problems = []
    if bool(settings.admin_access_key_id) != bool(settings.admin_secret_access_key):
        problems.append("admin_access_key_id and admin_secret_access_key: give both or neither")
    if settings.ephemeral and settings.database_url:
        problems.append("ephemeral and database_url: choose one; a database outlives the server")
    if not settings.admin_user:
        problems.append("admin_user: must not be empty")
    return problems


def _check_networks(settings: Settings) -> list[str]:
    return [
        f"{name}: {text!r} is neither an address nor a network"
        for name in ("trusted_proxies", "oidc_networks")
        for text in getattr(settings, name)
        if not _is_network(text)
    ]


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


_CHECKS = (_check_ranges, _check_forms, _check_passwords, _check_master_key, _check_agreement, _check_networks)
