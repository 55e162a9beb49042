"""`limen oidc-provider keys`: the public keys of an OIDC provider, directly in the data directory or database.

Changes are audited like all others.
"""

import json
from pathlib import Path

import click

from limen.cli.account import open_existing_store
from limen.cli.command_groups import HelpfulGroup
from limen.cli.exits import INVALID, CommandError
from limen.cli.options import STORE_SETTINGS, json_option, resolve_settings, setting_options
from limen.cli.service import account_option, choose_account


@click.group("oidc-provider", cls=HelpfulGroup, short_help="Store the keys of an OIDC provider.")
def oidc_provider() -> None:
    """Store the public keys of OpenID Connect providers, for servers that cannot fetch them."""


@oidc_provider.command(short_help="Store or remove a provider's keys.")
@click.argument("provider", metavar="PROVIDER")
@click.argument("source", metavar="FILE", required=False)
@click.option("--remove", is_flag=True, help="Remove the stored keys: they are fetched from the provider again.")
@account_option
@setting_options(*STORE_SETTINGS)
@json_option
def keys(
    *, provider: str, source: str | None, remove: bool, account_id: str | None, as_json: bool, **options: object
) -> None:
    """Store the JSON Web Key Set in FILE with PROVIDER, an ARN or URL. Then nothing is fetched for its tokens."""
    from limen.admin.provider_keys import UnknownProviderError, store_provider_keys
    from limen.authn.proofs.json_web_keys import KeySetError, parse_key_set
    from limen.config.ambient import draw_entropy, read_clock

    if remove is (source is not None):
        raise CommandError("give a FILE or --remove", exit_code=INVALID)
    text = "" if source is None else _read(source)
    with open_existing_store(resolve_settings(options)) as (store, _):
        account = choose_account(store.latest(), account_id)
        try:
            kept = store_provider_keys(store, account, provider, text, now=read_clock(), entropy=draw_entropy)
        except KeySetError as error:
            raise CommandError(f"{source}: {error}", exit_code=INVALID) from error
        except UnknownProviderError as error:
            raise CommandError(str(error), exit_code=INVALID) from error
    count = len(parse_key_set(text)) if text else 0
    if as_json:
        click.echo(json.dumps({"provider": kept.arn, "keys": count}))
        return
    click.echo(f"{kept.arn} has {count} stored keys." if text else f"{kept.arn} has no stored keys.")


def _read(source: str) -> str:
    try:
        return Path(source).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(f"{source}: not UTF-8", exit_code=INVALID) from error
    except OSError as error:
        raise CommandError(f"{source}: {error.strerror}", exit_code=INVALID) from error
