"""`limen gate routes` and `limen gate check`: what a route table means, without a web server."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from limen.cli.account import open_existing_store
from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import DENIED, DONE, FAILED, INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options

if TYPE_CHECKING:
    from limen.gateway.rehearsal import Rehearsal
    from limen.gateway.table import Table

table_argument = click.argument("table", metavar="TABLE", type=click.Path(path_type=Path))


@click.group(cls=HelpfulGroup, short_help="Check route tables and requests to guarded sites.")
def gate() -> None:
    """Check the route table of the gate, and what it decides about a request."""


@gate.command(short_help="List mistakes in a route table.")
@table_argument
@click.option("--known-actions", is_flag=True, help="Also report actions that no service of the site's account has.")
@setting_options(*STORE_SETTINGS)
@json_option
def routes(*, table: Path, known_actions: bool, as_json: bool, **options: object) -> int:
    """Report routes that no request reaches, and routes whose order decides about some requests."""
    from limen.authz.account_view import find_catalog
    from limen.gateway.lint_table import lint_table

    read = _read_table(table)
    if known_actions:
        with open_existing_store(resolve_settings(options)) as (store, _):
            reader = store.latest()
            findings = lint_table(
                read, lambda account, name: find_catalog(reader, account).find_action(name) is not None
            )
    else:
        findings = lint_table(read)
    if as_json:
        rows = [{"kind": f.mistake, "file": f.file, "line": f.line, "message": f.message} for f in findings]
        click.echo(json.dumps(rows, indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
        if not findings:
            count = sum(len(site.routes) for site in read.sites)
            click.echo(f"{count} routes of {len(read.sites)} sites: nothing found.")
    return FAILED if findings else DONE


@gate.command(short_help="Decide one request.")
@table_argument
@click.argument("method", metavar="METHOD")
@click.argument("url", metavar="URL")
@click.option("--as", "user", metavar="USER", help="Name of a user of the site's account, or root.")
@click.option("--header", "headers", metavar="NAME:VALUE", multiple=True, help="A header of the request; repeatable.")
@setting_options(*STORE_SETTINGS)
@json_option
def check(
    *,
    table: Path,
    method: str,
    url: str,
    user: str | None,
    headers: tuple[str, ...],
    as_json: bool,
    **options: object,
) -> int:
    """Print the route, the questions and the decision for METHOD URL, as a user or as nobody.

    Without --user nobody is signed in.
    """
    from limen.config.ambient import read_clock
    from limen.gateway.rehearsal import RehearsalError, rehearse

    read = _read_table(table)
    pairs = tuple(_parse_header(text) for text in headers)
    with open_existing_store(resolve_settings(options)) as (store, _):
        try:
            outcome = rehearse(read, method, url, user, pairs, store.latest(), now=read_clock())
        except RehearsalError as error:
            raise CommandError(str(error), exit_code=INVALID) from error
    click.echo(json.dumps(outcome.describe(), indent=2) if as_json else _render(outcome))
    return DONE if outcome.is_allowed else DENIED


def _read_table(path: Path) -> "Table":
    from limen.config.yaml_elements import FileError
    from limen.gateway.read_table import read_table

    try:
        return read_table(path)
    except FileError as error:
        raise CommandError(str(error), exit_code=INVALID) from error


def _parse_header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise CommandError(f"{text} is not a header, such as Depth:1", exit_code=INVALID)
    return name.strip().lower(), value.strip()


def _render(outcome: "Rehearsal") -> str:
    lines = [f"site      {outcome.site}"]
    for question in outcome.questions:
        lines += [
            f"route     line {question.route.line}: {question.route}",
            f"action    {question.action}",
            f"resource  {question.resource}",
        ]
        lines += [f"context   {key} = {value}" for key, value in sorted(question.context.items())]
    lines += [f"warning   {warning}" for warning in outcome.warnings]
    lines.append(f"decision  {outcome.decision}")
    if outcome.reason:
        lines.append(f"reason    {outcome.reason}")
    if outcome.statement:
        lines.append(f"statement {outcome.statement} of policy {outcome.policy}")
    return "\n".join(lines)
