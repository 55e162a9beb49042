"""`limen prove`: statements about all requests at once, each proved, refuted or not decided (docs/proofs.md).

Exit codes: 0 proved, 2 refuted, 1 not decided, 3 invalid input.
"""

import json
from typing import IO, TYPE_CHECKING, Unpack

import click

from limen.cli.account_view import AccountOptions, account_options
from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import DENIED, DONE, FAILED, INVALID, CommandError
from limen.cli.options import json_option
from limen.cli.own_services import service_option

if TYPE_CHECKING:
    from limen.analysis.verdict import Result

SCOPES = ("catalog", "all")
MAX_ENTRIES = 100

scope_option = click.option(
    "--scope",
    type=click.Choice(SCOPES),
    default="catalog",
    show_default=True,
    help="Whether to cover only today's actions, or also those that AWS may add.",
)
KINDS = ("identity", "resource")
effort_option = click.option(
    "--effort", type=click.IntRange(1, 1000), default=1, help="Multiply the limits of the search."
)


@click.group(cls=HelpfulGroup)
def prove() -> None:
    """Prove a statement about all requests at once, or refute it with a request.

    Exit code 0: proved; 2: refuted; 1: not decided; 3: invalid input.
    """


@prove.command("no-new-access", short_help="A changed policy grants nothing that the old one does not.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--kind", type=click.Choice(KINDS), default="identity", show_default=True, help="The kind of both policies."
)
@scope_option
@effort_option
@service_option
@json_option
def no_new_access(*, old: str, new: str, kind: str, scope: str, effort: int, as_json: bool) -> int:
    """Prove that the policy NEW grants nothing that OLD does not, each by itself."""
    from limen.analysis import compare
    from limen.analysis.budget import Budget
    from limen.analysis.resource_policies import no_new_access_to_resource
    from limen.analysis.verdict import Scope
    from limen.cli.policy_document import load_document

    documents = load_document(old), load_document(new)
    if kind == "resource":
        result = no_new_access_to_resource(*documents, budget=Budget(effort))
    else:
        result = compare.no_new_access(*documents, scope=Scope(scope), budget=Budget(effort))
    return report(result, "the new policy grants no new access", "the new policy grants new access", as_json=as_json)


@prove.command("not-granted", short_help="A policy grants none of the given actions.")
@click.argument("policy")
@click.option("--action", "actions", multiple=True, metavar="ACTION", help="An action, * and ? as in policies.")
@click.option("--resource", "resources", multiple=True, metavar="ARN", help="A resource, * and ? as in policies.")
@scope_option
@effort_option
@service_option
@json_option
def not_granted(
    *,
    policy: str,
    actions: tuple[str, ...],
    resources: tuple[str, ...],
    scope: str,
    effort: int,
    as_json: bool,
) -> int:
    """Prove that POLICY grants none of the actions on any of the resources.

    Without --action any action is meant, without --resource any resource.
    """
    from limen.analysis import compare
    from limen.analysis.budget import Budget
    from limen.analysis.verdict import Scope
    from limen.cli.policy_document import load_document

    _check_access(actions, resources)
    document = load_document(policy)
    result = compare.access_not_granted(document, actions, resources, scope=Scope(scope), budget=Budget(effort))
    return report(result, "the policy grants none of this access", "the policy grants this access", as_json=as_json)


@prove.command("equivalent", short_help="Two policies mean the same.")
@click.argument("one")
@click.argument("other")
@click.option("--alone", is_flag=True, help="Compare only what each grants by itself, not what it denies.")
@scope_option
@effort_option
@service_option
@json_option
def equivalent(*, one: str, other: str, alone: bool, scope: str, effort: int, as_json: bool) -> int:
    """Prove that the identity policies ONE and OTHER can replace each other."""
    from limen.analysis import compare
    from limen.analysis.budget import Budget
    from limen.analysis.verdict import Scope
    from limen.cli.policy_document import load_document

    documents = load_document(one), load_document(other)
    result = compare.equivalent(*documents, company=not alone, scope=Scope(scope), budget=Budget(effort))
    return report(result, "the policies are equivalent", "the policies differ", as_json=as_json)


@prove.command("not-public", short_help="A resource policy grants no public access.")
@click.argument("policy")
@effort_option
@service_option
@json_option
def not_public(*, policy: str, effort: int, as_json: bool) -> int:
    """Prove that the resource policy POLICY grants no public access."""
    from limen.analysis.budget import Budget
    from limen.analysis.public import no_public_access
    from limen.cli.policy_document import load_document

    result = no_public_access(load_document(policy), budget=Budget(effort))
    return report(result, "the policy grants no public access", "the policy grants public access", as_json=as_json)


@prove.command("obligation", short_help="An account obeys rules, under all layers of policies.")
@click.argument("file", type=click.File("rb"))
@effort_option
@account_options
@service_option
@json_option
def obligation(*, file: IO[bytes], effort: int, as_json: bool, **options: Unpack[AccountOptions]) -> int:
    """Prove that the users and roles of an account obey the rules in FILE.

    A rule says what principals must never be able to do, at most, or always; 'limen docs proofs' describes the format.
    """
    from limen.analysis.obligations import ObligationError, check_obligations, parse_obligations
    from limen.analysis.verdict import Verdict
    from limen.cli.account_view import load_view
    from limen.cli.proof_text import describe_finding, render_finding

    try:
        obligations = parse_obligations(json.loads(file.read()))
    except (ObligationError, ValueError, RecursionError) as error:
        raise CommandError(f"{file.name}: {error}", exit_code=INVALID) from error
    found = list(check_obligations(load_view(options), obligations, effort=effort))
    if as_json:
        click.echo(json.dumps([render_finding(each) for each in found], indent=2))
    else:
        click.echo(
            "\n".join(line for each in found for line in describe_finding(each)) or "no rule applies to any principal"
        )
    verdicts = {each.verdict for each in found}
    if Verdict.REFUTED in verdicts:
        return DENIED
    return FAILED if Verdict.UNKNOWN in verdicts else DONE


def report(result: "Result", proved: str, refuted: str, *, as_json: bool) -> int:
    """Print a verdict; the exit code."""
    from limen.analysis.result_json import render_result as render_json
    from limen.cli.proof_text import EXIT_CODES, render_result

    if as_json:
        click.echo(json.dumps(render_json(result), indent=2))
    else:
        click.echo(render_result(result, proved=proved, refuted=refuted))
    return EXIT_CODES[result.verdict]


def _check_access(actions: tuple[str, ...], resources: tuple[str, ...]) -> None:
    if not actions and not resources:
        raise CommandError("name an --action or a --resource", exit_code=INVALID)
    if max(len(actions), len(resources)) > MAX_ENTRIES:
        raise CommandError(f"at most {MAX_ENTRIES} actions and {MAX_ENTRIES} resources", exit_code=INVALID)
    for action in actions:
        vendor, colon, name = action.partition(":")
        if action != "*" and not (vendor and colon and name):
            raise CommandError(f"{action} is not of the form service:Name", exit_code=INVALID)
    for resource in resources:
        if resource != "*" and resource.count(":") < 5:
            raise CommandError(f"{resource} is not an ARN", exit_code=INVALID)
