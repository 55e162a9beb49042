"""`limen env`: exports that make the `aws` command line and every SDK talk to this server as the administrator."""

import json
import os
import shlex
from collections.abc import Callable, Mapping

import click

from limen.cli.exits import CommandError
from limen.cli.options import json_option, resolve_settings, setting_options
from limen.cli.terminal import printable
from limen.config.settings import Settings

# A session token or profile left over in the shell would override the keys that follow.
STALE = ("AWS_SESSION_TOKEN", "AWS_PROFILE")
GENERAL = "AWS_ENDPOINT_URL"
SERVED = ("IAM", "STS", "ACCESSANALYZER", "CLOUDTRAIL", "LIMEN")
"""The services of this server, as AWS's clients spell them in `AWS_ENDPOINT_URL_<SERVICE>`."""

Renderer = Callable[[Mapping[str, str], tuple[str, ...]], str]


@click.command(short_help="Print AWS_* variables that make AWS clients use this server.")
@setting_options("data_dir", "host", "port", "region")
@click.option("--account", "account_id", default="", help="Id of the account; by default the first one.")
@click.option("--profile", default="", help="Write the keys to this profile of the AWS credentials file instead.")
@click.option("--shell", type=click.Choice(["sh", "fish", "powershell"]), default="sh", help="Shell syntax to print.")
@click.option("--all-services", is_flag=True, help="Set AWS_ENDPOINT_URL, which sends calls of every service here.")
@json_option
def env(
    *,
    account_id: str,
    profile: str,
    shell: str,
    all_services: bool,
    as_json: bool,
    **options: object,
) -> None:
    """Print variables that make the aws command line and every SDK use this server, as the administrator.

    Only calls of this server's services go to it. Calls of other services, such as S3, go where they went before.

    Usage: eval "$(limen env)" && aws iam list-users
    """
    settings = resolve_settings(options)
    variables = find_variables(settings, account_id, all_services=all_services)
    if profile:
        _write_profile(profile, variables)
    else:
        stale = STALE if all_services else (*STALE, GENERAL)
        click.echo(json.dumps(variables, indent=2) if as_json else _RENDERERS[shell](variables, stale))


def find_variables(settings: Settings, account_id: str, *, all_services: bool = False) -> dict[str, str]:
    """Find where the server is and what the administrator's keys are."""
    from limen.runtime.datadir import DataDirectoryError, find_endpoint, read_credentials

    directory = settings.data_dir.expanduser().absolute()
    try:
        credentials = read_credentials(directory, account_id)
        endpoint = find_endpoint(directory)
    except DataDirectoryError as error:
        raise CommandError(
            str(error), advice="Start the server first, or name its directory with --data-dir."
        ) from error
    if endpoint is None:
        message = f"warning: no server is running on {directory}; the address is that of the settings"
        click.echo(printable(message), err=True)
    names = (GENERAL,) if all_services else tuple(f"{GENERAL}_{service}" for service in SERVED)
    return {
        **dict.fromkeys(names, endpoint or f"http://{settings.host}:{settings.port}"),
        "AWS_ACCESS_KEY_ID": str(credentials["admin_access_key_id"]),
        "AWS_SECRET_ACCESS_KEY": str(credentials["admin_secret_access_key"]),
        "AWS_REGION": settings.region,
        "AWS_DEFAULT_REGION": settings.region,  # boto3 reads this one, other SDKs the one above.
    }


def _write_profile(profile: str, variables: Mapping[str, str]) -> None:
    from limen.cli.profiles import write_profile

    path = write_profile(
        profile,
        {
            "aws_access_key_id": variables["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": variables["AWS_SECRET_ACCESS_KEY"],
            "region": variables["AWS_REGION"],
            "endpoint_url": next(iter(variables.values())),
        },
        os.environ,
    )
    click.echo(f"Wrote profile {profile} to {path}. Use it: aws --profile {profile} iam list-users")


def _render_sh(variables: Mapping[str, str], stale: tuple[str, ...]) -> str:
    lines = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
    return "\n".join([f"unset {' '.join(stale)}", *lines])


def _render_fish(variables: Mapping[str, str], stale: tuple[str, ...]) -> str:
    lines = [f"set -gx {name} {shlex.quote(value)}" for name, value in variables.items()]
    return "\n".join([f"set -e {' '.join(stale)}", *lines])


def _render_powershell(variables: Mapping[str, str], stale: tuple[str, ...]) -> str:
    cleared = [f"Remove-Item Env:{name} -ErrorAction SilentlyContinue" for name in stale]
    quoted = {name: value.replace("'", "''") for name, value in variables.items()}
    return "\n".join([*cleared, *(f"$Env:{name} = '{value}'" for name, value in quoted.items())])


_RENDERERS: Mapping[str, Renderer] = {"sh": _render_sh, "fish": _render_fish, "powershell": _render_powershell}
