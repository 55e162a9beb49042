"""The documentation over HTTP: the list of pages, a page, and the sections that findings link to."""

import pytest

from limen.operations.accessanalyzer.validate_policy import RULE_PATH
from limen.policy.lint import RULES
from limen.server import pages
from limen.server.documentation import find_section, load_pages, respond
from limen.server.routes import Route, find_route
from tests.unit.server.test_routes import request

PAGE = "# Page\n\n## `one`\n\nFirst.\n\n### `inner` (error)\n\nInner.\n\n### Plain\n\n## `two`\n\nSecond.\n"


def read(path: str) -> str:
    response = respond(request("GET", path))
    assert response.status == 200
    assert dict(response.headers)["content-type"] == "text/plain; charset=utf-8"
    return response.body.decode()


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("one", "## `one`\n\nFirst.\n\n### `inner` (error)\n\nInner.\n\n### Plain\n"),
        ("inner", "### `inner` (error)\n\nInner.\n"),
        ("two", "## `two`\n\nSecond.\n"),
        ("Plain", None),
        ("", None),
    ],
)
def test_a_section_ends_before_the_next_heading_of_its_level(name, section):
    assert find_section(PAGE, name) == section


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
def test_the_pages_are_listed(path):
    lines = read(path).splitlines()
    assert [line.split()[0] for line in lines] == [f"/docs/{name}" for name in load_pages()]
    assert "/docs/lint  `limen lint`" in lines


def test_a_page_is_the_file():
    assert read("/docs/lint") == load_pages()["lint"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_of_lint_has_a_section_where_its_findings_link_to(rule):
    path = f"{RULE_PATH}{rule.id}"
    assert find_route(request("GET", path)) is Route.DOCUMENTATION
    assert read(path).startswith(f"### `{rule.id}` (")


@pytest.mark.parametrize(
    "path",
    ["/docs/nothing", "/docs/lint/nothing", "/docs/nothing/unknown-action", "/docs/../pyproject", "/docs/lint.md"],
)
def test_nothing_else_is_found(path):
    assert respond(request("GET", path)) is pages.NOT_FOUND
