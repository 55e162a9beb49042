"""`limen account`: accounts and their recovery, directly in the data directory or database.

Changes are audited like all others.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options
from limen.config.settings import Settings
from limen.domain.moments import render_moment

if TYPE_CHECKING:
    from limen.operations.environment import Environment
    from limen.store.interface import OperatedStore, Store

PLAN_SETTINGS = (
    "partition",
    "account_id",
    "account_alias",
    "root_email",
    "root_password",
    "admin_user",
    "admin_password",
    "admin_access_key_id",
    "admin_secret_access_key",
)


@click.group(cls=HelpfulGroup, short_help="Create, list and recover accounts.")
def account() -> None:
    """Create and list accounts, and restore access where passwords, keys or MFA devices are lost."""


@account.command(short_help="Create an account with an administrator.")
@setting_options(*STORE_SETTINGS, *PLAN_SETTINGS)
@json_option
def create(*, as_json: bool, **options: object) -> None:
    """Create an account with its root user and an administrator; a running server sees it at once."""
    from dataclasses import asdict

    from limen.admin.accounts import create_account, plan_account
    from limen.config.ambient import draw_entropy, read_clock
    from limen.operations.iam.faults import EntityAlreadyExistsError
    from limen.runtime.composition import make_environment
    from limen.runtime.datadir import write_credentials

    settings = resolve_settings(options)
    with open_existing_store(settings) as (store, directory):
        plan = plan_account({name: str(value) for name, value in asdict(settings).items()}, draw_entropy)
        try:
            create_account(store, plan, make_environment(settings, directory, store), now=read_clock())
        except EntityAlreadyExistsError as error:
            raise CommandError(error.message, exit_code=INVALID, advice="Choose another one.") from error
        path = write_credentials(directory, plan, is_first=False)
    answer = {"account_id": plan.account_id, "admin_user": plan.admin_user, "credentials_file": str(path)}
    if as_json:
        click.echo(json.dumps(answer))
        return
    click.echo(f"Created account {plan.account_id}: root user {plan.root_email}, administrator {plan.admin_user}.")
    click.echo(f"Their secrets are in {path} (mode 0600).")
    click.echo(f'Use it: eval "$(limen env --data-dir {directory} --account {plan.account_id})"')


@account.command("list")
@setting_options(*STORE_SETTINGS)
@json_option
def list_accounts(*, as_json: bool, **options: object) -> None:
    """List the accounts."""
    with open_existing_store(resolve_settings(options)) as (store, _):
        accounts = store.latest().accounts()
    if as_json:
        rows = [
            {
                "account_id": a.account,
                "alias": a.alias or None,
                "root_email": a.root_email,
                "created": render_moment(a.created),
            }
            for a in accounts
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for a in accounts:
        click.echo(f"{a.account}  {a.created:%Y-%m-%d %H:%M}  {a.alias or '-'}  {a.root_email}")


@account.command("reset-root-mfa", short_help="Deactivate the MFA devices of a root user.")
@click.argument("account_id", metavar="ACCOUNT")
@setting_options(*STORE_SETTINGS)
@json_option
def reset_root_mfa(*, account_id: str, as_json: bool, **options: object) -> None:
    """Deactivate all MFA devices of an account's root user that has lost them; the password does not change."""
    from limen.admin.root_mfa import deactivate_root_devices
    from limen.config.ambient import draw_entropy, read_clock
    from limen.operations.iam.faults import NoSuchEntityError

    with open_existing_store(resolve_settings(options)) as (store, _):
        try:
            serials = deactivate_root_devices(store, account_id, now=read_clock(), entropy=draw_entropy)
        except NoSuchEntityError as error:
            raise CommandError(error.message, exit_code=INVALID, advice="List them: limen account list") from error
    if as_json:
        click.echo(json.dumps({"deactivated": serials}))
        return
    for serial in serials:
        click.echo(f"Deactivated {serial}.")
    if not serials:
        click.echo(f"The root user of {account_id} has no MFA device.")


@account.command("reset-root-password", short_help="Give a root user a new password.")
@click.argument("account_id", metavar="ACCOUNT")
@setting_options(*STORE_SETTINGS, "master_key")
@json_option
def reset_password(*, account_id: str, as_json: bool, **options: object) -> None:
    """Give an account's root user a new password, which is printed once; its MFA devices stay.

    Sign-ins with the former password end.
    """
    from limen.admin.recovery import reset_root_password

    with _recovering(options) as (store, environment, now):
        password = reset_root_password(store, account_id, environment, now=now)
    click.echo(json.dumps({"root_password": password}) if as_json else f"New password of the root user: {password}")


@account.command("new-key", short_help="Create an access key for a user.")
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("user_name", metavar="USER")
@click.option("--replace", "replaced", default="", metavar="ID", help="Delete this access key of the user as well.")
@setting_options(*STORE_SETTINGS, "master_key")
@json_option
def new_key(
    *,
    account_id: str,
    user_name: str,
    replaced: str,
    as_json: bool,
    **options: object,
) -> None:
    """Create an access key for a user, for administrators that have lost theirs; the secret is printed once."""
    from limen.admin.recovery import create_recovery_key

    with _recovering(options) as (store, environment, now):
        key = create_recovery_key(store, account_id, user_name, environment, replaced=replaced, now=now)
    if as_json:
        click.echo(json.dumps({"access_key_id": key.id, "secret_access_key": key.secret}))
        return
    click.echo(f"Access key: {key.id}\nSecret access key: {key.secret}")


@contextmanager
def _recovering(options: dict[str, object]) -> Iterator[tuple["Store", "Environment", datetime]]:
    """The store, what opens its secrets, and the time; refusals become errors of the command."""
    from limen.config.ambient import read_clock
    from limen.errors import ApiError
    from limen.runtime.composition import make_environment

    settings = resolve_settings(options)
    with open_existing_store(settings) as (store, directory):
        try:
            yield store, make_environment(settings, directory, store), read_clock()
        except ApiError as error:
            advice = "See: limen account list, limen account new-key --help"
            raise CommandError(error.message, exit_code=INVALID, advice=advice) from error


@contextmanager
def open_existing_store(settings: Settings) -> Iterator[tuple["OperatedStore", Path]]:
    """Open the store of the data directory or database URL; never create one."""
    from limen.runtime.composition import DATABASE_FILE, open_settings_store

    directory = settings.data_dir.expanduser().absolute()
    if not settings.database_url and not (directory / DATABASE_FILE).exists():
        raise CommandError(
            f"there is no database in {directory}",
            advice="Start the server first, or name its directory with --data-dir.",
        )
    store = open_settings_store(settings, directory)
    try:
        yield store, directory
    finally:
        store.close()
