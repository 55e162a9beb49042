"""``python -m tools.mutation --folder DIR MODULE...``: change the code in small ways and see whether a test notices.

Copies the repository's source and tests to DIR, where mutmut (`pip install mutmut`, in an environment of its own that
sees the project's) works; nothing in the repository changes. MODULE is a path such as `src/limen/policy/glob.py`, or a
pattern. The tests are those of `policy` and `engine` that take no long time. Run it again for other modules, or with
`--report` for the results alone: the score by module, then the mutants that survived, as patches.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
COPIED: Final = ("src", "tests", "tools", "pyproject.toml")
TESTS: Final = (
    "tests/unit/policy",
    "tests/unit/engine",
    "tests/cases/test_engine.py",
    "tests/properties",
    "--ignore=tests/unit/policy/lint",
    "--ignore=tests/unit/policy/catalog",
    "--deselect=tests/unit/engine/explain/test_search.py::test_there_is_an_end_to_looking",
)
"""Lint and the catalogue are not mutated; what takes seconds and kills nothing that the others do not is left out."""

OUTCOMES: Final = {0: "survived", 1: "killed", 3: "killed", 5: "untested", 33: "untested", 34: "skipped", 37: "killed"}
"""What mutmut's exit codes mean; any other is a test that never ended or a process that died: noticed all the same."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the copy is; kept for the next run")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--mutmut", default="mutmut", help="the command")
    parser.add_argument("--children", type=int, default=2, help="mutants at a time")
    parser.add_argument("modules", nargs="*", help="paths of modules, patterns allowed")
    options = parser.parse_args()
    if not options.report:
        copy_repository(options.folder)
        (options.folder / "setup.cfg").write_text(configuration(options.modules), encoding="utf-8")
        command = [options.mutmut, "run", "--max-children", str(options.children)]
        subprocess.run(command, cwd=options.folder, check=True)
    scores = read_scores(options.folder / "mutants")
    print(render_scores(scores))
    for name in survivors(options.folder / "mutants"):
        shown = subprocess.run([options.mutmut, "show", name], cwd=options.folder, capture_output=True, text=True)  # noqa: PLW1510 - shown is what there is
        print(shown.stdout)
    return 0


def copy_repository(folder: Path) -> None:
    """Copy what mutmut works on, over an older copy if there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def configuration(modules: Iterable[str]) -> str:
    """The settings of mutmut; a process without memory forks those that test, so that nothing cached hides a mutant."""
    lists = {
        "only_mutate": modules,
        "also_copy": ("tools/",),
        "pytest_add_cli_args_test_selection": TESTS,
        "pytest_add_cli_args": ("-p", "no:cacheprovider"),
    }
    single = {"source_paths": "src/", "process_isolation": "forkserver", "timeout_multiplier": 5, "timeout_constant": 5}
    lines = [f"{name}={value}" for name, value in single.items()]
    for name, values in lists.items():
        lines += [f"{name}=", *(f"    {value}" for value in values)]
    return "\n".join(["[mutmut]", *lines, ""])


def read_scores(mutants: Path) -> dict[str, Counter[str]]:
    """For each module how many mutants ended how."""
    scores: dict[str, Counter[str]] = {}
    for module, results in _results(mutants):
        scores[module] = Counter(OUTCOMES.get(code, "killed") for code in results.values() if code is not None)
    return scores


def survivors(mutants: Path) -> list[str]:
    """The names of mutants that no test noticed."""
    return [
        name
        for _, results in _results(mutants)
        for name, code in results.items()
        if code is not None and OUTCOMES.get(code) in {"survived", "untested"}
    ]


def _results(mutants: Path) -> Iterator[tuple[str, dict[str, int | None]]]:
    for file in sorted(mutants.rglob("*.py.meta")):
        module = file.relative_to(mutants / "src").as_posix().removesuffix(".meta")
        yield module, json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]


def render_scores(scores: dict[str, Counter[str]]) -> str:
    """A table in Markdown, with the sum."""
    rows = ["| module | mutants | killed | survived | score |", "|---|---|---|---|---|"]
    total = sum(scores.values(), Counter[str]())
    for name, score in [*scores.items(), ("all", total)]:
        killed, lived = score["killed"], score["survived"] + score["untested"]
        share = f"{100 * killed / (killed + lived):.1f} %" if killed + lived else ""
        rows.append(f"| `{name}` | {killed + lived} | {killed} | {lived} | {share} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
