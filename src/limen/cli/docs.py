"""`limen docs`: the documentation of this version, which is installed with the command."""

import click

from limen.cli.exits import INVALID, CommandError
from limen.server.documentation import load_pages, title_of


@click.command(short_help="Print a page of the documentation.")
@click.argument("page", required=False)
def docs(*, page: str | None) -> None:
    """Print the page PAGE of the documentation, or list the pages."""
    pages = load_pages()
    if page is None:
        width = max(map(len, pages))
        for name, text in pages.items():
            click.echo(f"{name:{width}}  {title_of(text)}")
        return
    name = page.removesuffix(".md")
    if name not in pages:
        raise CommandError(f"there is no page {page}", exit_code=INVALID, advice="'limen docs' lists the pages.")
    click.echo(pages[name], nl=False)
