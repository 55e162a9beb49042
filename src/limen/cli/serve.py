"""`limen serve`: start the server; on an empty store, create the first account and print where its credentials are."""

import json
from typing import TYPE_CHECKING

import click

from limen.cli.exits import INVALID, CommandError
from limen.cli.options import json_option, resolve_settings, setting_options

if TYPE_CHECKING:
    from limen.server.launch import Started


@click.command(short_help="Start the server.")
@setting_options()
@json_option
def serve(*, as_json: bool, **options: object) -> None:
    """Serve IAM and STS.

    On an empty store, a new account, its root user and an administrator are created. The last eight options name
    them; values that are not given are generated, and the secrets are written to credentials.json (mode 0600) in the
    data directory.
    """
    from limen.server.stopping import end_at_stop

    if options["ephemeral"] and options["data_dir"]:
        message = "--ephemeral and --data-dir: choose one; an ephemeral server has a directory of its own"
        raise CommandError(message, exit_code=INVALID)
    end_at_stop()  # Before the server is imported, because the import takes longest.
    settings = resolve_settings(options)
    from limen.gateway.dispatch import make_gate
    from limen.server.launch import serve as run_server

    run_server(settings, _announce_json if as_json else _announce, make_gate)


def _announce(started: "Started") -> None:
    where = f" --data-dir {started.directory}" if _is_elsewhere(started) else ""
    click.echo(f"Limen listens on {click.style(started.endpoint, bold=True)}")
    click.echo(f"Web console: {_console_of(started.endpoint)}")
    click.echo(f"Data directory: {started.directory}{' (removed on stop)' if started.is_ephemeral else ''}")
    if started.created is not None:
        alias = f" ({started.created.alias})" if started.created.alias else ""
        click.echo(f"First start: account {started.created.account_id}{alias} has been created.")
        click.echo(f"  root user      {started.created.root_email}")
        click.echo(f"  administrator  {started.created.admin_user}")
        click.echo(f"  their secrets  {started.credentials_file} (mode 0600)")
    click.echo(f'Use it: eval "$(limen env{where})" && aws iam list-users')


def _console_of(endpoint: str) -> str:
    from limen.server.console_files import ConsoleFiles

    if not ConsoleFiles().is_built:
        return "not built; `make console` in a clone of the repository builds it"
    return click.style(f"{endpoint}/console/", bold=True)


def _announce_json(started: "Started") -> None:
    created = started.created
    click.echo(
        json.dumps(
            {
                "endpoint": started.endpoint,
                "data_dir": str(started.directory),
                "account_id": created.account_id if created else None,
                "admin_user": created.admin_user if created else None,
                "credentials_file": str(started.credentials_file) if created else None,
            }
        )
    )


def _is_elsewhere(started: "Started") -> bool:
    from limen.config.settings import DEFAULT_DATA_DIR

    return started.directory != DEFAULT_DATA_DIR.expanduser()
