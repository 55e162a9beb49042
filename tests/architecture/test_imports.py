"""The core is pure, libraries stay where they belong, everything can be imported (docs/architecture.md)."""

import subprocess
import sys

import pytest
from importlinter import cli

from tests.architecture.imports import CORE, LAWS, chosen_store, impure_core, package_of, stray_library
from tests.architecture.source import SRC, load_source, parse_source

SOURCE = load_source()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_source_keeps(law):
    broken = [finding for file in SOURCE for finding in law(file)]
    assert not broken, "\n".join(broken)


BROKEN = [
    (impure_core, "limen/engine/x.py", "import sqlalchemy\n"),
    (impure_core, "limen/domain/x.py", "from os import environ\n"),
    (impure_core, "limen/policy/x.py", "import urllib.request\n"),
    (impure_core, "limen/sigv4/x.py", "def f():\n    import logging\n"),
    (stray_library, "limen/operations/iam/x.py", "from sqlalchemy import select\n"),
    (stray_library, "limen/wire/x.py", "import requests\n"),
    (chosen_store, "limen/operations/iam/x.py", "from limen.store.sql.engine import open_store\n"),
    (chosen_store, "limen/authz/x.py", "from limen.store import sql\n"),
]
KEPT = [
    (impure_core, "limen/engine/x.py", "import re\nfrom limen.policy import document\n"),
    (impure_core, "limen/domain/x.py", "from urllib.parse import quote\n"),
    (impure_core, "limen/store/x.py", "import os\nimport sqlalchemy\n"),
    (stray_library, "limen/store/x.py", "import sqlalchemy\n"),
    (chosen_store, "limen/operations/iam/x.py", "from limen.store.interface import Store\n"),
    (chosen_store, "limen/server/x.py", "from limen.store.sql.engine import open_store\n"),
]


@pytest.mark.parametrize(("law", "name", "text"), BROKEN)
def test_a_law_sees_what_breaks_it(law, name, text):
    assert list(law(parse_source(name, text)))


@pytest.mark.parametrize(("law", "name", "text"), KEPT)
def test_a_law_lets_pass_what_keeps_it(law, name, text):
    assert not list(law(parse_source(name, text)))


def import_alone(modules, *, isolated, path=SRC):
    """Import them in a fresh interpreter, warnings as errors; isolated: with nothing installed but Python."""
    program = f"import sys; sys.path.insert(0, {str(path)!r})\n" + "".join(f"import {name}\n" for name in modules)
    flags = ["-W", "error", "-E", *(["-S"] if isolated else [])]
    return subprocess.run([sys.executable, *flags, "-c", program], capture_output=True, text=True, check=False)


def test_the_core_runs_with_nothing_installed():
    core = [file.module for file in SOURCE if package_of(file.module) in CORE | {""}]
    done = import_alone(core, isolated=True)
    assert done.returncode == 0, done.stderr


def test_every_module_can_be_imported():
    done = import_alone([file.module for file in SOURCE if "versions" not in file.module], isolated=False)
    assert done.returncode == 0, done.stderr


def test_a_core_that_needs_a_library_is_seen(tmp_path):
    (tmp_path / "needy.py").write_text("import sqlalchemy\n")
    assert import_alone(["needy"], isolated=False, path=tmp_path).returncode == 0
    assert "ModuleNotFoundError" in import_alone(["needy"], isolated=True, path=tmp_path).stderr


CONTRACTS = """
[tool.importlinter]
root_package = "{name}"
[[tool.importlinter.contracts]]
name = "layers"
type = "layers"
containers = ["{name}"]
layers = ["engine", "domain"]
[[tool.importlinter.contracts]]
name = "cycles"
type = "acyclic_siblings"
ancestors = ["{name}"]
"""


@pytest.mark.parametrize(
    ("name", "files", "kept"),
    [
        ("limen_kept", {"engine/__init__.py": "from limen_kept import domain", "domain/__init__.py": ""}, True),
        ("limen_upward", {"engine/__init__.py": "", "domain/__init__.py": "import limen_upward.engine"}, False),
        (
            "limen_cycle",
            {
                "engine/__init__.py": "",
                "engine/a.py": "import limen_cycle.engine.b",
                "engine/b.py": "import limen_cycle.engine.a",
                "domain/__init__.py": "",
            },
            False,
        ),
    ],
)
def test_import_contracts_of_these_kinds_can_be_broken(name, files, kept, tmp_path, monkeypatch):
    (tmp_path / name).mkdir()
    for path, text in {"__init__.py": "", **files}.items():
        (tmp_path / name / path).parent.mkdir(exist_ok=True)
        (tmp_path / name / path).write_text(text)
    (tmp_path / "pyproject.toml").write_text(CONTRACTS.format(name=name))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_configure_logging", lambda _verbose: None)  # It silences every other logger.
    assert (cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS) is kept
