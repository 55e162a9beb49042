"""The command where only the library is installed."""

import subprocess
import sys

import pytest

from limen.cli.exits import FAILED
from limen.cli.extras import find_missing
from limen.cli.main import run
from tests.architecture.source import SRC


def run_bare(*arguments):
    """Run in an interpreter without any installed package."""
    program = "; ".join(
        (
            "import runpy, sys",
            f"sys.path.insert(0, {str(SRC)!r})",
            f"sys.argv = {['limen', *arguments]!r}",
            "runpy.run_module('limen', run_name='__main__')",
        )
    )
    return subprocess.run([sys.executable, "-S", "-E", "-c", program], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [(), ("--version",), ("evaluate", "x.json")])
def test_it_names_the_extra_in_one_line(arguments):
    done = run_bare(*arguments)
    assert done.returncode == 1
    assert (
        done.stderr
        == "limen: this command needs the package click, which is not installed: pip install 'limen[server]'\n"
    )


def test_python_m_limen_is_the_command():
    done = subprocess.run([sys.executable, "-m", "limen", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("limen, version ")


@pytest.mark.parametrize("error", [ModuleNotFoundError("x", name="limen.nothing"), ModuleNotFoundError("x"), OSError()])
def test_anything_else_is_a_defect(error):
    assert find_missing(error) == ""


def test_a_package_that_only_some_commands_need_is_named_too(monkeypatch, capsys):
    def need(*_arguments, **_options):
        raise ModuleNotFoundError("No module named 'sqlalchemy'", name="sqlalchemy")

    monkeypatch.setattr("limen.cli.main.limen.main", need)
    assert run(["account", "list"]) == FAILED
    assert "needs the package sqlalchemy" in capsys.readouterr().err
