"""The files that contributors' tools read are well formed and name existing files: pre-commit's hooks, issue forms."""

import configparser
import re
import tomllib

import pytest
import yaml

from tests.architecture.repository import committed_files
from tests.architecture.source import ROOT, load_source

FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def test_pre_commit_runs_the_check():
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (hook,) = [hook for each in configuration["repos"] for hook in each["hooks"]]
    make, target = hook["entry"].split()
    assert make == "make"
    assert target in TARGET.findall((ROOT / "Makefile").read_text("utf-8"))
    assert hook["pass_filenames"] is False


@pytest.mark.parametrize("form", [path for path in FORMS if path.stem != "config"], ids=lambda path: path.stem)
def test_issue_forms_have_what_code_hosts_require(form):
    content = yaml.safe_load(form.read_text("utf-8"))
    assert content["name"]
    assert content["description"]
    fields = [field for field in content["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields) > 0
    assert all(field["attributes"]["label"] for field in fields)


def test_classifiers_name_the_python_that_is_tested():
    """CI sets up the version that the Makefile names; another one is claimed only when a run tests it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    prefix = "Programming Language :: Python :: "
    named = {each.removeprefix(prefix) for each in project["classifiers"] if each.startswith(prefix)}
    assert re.findall(r"^PYTHON \?= python(\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE) == sorted(
        named
    )


INTERNALS = {"botocore": "tests/architecture", "uvicorn": "limen.server"}
"""Dependencies of which more than the documented interface is used, and where."""


def test_internals_are_used_with_a_lower_bound_and_a_comment():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    comment = text.partition("[project.optional-dependencies]\n")[2].partition("server = [")[0]
    server = tomllib.loads(text)["project"]["optional-dependencies"]["server"]
    bounded = {name: bound for name, _, bound in (each.partition(">=") for each in server) if bound}
    assert bounded.keys() == INTERNALS.keys()
    for name, place in INTERNALS.items():
        assert name in comment.lower()
        assert place in comment
    locked = dict(
        re.findall(r"^([a-z0-9-]+)==([\d.]+)", (ROOT / "requirements/dev.txt").read_text("utf-8"), re.MULTILINE)
    )
    for name, bound in bounded.items():
        assert parts(locked[name]) >= parts(bound), name


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@pytest.mark.parametrize("module", ["uvicorn.protocols", "uvicorn.supervisors"])
def test_the_internals_that_the_bounds_are_for_are_still_imported(module):
    assert any(name.startswith(module) for file in load_source() for name in file.imports())


def test_the_pull_request_template_matches_the_contributing_guide():
    text = (ROOT / ".github/pull_request_template.md").read_text("utf-8")
    boxes = re.findall(r"^- \[ \] (.+)$", text, re.MULTILINE)
    assert any("`make test`" in box for box in boxes)
    assert any("tests" in box and "same commit" in box for box in boxes)
    named = re.findall(r"(?<=[` ])(?:[A-Z]+\.md|[a-z]+/[a-z/]*)", text)
    assert {"CHANGELOG.md", "tests/cases", "docs/"} <= set(named)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_code_of_conduct_says_what_happens_and_is_found():
    text = (ROOT / "CODE_OF_CONDUCT.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert any("Report" in heading for heading in headings)
    assert "SECURITY.md" in text or "maintainers" in text
    assert "(CODE_OF_CONDUCT.md)" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


EDITOR = configparser.ConfigParser()
EDITOR.read_string("[top]\n" + (ROOT / ".editorconfig").read_text("utf-8"))
AS_RECORDED = {".pem", ".sql", ".svg", ".xz", ".zip", ".png", ".json"}
"""Files that tools or other programs wrote, and that stay as they are."""


def test_the_editor_configuration_matches_the_formatters():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert EDITOR["top"]["root"] == "true"
    assert int(EDITOR["*"]["max_line_length"]) == pyproject["tool"]["ruff"]["line-length"]
    assert (EDITOR["*"]["indent_style"], EDITOR["*"]["indent_size"]) == ("space", "4")
    assert EDITOR["Makefile"]["indent_style"] == "tab"
    assert (EDITOR["*"]["end_of_line"], EDITOR["*"]["charset"]) == ("lf", "utf-8")


def test_committed_files_match_the_editor_configuration():
    wrong = []
    for path in committed_files():
        content = path.read_bytes()
        if path.suffix in AS_RECORDED or b"\0" in content or not content:
            continue
        text = content.decode("utf-8")
        if "\r" in text or not text.endswith("\n") or re.search(r"[ \t]$", text, re.MULTILINE):
            wrong.append(path.relative_to(ROOT).as_posix())
    assert wrong == []
