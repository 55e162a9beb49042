"""Audit records as files: CloudTrail's events one per line, CloudTrail's own log file, or a table.

Records are written as they are read, so that memory does not grow with the trail. A file gets its name when it is
complete and on disk.
"""

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from limen.authn.private_file import new_private_file
from limen.cli.exits import INVALID, CommandError

if TYPE_CHECKING:
    from limen.domain.events import AuditRecord

COLUMNS: Final = (
    "time",
    "event_id",
    "request_id",
    "account",
    "principal",
    "access_key_id",
    "source",
    "event",
    "source_ip",
    "read_only",
    "error_code",
    "error_message",
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets run a text with such a beginning as a formula (OWASP, CSV injection)."""


def render_lines(records: "Iterable[AuditRecord]") -> Iterator[str]:
    """One event per line, in CloudTrail's form."""
    return (f"{record.document}\n" for record in records)


def render_log_file(records: "Iterable[AuditRecord]") -> Iterator[str]:
    """One object with all events, like CloudTrail's log files."""
    separator = '{"Records":[\n'
    for record in records:
        yield f"{separator}{record.document}"
        separator = ",\n"
    yield '{"Records":[]}\n' if separator.startswith("{") else "\n]}\n"


def render_table(records: "Iterable[AuditRecord]") -> Iterator[str]:
    """A table with a row for each record (RFC 4180)."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for record in records:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        writer.writerow(map(_defuse, _list_cells(record)))
    yield line.getvalue()


FORMATS: Final[dict[str, "Callable[[Iterable[AuditRecord]], Iterator[str]]"]] = {
    "jsonl": render_lines,
    "cloudtrail": render_log_file,
    "csv": render_table,
}


@contextmanager
def complete_file(path: Path) -> Iterator[TextIO]:
    """A new private file, which gets its name when the block ends without an error.

    Raises `CommandError` if there is a file of that name; nothing is overwritten.
    """
    if path.exists():
        raise _exists(path)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    if draft.exists():  # Process ids repeat, in containers at every start.
        raise CommandError(f"{draft} is left of an interrupted export", exit_code=INVALID, advice="Remove that file.")
    try:
        with new_private_file(path, draft) as file:
            yield file
    except FileExistsError:
        raise _exists(path) from None


def _exists(path: Path) -> CommandError:
    return CommandError(f"{path} exists already", exit_code=INVALID, advice="Name another file.")


def _list_cells(record: "AuditRecord") -> Iterator[str]:
    event = json.loads(record.document)
    yield record.at.isoformat()
    yield from (record.id, record.request_id, record.account, record.principal_arn, record.access_key_id)
    yield from (record.event_source, record.event_name, record.source_ip)
    yield "true" if event.get("readOnly") else "false"
    yield from (record.error_code, str(event.get("errorMessage", "")))


def _defuse(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
