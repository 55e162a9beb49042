"""Fail if the tests reach less of the code than `[tool.limen.coverage-floor]` in pyproject.toml requires.

The core (the packages that decide) and the rest have a floor each, over lines and branches together. Reads the
`.coverage` file that pytest left.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many lines and branches there are, and how many of them a test reached."""

    covered: int
    total: int

    @property
    def percent(self) -> float:
        return 100.0 if self.total == 0 else 100.0 * self.covered / self.total


@dataclass(frozen=True, slots=True)
class Floor:
    core: float
    rest: float
    core_packages: frozenset[str]

    def is_core(self, path: str) -> bool:
        """Whether the file, as `src/limen/engine/x.py`, belongs to a core package."""
        parts = Path(path).parts
        return parts[parts.index("limen") + 1] in self.core_packages


def main() -> int:
    floor = parse_floor(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")))
    failures = check(load_report()["files"], floor)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def parse_floor(pyproject: Mapping[str, Any]) -> Floor:
    table = pyproject["tool"]["limen"]["coverage-floor"]
    return Floor(core=table["core"], rest=table["rest"], core_packages=frozenset(table["core-packages"]))


def load_report() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "coverage.json")
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(target)]
        subprocess.run(command, check=True, cwd=ROOT)
        report: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return report


def check(files: Mapping[str, Any], floor: Floor) -> list[str]:
    """Messages about each part below its floor; empty if there is none."""
    core = reach(file["summary"] for path, file in files.items() if floor.is_core(path))
    rest = reach(file["summary"] for path, file in files.items() if not floor.is_core(path))
    return [
        f"coverage of the {name} is {found.percent:.2f} %, its floor is {wanted} %"
        for name, found, wanted in (("core", core, floor.core), ("rest", rest, floor.rest))
        if found.percent < wanted
    ]


def reach(summaries: Iterable[Mapping[str, int]]) -> Reach:
    covered = total = 0
    for summary in summaries:
        covered += summary["covered_lines"] + summary.get("covered_branches", 0)
        total += summary["num_statements"] + summary.get("num_branches", 0)
    return Reach(covered=covered, total=total)


if __name__ == "__main__":
    sys.exit(main())
