"""`limen diff`: what a change to a policy adds, removes and no longer denies (docs/proofs.md)."""

import json

import click

from limen.cli.exits import DENIED, DONE, FAILED, CommandError
from limen.cli.options import json_option
from limen.cli.own_services import service_option

FAIL_ON = ("added", "removed", "any", "none")


@click.command(short_help="Report what a change to a policy allows and no longer allows.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), default="none", help="Exit with 2 if there are regions of this kind."
)
@click.option("--effort", type=click.IntRange(1, 1000), default=1, help="Multiply the limits of the search.")
@click.option("--markdown", is_flag=True, help="Print Markdown for a pull request.")
@service_option
@json_option
def diff(*, old: str, new: str, fail_on: str, effort: int, markdown: bool, as_json: bool) -> int:
    """Compare the identity policies in the files OLD and NEW, for all requests at once.

    Each region of access is reported with a request as a witness. `-` is standard input. Exit code 0: done; 1:
    something was not decided; 2: there are regions that --fail-on names; 3: a file is not a policy.
    """
    from limen.analysis.differences import find_difference
    from limen.analysis.result_json import render_difference as render_json
    from limen.analysis.wording import find_spellings
    from limen.cli.policy_document import load_document
    from limen.cli.proof_text import render_difference, render_markdown

    if markdown and as_json:
        raise CommandError("--markdown and --json exclude each other")
    documents = load_document(old), load_document(new)
    difference = find_difference(*documents, effort=effort)
    spellings = find_spellings(documents)
    if as_json:
        click.echo(json.dumps(render_json(difference, spellings), indent=2))
    else:
        click.echo((render_markdown if markdown else render_difference)(difference, spellings))
    is_grown = bool(difference.added.regions or difference.denies_less.regions)
    counted = {"added": is_grown, "removed": bool(difference.removed.regions), "none": False}
    if is_grown or counted["removed"] if fail_on == "any" else counted[fail_on]:
        return DENIED
    return DONE if difference.is_complete else FAILED
