"""`limen explain`: why a request is allowed or denied, statement by statement, and what would allow it (promise P4).

The question is a scenario, or a caller as it stands in a data directory or database, now or at a past moment (P10).
Exit code: 0 allowed, 2 denied, 3 invalid.
"""

import json
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

import click

from limen.cli.decision_text import printable, tell_decision, tell_trace
from limen.cli.evaluate import decide_text
from limen.cli.exits import DENIED, DONE, INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options
from limen.engine.explain.render import find_owner, render_change, render_trace, tell_change
from limen.engine.explain.search import MAX_REMEDIES, Explanation
from limen.engine.explain.search import explain as find_explanation
from limen.engine.scenario import render_decision

if TYPE_CHECKING:
    from limen.engine.decision import Decision

LIVE_OPTIONS = ("principal", "action", "resource")


@click.command(short_help="Tell why a request is denied, and what would allow it.")
@click.argument("scenario", type=click.File("rb"), required=False)
@setting_options(*STORE_SETTINGS)
@click.option("--principal", default="", help="ARN of a user, role, role session or root in the store.")
@click.option("--action", default="", help="What it asks for, such as s3:GetObject.")
@click.option("--resource", default="", help="ARN of what it asks for, or *.")
@click.option("--resource-account", default="", help="The resource's account, where its ARN names none.")
@click.option("--resource-policy", type=click.File("r"), metavar="FILE", help="File with the resource's own policy.")
@click.option(
    "--session-policy", type=click.File("r"), multiple=True, metavar="FILE", help="File with a session policy."
)
@click.option("--context", multiple=True, metavar="KEY=VALUE", help="A context key; more than once for many values.")
@click.option("--at", default="", help="As it was then: 2026-03-01T12:00:00Z, or 15m, 2h, 7d ago.")
@click.option("--revision", type=int, default=None, metavar="NUMBER", help="As it was at this revision.")
@click.option(
    "--changes",
    type=click.IntRange(0, 100),
    metavar="NUMBER",
    default=MAX_REMEDIES,
    show_default=True,
    help="Show at most so many ways to allow it.",
)
@json_option
def explain(*, scenario: IO[bytes] | None, changes: int, as_json: bool, **options: Any) -> int:  # noqa: ANN401 - settings
    """Explain a decision: that of the file SCENARIO ("-" for standard input), or of a caller in the store."""
    asked = [name for name in LIVE_OPTIONS if options[name]]
    if (scenario is None) is (not asked) or (asked and len(asked) < len(LIVE_OPTIONS)):
        message = "give either a scenario or all of --principal, --action and --resource"
        raise CommandError(message, exit_code=INVALID, advice="Try 'limen explain --help'.")
    decision = _decide_live(options) if scenario is None else decide_text(scenario.read())
    explanation = find_explanation(decision, limit=changes)
    if as_json:
        click.echo(json.dumps(_render(explanation), indent=2))
    else:
        for line in _tell(explanation):
            click.echo(line)
    return DONE if decision.is_allowed else DENIED


def _decide_live(options: dict[str, Any]) -> "Decision":
    from limen.cli.account import open_existing_store
    from limen.cli.live_caller import ask_store
    from limen.config.ambient import read_clock

    settings = resolve_settings({name: options[name] for name in (*STORE_SETTINGS, "settings_file")})
    with open_existing_store(settings) as (store, _):
        return ask_store(store, options, now=read_clock())


def _render(explanation: Explanation) -> dict[str, object]:
    request = explanation.decision.request
    return render_decision(explanation.decision) | {
        "missing_context_keys": list(explanation.decision.missing_context_keys),
        "trace": render_trace(explanation.trace),
        "changes": [[render_change(change, request) for change in remedy] for remedy in explanation.remedies],
    }


def _tell(explanation: Explanation) -> Iterator[str]:
    decision = explanation.decision
    yield from tell_decision(decision)
    yield ""
    yield from tell_trace(explanation.trace)
    if missing := decision.missing_context_keys:
        yield f"\nThe policies ask for context keys that the request does not have: {printable(', '.join(missing))}"
    if decision.is_allowed:
        return
    yield ""
    if not explanation.remedies:
        yield "No change that would allow it was found."
        return
    yield click.style("Each of these would allow it (verified by deciding again):", bold=True)
    for number, remedy in enumerate(explanation.remedies, 1):
        for first, change in enumerate(remedy):
            text = printable(tell_change(change, decision.request))
            mark = "   and" if first else f"{number:4d}."
            yield f"{mark} {text}  [{find_owner(change, decision.request)}]"
