"""`limen audit retain`: remove old records from the audit trail, after exporting them, while the server runs."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import click

from limen.cli.audit import parse_moment
from limen.cli.audit_export import Progress, export_to, format_option
from limen.cli.exits import FAILED, INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options
from limen.domain.moments import render_moment

if TYPE_CHECKING:
    from limen.store.interface import OperatedStore

YOUNGEST = timedelta(hours=1)
"""Younger records may not have been written to the trail yet."""

PAUSE_SECONDS = 0.01  # Lets a server write between two batches.


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to remove and export: records before a time, counted by account; the file for them, if any, and its form."""

    before: datetime
    counts: Mapping[str, int]
    export: Path | None
    form: str

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@click.command(short_help="Remove old records, after exporting them.")
@setting_options(*STORE_SETTINGS)
@click.option("--older-than", required=True, help="Remove records older than this: 90d, 720h, or a time.")
@click.option("--export", type=click.Path(path_type=Path), help="Export them to this new file before they are removed.")
@format_option
@click.option("--dry-run", is_flag=True, help="Only count what would be removed.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
def retain(
    *, older_than: str, export: Path | None, form: str, dry_run: bool, yes: bool, as_json: bool, **options: object
) -> None:
    """Remove the older records of all accounts, and record that in their trails.

    The history of users, policies and other entities stays. SQLite reuses the space, but the file does not shrink.
    """
    from limen.cli.account import open_existing_store
    from limen.config.ambient import read_clock

    now = read_clock()
    before = _find_limit(older_than, now)
    with open_existing_store(resolve_settings(options)) as (store, _):
        plan = _Plan(before, store.count_audit_records(before=before), export, form)
        if dry_run or not plan.total:
            _report(plan, removed=0, is_dry=True, as_json=as_json)
            return
        if not yes:
            _confirm(plan)
        if export is not None:
            _export(store, plan, export)
        removed = _remove(store, plan, now)
    _report(plan, removed=removed, is_dry=False, as_json=as_json)


def _find_limit(text: str, now: datetime) -> datetime:
    before = parse_moment(text, now)
    if before is None or now - before < YOUNGEST:
        raise CommandError("--older-than: give a time that is more than an hour ago, such as 90d", exit_code=INVALID)
    return before


def _confirm(plan: _Plan) -> None:
    what = f"{plan.total} records from before {render_moment(plan.before)}"
    if not sys.stdin.isatty():
        raise CommandError(f"not confirmed: this removes {what}", exit_code=FAILED, advice="Confirm it with --yes.")
    exported = f" They are exported to {plan.export} first." if plan.export else " They are not exported."
    click.confirm(f"Remove {what}?{exported}", abort=True, err=True)


def _export(store: "OperatedStore", plan: _Plan, path: Path) -> None:
    """Write all of them to the file `path`; raises `CommandError` if their number is not the one that was counted."""
    from limen.store.interface import AuditFilter

    last = plan.before - timedelta(microseconds=1)
    count = export_to(path, plan.form, store, AuditFilter(until=last))
    if count != plan.total:
        raise CommandError(
            f"{count} records were exported, but {plan.total} were counted: nothing was removed", exit_code=FAILED
        )


def _remove(store: "OperatedStore", plan: _Plan, now: datetime) -> int:
    from limen.admin.audit_retention import remove_older
    from limen.config.ambient import draw_entropy

    progress = Progress("removed")
    for count in remove_older(store, plan.counts, before=plan.before, now=now, entropy=draw_entropy):
        progress.add(count)
        sleep(PAUSE_SECONDS)
    return progress.end()


def _report(plan: _Plan, *, removed: int, is_dry: bool, as_json: bool) -> None:
    before = render_moment(plan.before)
    if as_json:
        accounts = {account or "unknown": count for account, count in sorted(plan.counts.items())}
        exported = str(plan.export) if plan.export is not None and removed else None
        click.echo(json.dumps({"before": before, "older": accounts, "removed": removed, "exported": exported}))
        return
    if not plan.total:
        click.echo(f"There are no records from before {before}.")
        return
    for account, count in sorted(plan.counts.items()) if is_dry else ():
        click.echo(f"{account or 'no known account'}: {count} records from before {before}")
    if not is_dry:
        where = f", after exporting them to {plan.export}" if plan.export is not None else ""
        click.echo(f"Removed {removed} records from before {before}{where}.")
