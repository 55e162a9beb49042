"""Clause learning: models of a set of clauses, preferring false (spec analysis 4.1).

A literal is an integer: a variable from 1 on, negative if it is false. Clauses may be added between models; they are
kept, and so are the learned clauses.
"""

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from limen.analysis.budget import Budget, BudgetError

_DECAY = 1 / 0.95
_RESCALE = 1e100

Clause = list[int]


class Sat:
    """The search: two watched literals per clause, activities, conflicts that become clauses."""

    def __init__(self, count: int, budget: Budget) -> None:
        """Prepare for variables 1 to `count`."""
        self._budget = budget
        self._count = count
        self._conflicts = 0
        self._value: list[int] = [0] * (count + 1)
        self._level: list[int] = [0] * (count + 1)
        self._reason: list[Clause | None] = [None] * (count + 1)
        self._watch: dict[int, list[Clause]] = {}
        self._trail: list[int] = []
        self._starts: list[int] = []
        self._head = 0
        self._activity = [0.0] * (count + 1)
        self._bump = 1.0
        self._order: list[tuple[float, int]] = [(0.0, v) for v in range(1, count + 1)]
        self._is_broken = False

    def add(self, literals: Iterable[int]) -> None:
        """Add a clause; the search starts from the top again."""
        self._backtrack(0)
        clause = [each for each in dict.fromkeys(literals) if self._truth(each) >= 0]
        if any(-each in clause or self._truth(each) > 0 for each in clause):
            return
        if not clause:
            self._is_broken = True
        elif len(clause) == 1:
            self._assign(clause[0], None)
        else:
            self._attach(clause)

    def find_model(self) -> Sequence[int] | None:
        """The values of all variables (1 or -1, from index 1 on); `None` proves that there is no model."""
        while not self._is_broken:
            conflict = self._propagate()
            if conflict is not None:
                self._learn(conflict)
            elif (variable := self._choose()) is None:
                return self._value
            else:
                self._starts.append(len(self._trail))
                self._assign(-variable, None)
        return None

    def _truth(self, literal: int) -> int:
        value = self._value[abs(literal)]
        return value if literal > 0 else -value

    def _attach(self, clause: Clause) -> None:
        for literal in clause[:2]:
            self._watch.setdefault(literal, []).append(clause)

    def _assign(self, literal: int, reason: Clause | None) -> None:
        variable = abs(literal)
        self._value[variable] = 1 if literal > 0 else -1
        self._level[variable] = len(self._starts)
        self._reason[variable] = reason
        self._trail.append(literal)

    def _choose(self) -> int | None:
        """The unassigned variable of the highest activity."""
        while self._order:
            _, variable = heappop(self._order)
            if not self._value[variable]:
                return variable
        return next((v for v in range(1, self._count + 1) if not self._value[v]), None)

    def _propagate(self) -> Clause | None:
        """Propagate; the result is a clause that cannot hold any more, if there is one."""
        while self._head < len(self._trail):
            false = -self._trail[self._head]
            self._head += 1
            watching = self._watch.get(false, [])
            kept: list[Clause] = []
            for place, clause in enumerate(watching):
                if self._move_watch(clause, false):
                    continue
                kept.append(clause)
                first = clause[0]
                if self._truth(first) < 0:
                    self._watch[false] = kept + watching[place + 1 :]
                    self._head = len(self._trail)
                    return clause
                if not self._truth(first):
                    self._assign(first, clause)
            self._watch[false] = kept
        return None

    def _move_watch(self, clause: Clause, false: int) -> bool:
        """Watch another literal instead of the one that became false; if there is none, the false one is put second."""
        if clause[0] == false:
            clause[0], clause[1] = clause[1], false
        if self._truth(clause[0]) > 0:
            return False
        for place in range(2, len(clause)):
            if self._truth(clause[place]) >= 0:
                clause[1], clause[place] = clause[place], false
                self._watch.setdefault(clause[1], []).append(clause)
                return True
        return False

    def _learn(self, conflict: Clause) -> None:
        """Resolve down to the first unique implication point, go back, and add the clause."""
        self._conflicts += 1
        self._budget.spent["conflicts"] += 1
        if self._conflicts > self._budget.limit("conflicts"):
            raise BudgetError(f"more than {self._budget.limit('conflicts')} conflicts in a formula")
        if not self._starts:
            self._is_broken = True
            return
        learnt = self._resolve(conflict)
        back = max((self._level[abs(each)] for each in learnt[1:]), default=0)
        self._backtrack(back)
        if len(learnt) > 1:
            second = max(range(1, len(learnt)), key=lambda place: self._level[abs(learnt[place])])
            learnt[1], learnt[second] = learnt[second], learnt[1]
            self._attach(learnt)
        self._assign(learnt[0], learnt if len(learnt) > 1 else None)

    def _resolve(self, conflict: Clause) -> Clause:
        level = len(self._starts)
        seen: set[int] = set()
        others: Clause = []
        open_count = 0
        clause, place = conflict, len(self._trail)
        while True:
            for literal in clause:
                variable = abs(literal)
                if variable in seen or not self._level[variable]:
                    continue
                seen.add(variable)
                self._raise_activity(variable)
                if self._level[variable] == level:
                    open_count += 1
                else:
                    others.append(literal)
            place -= 1
            while abs(self._trail[place]) not in seen or self._level[abs(self._trail[place])] != level:
                place -= 1
            literal = self._trail[place]
            open_count -= 1
            if not open_count:
                return [-literal, *others]
            clause = [each for each in self._reason[abs(literal)] or () if each != literal]

    def _raise_activity(self, variable: int) -> None:
        self._activity[variable] += self._bump
        self._bump *= _DECAY if self._bump < _RESCALE else 1.0
        heappush(self._order, (-self._activity[variable], variable))

    def _backtrack(self, level: int) -> None:
        if len(self._starts) <= level:
            return
        start = self._starts[level]
        for literal in self._trail[start:]:
            variable = abs(literal)
            self._value[variable] = 0
            heappush(self._order, (-self._activity[variable], variable))
        del self._trail[start:]
        del self._starts[level:]
        self._head = min(self._head, start)
