"""Limits of a question, counted in steps and never in time, so that an answer is the same on every machine.

Spec analysis 4.9.

Section numbers in this package are those of docs/spec/analysis.md.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

LIMITS: Final[Mapping[str, int]] = {
    "states": 20_000,
    "models": 2_000,
    "conflicts": 100_000,
    "tries": 300,
    "formulas": 5_000,
    "regions": 256,
}
"""States of one text search, models and conflicts of one formula, tries for the values of variables, and formulas and
regions of one question.
"""

MAX_STATEMENTS: Final = 4_000
MAX_PATTERN_TOKENS: Final = 4_096
MAX_SET_TOKENS: Final = 20_000


class BudgetError(Exception):
    """A limit was reached, so nothing is known. The text is the reason of the answer "not decided"."""


class Budget:
    """The limits of one question, multiplied by `effort`, and the steps spent on it so far."""

    def __init__(self, effort: int = 1, stop: Callable[[], bool] | None = None) -> None:
        """Start with nothing spent; `stop` is called between steps and ends the question when it returns true."""
        self._effort = effort
        self._stop = stop
        self.spent: Counter[str] = Counter()
        self.memory: dict[object, object] = {}
        """What one formula of a question found and another may use; it is discarded with the question."""

    def limit(self, kind: str) -> int:
        """How many steps of a kind are allowed."""
        return LIMITS[kind] * self._effort

    def start_formula(self) -> None:
        """Count a formula; raises `BudgetError` after the last one allowed."""
        self.spent["formulas"] += 1
        if self.spent["formulas"] > self.limit("formulas"):
            raise BudgetError(f"more than {self.limit('formulas')} formulas")
        self.check_stop()

    def check_stop(self) -> None:
        """Raise `BudgetError` if the caller of the analysis has asked to stop."""
        if self._stop is not None and self._stop():
            raise BudgetError("stopped")
