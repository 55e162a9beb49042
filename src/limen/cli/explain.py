"""`limen explain`: why a request is allowed or denied, statement by statement, and what would allow it (promise P4).

The question is a scenario, a caller in a data directory or database, now or at a past moment, or a call in the audit
trail as it was decided (P10). Exit code: 0 allowed, 2 denied, 3 invalid; 1 if a new decision about a recorded call
differs from the recorded one.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Unpack

import click

from limen.cli.doubts import find_doubts, warn
from limen.cli.evaluate import decide_text
from limen.cli.exits import DENIED, DONE, INVALID, CommandError
from limen.cli.explanation_text import describe_explanation, render_explanation
from limen.cli.options import STORE_SETTINGS, LiveOptions, json_option, resolve_settings, setting_options
from limen.cli.own_services import service_option
from limen.config.ambient import read_clock
from limen.engine.explain.smallest_changes import MAX_REMEDIES
from limen.engine.explain.smallest_changes import explain as find_explanation

if TYPE_CHECKING:
    from limen.config.settings import Settings
    from limen.engine.decision import Decision
    from limen.store.interface import Store

LIVE_OPTIONS = ("principal", "action", "resource")
FACT_OPTIONS = ("resource_account", "resource_policy", "session_policy", "context", "at", "revision")
ADVICE = "Try 'limen explain --help'."


class _Options(LiveOptions):
    """All options of the question; the settings have their own options."""

    event: str
    account: str


@click.command(short_help="Explain why a request is denied, and what would allow it.")
@click.argument("scenario", type=click.File("rb"), required=False)
@setting_options(*STORE_SETTINGS, "heed_token_denies")
@click.option("--event", default="", metavar="ID", help="A call in the audit trail, by its event id or decision id.")
@click.option("--account", default="", help="With --event: the account that the call must belong to (id).")
@click.option("--principal", default="", help="ARN of a user, role, role session or root in the store.")
@click.option("--action", default="", help="The requested action, such as s3:GetObject.")
@click.option("--resource", default="", help="ARN of the requested resource, or *.")
@click.option("--resource-account", default="", help="The resource's account, where its ARN names none.")
@click.option("--resource-policy", type=click.File("r"), metavar="FILE", help="File with the resource's own policy.")
@click.option(
    "--session-policy", type=click.File("r"), multiple=True, metavar="FILE", help="File with a session policy."
)
@click.option("--context", multiple=True, metavar="KEY=VALUE", help="A context key; repeat it for several values.")
@click.option("--at", default="", help="Use the state at this time: 2026-03-01T12:00:00Z, or 15m, 2h, 7d ago.")
@click.option("--revision", type=int, default=None, metavar="NUMBER", help="Use the state at this revision.")
@click.option(
    "--changes",
    type=click.IntRange(0, 100),
    metavar="NUMBER",
    default=MAX_REMEDIES,
    show_default=True,
    help="Show at most this many ways to allow it.",
)
@service_option
@json_option
def explain(*, scenario: IO[bytes] | None, changes: int, as_json: bool, **options: Unpack[_Options]) -> int:
    """Explain a decision: about the file SCENARIO ("-": standard input), a caller in the store, or a recorded call."""
    _require_one_question(scenario, options)
    if options["event"]:
        return _explain_event(options, changes=changes, as_json=as_json)
    decision = _decide_live(options) if scenario is None else decide_text(scenario.read())
    warn(find_doubts(decision.request))
    explanation = find_explanation(decision, limit=changes)
    _print(render_explanation(explanation) if as_json else describe_explanation(explanation))
    return DONE if decision.is_allowed else DENIED


def _require_one_question(scenario: IO[bytes] | None, options: _Options) -> None:
    values: Mapping[str, object] = options
    asked = [name for name in LIVE_OPTIONS if values[name]]
    is_whole = len(asked) == (0 if scenario is not None or options["event"] else len(LIVE_OPTIONS))
    if not is_whole or (scenario is not None and options["event"]):
        message = "give one of: a scenario, --event, or all of --principal, --action and --resource"
        raise CommandError(message, exit_code=INVALID, advice=ADVICE)
    given = [name for name in FACT_OPTIONS if values[name] not in (None, "", ())]
    if options["event"] and given:
        message = f"--{given[0].replace('_', '-')} cannot be used with --event, which determines it"
        raise CommandError(message, exit_code=INVALID, advice=ADVICE)
    if options["account"] and not options["event"]:
        raise CommandError("--account needs --event", exit_code=INVALID, advice=ADVICE)


def _explain_event(options: _Options, *, changes: int, as_json: bool) -> int:
    from limen.cli.event_report import describe_event, render_event
    from limen.operations.replays import ReplayError
    from limen.replay.explain import explain_event

    try:
        with _open_store(options) as (store, _):
            explained = explain_event(store, options["event"], options["account"], now=read_clock())
    except ReplayError as error:
        raise CommandError(str(error), exit_code=INVALID, advice=error.advice) from error
    _print(render_event(explained, changes=changes) if as_json else describe_event(explained, changes=changes))
    if not explained.agrees:
        message = "the new decision differs from the recorded one: the explanation above does not apply to it"
        raise CommandError(message, advice="See 'not known' above, or the members 'agrees' and 'unknown'.")
    return DONE if explained.then.is_allowed else DENIED


def _decide_live(options: _Options) -> "Decision":
    from limen.cli.live_caller import ask_store

    with _open_store(options) as (store, settings):
        return ask_store(store, options, heeds_token_denies=settings.heed_token_denies, now=read_clock())


@contextmanager
def _open_store(options: Mapping[str, object]) -> "Iterator[tuple[Store, Settings]]":
    from limen.cli.account import open_existing_store

    names = (*STORE_SETTINGS, "heed_token_denies", "settings_file")
    settings = resolve_settings({name: options[name] for name in names})
    with open_existing_store(settings) as (store, _):
        yield store, settings


def _print(answer: Mapping[str, object] | Iterator[str]) -> None:
    if isinstance(answer, Mapping):
        click.echo(json.dumps(answer, indent=2))
        return
    for line in answer:
        click.echo(line)
