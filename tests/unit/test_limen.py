"""The library's public names, which are imported when they are used."""

import subprocess
import sys

import pytest

import limen

EXPENSIVE = ("limen.engine", "limen.policy", "limen.store", "sqlalchemy", "botocore", "cryptography", "yaml")


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("name", limen.__all__)
def test_every_public_name_is_there(name):
    assert getattr(limen, name).__module__.startswith("limen.")
    assert name in dir(limen)


def test_a_name_is_imported_once():
    assert limen.evaluate is vars(limen)["evaluate"]


def test_there_is_no_other_name():
    with pytest.raises(AttributeError, match="module 'limen' has no attribute 'evalute'"):
        _ = limen.evalute


@pytest.mark.parametrize("start", ["import limen", "import limen.cli.main"])
def test_the_start_imports_nothing_expensive(start):
    """72 ms of CPU at every start of every command, before the names were lazy."""
    loaded = run(f"{start}; import sys; print([name for name in {EXPENSIVE} if name in sys.modules])")
    assert loaded == "[]"


def test_a_star_gives_the_public_names():
    assert run("from limen import *; print(evaluate.__module__)") == "limen.engine.evaluate"
