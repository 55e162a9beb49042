"""`limen minimize`: a smaller policy that is proved to mean the same (docs/proofs.md)."""

import json
from pathlib import Path

import click

from limen.cli.exits import DONE, FAILED, INVALID, CommandError
from limen.cli.options import json_option
from limen.cli.own_services import service_option
from limen.cli.policy_files import STANDARD_INPUT


@click.command(short_help="Remove from a policy what has no effect.")
@click.argument("policy")
@click.option("--catalog", is_flag=True, help="Also replace complete lists of today's actions with patterns.")
@click.option("--write", is_flag=True, help="Write the smaller policy back to the file.")
@click.option("--effort", type=click.IntRange(1, 1000), default=1, help="Multiply the limits of the search.")
@service_option
@json_option
def minimize(*, policy: str, catalog: bool, write: bool, effort: int, as_json: bool) -> int:
    """Print POLICY without the statements, conditions, values, resources and actions that change nothing.

    Every step is proved: the smaller policy can replace the larger one beside any other policies.
    """
    from limen.analysis.minimize import minimize as shrink
    from limen.analysis.verdict import Scope, Verdict
    from limen.cli.policy_document import load_document
    from limen.cli.terminal import printable
    from limen.policy.syntax.render import render_policy

    if write and policy == STANDARD_INPUT:
        raise CommandError("--write needs a file", exit_code=INVALID)
    document = load_document(policy)
    found = shrink(document, scope=Scope.CATALOG if catalog else Scope.ALL, effort=effort)
    text = json.dumps(json.loads(render_policy(found.document)), indent=2, ensure_ascii=False)
    if write and found.steps:
        Path(policy).write_text(f"{text}\n", encoding="utf-8")
    if as_json:
        steps = [{"statement": step.index, "left_out": step.what} for step in found.steps]
        click.echo(json.dumps({"policy": json.loads(text), "steps": steps, "verdict": str(found.verdict)}, indent=2))
    else:
        click.echo(text)
        for step in found.steps:
            click.echo(printable(f"statement {step.index}: {step.what}"), err=True)
    return DONE if found.verdict is Verdict.PROVED else FAILED
