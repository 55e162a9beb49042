import pytest

from tools.check_coverage import Floor, check, parse_floor, reach

FLOOR = Floor(core=100, rest=50, core_packages=frozenset({"engine"}))


def file(covered_lines, statements, covered_branches=0, branches=0):
    return {
        "summary": {
            "covered_lines": covered_lines,
            "num_statements": statements,
            "covered_branches": covered_branches,
            "num_branches": branches,
        }
    }


def test_all_above_their_floor_is_silent():
    assert check({"src/limen/engine/a.py": file(9, 9, 4, 4), "src/limen/cli/b.py": file(5, 10)}, FLOOR) == []


def test_one_branch_missing_in_the_core_fails():
    found = check({"src/limen/engine/a.py": file(9, 9, 3, 4)}, FLOOR)
    assert found == ["coverage of the core is 92.31 %, its floor is 100 %"]


def test_the_rest_has_its_own_floor():
    found = check({"src/limen/engine/a.py": file(9, 9), "src/limen/cli/b.py": file(4, 10)}, FLOOR)
    assert found == ["coverage of the rest is 40.00 %, its floor is 50 %"]


@pytest.mark.parametrize(("path", "core"), [("src/limen/engine/deep/x.py", True), ("src/limen/errors.py", False)])
def test_which_file_is_core(path, core):
    assert FLOOR.is_core(path) is core


def test_nothing_to_cover_is_covered():
    assert reach([]).percent == 100.0


def test_the_floor_is_read_from_pyproject():
    table = {"core": 90, "rest": 80, "core-packages": ["domain"]}
    floor = parse_floor({"tool": {"limen": {"coverage-floor": table}}})
    assert floor == Floor(core=90, rest=80, core_packages=frozenset({"domain"}))
