"""The documentation of this version, which is installed with the package: the pages, and their answers over HTTP.

`/docs` lists the pages, `/docs/lint` is a page, and `/docs/lint/unknown-action` is the section of it whose heading is
the name in code. Pages are plain text, as `limen docs` prints them; no path of a request is opened on disk.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from limen.server import pages
from limen.wire.http import HTTPRequest, HTTPResponse

PATH: Final = "/docs"

_HEADING = re.compile(r"^(?P<level>#+) (?:`(?P<name>[^`]+)`)?", re.MULTILINE)


def find_folder() -> Traversable:
    """The pages in the installed package, or those of the repository that it runs from."""
    package = files("limen")
    installed = package / "docs"
    return installed if installed.is_dir() else Path(str(package)).parents[1] / "docs"


@cache
def load_pages() -> Mapping[str, str]:
    """The text of each page by its name, in alphabetical order."""
    found = {Path(file.name).stem: file for file in find_folder().iterdir() if file.name.endswith(".md")}
    return {name: found[name].read_text("utf-8") for name in sorted(found)}


def title_of(text: str) -> str:
    """The title of a page."""
    return text.partition("\n")[0].removeprefix("# ")


def find_section(text: str, name: str) -> str | None:
    """The section of a page whose heading begins with the name in code, to the next heading of its level or above."""
    headings = list(_HEADING.finditer(text))
    for number, heading in enumerate(headings):
        if heading["name"] == name:
            after = (each for each in headings[number + 1 :] if len(each["level"]) <= len(heading["level"]))
            end = next((each.start() for each in after), len(text))
            return f"{text[heading.start() : end].rstrip()}\n"
    return None


def respond(request: HTTPRequest) -> HTTPResponse:
    """Answer a GET or HEAD of `/docs` or below."""
    name, _, section = request.raw_path.removeprefix(PATH).strip("/").partition("/")
    if not name:
        return _render("".join(f"{PATH}/{each}  {title_of(text)}\n" for each, text in load_pages().items()))
    page = load_pages().get(name)
    text = find_section(page, section) if page is not None and section else page
    return pages.NOT_FOUND if text is None else _render(text)


def _render(text: str) -> HTTPResponse:
    headers = (("content-type", "text/plain; charset=utf-8"), *pages.SECURITY_HEADERS)
    return HTTPResponse(200, headers, text.encode())
