"""``python -m tools.mutation --folder DIR MODULE...``: change the code in small ways and see whether a test notices.

Copies the source and the tests to DIR and changes them there, by the rules of mutmut; it needs an environment with
mutmut beside the project's requirements. MODULE is a path such as `src/limen/policy/glob.py`, or a pattern. The tests
are those of `policy` and `engine`, without those that take long. What is in DIR is kept: a second run goes on.

What runs at import only, such as the making of a table, is over before a mutant is chosen, so that no test reaches it.
`--recheck` applies each of these mutants to the source in the copy and runs all of the tests in a new process.
`--report` runs nothing: the score by module, then the survivors as patches.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
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

GENERATE: Final = """
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
from mutmut.mutation.trampoline import set_mutant_under_test
set_mutant_under_test("mutant_generation")
copy_src_dir()
copy_also_copy_files()
create_mutants(2)
"""
PYTEST: Final = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
NOTICED: Final = frozenset({"killed", "endless"})
RESULTS, RECHECKED = "results.json", "rechecked.json"

Results = dict[str, str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the copy is")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--recheck", action="store_true", help="run what no test reached, each in a new process")
    parser.add_argument("--children", default="2", help="mutants at a time")
    parser.add_argument("--sample", default="", help="N:SEED runs N mutants chosen at random, not all")
    parser.add_argument("modules", nargs="*", help="paths of modules, patterns allowed")
    options = parser.parse_args()
    folder = options.folder.resolve()
    if options.recheck:
        recheck(folder)
    elif not options.report:
        if not (folder / "mutants").exists():
            generate(folder, options.modules)
        run(folder, options.children, options.sample)
    results = read_results(folder)
    print(render_scores(results), flush=True)
    for name in survivors(results):
        subprocess.run([sys.executable, "-m", "mutmut", "show", name], cwd=folder, check=True)
    return 0


def generate(folder: Path, modules: Iterable[str]) -> None:
    """Copy the repository and write every mutant of the modules into the copy's `mutants`."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    lines = ["[mutmut]", "source_paths=src/", "only_mutate=", *(f"    {module}" for module in modules)]
    (folder / "setup.cfg").write_text("\n".join([*lines, ""]), encoding="utf-8")
    subprocess.run([sys.executable, "-c", GENERATE], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def run(folder: Path, children: str, sample: str) -> None:
    """Run all mutants, or those of the sample, that have no result yet."""
    settings = {"PYTHONPATH": "mutants/src", "MUTATION_FOLDER": str(folder)}
    settings |= {"MUTATION_CHILDREN": children, "MUTATION_SAMPLE": sample}
    command = [*PYTEST, "-p", "tools.mutation_session", *TESTS]
    subprocess.run(command, cwd=folder, env=os.environ | settings, check=True)


def recheck(folder: Path) -> None:
    """Put each mutant that no test reached into the source, run all tests, take it out; keep which were noticed."""
    rechecked = _load(folder / RECHECKED)
    for name, outcome in read_results(folder).items():
        if outcome != "untested" or name in rechecked:
            continue
        source = folder / module_of(name)
        original = source.read_bytes()
        subprocess.run([sys.executable, "-m", "mutmut", "apply", name], cwd=folder, check=True, capture_output=True)
        try:
            done = subprocess.run(
                [*PYTEST, "-x", *TESTS],
                cwd=folder,
                env=os.environ | {"PYTHONPATH": "src"},
                check=False,
                capture_output=True,
            )
        finally:
            source.write_bytes(original)
        rechecked[name] = "survived" if done.returncode == 0 else "killed"
        (folder / RECHECKED).write_text(json.dumps(rechecked, indent=1), encoding="utf-8")


def module_of(name: str) -> str:
    """The path of the module of a mutant: `limen.policy.glob.x__find__mutmut_2` is in `src/limen/policy/glob.py`."""
    return f"src/{name.rpartition('.')[0].replace('.', '/')}.py"


def read_results(folder: Path) -> Results:
    """How each mutant ended."""
    return _load(folder / RESULTS) | _load(folder / RECHECKED)


def _load(path: Path) -> Results:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def survivors(results: Results) -> list[str]:
    """The names of mutants that no test noticed."""
    return [name for name, outcome in results.items() if outcome not in NOTICED]


def render_scores(results: Results) -> str:
    """A table in Markdown, with the sum."""
    noticed = Counter(module_of(name) for name, outcome in results.items() if outcome in NOTICED)
    mutants = Counter(map(module_of, results))
    rows = ["| module | mutants | killed | survived | score |", "|---|---|---|---|---|"]
    rows += [_row(module, noticed[module], mutants[module]) for module in sorted(mutants)]
    return "\n".join([*rows, _row("all", noticed.total(), mutants.total())])


def _row(name: str, killed: int, total: int) -> str:
    return f"| `{name}` | {total} | {killed} | {total - killed} | {100 * killed / max(total, 1):.1f} % |"


if __name__ == "__main__":
    sys.exit(main())
