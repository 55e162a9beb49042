"""`limen login`: sign in with a password and MFA code, and write a profile with temporary credentials.

docs/sign-in.md describes the sign-in service.
"""

import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click

from limen.cli.exits import INVALID, CommandError
from limen.cli.kept_sign_ins import KeptSignIn, forget_sign_in, keep_sign_in
from limen.cli.options import json_option, resolve_settings, setting_options
from limen.cli.profiles import write_profile
from limen.cli.sign_in_service import Answer, SignInRefusedError, ask_for_token
from limen.config.ambient import read_clock

CHANGE_REQUIRED = "PASSWORD_CHANGE_REQUIRED"
CODE_REQUIRED = "MFA_REQUIRED"


class _WhoOptions(TypedDict, total=False):
    """The options that say who signs in; the settings have their own options."""

    account: str
    user: str
    email: str


@click.command(short_help="Sign in with a password.")
@click.option("--account", default="", help="Account id or alias of the user.")
@click.option("--user", default="", help="Name of the user.")
@click.option("--email", default="", help="E-mail address of a root user, instead of --account and --user.")
@click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password (and, if required, an MFA code and a new password, one per line) from standard input.",
)
@click.option(
    "--endpoint",
    default="",
    help="URL of the server; by default AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL or the data directory's.",
)
@click.option("--profile", default="limen", show_default=True, help="Profile to write.")
@click.option("--keep-signed-in", is_flag=True, help="Let the profile renew its credentials until the sign-in ends.")
@setting_options("data_dir", "region")
@json_option
def login(
    *,
    password_stdin: bool,
    endpoint: str,
    profile: str,
    keep_signed_in: bool,
    as_json: bool,
    **options: Unpack[_WhoOptions],
) -> None:
    """Sign in with a password and write a profile with temporary credentials."""
    who = _read_who(options.pop("account", ""), options.pop("user", ""), options.pop("email", ""))
    settings = resolve_settings(options)
    url = (
        endpoint
        or os.environ.get("AWS_ENDPOINT_URL_IAM")
        or os.environ.get("AWS_ENDPOINT_URL")
        or _endpoint_near(settings.data_dir)
    ).rstrip("/")
    ask = _ask if sys.stdin.isatty() and not password_stdin else _read_line
    answer, is_changed = _sign_in(url, who, ask)
    sign_in = KeptSignIn.of(answer, url, now=read_clock())
    source = _kept_source(profile) if keep_signed_in else _static_source(sign_in)
    path = write_profile(profile, {**source, "region": settings.region, "endpoint_url": url}, os.environ)
    if keep_signed_in:
        keep_sign_in(profile, sign_in, os.environ)
    else:
        forget_sign_in(profile, os.environ)
    if as_json:
        written = {"profile": profile, "file": str(path), "expires": sign_in.expires, "password_changed": is_changed}
        click.echo(json.dumps(written))
        return
    end = f"expire at {datetime.fromisoformat(sign_in.expires):%Y-%m-%d %H:%M:%S} UTC"
    kept = "are renewed until the sign-in ends" if keep_signed_in else end
    name = who.get("email") or who["userName"]
    click.echo(f"Signed in as {name}{'; the password has been changed' if is_changed else ''}.")
    click.echo(f"Wrote profile {profile} to {path}; its credentials {kept}.")
    click.echo(f"Use it: aws --profile {profile} sts get-caller-identity")


def _read_who(account: str, user: str, email: str) -> dict[str, str]:
    if bool(email) == bool(account or user) or bool(account) != bool(user):
        message = "give --account and --user, or --email for a root user"
        raise CommandError(message, exit_code=INVALID, advice="Try 'limen login --help'.")
    return {"email": email} if email else {"account": account, "userName": user}


def _endpoint_near(directory: Path) -> str:
    from limen.config.settings import DEFAULT_PORT
    from limen.runtime.datadir import find_endpoint

    return find_endpoint(directory.expanduser().absolute()) or f"http://127.0.0.1:{DEFAULT_PORT}"


def _sign_in(url: str, who: Mapping[str, str], ask: Callable[[str], str]) -> tuple[Answer, bool]:
    """Sign in, with an MFA code or new password if required; the answer, and whether the password was changed."""
    grant = {"grantType": "password", **who, "password": ask("Password")}
    while True:
        try:
            return ask_for_token(url, grant), "newPassword" in grant
        except SignInRefusedError as refusal:
            if refusal.code == CODE_REQUIRED and "mfaCode" not in grant:
                grant["mfaCode"] = ask("MFA code")
            elif refusal.code == CHANGE_REQUIRED and "newPassword" not in grant:
                click.echo("The password must be changed before the first sign-in.", err=True)
                grant["newPassword"] = _ask_new(ask)
            else:
                raise


def _ask_new(ask: Callable[[str], str]) -> str:
    new = ask("New password")
    if ask is _ask and ask("New password again") != new:
        raise CommandError("the two new passwords differ", exit_code=INVALID)
    return new


def _ask(label: str) -> str:
    return str(click.prompt(label, hide_input=True, err=True))


def _read_line(label: str) -> str:
    line = sys.stdin.readline()
    if not line.strip():
        raise CommandError(f"{label.lower()}: missing in standard input", exit_code=INVALID)
    return line.rstrip("\r\n")


def _static_source(sign_in: KeptSignIn) -> dict[str, str]:
    return {
        "aws_access_key_id": sign_in.access_key_id,
        "aws_secret_access_key": sign_in.secret_access_key,
        "aws_session_token": sign_in.session_token,
    }


def _kept_source(profile: str) -> dict[str, str]:
    """The command that AWS's clients run to get the credentials: this program."""
    beside = Path(sys.executable).with_name("limen")
    program = str(beside) if beside.exists() else "limen"
    return {"credential_process": shlex.join([program, "credentials", "--profile", profile])}
