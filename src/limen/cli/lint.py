"""`limen lint`: mistakes in policies, by the catalog of services and the rules of evaluation (docs/lint.md)."""

import json
from typing import TYPE_CHECKING

import click

from limen.cli.exits import DONE, FAILED, INVALID, CommandError
from limen.cli.options import json_option
from limen.cli.own_services import service_option
from limen.policy import PolicyKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from limen.cli.lint_report import Findings
    from limen.cli.policy_files import PolicyFile
    from limen.policy.lint import Finding

THRESHOLDS = ("error", "security-warning", "warning", "suggestion")
FORMATS = ("text", "json", "sarif")
PROVED_RULES = frozenset({"redundant-statement", "shadowed-allow", "contradictory-conditions"})
"""Rules that report that a whole statement has no effect."""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--kind", type=click.Choice([kind.value for kind in PolicyKind]), help="What the policies are used as.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="Format of the report (default: text).")
@click.option(
    "--fail-on",
    type=click.Choice(THRESHOLDS),
    default="warning",
    show_default=True,
    help="Exit with 1 for findings of at least this severity.",
)
@click.option("--disable", multiple=True, metavar="RULE", help="Skip a rule; may be given several times.")
@service_option
@click.option("--prove", is_flag=True, help="Also report statements that are proved to have no effect.")
@json_option
def lint(
    *,
    paths: tuple[str, ...],
    kind: str | None,
    form: str | None,
    fail_on: str,
    disable: tuple[str, ...],
    prove: bool,
    as_json: bool,
) -> int:
    """Check policies for mistakes.

    FILE is a policy, a directory with .json files, the output of `aws iam get-account-authorization-details`, or `-`
    for standard input.
    """
    from limen.cli.lint_report import is_any_at_least
    from limen.cli.policy_files import read_policies
    from limen.policy.lint import Severity, lint_policy

    _check_rules(disable)
    if as_json and form not in (None, "json"):
        raise CommandError(f"--json and --format {form}: choose one", exit_code=INVALID)
    files = list(read_policies(paths))
    given = PolicyKind(kind) if kind else None
    found = [(file, each) for file in files for each in lint_policy(file.text, given or file.kind, disabled=disable)]
    if prove:
        found = [*found, *_prove(files, given, found)]
    click.echo(_render(found, "json" if as_json else form or "text", len(files)))
    threshold = Severity(fail_on.upper().replace("-", "_"))
    return FAILED if is_any_at_least((finding for _, finding in found), threshold) else DONE


def _prove(
    files: "Sequence[PolicyFile]", given: PolicyKind | None, found: "Findings"
) -> "list[tuple[PolicyFile, Finding]]":
    """Findings about statements that are proved to have no effect and that no rule has reported."""
    from limen.cli.proved_findings import prove_findings

    return [
        (file, finding)
        for file in files
        for finding in prove_findings(file.text, given or file.kind)
        if not any(
            file is each and finding.statement_index == known.statement_index
            for each, known in found
            if known.rule in PROVED_RULES
        )
    ]


def _check_rules(disabled: tuple[str, ...]) -> None:
    from limen.policy.lint import RULES

    unknown = sorted(set(disabled) - {rule.id for rule in RULES})
    if unknown:
        raise CommandError(
            f"there is no rule {unknown[0]}", exit_code=INVALID, advice="'limen docs lint' lists the rules."
        )


def _render(found: "Findings", form: str, policy_count: int) -> str:
    from limen.cli.lint_report import render_json, render_text
    from limen.cli.sarif import render_sarif

    if form == "text":
        return render_text(found, policy_count)
    return json.dumps(render_sarif(found) if form == "sarif" else render_json(found), indent=2)
