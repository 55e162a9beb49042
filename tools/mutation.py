"""``python -m tools.mutation --folder DIR MODULE...``: change the code in small ways and see whether a test notices.

Copies the repository's source and tests to DIR, where mutmut (`pip install mutmut`, in an environment of its own that
sees the project's) works; nothing in the repository changes. MODULE is a path such as `src/limen/policy/glob.py`, or a
pattern. The tests are those of `policy` and `engine` that take no long time. Run it again for other modules.

mutmut imports the code before it chooses the mutant, so it cannot judge what runs at import, such as the making of a
table. `--recheck` therefore applies each survivor to the copy's source and runs all of those tests in a new process.
`--report` runs nothing: the score by module, then the mutants that survived, as patches.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
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

OUTCOMES: Final = {0: "survived", 5: "untested", 33: "untested", 34: "skipped"}
"""What mutmut's exit codes mean; any other is a test that failed, never ended or died: noticed all the same."""

RECHECKED: Final = "rechecked.json"

Results = dict[str, dict[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the copy is; kept for the next run")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--recheck", action="store_true", help="run the survivors only, each in a process of its own")
    parser.add_argument("--mutmut", default="mutmut", help="the command")
    parser.add_argument("--children", type=int, default=2, help="mutants at a time")
    parser.add_argument("modules", nargs="*", help="paths of modules, patterns allowed")
    options = parser.parse_args()
    if options.recheck:
        recheck(options.folder, options.mutmut, options.modules)
    elif not options.report:
        copy_repository(options.folder)
        (options.folder / "setup.cfg").write_text(configuration(options.modules), encoding="utf-8")
        command = [options.mutmut, "run", "--max-children", str(options.children)]
        subprocess.run(command, cwd=options.folder, check=True)
    results = read_results(options.folder)
    print(render_scores(results))
    for name in survivors(results):
        shown = subprocess.run(
            [options.mutmut, "show", name], cwd=options.folder, capture_output=True, text=True, check=True
        )
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


def recheck(folder: Path, mutmut: str, modules: Sequence[str]) -> None:
    """Put each survivor into the source by itself, run the tests, take it out; keep which were noticed then."""
    noticed: dict[str, bool] = _read_rechecked(folder)
    environment = os.environ | {"PYTHONPATH": "src"}
    tests = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS]
    for module, outcomes in read_results(folder).items():
        source = folder / module
        for name in [name for name, outcome in outcomes.items() if outcome != "killed" and name not in noticed]:
            if modules and module not in modules:
                continue
            original = source.read_bytes()
            subprocess.run([mutmut, "apply", name], cwd=folder, check=True, capture_output=True)
            try:
                done = subprocess.run(tests, cwd=folder, env=environment, check=False, capture_output=True)
            finally:
                source.write_bytes(original)
            noticed[name] = done.returncode == 1
            (folder / RECHECKED).write_text(json.dumps(noticed, indent=1), encoding="utf-8")


def read_results(folder: Path) -> Results:
    """For each module its mutants, and how each ended; those that were not run are left out."""
    rechecked = _read_rechecked(folder)
    results: Results = {}
    for file in sorted((folder / "mutants").rglob("*.py.meta")):
        codes = json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]
        found = {name: OUTCOMES.get(code, "killed") for name, code in codes.items() if code is not None}
        found |= {name: "killed" for name in found if rechecked.get(name)}
        if found:
            results[file.relative_to(folder / "mutants").as_posix().removesuffix(".meta")] = found
    return results


def _read_rechecked(folder: Path) -> dict[str, bool]:
    path = folder / RECHECKED
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def survivors(results: Results) -> list[str]:
    """The names of mutants that no test noticed."""
    return [name for outcomes in results.values() for name, outcome in outcomes.items() if outcome != "killed"]


def render_scores(results: Results) -> str:
    """A table in Markdown, with the sum."""
    rows = ["| module | mutants | killed | survived | score |", "|---|---|---|---|---|"]
    scores = {module: Counter(outcomes.values()) for module, outcomes in results.items()}
    for name, score in [*scores.items(), ("all", sum(scores.values(), Counter[str]()))]:
        killed, total = score["killed"], score.total()
        share = f"{100 * killed / total:.1f} %" if total else ""
        rows.append(f"| `{name}` | {total} | {killed} | {total - killed} | {share} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
