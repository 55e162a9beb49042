"""`limen aws-models`: let boto3 and the `aws` command line call the service that Limen adds."""

import os
from importlib.resources import files
from pathlib import Path

import click

from limen.cli.command_groups import HelpfulGroup

DEFAULT_FOLDER = Path("~/.aws/models")
"""Where botocore looks for models in addition to its own."""


@click.group("aws-models", cls=HelpfulGroup, short_help="Let AWS clients call the service that Limen adds.")
def aws_models() -> None:
    """Let boto3 and the aws command line call the service `limen`, as they call IAM."""


@aws_models.command()
@click.option(
    "--folder", type=click.Path(file_okay=False), help="Folder for models; by default AWS_DATA_PATH or ~/.aws/models."
)
def install(*, folder: str | None) -> None:
    """Copy the model of the service to the folder where AWS's clients look for models.

    Usage: limen aws-models install && aws limen get-server-status
    """
    target = _choose_folder(folder)
    for source, path in _list_models():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(source)
        click.echo(f"Wrote {file}")


def _choose_folder(given: str | None) -> Path:
    """The first folder of `AWS_DATA_PATH` is the one that clients with this environment look into first."""
    path = given or os.environ.get("AWS_DATA_PATH", "").partition(os.pathsep)[0]
    return Path(path).expanduser() if path else DEFAULT_FOLDER.expanduser()


def _list_models() -> list[tuple[bytes, Path]]:
    from limen.wire.service_models import API_VERSIONS, OWN_MODELS, OWN_SERVICES

    paths = [Path(name) / API_VERSIONS[name] / "service-2.json" for name in sorted(OWN_SERVICES)]
    return [((files("limen.wire") / OWN_MODELS).joinpath(*path.parts).read_bytes(), path) for path in paths]
