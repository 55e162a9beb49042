"""The pytest plugin: fixtures, and suites of policy tests as tests (docs/testing-with-limen.md).

Every run of pytest with Limen installed imports this module, so the rest of Limen is imported when it is needed.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from limen.cli.policy_tests import SUFFIXES

if TYPE_CHECKING:
    from limen.cli.policy_tests.suite import Check, Suite
    from limen.testing.account import Account
    from limen.testing.server import Server

OPTION = "limen_policy_tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the folders with suites."""
    parser.addini(OPTION, "Folders whose .yaml and .yml files are suites of policy tests.", type="paths", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a suite in one of the folders."""
    folders: list[Path] = parent.config.getini(OPTION)
    if file_path.suffix not in SUFFIXES or not any(file_path.is_relative_to(folder) for folder in folders):
        return None
    suite: _SuiteFile = _SuiteFile.from_parent(parent, path=file_path)
    return suite


@pytest.fixture
def limen_account() -> "Account":
    """An account in memory, whose decisions are made in this process."""
    from limen.testing.account import Account

    return Account()


@pytest.fixture(scope="session")
def limen_server() -> "Iterator[Server]":
    """A server that keeps nothing, for the whole session: give each test names of its own."""
    from limen.testing.server import start_server

    with start_server() as server:
        yield server


class _SuiteFile(pytest.File):
    """A file of `limen test`."""

    def collect(self) -> Iterator["_CheckItem"]:
        """One test for each check."""
        from limen.cli.policy_tests.read import read_suite
        from limen.config.yaml_elements import FileError

        try:
            suite = read_suite(self.path)
        except FileError as error:
            raise self.CollectError(str(error)) from error
        for number, check in enumerate(suite.checks, 1):
            item: _CheckItem = _CheckItem.from_parent(self, name=f"{number}: {check.title}", suite=suite, check=check)
            yield item


class _CheckItem(pytest.Item):
    """One check of a suite."""

    def __init__(self, *, suite: "Suite", check: "Check", name: str, parent: pytest.Collector) -> None:
        super().__init__(name, parent)
        self._suite = suite
        self._check = check

    def runtest(self) -> None:
        """Decide the check."""
        from limen.cli.policy_tests.report import describe_problem
        from limen.cli.policy_tests.run import run_suite

        for failure in run_suite(replace(self._suite, checks=(self._check,))).failures:
            pytest.fail("\n".join(describe_problem(self._suite.file, failure)), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line from 0 and name."""
        return self.path, self._check.line - 1, self.name
