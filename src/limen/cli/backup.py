"""`limen backup` and `limen restore`: a store as one file, taken while servers run (docs/backup.md)."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from limen.cli.exits import INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options
from limen.config.settings import Settings

if TYPE_CHECKING:
    from limen.store.sql.contents import Contents
    from limen.store.sql.row_copy import Progress


@click.command(short_help="Copy the store to a file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@setting_options(*STORE_SETTINGS, "master_key")
@json_option
def backup(*, file: Path, as_json: bool, **options: object) -> None:
    """Copy the whole store to the new file FILE, while servers run, and check the copy.

    The copy does not contain the master key. Keep the key in another place: without it, the secrets in the copy cannot
    be opened.
    """
    from limen.runtime.composition import DATABASE_FILE
    from limen.store.verified_copy import back_up

    settings = resolve_settings(options)
    directory = settings.data_dir.expanduser().absolute()
    database = directory / DATABASE_FILE
    if not settings.database_url and not database.exists():
        raise CommandError(f"there is no database in {directory}", advice="Name its directory with --data-dir.")

    def accept(contents: "Contents") -> None:
        _check_key(settings, directory, contents)

    contents = back_up(settings.database_url or database, file, accept=accept, progress=_report_progress())
    _report(file, contents, f"{file} has", as_json=as_json)


@click.command(short_help="Put a backup back.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Replace the data directory's database, and keep the former one.")
@setting_options(*STORE_SETTINGS, "master_key")
@json_option
def restore(*, file: Path, replace: bool, as_json: bool, **options: object) -> None:
    """Put the backup FILE into the data directory, or into an empty database with --database-url.

    No server may use it meanwhile. Everything that was revoked after the backup is valid again.
    """
    from limen.runtime.datadir import held, prepare_directory
    from limen.store.opening import is_remote

    settings = resolve_settings(options)
    if settings.database_url and not is_remote(settings.database_url):
        raise CommandError("--database-url is not a PostgreSQL database", exit_code=INVALID, advice="Use --data-dir.")
    if settings.database_url and replace:
        raise CommandError(
            "--replace is for data directories", exit_code=INVALID, advice="Create an empty PostgreSQL database."
        )
    directory = prepare_directory(settings.data_dir)
    with held(directory):
        contents = _restore(file, settings, directory, replace=replace)
    _report(file, contents, "restored", as_json=as_json)


def _restore(file: Path, settings: Settings, directory: Path, *, replace: bool) -> "Contents":
    from limen.config.ambient import read_clock
    from limen.runtime.composition import DATABASE_FILE
    from limen.store.verified_copy import restore_file, restore_rows

    def accept(contents: "Contents") -> None:
        _check_key(settings, directory, contents)

    database, progress = directory / DATABASE_FILE, _report_progress()
    if settings.database_url:
        return restore_rows(
            file, settings.database_url, scratch=directory / "restore", accept=accept, progress=progress
        )
    if database.exists() and not replace:
        raise CommandError(f"{database} exists", advice="To replace it and keep it beside the new one: --replace")
    aside = database.with_name(f"{database.name}.replaced-{read_clock():%Y%m%dT%H%M%S%fZ}")
    return restore_file(file, database, aside=aside, accept=accept, progress=progress)


def _check_key(settings: Settings, directory: Path, contents: "Contents") -> None:
    """Refuse the wrong master key; warn if there is none here."""
    from limen.authn.data_keys import find_master_key_id, unseal_keyring
    from limen.runtime.composition import MASTER_KEY_FILE, find_master_key

    if contents.sealed_keys is None:
        return
    if not settings.master_key and not (directory / MASTER_KEY_FILE).exists():
        needed = find_master_key_id(contents.sealed_keys)
        warning = click.style("warning", fg="yellow", bold=True)
        click.echo(f"{warning}: master key {needed} is not here; without it, the secrets cannot be opened", err=True)
        return
    unseal_keyring(contents.sealed_keys, (find_master_key(settings, directory),))


def _report(file: Path, contents: "Contents", what: str, *, as_json: bool) -> None:
    from limen.authn.data_keys import find_master_key_id

    sealed = contents.sealed_keys
    answer = {
        "file": str(file),
        "revision": contents.revision,
        "schema": contents.schema,
        "accounts": contents.accounts,
        "entities": contents.entities,
        "changes": contents.changes,
        "audit_records": contents.audit_records,
        "master_key_id": None if sealed is None else find_master_key_id(sealed),
    }
    if as_json:
        click.echo(json.dumps(answer))
        return
    click.echo(
        f"Verified: {what} revision {contents.revision} (accounts: {contents.accounts}, entities: {contents.entities},"
        f" changes: {contents.changes}, audit records: {contents.audit_records})."
    )
    if sealed is not None:
        click.echo(f"Its secrets are sealed by master key {answer['master_key_id']}, which is not in the file.")


def _report_progress() -> "Progress":
    """Print the progress to standard error, by tenths, if it is a terminal."""
    shown = -1

    def report(done: int, total: int) -> None:
        nonlocal shown
        tenth = 10 * done // max(1, total)
        if tenth != shown and sys.stderr.isatty():
            click.echo(f"\r{tenth * 10:3} % copied", err=True, nl=tenth >= 10)
        shown = tenth

    return report
