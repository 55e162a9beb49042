"""``python -m tools.mutation --folder DIR MODULE...``: change the code in small ways and see whether a test notices.

Copies the source and the tests to DIR and changes them there, by the rules of mutmut; it needs an environment with
mutmut beside the project's requirements. MODULE is a path such as `src/limen/policy/match/glob.py`, or a pattern; the
default is the modules that decide, with `--others` the other modules of `policy` and `engine`. The tests are those of
both packages, except slow ones. The content of DIR is kept: a second run continues where the first one was stopped,
`--retry` copies everything again and runs mutants that survived or whose module has changed, `--anew` runs all; the
tests that killed a mutant before come first.

Code that runs only at import, such as building a table, has run before a mutant is chosen, so no test reaches it.
`--recheck` applies each of these mutants to the source in the copy and runs all of the tests in a new process.
`--report` runs nothing. Every run ends with the score by module and the names of the mutants that survived; `--patches`
shows these as patches.
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
from enum import StrEnum
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = (
    "policy",
    "policy/match",
    "policy/syntax",
    "policy/text",
    "policy/validate",
    "engine",
    "engine/compile",
    "engine/explain",
    "engine/model",
)
DECIDING: Final = (
    "src/limen/policy/match/action_pattern.py",
    "src/limen/policy/match/arn_pattern.py",
    "src/limen/policy/match/comparisons.py",
    "src/limen/policy/match/conditions.py",
    "src/limen/policy/match/context.py",
    "src/limen/policy/validate/value_forms.py",
    "src/limen/policy/match/glob.py",
    "src/limen/policy/syntax/operator_name.py",
    "src/limen/policy/match/operators.py",
    "src/limen/policy/syntax/parse.py",
    "src/limen/policy/match/pattern.py",
    "src/limen/policy/match/variables.py",
    "src/limen/engine/compile/statements.py",
    "src/limen/engine/decision.py",
    "src/limen/engine/evaluate.py",
    "src/limen/engine/compile/grants.py",
    "src/limen/engine/compile/group.py",
    "src/limen/engine/compile/index.py",
    "src/limen/engine/model/layers.py",
    "src/limen/engine/compile/level.py",
    "src/limen/engine/compile/plan.py",
    "src/limen/engine/compile/compiled_set.py",
    "src/limen/engine/model/policy_set.py",
    "src/limen/engine/model/request.py",
    "src/limen/engine/rules.py",
)
"""The modules in which a wrong line can make a wrong decision."""
COPIED: Final = ("src", "tests", "tools", "pyproject.toml")
TESTS: Final = (
    "tests/unit/policy",
    "tests/unit/engine",
    "tests/cases/test_engine.py",
    "tests/properties/test_glob_laws.py",
    "tests/properties/test_oracle_agrees.py",
    "--ignore=tests/unit/policy/lint",
    "--ignore=tests/unit/policy/catalog",
    "--deselect=tests/unit/engine/explain/test_smallest_changes.py::test_there_is_an_end_to_looking",
    "--deselect=tests/unit/engine/test_evaluate.py::test_many_statements_about_many_resources[60]",
    "--deselect=tests/unit/policy/test_every_pattern.py::test_longer_pieces_between_stars",
)
"""Lint and the catalog are not mutated; tests that take seconds and kill no further mutants are left out."""

GENERATE: Final = """
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
from mutmut.mutation.trampoline import set_mutant_under_test
set_mutant_under_test("mutant_generation")
copy_src_dir()
copy_also_copy_files()
create_mutants(2)
"""
PYTEST: Final = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
RESULTS, RECHECKED, KILLS = "results.json", "rechecked.json", "kills.jsonl"
SLOWEST_SECONDS: Final = 600


class Outcome(StrEnum):
    """How a mutant ended, if known; spelled as in the files of results."""

    KILLED = "killed"
    TIMEOUT = "timeout"
    SURVIVED = "survived"
    UNREACHED = "unreached"
    """No test reached it once everything was imported; `--recheck` runs it."""
    UNCHECKED = "unchecked"


Results = dict[str, Outcome]


def main() -> int:
    options = _parse_arguments()
    folder = options.folder.resolve()
    modules = options.modules or (find_others() if options.others else DECIDING)
    if options.anew or options.retry:
        lasting = {name: find_lasting(load_results(folder / name), folder) for name in (RESULTS, RECHECKED)}
        forget(folder)
        if options.retry:
            for name, results in lasting.items():
                save_results(folder / name, results)
    if options.recheck:
        recheck(folder)
    elif not options.report:
        if not (folder / "mutants").exists():
            generate(folder, modules)
        run(folder, options.children, options.sample)
    results = read_results(folder)
    print(render_scores(results), flush=True)
    for name in (name for name, outcome in sorted(results.items()) if outcome is Outcome.SURVIVED):
        print(f"survived: {name}", flush=True)
        if options.patches:
            subprocess.run([sys.executable, "-m", "mutmut", "show", name], cwd=folder, check=True)
    return 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="folder of the copy")
    parser.add_argument("--anew", action="store_true", help="copy the code again, forget the results")
    parser.add_argument("--retry", action="store_true", help="copy the code again, run what survived or changed")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--recheck", action="store_true", help="run what no test reached, each in a new process")
    parser.add_argument("--patches", action="store_true", help="show what survived as patches")
    parser.add_argument("--others", action="store_true", help="modules that do not decide")
    parser.add_argument("--children", default="1", help="mutants at a time")
    parser.add_argument("--sample", default="", help="N:SEED runs N mutants chosen at random, not all")
    parser.add_argument("modules", nargs="*", help="paths of modules, patterns allowed")
    return parser.parse_args()


def find_others() -> list[str]:
    """The modules of these packages that do not decide."""
    found = (path for package in PACKAGES for path in sorted((ROOT / "src/limen" / package).glob("*.py")))
    return [name for path in found if (name := path.relative_to(ROOT).as_posix()) not in DECIDING]


def forget(folder: Path) -> None:
    """Remove all files of a run from the folder, except the record of which tests kill which mutants."""
    for name in (*COPIED, "mutants", RESULTS, RECHECKED):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def find_lasting(results: Results, folder: Path) -> Results:
    """The results that new tests do not change, of modules that have not changed since the copy was made."""
    same = {
        module
        for module in set(map(module_of, results))
        if (ROOT / module).exists() and (ROOT / module).read_bytes() == (folder / module).read_bytes()
    }
    return {
        name: outcome
        for name, outcome in results.items()
        if module_of(name) in same and outcome is not Outcome.SURVIVED
    }


def generate(folder: Path, modules: Iterable[str]) -> None:
    """Copy the repository and write every mutant of the modules into the copy's `mutants`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        _copy(name, folder)
    lines = ["[mutmut]", "source_paths=src/", "only_mutate=", *(f"    {module}" for module in modules)]
    (folder / "setup.cfg").write_text("\n".join([*lines, ""]), encoding="utf-8")
    subprocess.run([sys.executable, "-c", GENERATE], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _copy(name: str, folder: Path) -> None:
    source, target = ROOT / name, folder / name
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def run(folder: Path, children: str, sample: str) -> None:
    """Run all mutants, or those of the sample, that have no result yet."""
    settings = {"PYTHONPATH": "mutants/src", "MUTATION_FOLDER": str(folder)}
    settings |= {"MUTATION_CHILDREN": children, "MUTATION_SAMPLE": sample}
    command = [*PYTEST, "-p", "tools.mutation_session", *TESTS]
    subprocess.run(command, cwd=folder, env=os.environ | settings, check=True)


def recheck(folder: Path) -> None:
    """Put each mutant that no test reached into the source, run all tests, take it out; record which were noticed."""
    rechecked = load_results(folder / RECHECKED)
    for name, outcome in read_results(folder).items():
        if outcome is not Outcome.UNREACHED:
            continue
        source = folder / module_of(name)
        original = source.read_bytes()
        subprocess.run([sys.executable, "-m", "mutmut", "apply", name], cwd=folder, check=True, capture_output=True)
        try:
            rechecked[name] = _run_all_tests(folder)
        finally:
            source.write_bytes(original)
        save_results(folder / RECHECKED, rechecked)


def _run_all_tests(folder: Path) -> Outcome:
    settings = os.environ | {"PYTHONPATH": "src"}
    command = [*PYTEST, "-x", *TESTS]
    try:
        done = subprocess.run(
            command, cwd=folder, env=settings, check=False, capture_output=True, timeout=SLOWEST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return Outcome.TIMEOUT
    return Outcome.KILLED if done.returncode else Outcome.SURVIVED


def module_of(name: str) -> str:
    """The module of a mutant: `limen.policy.errors.x__find__mutmut_2` is in `src/limen/policy/errors.py`."""
    return f"src/{name.rpartition('.')[0].replace('.', '/')}.py"


def read_results(folder: Path) -> Results:
    """How each mutant ended."""
    return load_results(folder / RESULTS) | load_results(folder / RECHECKED)


def load_results(path: Path) -> Results:
    """Results from a file, which may not exist yet."""
    if not path.exists():
        return {}
    return {name: Outcome(outcome) for name, outcome in json.loads(path.read_text(encoding="utf-8")).items()}


def save_results(path: Path, results: Results) -> None:
    """Results to a file."""
    path.write_text(json.dumps(results, indent=1), encoding="utf-8")


def render_scores(results: Results) -> str:
    """A table in Markdown, with the sum; the score is the share of checked mutants that were noticed."""
    modules: dict[str, list[Outcome]] = {}
    for name, outcome in sorted(results.items()):
        modules.setdefault(module_of(name), []).append(outcome)
    rows = [
        "| module | mutants | killed | timeout | survived | not checked | score |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    rows += [_row(f"`{module}`", outcomes) for module, outcomes in modules.items()]
    return "\n".join([*rows, _row("all", list(results.values()))])


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    count = Counter(outcomes)
    noticed = count[Outcome.KILLED] + count[Outcome.TIMEOUT]
    checked = noticed + count[Outcome.SURVIVED]
    score = f"{100 * noticed / checked:.1f} %" if checked else "-"
    counts = (len(outcomes), count[Outcome.KILLED], count[Outcome.TIMEOUT], count[Outcome.SURVIVED])
    return f"| {name} | {' | '.join(map(str, counts))} | {len(outcomes) - checked} | {score} |"


if __name__ == "__main__":
    sys.exit(main())
