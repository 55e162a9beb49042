"""The files that contributors' tools read are well formed and lead to what exists: pre-commit's hooks, issue forms."""

import re
import tomllib

import pytest
import yaml

from tests.architecture.source import ROOT

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
