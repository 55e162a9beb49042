"""`limen docs`: the documentation of this version, which is installed with the command."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from limen.cli.exits import INVALID, CommandError


@click.command(short_help="Print a page of the documentation.")
@click.argument("page", required=False)
def docs(*, page: str | None) -> None:
    """Print the page PAGE of the documentation, or list the pages."""
    folder = find_folder()
    pages = {Path(file.name).stem: file for file in sorted(folder.iterdir(), key=str) if file.name.endswith(".md")}
    if page is None:
        width = max(map(len, pages))
        for name, file in pages.items():
            click.echo(f"{name:{width}}  {_title(file)}")
        return
    name = page.removesuffix(".md")
    if name not in pages:
        raise CommandError(f"there is no page {page}", exit_code=INVALID, advice="'limen docs' lists the pages.")
    click.echo(pages[name].read_text("utf-8"), nl=False)


def find_folder() -> Traversable:
    """The pages in the installed package, or those of the repository that it runs from."""
    package = files("limen")
    installed = package / "docs"
    return installed if installed.is_dir() else Path(str(package)).parents[1] / "docs"


def _title(file: Traversable) -> str:
    return file.read_text("utf-8").partition("\n")[0].removeprefix("# ")
