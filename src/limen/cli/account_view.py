"""The account that who-can, what-can and escalate examine, read from a store or from a file.

The file is what `aws iam get-account-authorization-details` prints, of AWS or of Limen. A policy that cannot be read
stops the command: an answer without it would be wrong.
"""

import json
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from limen.analysis.account_view import AccountView, Identity
from limen.cli.account_details import Row, find_row, get_text, list_rows, list_texts, list_versions
from limen.cli.exits import INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, F, resolve_settings, setting_options
from limen.cli.own_services import know_account_services
from limen.config.ambient import read_clock
from limen.domain.identifiers import is_account_id
from limen.engine.model.layers import Level, NamedPolicy
from limen.policy.errors import PolicyError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy

if TYPE_CHECKING:
    from limen.store.interface import Reader, Store


class AccountOptions(TypedDict, total=False):
    """The options that select the account and the time; the settings have their own options."""

    details: str | None
    account: str | None
    at: str | None
    scps: tuple[str, ...]


def account_options(command: F) -> F:
    """Add the options that select the account and the time."""
    options = (
        click.option(
            "--details", metavar="FILE", help="Read the output of get-account-authorization-details, not a store."
        ),
        click.option("--account", metavar="ID", help="The account in the store; needed if there are several."),
        click.option("--at", metavar="TIME", help="The state at a past moment, such as 2026-01-31T12:00:00Z."),
        click.option("--scp", "scps", multiple=True, metavar="FILE", help="A service control policy of the account."),
    )
    for option in reversed(options):
        command = option(command)
    return setting_options(*STORE_SETTINGS)(command)


def load_view(options: AccountOptions) -> AccountView:
    """Read the account that the options name."""
    details, scps = options.get("details"), options.get("scps", ())
    view = _view_of_file(details) if details else _view_of_store(options)
    if not scps:
        return view
    from dataclasses import replace

    from limen.cli.policy_document import load_document

    level = tuple(NamedPolicy(path, load_document(path)) for path in scps)
    return replace(view, service_control=(level,))


def _view_of_store(options: AccountOptions) -> AccountView:
    from limen.authz.account_view import read_account
    from limen.cli.account import open_existing_store

    account, at = options.get("account"), options.get("at")
    settings = {name: value for name, value in options.items() if name not in AccountOptions.__annotations__}
    with open_existing_store(resolve_settings(settings)) as (store, _):
        reader = _open_past(store, _parse_moment(at)) if at else store.latest()
        accounts = [each.account for each in reader.accounts()]
        if account is None and len(accounts) != 1:
            raise CommandError(f"name one of the accounts {', '.join(accounts)}", exit_code=INVALID)
        chosen = account or accounts[0]
        if chosen not in accounts:
            raise CommandError(f"there is no account {chosen}", exit_code=INVALID)
        know_account_services(reader, chosen)
        return read_account(reader, chosen)


def _open_past(store: "Store", moment: datetime) -> "Reader":
    try:
        return store.snapshot(at=moment, now=read_clock())
    except LookupError as error:
        raise CommandError(f"the store has no state of that time: {error}", exit_code=INVALID) from error


def _parse_moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is not a time", exit_code=INVALID) from error
    if found.tzinfo is None:
        raise CommandError(f"{text} has no time zone", exit_code=INVALID)
    return found


def _view_of_file(path: str) -> AccountView:
    try:
        content = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}", exit_code=INVALID) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} is not JSON: {error}", exit_code=INVALID) from error
    try:
        return _Details(content).read()
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        message = f"{path} is not what get-account-authorization-details prints: {type(error).__name__} {error}"
        raise CommandError(message, exit_code=INVALID) from error


@dataclass(frozen=True, slots=True)
class _Details:
    """The output of GetAccountAuthorizationDetails."""

    content: Row

    def read(self) -> AccountView:
        policies = {get_text(row, "Arn"): self._versions(row) for row in list_rows(self.content, "Policies")}
        users = [self._identity(row, "User", policies) for row in list_rows(self.content, "UserDetailList")]
        roles = [self._identity(row, "Role", policies) for row in list_rows(self.content, "RoleDetailList")]
        rows = list(list_rows(self.content, "GroupDetailList"))
        groups = {get_text(row, "GroupName"): self._policies(row, "Group", policies) for row in rows}
        paths = {get_text(row, "GroupName"): get_text(row, "Path") for row in rows}
        partition, account = self._find_owner()
        own = {arn: found for arn, found in policies.items() if ":iam::aws:" not in arn}
        return AccountView(account, (*users, *roles), groups, own, partition=partition, group_paths=paths)

    def _find_owner(self) -> tuple[str, str]:
        """Partition and id of the account."""
        lists = ("UserDetailList", "RoleDetailList", "GroupDetailList")
        arns = [get_text(row, "Arn").split(":") for member in lists for row in list_rows(self.content, member)]
        accounts = {arn[4] for arn in arns}
        if len(accounts) != 1 or not is_account_id(min(accounts)):
            raise KeyError("the ARNs of exactly one account")
        return arns[0][1], accounts.pop()

    def _identity(self, row: Row, kind: str, policies: Mapping[str, Level]) -> Identity:
        boundary = find_row(row, "PermissionsBoundary")
        trust = row.get("AssumeRolePolicyDocument")
        name = get_text(row, f"{kind}Name")
        return Identity(
            name,
            get_text(row, "Path"),
            get_text(row, f"{kind}Id"),
            self._policies(row, kind, policies),
            list_texts(row, "GroupList"),
            None if boundary is None else (_find(get_text(boundary, "PermissionsBoundaryArn"), policies),),
            {get_text(tag, "Key"): get_text(tag, "Value") for tag in list_rows(row, "Tags")},
            None if trust is None else NamedPolicy("trust", _parse(f"the trust policy of {name}", trust)),
        )

    def _policies(self, row: Row, kind: str, policies: Mapping[str, Level]) -> Level:
        return tuple(self._list_policies(row, kind, policies))

    def _list_policies(self, row: Row, kind: str, policies: Mapping[str, Level]) -> Iterator[NamedPolicy]:
        for each in list_rows(row, f"{kind}PolicyList"):
            name = get_text(each, "PolicyName")
            yield NamedPolicy(name, _parse(name, each["PolicyDocument"]))
        for each in list_rows(row, "AttachedManagedPolicies"):
            yield _find(get_text(each, "PolicyArn"), policies)

    def _versions(self, row: Row) -> Level:
        name, arn = get_text(row, "PolicyName"), get_text(row, "Arn")
        versions = sorted(list_versions(row), key=lambda each: not each["IsDefaultVersion"])
        return tuple(NamedPolicy(name, _parse(name, version["Document"]), arn) for version in versions)


def _find(arn: str, policies: Mapping[str, Level]) -> NamedPolicy:
    """The default version of a managed policy; AWS managed policies need not be in the file."""
    from limen.store.aws_managed import find_aws_managed_policy

    found = policies.get(arn)
    if found:
        return found[0]
    known = find_aws_managed_policy(arn)
    if known is None:
        raise CommandError(f"the policy {arn} is attached, but not in the file", exit_code=INVALID)
    return NamedPolicy(known.name, _parse(known.name, known.document), arn)


def _parse(name: str, document: object) -> PolicyDocument:
    """A document: an object, or its text as the API sends it (possibly percent-encoded)."""
    text = document if isinstance(document, str) else json.dumps(document)
    if text.startswith("%7B"):
        text = urllib.parse.unquote(text)
    try:
        return parse_policy(text)
    except PolicyError as error:
        raise CommandError(f"{name} is not a policy: {error}", exit_code=INVALID) from error
