"""`limen docs`, and advice that leads to its pages."""

import ast
import re

import pytest

from limen.server.documentation import find_folder
from tests.architecture.source import SRC
from tests.unit.cli.running import Shell

PAGES = {file.stem: file for file in (SRC.parent / "docs").glob("*.md")}
ADVICE = re.compile(r"limen docs ([a-z-]+)")


def test_the_pages_are_listed_with_their_titles(shell: Shell):
    ended = shell.limen("docs")
    assert (ended.code, ended.err) == (0, "")
    assert [line.split()[0] for line in ended.out.splitlines()] == sorted(PAGES)
    assert re.search(r"^evaluate +Deciding and explaining from the shell$", ended.out, re.MULTILINE)


@pytest.mark.parametrize("page", ["lint", "lint.md"])
def test_a_page_is_printed(shell: Shell, page: str):
    assert shell.limen("docs", page).out == PAGES["lint"].read_text("utf-8")


def test_there_is_no_such_page(shell: Shell):
    ended = shell.limen("docs", "nothing")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == "error: there is no page nothing\n'limen docs' lists the pages.\n"


def test_an_installed_package_has_its_own_pages(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr("limen.server.documentation.files", lambda _package: tmp_path)
    assert find_folder() == tmp_path / "docs"


def test_messages_name_pages_that_the_reader_has():
    """A wheel has no docs/ folder beside it: messages name the command, and pages that exist."""
    texts = [text for file in sorted((SRC / "limen").rglob("*.py")) for text in _messages(ast.parse(file.read_text()))]
    assert [text for text in texts if re.search(r"(?<!/)\bdocs/[a-z-]+\.md", text)] == []
    named = {page for text in texts for page in ADVICE.findall(text)}
    assert {"evaluate", "lint", "policy-tests", "operations", "gate"} <= named <= set(PAGES)


def _messages(tree: ast.Module):
    """All texts but docstrings."""
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
