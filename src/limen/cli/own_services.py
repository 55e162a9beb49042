"""Own services that commands know in addition to AWS's: those that `--service` names, and those of an account."""

from typing import TYPE_CHECKING

import click

from limen.cli.exits import INVALID, CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from limen.policy.catalog import Service
    from limen.store.interface import Reader


def _know_named(context: click.Context, _: click.Parameter, sources: tuple[str, ...]) -> None:
    if sources:
        know_services(context, read_services(sources))


service_option = click.option(
    "--service",
    multiple=True,
    metavar="FILE",
    expose_value=False,
    callback=_know_named,
    help="Also know a service of your own: the file that describes it, or `files` or `web`. Repeatable.",
)
"""For commands that read policies from files: until the command ends, the catalog has these services."""


def know_account_services(reader: "Reader", account: str = "") -> None:
    """Until the command ends, the catalog has the services that the account has described."""
    from limen.authz.account_view import find_catalog

    know_services(click.get_current_context(), find_catalog(reader, account).own)


def know_services(context: click.Context, services: "Mapping[str, Service]") -> None:
    """Until the command ends, the catalog has these services."""
    from limen.policy.catalog.lookup import knowing

    context.with_resource(knowing(services))


def read_services(sources: "Iterable[str]", folder: "Path | None" = None) -> "dict[str, Service]":
    """Services by prefix; a source is a file, relative to `folder`, or the name of one that comes with Limen."""
    from limen.policy.catalog.lookup import is_of_aws
    from limen.policy.catalog.reference import ServiceReferenceError, parse_service_reference

    read: dict[str, Service] = {}
    for source in sources:
        try:
            service = parse_service_reference(read_document(source, folder))
        except ServiceReferenceError as error:
            place = f"{source}:{error.position.line}:{error.position.column}"
            raise CommandError(f"{place}: {error.message}", exit_code=INVALID) from error
        if is_of_aws(service.prefix):
            raise CommandError(f"{source}: the prefix {service.prefix} belongs to a service of AWS", exit_code=INVALID)
        read[service.prefix] = service
    return read


def read_document(source: str, folder: "Path | None" = None) -> str:
    """The text of a service reference: a file's, or that of a service that comes with Limen."""
    from pathlib import Path

    from limen.policy.catalog.account_catalog import SHIPPED, load_shipped

    path = (folder or Path()) / source
    if source in SHIPPED and not path.exists():
        return load_shipped(source)
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{source}: not UTF-8", exit_code=INVALID) from error
    except OSError as error:
        raise CommandError(f"{source}: {error.strerror}", exit_code=INVALID) from error
