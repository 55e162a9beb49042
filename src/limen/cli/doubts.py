"""What is doubtful about a question: names that the catalog does not know, usually because they are misspelled.

Decisions never depend on the catalog, so these are warnings: an action that AWS added yesterday is decided like any
other. They go to standard error, also with `--json`.
"""

from collections.abc import Iterator

import click

from limen.cli.terminal import printable
from limen.domain.arn import ACCOUNT_PART
from limen.domain.identifiers import is_account_id
from limen.engine.model.request import AuthorizationRequest
from limen.policy.catalog import find_context_key
from limen.policy.lint.catalog_facts import describe_unknown_action, is_provider_key
from limen.policy.lint.key_rules import guess_key


def find_doubts(request: AuthorizationRequest) -> Iterator[str]:
    """The doubts about one request."""
    if fault := describe_unknown_action(request.action):
        yield fault
    yield from find_doubtful_facts(request)


def find_doubtful_facts(request: AuthorizationRequest) -> Iterator[str]:
    """The doubts about accounts and condition keys."""
    resource_account = "".join(request.resource.arn.split(":")[ACCOUNT_PART : ACCOUNT_PART + 1])
    for what, account in (("principal", request.principal.account), ("resource", resource_account)):
        if account and account.isdecimal() and not is_account_id(account):
            yield f"the {what}'s account {account} has {len(account)} digits, not 12"
    for key in request.context:
        if not is_provider_key(key) and find_context_key(key) is None:
            yield f"there is no condition key {key}{guess_key(key)}"


def warn(doubts: Iterator[str]) -> None:
    """Print each doubt once."""
    for doubt in dict.fromkeys(doubts):
        click.echo(f"{click.style('warning', fg='yellow', bold=True)}: {printable(doubt)}", err=True)
