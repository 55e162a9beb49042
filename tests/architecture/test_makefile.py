"""The targets that documents and CI name do as they say; `make -n` prints the commands without running them."""

import os
import re
import subprocess

import pytest

from tests.architecture.repository import committed_files
from tests.architecture.source import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
MENTIONED = re.compile(r"(?:`|^)make (?P<target>[a-z][a-z-]*)", re.MULTILINE)
DOCUMENTS = [path for path in committed_files() if path.suffix == ".md" or path.name == "run"]
INHERITED = {"ARGS", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"}
"""What the `make test` that runs these tests would pass on."""


def dry_run(*arguments: str) -> str:
    """The commands that `make` would run."""
    environment = {name: value for name, value in os.environ.items() if name not in INHERITED}
    command = ["make", "--dry-run", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


def test_all_tests_run_with_the_floor_of_coverage():
    commands = dry_run("test").splitlines()
    assert ".venv/bin/python -m pytest --cov --cov-report=" in commands
    assert ".venv/bin/python -m tools.check_coverage" in commands
    assert ".venv/bin/python -m tools.console test" in commands


@pytest.mark.parametrize("chosen", ["tests/unit/engine", "tests/unit/engine tests/unit/policy -x"])
def test_a_part_of_the_tests_runs_without_the_floor(chosen):
    commands = dry_run("test", f"ARGS={chosen}")
    assert f"\n.venv/bin/python -m pytest {chosen}\n" in commands
    assert "check_coverage" not in commands
    assert "tools.console test" not in commands


@pytest.mark.parametrize("arguments", [("test",), ("test", "ARGS=tests/unit/engine")])
def test_the_checks_come_before_the_tests(arguments):
    commands = dry_run(*arguments)
    checks = (
        "/ruff check .",
        "/ruff format --check",
        "/mypy",
        "/lint-imports",
        "tools.check_changelog",
        "tools.console check",
    )
    places = [commands.index(check) for check in checks]
    assert places == sorted(places)
    assert places[-1] < commands.index("-m pytest")


def test_arguments_reach_the_server():
    assert ".venv/bin/limen serve --port 4261\n" in dry_run("run", "ARGS=--port 4261")


def test_every_generated_file_is_written():
    tools = {path.stem for path in (ROOT / "tools").glob("build_*.py")} - {"build_data"}
    assert {tool for tool in tools if tool in dry_run("generated")} == tools
    assert {f"python -m tools.{tool}" for tool in tools} == set(
        re.findall(r"python -m tools\.build_\w+", (ROOT / "docs/adding-an-operation.md").read_text("utf-8"))
    )


def test_help_lists_every_target():
    environment = {name: value for name, value in os.environ.items() if name not in INHERITED}
    command = ["make", "--no-print-directory", "help"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make (\S+) +\S", answer, re.MULTILINE)) == TARGETS
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == TARGETS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_name_targets_that_exist(document):
    assert {found["target"] for found in MENTIONED.finditer(document.read_text("utf-8"))} <= TARGETS
