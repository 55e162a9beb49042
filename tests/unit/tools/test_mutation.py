import json
from pathlib import Path

import pytest

from tools.mutation import (
    COPIED,
    DECIDING,
    KILLS,
    RECHECKED,
    RESULTS,
    ROOT,
    Outcome,
    find_lasting,
    find_others,
    forget,
    load_results,
    module_of,
    read_results,
    render_scores,
    save_results,
)
from tools.mutation_session import Kills, function_of

FIT = "limen.policy.match.glob.x__fit__mutmut_"
FIND = "limen.engine.compile.index.x_find__mutmut_"
SECONDS = [0.3, 0.1, 0.2]


def test_a_mutant_names_its_module_and_its_function() -> None:
    assert module_of(f"{FIT}2") == "src/limen/policy/match/glob.py"
    assert function_of(f"{FIT}12") == "limen.policy.match.glob.x__fit"


def test_scores_show_how_each_mutant_ended() -> None:
    results = {
        f"{FIT}1": Outcome.KILLED,
        f"{FIT}2": Outcome.TIMEOUT,
        f"{FIT}3": Outcome.KILLED,
        f"{FIT}4": Outcome.SURVIVED,
        f"{FIT}5": Outcome.UNCHECKED,
        f"{FIND}1": Outcome.UNREACHED,
    }
    assert render_scores(results).splitlines() == [
        "| module | mutants | killed | timeout | survived | not checked | score |",
        "|---|---:|---:|---:|---:|---:|---:|",
        "| `src/limen/engine/compile/index.py` | 1 | 0 | 0 | 0 | 1 | - |",
        "| `src/limen/policy/match/glob.py` | 5 | 2 | 1 | 1 | 1 | 75.0 % |",
        "| all | 6 | 2 | 1 | 1 | 2 | 75.0 % |",
    ]


def test_what_a_recheck_found_counts(tmp_path: Path) -> None:
    save_results(tmp_path / RESULTS, {f"{FIT}1": Outcome.UNREACHED, f"{FIT}2": Outcome.KILLED})
    save_results(tmp_path / RECHECKED, {f"{FIT}1": Outcome.SURVIVED})
    assert read_results(tmp_path) == {f"{FIT}1": Outcome.SURVIVED, f"{FIT}2": Outcome.KILLED}


def test_before_the_first_run_there_are_no_results(tmp_path: Path) -> None:
    assert load_results(tmp_path / RESULTS) == {}


def test_an_unknown_outcome_is_refused(tmp_path: Path) -> None:
    (tmp_path / RESULTS).write_text(json.dumps({f"{FIT}1": "undecided"}), encoding="utf-8")
    with pytest.raises(ValueError, match="undecided"):
        load_results(tmp_path / RESULTS)


def test_starting_over_keeps_the_tests_that_kill(tmp_path: Path) -> None:
    for name in (*COPIED, "mutants"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    for name in (RESULTS, RECHECKED, KILLS):
        (tmp_path / name).touch()
    forget(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [KILLS]


def test_what_survived_or_has_changed_is_tried_again(tmp_path: Path) -> None:
    for name in (FIT, FIND):
        copy = tmp_path / module_of(name)
        copy.parent.mkdir(parents=True)
        copy.write_bytes((ROOT / module_of(name)).read_bytes())
    gone = tmp_path / "src/limen/engine/gone.py"
    gone.touch()
    results = {
        f"{FIT}1": Outcome.KILLED,
        f"{FIT}2": Outcome.SURVIVED,
        f"{FIT}3": Outcome.UNREACHED,
        f"{FIND}1": Outcome.TIMEOUT,
        "limen.engine.gone.x_find__mutmut_1": Outcome.KILLED,
    }
    unchanged = {f"{FIT}1": Outcome.KILLED, f"{FIT}3": Outcome.UNREACHED}
    assert find_lasting(results, tmp_path) == unchanged | {f"{FIND}1": Outcome.TIMEOUT}
    (tmp_path / module_of(FIND)).write_text("changed", encoding="utf-8")
    assert find_lasting(results, tmp_path) == unchanged


def test_every_module_decides_or_does_not() -> None:
    others = find_others()
    assert all((ROOT / name).is_file() for name in (*DECIDING, *others))
    assert not set(DECIDING) & set(others)
    assert {
        "src/limen/policy/validate/size.py",
        "src/limen/engine/tracing.py",
        "src/limen/engine/explain/smallest_changes.py",
    } < set(others)


def test_the_quickest_tests_come_first() -> None:
    assert Kills().sort(f"{FIT}1", [0, 1, 2], SECONDS) == [1, 2, 0]


def test_tests_that_killed_come_before_the_quickest(tmp_path: Path) -> None:
    kills = Kills()
    lines = [[f"{FIT}1", "slow"], [f"{FIT}2", "middle"], [f"{FIT}3", "middle"], [f"{FIT}3", "gone"]]
    _write(tmp_path / KILLS, lines)
    kills.read(tmp_path / KILLS, {"slow": 0, "quick": 1, "middle": 2})
    assert kills.sort(f"{FIT}1", [0, 1, 2], SECONDS) == [0, 2, 1], "what killed this one, then what killed others"
    assert kills.sort(f"{FIT}4", [0, 1, 2], SECONDS) == [2, 0, 1], "what killed the most others"
    assert kills.sort(f"{FIT}4", [0, 1], SECONDS) == [0, 1], "only those that reach the function"
    assert kills.sort(f"{FIND}1", [0, 1, 2], SECONDS) == [1, 2, 0], "another function"


def test_kills_are_read_as_they_come(tmp_path: Path) -> None:
    kills, numbers = Kills(), {"slow": 0, "quick": 1, "middle": 2}
    kills.read(tmp_path / KILLS, numbers)
    _write(tmp_path / KILLS, [[f"{FIT}1", "slow"]])
    kills.read(tmp_path / KILLS, numbers)
    _write(tmp_path / KILLS, [[f"{FIT}2", "middle"], [f"{FIT}3", "middle"]])
    kills.read(tmp_path / KILLS, numbers)
    assert kills.sort(f"{FIT}9", [0, 1, 2], SECONDS) == [2, 0, 1], "no line counts twice"


def _write(path: Path, lines: list[list[str]]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
