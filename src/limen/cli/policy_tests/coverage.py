"""Which statements of the tested policies decided a check (docs/policy-tests.md)."""

from collections.abc import Iterable
from dataclasses import dataclass

from limen.cli.policy_tests.run import Reach, SuiteResult


@dataclass(frozen=True, slots=True)
class StatementReach:
    """One statement, its position, and how far the checks reached it."""

    file: str
    line: int
    policy: str
    sid: str
    number: int
    reach: Reach


@dataclass(frozen=True, slots=True)
class Coverage:
    """All statements of all policies in the suites; a file that several suites name counts once."""

    statements: tuple[StatementReach, ...]

    @property
    def percent(self) -> float:
        """The share that decided a check; 100 if there are no statements."""
        decided = len(self.statements) - len(self.uncovered)
        return 100.0 * decided / len(self.statements) if self.statements else 100.0

    @property
    def uncovered(self) -> tuple[StatementReach, ...]:
        """Statements that decided no check: they could be removed or changed, and no check would fail."""
        return tuple(each for each in self.statements if each.reach is not Reach.DECIDED)


_STRENGTH = {Reach.NEVER: 0, Reach.APPLIED: 1, Reach.DECIDED: 2}


def measure_coverage(results: Iterable[SuiteResult]) -> Coverage:
    """Merge the results of all suites."""
    found: dict[tuple[str, int], StatementReach] = {}
    for result in results:
        for suite_policy in result.suite.policies:
            policy = suite_policy.policy
            for statement, line in zip(policy.document.statements, suite_policy.lines, strict=True):
                reach = _reach(result, (policy.name, statement.index))
                key = (suite_policy.origin, statement.index)
                if key not in found or _STRENGTH[found[key].reach] < _STRENGTH[reach]:
                    number = statement.index + 1
                    found[key] = StatementReach(
                        suite_policy.file, line, policy.name, statement.sid or "", number, reach
                    )
    return Coverage(tuple(found.values()))


def _reach(result: SuiteResult, identity: tuple[str, int]) -> Reach:
    if identity in result.decided:
        return Reach.DECIDED
    return Reach.APPLIED if identity in result.applied else Reach.NEVER
