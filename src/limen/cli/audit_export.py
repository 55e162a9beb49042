"""`limen audit export`: the audit trail, or a part of it, as a file, while the server runs."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, Unpack

import click

from limen.cli.audit import Filters, filter_options, make_filter
from limen.cli.options import STORE_SETTINGS, resolve_settings, setting_options
from limen.cli.record_files import FORMATS, complete_file

if TYPE_CHECKING:
    from limen.domain.events import AuditRecord
    from limen.store.interface import AuditFilter, Store

SECONDS_BETWEEN: Final = 0.2
"""Between two updates of the count of a long export."""

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="jsonl",
    show_default=True,
    help="An event of CloudTrail's form on each line, CloudTrail's own log file, or a table.",
)


class Progress:
    """A counter on standard error for work on many records; it is shown on a terminal only."""

    __slots__ = ("_count", "_shown", "_what")

    def __init__(self, what: str) -> None:
        """Start at 0; `what` is what happens to the records, such as `exported`."""
        self._what = what
        self._count = 0
        self._shown = monotonic()

    def add(self, count: int) -> None:
        """Add to the count, and show it if the last time was long enough ago."""
        self._count += count
        if sys.stderr.isatty() and monotonic() - self._shown > SECONDS_BETWEEN:
            self._shown = monotonic()
            click.echo(f"\r{self._count} records {self._what} ...", nl=False, err=True)

    def end(self) -> int:
        """Clear the line; return the count."""
        if sys.stderr.isatty():
            click.echo("\r\x1b[K", nl=False, err=True)
        return self._count


@click.command(short_help="Write the audit trail to a file.")
@setting_options(*STORE_SETTINGS)
@filter_options
@format_option
@click.option("--output", type=click.Path(path_type=Path), help="New file (mode 0600); standard output without it.")
def export(*, form: str, output: Path | None, **options: Unpack[Filters]) -> None:
    """Export calls, oldest first, up to now. The trail stays as it is."""
    from dataclasses import replace

    from limen.cli.account import open_existing_store
    from limen.config.ambient import read_clock

    now = read_clock()
    select = make_filter(options, now)
    if select.until is None:
        select = replace(select, until=now)  # Otherwise the export from a busy server would never end.
    values: Mapping[str, object] = options
    settings = resolve_settings({name: values[name] for name in (*STORE_SETTINGS, "settings_file")})
    with open_existing_store(settings) as (store, _):
        if output is not None:
            count = export_to(output, form, store, select)
            click.echo(f"Exported {count} records to {output}.", err=True)
            return
        for text in FORMATS[form](store.audit_records(select, limit=sys.maxsize, newest_first=False)):
            click.echo(text, nl=False)


def export_to(path: Path, form: str, store: "Store", select: "AuditFilter") -> int:
    """Write the records to a new file and flush it to disk; return the number of records."""
    progress = Progress("exported")
    with complete_file(path) as file:
        records = store.audit_records(select, limit=sys.maxsize, newest_first=False)
        for text in FORMATS[form](_counted(records, progress)):
            file.write(text)
    return progress.end()


def _counted(records: "Iterator[AuditRecord]", progress: Progress) -> "Iterator[AuditRecord]":
    for record in records:
        progress.add(1)
        yield record
