"""`limen login`: a password for a profile with temporary credentials in the AWS credentials file (docs/sign-in.md)."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from limen.cli.exits import DENIED, INVALID, CommandError
from limen.cli.options import json_option, resolve_settings, setting_options

CLIENT_ID = "arn:aws:signin:::devtools/same-device"
CHANGE_REQUIRED = "PASSWORD_CHANGE_REQUIRED"
TIMEOUT_SECONDS = 30

Answer = Mapping[str, Any]


class SignInRefusedError(CommandError):
    """The server refused; `code` is its OAuth 2.0 error code."""

    def __init__(self, code: str, message: str) -> None:
        """Keep what the server said."""
        super().__init__(message, exit_code=DENIED)
        self.code = code


@click.command(short_help="Sign in with a password.")
@click.option("--account", default="", help="Account id or alias of the user.")
@click.option("--user", default="", help="Name of the user.")
@click.option("--email", default="", help="E-mail address of a root user, instead of --account and --user.")
@click.option("--password-stdin", is_flag=True, help="Read the password (and a demanded new one) from standard input.")
@click.option("--endpoint", default="", help="URL of the server; without it AWS_ENDPOINT_URL or the data directory's.")
@click.option("--profile", default="limen", show_default=True, help="Profile to write.")
@setting_options("data_dir", "region")
@json_option
def login(
    *,
    account: str,
    user: str,
    email: str,
    password_stdin: bool,
    endpoint: str,
    profile: str,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - settings
) -> None:
    """Sign in with a password and write a profile with temporary credentials."""
    if bool(email) == bool(account or user) or bool(account) != bool(user):
        message = "give --account and --user, or --email for a root user"
        raise CommandError(message, exit_code=INVALID, advice="Try 'limen login --help'.")
    settings = resolve_settings(options)
    url = (endpoint or os.environ.get("AWS_ENDPOINT_URL") or _endpoint_near(settings.data_dir)).rstrip("/")
    who = {"email": email} if email else {"account": account, "userName": user}
    ask = _ask if sys.stdin.isatty() and not password_stdin else _read_line
    answer, is_changed = _sign_in(url, who, ask)
    values = _profile_values(answer, settings.region, url)
    _tell(email or user, profile, values, answer, is_changed=is_changed, as_json=as_json)


def _endpoint_near(directory: Any) -> str:  # noqa: ANN401 - a path; imported where it is used
    from limen.config.settings import DEFAULT_PORT
    from limen.server.datadir import find_endpoint

    return find_endpoint(directory.expanduser().absolute()) or f"http://127.0.0.1:{DEFAULT_PORT}"


def _sign_in(url: str, who: Mapping[str, str], ask: Callable[[str], str]) -> tuple[Answer, bool]:
    """Sign in, changing the password if that is demanded; the answer and whether it was changed."""
    grant = {"clientId": CLIENT_ID, "grantType": "password", **who, "password": ask("Password")}
    try:
        return _post(f"{url}/v1/token", grant), False
    except SignInRefusedError as refusal:
        if refusal.code != CHANGE_REQUIRED:
            raise
    click.echo("The password must be changed before the first sign-in.", err=True)
    return _post(f"{url}/v1/token", {**grant, "newPassword": _ask_new(ask)}), True


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
        raise CommandError(f"{label.lower()}: standard input has no such line", exit_code=INVALID)
    return line.rstrip("\r\n")


def _post(url: str, body: Mapping[str, str]) -> Answer:
    from urllib.error import HTTPError, URLError
    from urllib.parse import urlsplit
    from urllib.request import Request, urlopen

    if urlsplit(url).scheme not in ("http", "https"):
        raise CommandError(f"{url}: not an http or https URL", exit_code=INVALID)
    request = Request(url, json.dumps(body).encode(), {"content-type": "application/json"})  # noqa: S310 - checked above
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - checked above
            answer: Answer = json.load(response)
            return answer
    except HTTPError as error:
        raise _read_refusal(error.code, error.read()) from error
    except (URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        advice = "Is the server running? Name it with --endpoint."
        raise CommandError(f"{url} cannot be reached ({reason})", advice=advice) from error


def _read_refusal(status: int, body: bytes) -> CommandError:
    try:
        content = json.loads(body)
        return SignInRefusedError(str(content["error"]), str(content["message"]))
    except (ValueError, KeyError, TypeError):
        return CommandError(
            f"the server answered HTTP {status}", advice="Is it a Limen server? Name it with --endpoint."
        )


def _profile_values(answer: Answer, region: str, url: str) -> Mapping[str, str]:
    token = answer["accessToken"]
    return {
        "aws_access_key_id": token["accessKeyId"],
        "aws_secret_access_key": token["secretAccessKey"],
        "aws_session_token": token["sessionToken"],
        "region": region,
        "endpoint_url": url,
    }


def _tell(
    name: str, profile: str, values: Mapping[str, str], answer: Answer, *, is_changed: bool, as_json: bool
) -> None:
    from limen.cli.profiles import write_profile

    path = write_profile(profile, values, os.environ)
    expires = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=int(answer["expiresIn"]))
    if as_json:
        told = {"profile": profile, "file": str(path), "expires": expires.isoformat(), "password_changed": is_changed}
        click.echo(json.dumps(told))
        return
    click.echo(f"Signed in as {name}{'; the password has been changed' if is_changed else ''}.")
    click.echo(f"Wrote profile {profile} to {path}; its credentials expire at {expires:%Y-%m-%d %H:%M:%S} UTC.")
    click.echo(f"Use it: aws --profile {profile} sts get-caller-identity")
