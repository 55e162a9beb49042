"""`limen credentials`: a profile's credentials for `credential_process`, renewed while the sign-in lasts."""

import json
import os

import click

from limen.cli.kept_sign_ins import get_sign_in
from limen.config.ambient import read_clock

PROCESS_VERSION = 1
"""Version of the format that AWS's clients read from a credential process."""


@click.command(short_help="Print a signed-in profile's credentials.")
@click.option("--profile", default="limen", show_default=True, help="Profile that limen login --keep-signed-in wrote.")
def credentials(*, profile: str) -> None:
    """Print the credentials of a profile in the format that AWS's clients read from a credential_process."""
    sign_in = get_sign_in(profile, os.environ, now=read_clock())
    answer = {
        "Version": PROCESS_VERSION,
        "AccessKeyId": sign_in.access_key_id,
        "SecretAccessKey": sign_in.secret_access_key,
        "SessionToken": sign_in.session_token,
        "Expiration": sign_in.expires,
    }
    click.echo(json.dumps(answer))
