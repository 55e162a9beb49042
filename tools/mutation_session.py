"""The pytest plugin behind `python -m tools.mutation`: one collection of tests, and a forked process for each mutant.

mutmut's own runner starts pytest again for each mutant, which takes seconds; a fork takes none. The process that forks
runs no test, so that no cache of the code under test can hide a mutant.

Which test killed which mutant is kept: a test that noticed one change of a function is likely to notice the next one,
so it runs first.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import signal
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from time import process_time
from typing import Final

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import Phase, settings

from tools.mutation import KILLS, RESULTS, Outcome, load_results, save_results

FOLDER: Final = Path(os.environ.get("MUTATION_FOLDER", "."))
SAMPLE: Final = os.environ.get("MUTATION_SAMPLE", "")
CHILDREN: Final = int(os.environ.get("MUTATION_CHILDREN", "1"))
TRAMPOLINE: Final = "mutmut.mutation.trampoline"
SPARE_SECONDS: Final = 5
SLOWER: Final = 5
"""The time limit of a test: this multiple of its CPU time without a mutant, plus some seconds."""
START: Final = 0.01
"""The smallest time, in seconds, that is assumed for a test when quick tests and frequent killers are ordered."""

_hits: set[str] = set()


def pytest_configure() -> None:
    """Have mutmut's trampolines report which functions run, from the first import on.

    It is enough that a property fails; searching for the smallest example would take most of the time.
    """
    settings.register_profile("mutation", phases=(Phase.explicit, Phase.reuse, Phase.generate), print_blob=False)
    settings.load_profile("mutation")
    trampoline = importlib.import_module(TRAMPOLINE)
    vars(trampoline)["record_trampoline_hit"] = lambda name, **_caller: _hits.add(name)
    trampoline.set_mutant_under_test("stats")


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Learn which test reaches which function, then run for each mutant those that reach its function."""
    reached, seconds = _learn_in_child(session.items)
    numbers = {item.nodeid: number for number, item in enumerate(session.items)}
    results = dict.fromkeys(_mutants(), Outcome.UNCHECKED) | load_results(FOLDER / RESULTS)
    running: dict[int, str] = {}
    kills = Kills()
    gc.freeze()  # Objects that are never collected are never copied for a child.
    for name in [each for each, outcome in results.items() if outcome is Outcome.UNCHECKED]:
        chosen = reached.get(function_of(name), ())
        if not chosen:
            results[name] = Outcome.UNREACHED
            continue
        kills.read(FOLDER / KILLS, numbers)
        order = kills.sort(name, chosen, seconds)
        running[_start(name, [(session.items[number], seconds[number]) for number in order])] = name
        if len(running) >= CHILDREN:
            _finish_one(running, results)
    while running:
        _finish_one(running, results)
    save_results(FOLDER / RESULTS, results)
    return True


class Kills:
    """Which tests, by number, killed which mutants: of this run and of those before it."""

    def __init__(self) -> None:
        self._by_mutant: dict[str, set[int]] = {}
        self._by_function: dict[str, Counter[int]] = {}
        self._position = 0

    def read(self, path: Path, numbers: Mapping[str, int]) -> None:
        """Read the lines that were added to the file since the last time; tests that no longer exist are skipped."""
        if not path.exists():
            return
        with path.open(encoding="utf-8") as file:
            file.seek(self._position)
            text = file.read()
            self._position = file.tell()
        for name, test in map(json.loads, text.splitlines()):
            if test in numbers:
                self._by_mutant.setdefault(name, set()).add(numbers[test])
                self._by_function.setdefault(function_of(name), Counter())[numbers[test]] += 1

    def sort(self, name: str, chosen: Iterable[int], seconds: list[float]) -> list[int]:
        """The tests in the order in which they are likely to kill a mutant soon."""
        killers = self._by_mutant.get(name, set())
        counts = self._by_function.get(function_of(name), Counter())
        return sorted(
            chosen,
            key=lambda number: (number not in killers, -counts[number] / (seconds[number] + START), seconds[number]),
        )


def function_of(name: str) -> str:
    """The function that a mutant changes, as mutmut spells it."""
    return name.rpartition("__mutmut_")[0]


def _mutants() -> list[str]:
    """The names of all mutants, or of those in the sample."""
    files = sorted((FOLDER / "mutants").rglob("*.py.meta"))
    names = [name for file in files for name in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]]
    number, _, seed = SAMPLE.partition(":")
    return random.Random(int(seed)).sample(names, min(int(number), len(names))) if SAMPLE else names  # noqa: S311


def _learn(items: list[pytest.Item]) -> tuple[dict[str, list[int]], list[float]]:
    """The numbers of the tests that reach each function, and the time of each test."""
    reached: dict[str, list[int]] = {}
    seconds: list[float] = []
    for number, item in enumerate(items):
        _hits.clear()
        started = process_time()
        if _fails(item, next(iter(items[number + 1 :]), None)):
            raise RuntimeError(f"{item.nodeid} fails without any mutant")
        seconds.append(process_time() - started)
        for name in _hits:
            reached.setdefault(name, []).append(number)
    return reached, seconds


def _fails(item: pytest.Item, following: pytest.Item | None) -> bool:
    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _learn_in_child(items: list[pytest.Item]) -> tuple[dict[str, list[int]], list[float]]:
    """The result of `_learn`, without having run a test in this process."""
    path = FOLDER / "learned.json"
    path.unlink(missing_ok=True)
    if (child := os.fork()) == 0:
        try:
            path.write_text(json.dumps(_learn(items)), encoding="utf-8")
        finally:
            os._exit(0)  # The parent would miss unwritten data.
    os.waitpid(child, 0)
    reached, seconds = json.loads(path.read_text(encoding="utf-8"))
    return reached, seconds


def _start(name: str, tests: list[tuple[pytest.Item, float]]) -> int:
    """Fork a process that runs the tests on the mutant; it exits with 1 at the first that fails."""
    if child := os.fork():
        return child
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    code = 1
    try:
        importlib.import_module(TRAMPOLINE).set_mutant_under_test(name)
        code = 1 if _is_killed(name, tests) else 0
    finally:
        os._exit(code)


def _is_killed(name: str, tests: list[tuple[pytest.Item, float]]) -> bool:
    following = [item for item, _ in tests[1:]]
    for (item, seconds), after in zip(tests, [*following, None], strict=True):
        signal.setitimer(signal.ITIMER_PROF, SPARE_SECONDS + SLOWER * seconds)
        if _fails(item, after):
            with (FOLDER / KILLS).open("a", encoding="utf-8") as file:
                file.write(json.dumps([name, item.nodeid]) + "\n")
            return True
    return False


def _finish_one(running: dict[int, str], results: dict[str, Outcome]) -> None:
    child, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    name = running.pop(child)
    noticed = Outcome.TIMEOUT if code == -signal.SIGPROF else Outcome.KILLED
    results[name] = noticed if code else Outcome.SURVIVED
    save_results(FOLDER / RESULTS, results)
