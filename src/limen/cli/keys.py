"""`limen keys list`, `rotate` and `drop`: the data keys, under which secrets and session tokens are sealed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from limen.cli.account import open_existing_store
from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options

if TYPE_CHECKING:
    from limen.authn.master_key import MasterKey
    from limen.operations.environment import Environment
    from limen.store.interface import Store


@click.group(cls=HelpfulGroup)
def keys() -> None:
    """List, rotate and drop the keys that seal secrets."""


@keys.command("list", short_help="List the data keys.")
@setting_options(*STORE_SETTINGS)
@json_option
def list_keys(*, as_json: bool, **options: object) -> None:
    """List the data keys and how many secrets in the database each of them seals."""
    from limen.admin.key_rotation import count_secrets, open_keyring

    with _open_vault(options) as (store, master, _):
        keyring, secrets = open_keyring(store, master), count_secrets(store)
    rows = [
        {"key_id": key_id.hex(), "active": key_id == keyring.active, "secrets": secrets.get(key_id, 0)}
        for key_id in keyring.keys
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['key_id']}  {'active' if row['active'] else 'former'}  secrets: {row['secrets']}")


@keys.command(short_help="Seal all secrets with a new data key.")
@setting_options(*STORE_SETTINGS)
@json_option
def rotate(*, as_json: bool, **options: object) -> None:
    """Create a data key and seal every secret in the database with it; running servers use it at once.

    An interrupted rotation is finished, without another key. Session tokens under the former key stay valid.
    """
    from limen.admin import key_rotation
    from limen.config.ambient import read_clock

    with _open_vault(options) as (store, master, environment):
        rotation = key_rotation.rotate(store, master, environment, now=read_clock())
        known = key_rotation.open_keyring(store, master).keys
    active, former = rotation.active.hex(), [key_id.hex() for key_id in known if key_id != rotation.active]
    if as_json:
        answer = {"key_id": active, "resealed": rotation.resealed, "resumed": rotation.is_resumed, "former": former}
        click.echo(json.dumps(answer))
        return
    click.echo(f"Data key {active} is active. Secrets sealed again: {rotation.resealed}")
    for key_id in former:
        click.echo(f"In 36 hours, when all current sessions have expired: limen keys drop {key_id}")


@keys.command(short_help="Delete a former data key.")
@click.argument("key_id", metavar="KEY")
@setting_options(*STORE_SETTINGS)
@json_option
def drop(*, key_id: str, as_json: bool, **options: object) -> None:
    """Delete a former data key. Session tokens under it stop working, at the latest when servers restart.

    A key that still seals secrets in the database is not deleted.
    """
    from limen.admin import key_rotation

    try:
        wanted = bytes.fromhex(key_id)
    except ValueError:
        raise CommandError(
            f"{key_id} is not a key id", exit_code=INVALID, advice="List them: limen keys list"
        ) from None
    with _open_vault(options) as (store, master, environment):
        key_rotation.drop(store, master, wanted, environment)
    click.echo(json.dumps({"dropped": key_id}) if as_json else f"Data key {key_id} is deleted.")


@contextmanager
def _open_vault(options: dict[str, object]) -> Iterator[tuple["Store", "MasterKey", "Environment"]]:
    """The store, the master key that seals its data keys, and the environment that seals with them."""
    from limen.runtime.composition import find_master_key, make_environment

    settings = resolve_settings(options)
    with open_existing_store(settings) as (store, directory):
        if store.sealed_keys() is None:
            raise CommandError("there are no data keys yet", advice="Start the server once.")
        yield store, find_master_key(settings, directory), make_environment(settings, directory, store)
