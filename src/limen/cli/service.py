"""`limen service add`, `list`, `show` and `remove`: services of one's own, directly in the data directory or database.

Changes are audited like all others.
"""

import json
from typing import TYPE_CHECKING

import click

from limen.cli.account import open_existing_store
from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options
from limen.cli.own_services import read_document

if TYPE_CHECKING:
    from limen.policy.catalog import Service
    from limen.store.interface import Reader

account_option = click.option(
    "--account", "account_id", metavar="ACCOUNT", help="Account id; needed if there are several."
)


@click.group(cls=HelpfulGroup, short_help="Describe services of your own.")
def service() -> None:
    """Describe services of your own: their actions, resources and condition keys, for policies and for the gate."""


@service.command(short_help="Add or replace a service.")
@click.argument("source", metavar="FILE")
@account_option
@setting_options(*STORE_SETTINGS)
@json_option
def add(*, source: str, account_id: str | None, as_json: bool, **options: object) -> None:
    """Add the service that FILE describes in the format of AWS's service reference, or replace it.

    `files` and `web` are services that come with Limen; give one of these names instead of a file.
    """
    from limen.admin.own_services import put_own_service
    from limen.config.ambient import draw_entropy, read_clock
    from limen.operations.limen.own_services import OwnServiceError
    from limen.policy.catalog.reference import ServiceReferenceError, parse_service_reference

    document = read_document(source)
    with open_existing_store(resolve_settings(options)) as (store, _):
        account = choose_account(store.latest(), account_id)
        try:
            kept = put_own_service(store, account, document, now=read_clock(), entropy=draw_entropy)
        except ServiceReferenceError as error:
            place = f"{source}:{error.position.line}:{error.position.column}"
            raise CommandError(f"{place}: {error.message}", exit_code=INVALID) from error
        except OwnServiceError as error:
            raise CommandError(str(error), exit_code=INVALID) from error
    count = len(parse_service_reference(document).actions)
    if as_json:
        click.echo(json.dumps({"account_id": account, "prefix": kept.prefix, "actions": count}))
        return
    click.echo(f"Account {account} has the service {kept.prefix} with {count} actions.")


@service.command("list", short_help="List the services of an account.")
@account_option
@setting_options(*STORE_SETTINGS)
@json_option
def list_services(*, account_id: str | None, as_json: bool, **options: object) -> None:
    """List the services that an account has described."""
    with open_existing_store(resolve_settings(options)) as (store, _):
        reader = store.latest()
        found = _find_own(reader, choose_account(reader, account_id))
    if as_json:
        rows = [{"prefix": s.prefix, "title": s.title, "actions": sorted(_names(s))} for s in found.values()]
        click.echo(json.dumps(rows, indent=2))
        return
    for each in found.values():
        click.echo(f"{each.prefix}  {each.title}: {', '.join(_names(each))}")


@service.command(short_help="Print the description of a service.")
@click.argument("prefix", metavar="PREFIX")
@account_option
@setting_options(*STORE_SETTINGS)
def show(*, prefix: str, account_id: str | None, **options: object) -> None:
    """Print what `add` was given, in the format of AWS's service reference."""
    from limen.domain.own_services import OwnService

    with open_existing_store(resolve_settings(options)) as (store, _):
        reader = store.latest()
        account = choose_account(reader, account_id)
        found = reader.find(OwnService, account, prefix.lower())
    if found is None:
        raise CommandError(f"account {account} has no service {prefix} of its own", exit_code=INVALID)
    click.echo(found.document.rstrip("\n"))


@service.command(short_help="Remove a service.")
@click.argument("prefix", metavar="PREFIX")
@account_option
@setting_options(*STORE_SETTINGS)
@json_option
def remove(*, prefix: str, account_id: str | None, as_json: bool, **options: object) -> None:
    """Remove a service; policies that name its actions stay as they are."""
    from limen.admin.own_services import remove_own_service
    from limen.config.ambient import draw_entropy, read_clock
    from limen.operations.limen.own_services import OwnServiceError

    with open_existing_store(resolve_settings(options)) as (store, _):
        account = choose_account(store.latest(), account_id)
        try:
            remove_own_service(store, account, prefix, now=read_clock(), entropy=draw_entropy)
        except OwnServiceError as error:
            raise CommandError(str(error), exit_code=INVALID) from error
    click.echo(json.dumps({"account_id": account, "removed": prefix}) if as_json else f"Removed {prefix}.")


def choose_account(reader: "Reader", given: str | None) -> str:
    """The account that is named, or the only one there is."""
    accounts = [each.account for each in reader.accounts()]
    if given is not None:
        if given not in accounts:
            raise CommandError(
                f"there is no account {given}", exit_code=INVALID, advice="List them: limen account list"
            )
        return given
    if len(accounts) != 1:
        advice = "Name one with --account; list them: limen account list"
        raise CommandError(f"there are {len(accounts)} accounts", exit_code=INVALID, advice=advice)
    return accounts[0]


def _find_own(reader: "Reader", account: str) -> dict[str, "Service"]:
    from limen.authz.account_view import find_catalog

    return dict(find_catalog(reader, account).own)


def _names(found: "Service") -> list[str]:
    return [action.name for action in found.actions.values()]
