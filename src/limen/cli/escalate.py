"""`limen escalate`: who in an account can become its administrator, and what to remove (docs/proofs.md)."""

import json
from typing import TYPE_CHECKING, Unpack

import click

from limen.cli.account_view import AccountOptions, account_options
from limen.cli.exits import DENIED, DONE, FAILED, INVALID, CommandError
from limen.cli.options import json_option

if TYPE_CHECKING:
    from limen.analysis.account_view import AccountView

RUNNERS = ("cloudformation", "codebuild", "ec2", "ecs", "glue", "lambda", "sagemaker", "states")


@click.command(short_help="Find the ways to administrator.")
@click.option(
    "--from",
    "starts",
    multiple=True,
    metavar="PRINCIPAL",
    help="Start from this principal only: an ARN, user/NAME or role/NAME.",
)
@click.option("--cut", is_flag=True, help="Also find the smallest set of statements to remove.")
@click.option("--keep", multiple=True, metavar="POLICY", help="A policy whose statements --cut must not remove.")
@click.option(
    "--runner", "runners", multiple=True, type=click.Choice(RUNNERS), help="A service that runs code as a role."
)
@account_options
@json_option
def escalate(
    *,
    starts: tuple[str, ...],
    cut: bool,
    keep: tuple[str, ...],
    runners: tuple[str, ...],
    as_json: bool,
    **options: Unpack[AccountOptions],
) -> int:
    """Find the users and roles of an account that can become its administrator through IAM itself.

    Exit code 0: nobody except the administrators; 2: somebody; 1: not decided; 3: invalid input.
    """
    from limen.analysis.escalation.cut import find_cut, find_escalation
    from limen.cli.account_view import load_view
    from limen.cli.escalation_text import describe_cut, describe_escalation, render_cut, render_escalation

    view = load_view(options)
    chosen = _find_starts(view, starts)
    found = find_escalation(view, chosen, runners=runners)
    smallest = None
    if cut and found.paths:
        kept = frozenset(grant for grant in view.list_grants() if grant[1] in keep)
        smallest = find_cut(view, [path.start for path in found.paths], keep=kept, runners=runners)
    if as_json:
        answer = {**render_escalation(found), "cut": None if smallest is None else render_cut(smallest)}
        click.echo(json.dumps(answer, indent=2))
    else:
        lines = [*describe_escalation(found), *(describe_cut(smallest) if smallest is not None else ())]
        click.echo("\n".join(lines))
    if found.paths:
        return DENIED
    return DONE if found.complete else FAILED


def _find_starts(view: "AccountView", starts: tuple[str, ...]) -> list[str]:
    if not starts:
        return [arn for arn, _ in view.list_holders()]
    found: list[str] = []
    for start in starts:
        identity = view.find(start)
        if identity is None:
            raise CommandError(f"there is no user or role {start}", exit_code=INVALID)
        found.append(view.arn_of(identity))
    return found
