"""`limen audit`: who did what, filtered; one line per call, or CloudTrail's JSON with `--json`."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from time import sleep
from typing import TYPE_CHECKING, TypedDict, TypeVar, Unpack

import click
from click.core import ParameterSource

from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options
from limen.cli.terminal import printable

if TYPE_CHECKING:
    from limen.domain.events import AuditRecord, EventDocument
    from limen.store.interface import AuditFilter, Store

POLL_SECONDS = 0.5
OVERLAP = timedelta(
    seconds=10
)  # Records carry the time of arrival, so an older record may be written after a newer one.

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Filters(TypedDict):
    """The options that select calls; the settings have their own options."""

    account: str
    principal: str
    access_key: str
    event: str
    source: str
    error: str
    ip: str
    since: str
    until: str
    errors: bool


_FILTERS = (
    click.option("--account", default="", help="Only calls of this account (id)."),
    click.option("--principal", default="", help="Only calls of this principal (ARN)."),
    click.option("--access-key", default="", help="Only calls with this access key id."),
    click.option("--event", default="", help="Only this operation, such as CreateUser."),
    click.option("--source", default="", help="Only this service, such as iam.amazonaws.com."),
    click.option("--error", default="", help="Only calls that ended with this error code."),
    click.option("--ip", default="", help="Only calls from this address."),
    click.option("--since", default="", help="Only calls since this time: 2026-03-01T12:00:00Z, or 15m, 2h, 7d ago."),
    click.option("--until", default="", help="Only calls before this time."),
    click.option("--errors", is_flag=True, help="Only calls that were refused or failed."),
)

F = TypeVar("F", bound=Callable[..., object])


class AuditGroup(HelpfulGroup):
    """`limen audit` lists the trail; its subcommands export it or remove old records."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the subcommands."""
        return sorted(_COMMANDS)

    def find_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import a subcommand; `None` if the name is unknown."""
        if name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[name]), name)
        return command


_COMMANDS = {"export": "limen.cli.audit_export", "retain": "limen.cli.audit_retain"}


def filter_options(command: F) -> F:
    """Give a command the options that select records; `make_filter` reads them."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group(cls=AuditGroup, invoke_without_command=True, short_help="List, export and remove who did what.")
@setting_options(*STORE_SETTINGS)
@filter_options
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    metavar="NUMBER",
    default=50,
    show_default=True,
    help="Show at most this many, the newest.",
)
@click.option("--follow", is_flag=True, help="Continue with new calls until interrupted.")
@json_option
def audit(*, limit: int, follow: bool, as_json: bool, **options: Unpack[Filters]) -> None:
    """List the calls, newest last."""
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        _refuse_misplaced(context)
        return
    from limen.cli.account import open_existing_store
    from limen.config.ambient import read_clock

    now = read_clock()
    select = make_filter(options, now)
    values: Mapping[str, object] = options
    settings = resolve_settings({name: values[name] for name in (*STORE_SETTINGS, "settings_file")})
    with open_existing_store(settings) as (store, _):
        records = list(store.audit_records(select, limit=limit))[::-1]
        for record in records:
            _print(record, as_json=as_json)
        if not records:
            click.echo("No call in the audit trail matches.", err=True)
        if follow:
            with suppress(KeyboardInterrupt):  # Following ends with an interrupt.
                for record in _follow(store, select, records, now):
                    _print(record, as_json=as_json)


def _refuse_misplaced(ctx: click.Context) -> None:
    """Refuse options before the subcommand: they would have no effect."""
    given = [name for name in ctx.params if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT]
    if given:
        word = ctx.invoked_subcommand
        raise CommandError(f"put the options after {word}: limen audit {word} ...", exit_code=INVALID)


def make_filter(options: Filters, now: datetime) -> "AuditFilter":
    """The filter that these options describe; raises `CommandError` if a time is malformed."""
    from limen.store.interface import AuditFilter

    return AuditFilter(
        account=options["account"],
        principal_arn=options["principal"],
        access_key_id=options["access_key"],
        event_name=options["event"],
        event_source=options["source"],
        error_code=options["error"],
        source_ip=options["ip"],
        since=parse_moment(options["since"], now),
        until=parse_moment(options["until"], now),
        only_errors=options["errors"],
    )


def parse_moment(text: str, now: datetime) -> datetime | None:
    """The time that the text states, absolute or as an age (`15m`); `None` for an empty text. Raises `CommandError`."""
    if not text:
        return None
    try:
        if text[-1] in _UNITS and text[:-1].isdigit():
            return now - timedelta(**{_UNITS[text[-1]]: int(text[:-1])})
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        message = f"{text!r} is not a time; write 2026-03-01T12:00:00Z or 15m, 2h, 7d"
        raise CommandError(message, exit_code=INVALID) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _follow(
    store: "Store", select: "AuditFilter", shown: "list[AuditRecord]", start: datetime
) -> "Iterator[AuditRecord]":
    seen = {record.id: record.at for record in shown}
    newest = start
    while True:
        recent = replace(select, since=newest - OVERLAP)
        for record in store.audit_records(recent, limit=1_000_000, newest_first=False):
            if record.id not in seen and record.at >= start - OVERLAP:
                seen[record.id] = record.at
                newest = max(newest, record.at)
                yield record
        seen = {key: at for key, at in seen.items() if at >= newest - 2 * OVERLAP}
        sleep(POLL_SECONDS)


def _print(record: "AuditRecord", *, as_json: bool) -> None:
    click.echo(record.document if as_json else _render_line(record))


def _render_line(record: "AuditRecord") -> str:
    """Render time, outcome, operation, caller and reason, without control characters from outside."""
    event: EventDocument = json.loads(record.document)
    outcome = click.style("refused" if record.error_code else "ok     ", fg="red" if record.error_code else "green")
    service = record.event_source.partition(".")[0]
    caller = record.principal_arn or record.access_key_id or _render_claim(event)
    reason = f"  {record.error_code}: {event['errorMessage']}" if record.error_code else ""
    line = f"{event['eventTime']}  {service}:{record.event_name}  {caller}  {record.source_ip}{reason}"
    return f"{outcome}  {printable(line)}"


def _render_claim(event: "EventDocument") -> str:
    """Name the user that a failed sign-in was for, if it exists."""
    claimed = (event.get("requestParameters") or {}).get("principalArn")
    return f"unknown caller as {claimed}" if isinstance(claimed, str) else "unknown caller"
