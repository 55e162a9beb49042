"""`limen who-can`: who in an account can do something (docs/proofs.md)."""

import json
from typing import TYPE_CHECKING, Unpack

import click

from limen.cli.account_view import AccountOptions, account_options
from limen.cli.exits import DONE, FAILED, INVALID, CommandError
from limen.cli.options import json_option

if TYPE_CHECKING:
    from limen.analysis.who_can import Target


@click.command("who-can", short_help="List who in an account can do something.")
@click.argument("action")
@click.argument("resource", default="*")
@click.option("--resource-policy", metavar="FILE", help="The policy of the resource itself.")
@account_options
@json_option
def who_can(
    *,
    action: str,
    resource: str,
    resource_policy: str | None,
    as_json: bool,
    **options: Unpack[AccountOptions],
) -> int:
    """List the principals of an account that can perform ACTION on RESOURCE, and under which conditions.

    RESOURCE is an ARN, `*` for actions without a resource, or a pattern of ARNs: then "yes" means all of them. The
    account is read from the data directory, or from a file with --details.
    """
    from limen.analysis.account_view import MAX_PRINCIPALS
    from limen.analysis.who_can import Can
    from limen.analysis.who_can import who_can as ask
    from limen.cli.access_text import describe_access, render_access
    from limen.cli.account_view import load_view

    target = _make_target(action, resource, resource_policy)
    view = load_view(options)
    if len(view.identities) > MAX_PRINCIPALS:
        raise CommandError(f"more than {MAX_PRINCIPALS} principals", exit_code=INVALID)
    found = list(ask(view, target))
    if as_json:
        answer = [render_access(each) for each in found]
        click.echo(json.dumps({"action": action, "resource": resource, "principals": answer}, indent=2))
    else:
        click.echo("\n".join(line for each in found for line in describe_access(each)) or "nobody")
    return FAILED if any(each.answer is Can.UNKNOWN for each in found) else DONE


def _make_target(action: str, resource: str, path: str | None) -> "Target":
    from limen.analysis.who_can import Target
    from limen.cli.policy_document import load_document
    from limen.engine.model.layers import NamedPolicy

    vendor, colon, name = action.partition(":")
    if not (vendor and colon and name) or {"*", "?"} & set(action):
        raise CommandError(f"{action} is not an action such as s3:GetObject", exit_code=INVALID)
    if resource != "*" and resource.count(":") < 5:
        raise CommandError(f"{resource} is not an ARN", exit_code=INVALID)
    target = Target(action, resource, NamedPolicy(path, load_document(path)) if path else None)
    if target.is_key and not path:
        raise CommandError(
            "nobody can use a KMS key unless its own policy grants it",
            exit_code=INVALID,
            advice="Give --resource-policy.",
        )
    if target.is_open and target.is_strict:
        raise CommandError("name one role or key, not a pattern", exit_code=INVALID)
    return target
