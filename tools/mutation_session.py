"""The pytest plugin behind `python -m tools.mutation`: one collection of tests, and a forked process for each mutant.

mutmut's own runner starts pytest anew for each mutant, which takes seconds; a fork takes none. The process that forks
runs no test, so that nothing which the code under test remembers can hide a mutant.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
from itertools import accumulate
from math import inf
from pathlib import Path
from time import process_time
from typing import Final

import pytest
from _pytest.runner import runtestprotocol

FOLDER: Final = Path(os.environ.get("MUTATION_FOLDER", "."))
SAMPLE: Final = os.environ.get("MUTATION_SAMPLE", "")
CHILDREN: Final = int(os.environ.get("MUTATION_CHILDREN", "2"))
TRAMPOLINE: Final = "mutmut.mutation.trampoline"
RESULTS: Final = "results.json"
QUICK_SECONDS: Final = 4
SPARE_SECONDS: Final = 5
SLOWER: Final = 5
"""A mutant may take so many times the processor's seconds that its tests take, and some spare ones."""

SURVIVED, KILLED, ENDLESS, UNTESTED, UNDECIDED = "survived", "killed", "endless", "untested", "undecided"

_hits: set[str] = set()


def pytest_configure() -> None:
    """Have mutmut's trampolines tell which functions run, from the first import on."""
    trampoline = importlib.import_module(TRAMPOLINE)
    vars(trampoline)["record_trampoline_hit"] = lambda name, **_caller: _hits.add(name)
    trampoline.set_mutant_under_test("stats")


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Learn which test reaches which function, then run for each mutant those that reach its function.

    The quickest tests notice most mutants, so the others run only for those that are left.
    """
    reached, seconds = _learn_in_child(session.items)
    results: dict[str, str] = _load(FOLDER / RESULTS)
    for budget in (QUICK_SECONDS, inf):
        running: dict[int, str] = {}
        for name in [each for each in _mutants() if results.get(each, UNDECIDED) == UNDECIDED]:
            numbers = sorted(reached.get(name.rpartition("__mutmut_")[0], ()), key=lambda number: seconds[number])
            chosen = _within(budget, numbers, seconds)
            if not numbers:
                results[name] = UNTESTED
                continue
            limit = SPARE_SECONDS + SLOWER * sum(seconds[number] for number in chosen)
            child = _start(name, [session.items[number] for number in chosen], limit)
            running[child] = name
            results[name] = SURVIVED if len(chosen) == len(numbers) else UNDECIDED
            if len(running) >= CHILDREN:
                _finish_one(running, results)
        while running:
            _finish_one(running, results)
    return True


def _within(budget: float, numbers: list[int], seconds: list[float]) -> list[int]:
    """As many of the tests as take no longer than that together."""
    taken = accumulate(seconds[number] for number in numbers)
    return [number for number, until in zip(numbers, taken, strict=True) if until <= budget]


def _mutants() -> list[str]:
    """The names of all mutants, or of those in the sample."""
    files = sorted((FOLDER / "mutants").rglob("*.py.meta"))
    names = [name for file in files for name in json.loads(file.read_text(encoding="utf-8"))["exit_code_by_key"]]
    number, _, seed = SAMPLE.partition(":")
    return random.Random(int(seed)).sample(names, min(int(number), len(names))) if SAMPLE else names  # noqa: S311


def _learn(items: list[pytest.Item]) -> tuple[dict[str, list[int]], list[float]]:
    """The numbers of the tests that reach each function, and what each test takes."""
    reached: dict[str, list[int]] = {}
    seconds: list[float] = []
    for number, item in enumerate(items):
        _hits.clear()
        started = process_time()
        if _fails([item], next(iter(items[number + 1 :]), None)):
            raise RuntimeError(f"{item.nodeid} fails without any mutant")
        seconds.append(process_time() - started)
        for name in _hits:
            reached.setdefault(name, []).append(number)
    return reached, seconds


def _fails(items: list[pytest.Item], following: pytest.Item | None = None) -> bool:
    for item, after in zip(items, [*items[1:], following], strict=True):
        if any(report.failed for report in runtestprotocol(item, log=False, nextitem=after)):
            return True
    return False


def _learn_in_child(items: list[pytest.Item]) -> tuple[dict[str, list[int]], list[float]]:
    """What `_learn` says, without having run a test in this process."""
    path = FOLDER / "learned.json"
    path.unlink(missing_ok=True)
    if (child := os.fork()) == 0:
        try:
            path.write_text(json.dumps(_learn(items)), encoding="utf-8")
        finally:
            os._exit(0)  # What was not written is missed by the parent.
    os.waitpid(child, 0)
    reached, seconds = json.loads(path.read_text(encoding="utf-8"))
    return reached, seconds


def _start(name: str, items: list[pytest.Item], limit: float) -> int:
    """Fork a process that runs the tests on the mutant; it exits with 1 at the first that fails."""
    if child := os.fork():
        return child
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    signal.setitimer(signal.ITIMER_PROF, limit)
    code = 1
    try:
        importlib.import_module(TRAMPOLINE).set_mutant_under_test(name)
        code = 1 if _fails(items) else 0
    finally:
        os._exit(code)


def _finish_one(running: dict[int, str], results: dict[str, str]) -> None:
    child, status = os.wait()
    code = os.waitstatus_to_exitcode(status)
    name = running.pop(child)
    if code:
        results[name] = ENDLESS if code == -signal.SIGPROF else KILLED
    finished = {each: outcome for each, outcome in results.items() if each not in running.values()}
    (FOLDER / RESULTS).write_text(json.dumps(finished, indent=1), encoding="utf-8")


def _load(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
