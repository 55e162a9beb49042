"""`limen what-can`: what a user or role of an account can do (docs/proofs.md)."""

import json
from typing import Unpack

import click

from limen.cli.account_view import AccountOptions, account_options
from limen.cli.exits import DONE, FAILED, INVALID, CommandError
from limen.cli.options import json_option


@click.command("what-can", short_help="List what a user or role can do.")
@click.argument("principal")
@click.option("--service", default="", metavar="PREFIX", help="This service only, such as s3.")
@account_options
@json_option
def what_can(*, principal: str, service: str, as_json: bool, **options: Unpack[AccountOptions]) -> int:
    """List what PRINCIPAL can do under all its policies: an ARN, user/NAME or role/NAME.

    What policies of resources grant is not listed.
    """
    from limen.analysis.what_can import what_can as ask
    from limen.cli.access_text import describe_abilities, render_abilities
    from limen.cli.account_view import load_view

    view = load_view(options)
    identity = view.find(principal)
    if identity is None:
        raise CommandError(f"there is no user or role {principal}", exit_code=INVALID)
    found = ask(view, identity, service=service)
    if as_json:
        click.echo(json.dumps({"principal": view.arn_of(identity), **render_abilities(found)}, indent=2))
    else:
        click.echo("\n".join(describe_abilities(found)) or "nothing")
    return DONE if found.complete else FAILED
