"""`limen evaluate`: the engine from the shell (docs/evaluate.md).

One scenario: exit code 0 allowed, 2 denied, 3 invalid. With `--lines` one answer per line in the same order; a denial
is an answer like any other, so the exit code is 0, or 3 if a line was invalid. A bad line never stops the others.
"""

import json
import sys
from collections.abc import Iterator
from typing import IO

import click

from limen.cli.doubts import find_doubts, warn
from limen.cli.exits import DENIED, DONE, INVALID, CommandError
from limen.cli.options import json_option
from limen.cli.own_services import service_option
from limen.cli.scenario_text import read_scenario
from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate as decide
from limen.engine.explain.render import render_trace
from limen.scenario.decide import ScenarioError, parse_scenario, render_decision

ADVICE = "'limen docs evaluate' describes the format of a scenario."


@click.command(short_help="Decide a request by policies in a file.")
@click.argument("scenario", type=click.File("rb"), default="-")
@click.option("--lines", is_flag=True, help="Read one scenario per line, write one answer per line.")
@click.option("--trace", "with_trace", is_flag=True, help="Show for every statement whether it applied, and why not.")
@service_option
@json_option
def evaluate(*, scenario: IO[bytes], lines: bool, with_trace: bool, as_json: bool) -> int:
    """Decide the request in the file SCENARIO (or on standard input) by the policies in it."""
    if lines:
        return _evaluate_lines(scenario, with_trace=with_trace)
    decision = decide_text(scenario.read())
    warn(find_doubts(decision.request))
    if as_json:
        click.echo(json.dumps(_answer(decision, with_trace=with_trace), indent=2))
    else:
        _print_decision(decision, with_trace=with_trace)
    return DONE if decision.is_allowed else DENIED


def decide_text(content: bytes) -> Decision:
    """Decide a scenario file's content; raises `CommandError` if it is invalid."""
    try:
        return _decide(content)
    except ScenarioError as error:
        raise CommandError(f"invalid scenario: {error}", exit_code=INVALID, advice=ADVICE) from error


def _decide(content: bytes) -> Decision:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise ScenarioError(f"not UTF-8: {error}") from error
    return decide(*parse_scenario(read_scenario(text)))


def _evaluate_lines(stream: IO[bytes], *, with_trace: bool) -> int:
    """Answer each line immediately: a program on a pipe may wait for the answer before it sends the next line."""
    invalid = False
    for answer in _answers(stream, with_trace=with_trace):
        invalid = invalid or "error" in answer
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return INVALID if invalid else DONE


def _answers(stream: IO[bytes], *, with_trace: bool) -> Iterator[dict[str, object]]:
    for line in stream:
        try:
            yield _answer(_decide(line), with_trace=with_trace)
        except ScenarioError as error:
            yield {"error": str(error)}


def _answer(decision: Decision, *, with_trace: bool) -> dict[str, object]:
    answer = render_decision(decision)
    return answer | {"trace": render_trace(decision.trace)} if with_trace else answer


def _print_decision(decision: Decision, *, with_trace: bool) -> None:
    from limen.cli.decision_text import describe_decision, describe_trace

    for line in describe_decision(decision):
        click.echo(line)
    if with_trace:
        click.echo()
        for line in describe_trace(decision.trace):
            click.echo(line)
