"""A smaller policy with the same meaning next to any others: every step is proved, and the result once more.

Spec analysis 5.9.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from limen.analysis.budget import Budget
from limen.analysis.compare import equivalent
from limen.analysis.redundancy import find_flaws
from limen.analysis.verdict import Scope, Verdict
from limen.analysis.wording import fold_actions
from limen.policy.syntax.document import ConditionClause, PolicyDocument, Statement

MAX_ENTRIES: Final = 400
"""Entries of a list that are tried one by one."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was left out of, or changed in, a statement of the original policy."""

    index: int
    what: str


@dataclass(frozen=True, slots=True)
class Minimized:
    """The smaller policy and the steps to it; `verdict` is that of the last document against the first."""

    document: PolicyDocument
    steps: tuple[Step, ...]
    verdict: Verdict


def minimize(policy: PolicyDocument, *, scope: Scope = Scope.ALL, effort: int = 1) -> Minimized:
    """Leave out statements, conditions, values, resources and actions that change nothing.

    With the scope `CATALOG` complete lists of actions become patterns, which also match what AWS may add.
    """
    work = _Work(policy, scope, effort)
    work.drop_statements()
    work.drop_parts()
    if scope is Scope.CATALOG:
        work.fold()
    verdict = equivalent(policy, work.document, scope=scope, budget=Budget(effort)).verdict
    if verdict is not Verdict.PROVED:
        return Minimized(policy, (), Verdict.PROVED)  # The result is kept only if it is proved as a whole.
    return Minimized(work.document, tuple(work.steps), verdict)


class _Work:
    """The document while it shrinks; `_names` are the positions of its statements in the original policy."""

    def __init__(self, policy: PolicyDocument, scope: Scope, effort: int) -> None:
        self.document = policy
        self.steps: list[Step] = []
        self._scope = scope
        self._effort = effort
        self._names = [statement.index for statement in policy.statements]

    def drop_statements(self) -> None:
        for flaw in list(find_flaws(self.document, effort=self._effort)):
            place = self._names.index(flaw.index)
            left = [each for at, each in enumerate(self.document.statements) if at != place]
            if self._accept(left, flaw.index, f"the statement is {flaw.flaw}"):
                del self._names[place]

    def drop_parts(self) -> None:
        for place in range(len(self.document.statements)):
            self._drop_clauses(place)
            self._drop_values(place)
            self._drop_entries(place, "resources")
            self._drop_entries(place, "not_resources")
            self._drop_entries(place, "actions")
            self._drop_entries(place, "not_actions")

    def fold(self) -> None:
        """Patterns for complete lists of actions."""
        for place, statement in enumerate(self.document.statements):
            listed = [each for each in statement.actions or () if not {"*", "?"} & set(each)]
            kept = [each for each in statement.actions or () if {"*", "?"} & set(each)]
            folded = (*kept, *fold_actions(listed))
            if len(folded) < len(statement.actions or ()):
                self._try(place, replace(statement, actions=folded), f"actions folded to {', '.join(folded)}")

    def _drop_clauses(self, place: int) -> None:
        for clause in self.document.statements[place].conditions:
            statement = self.document.statements[place]
            left = tuple(each for each in statement.conditions if each is not clause)
            self._try(place, replace(statement, conditions=left), f"condition {clause.operator_text} of {clause.key}")

    def _drop_values(self, place: int) -> None:
        for number in range(len(self.document.statements[place].conditions)):
            for value in self.document.statements[place].conditions[number].values:
                statement = self.document.statements[place]
                clause = statement.conditions[number]
                smaller = _without_value(clause, value)
                if smaller is not None:
                    left = (*statement.conditions[:number], smaller, *statement.conditions[number + 1 :])
                    self._try(place, replace(statement, conditions=left), f"value {value} of {clause.key}")

    def _drop_entries(self, place: int, member: str) -> None:
        entries: tuple[str, ...] = getattr(self.document.statements[place], member) or ()
        for entry in entries[:MAX_ENTRIES]:
            statement = self.document.statements[place]
            left = _without(getattr(statement, member), entry)
            if left:
                self._try(place, _with_entries(statement, member, left), f"{member.replace('_', ' ')}: {entry}")

    def _try(self, place: int, statement: Statement, what: str) -> None:
        left = list(self.document.statements)
        left[place] = statement
        self._accept(left, self._names[place], what)

    def _accept(self, statements: Iterable[Statement], index: int, what: str) -> bool:
        """Keep a change if it is proved to have the same meaning next to any other policies."""
        numbered = tuple(replace(each, index=place) for place, each in enumerate(statements))
        changed = replace(self.document, statements=numbered, text="")
        result = equivalent(self.document, changed, scope=self._scope, budget=Budget(self._effort))
        if result.verdict is not Verdict.PROVED:
            return False
        self.document = changed
        self.steps.append(Step(index, what))
        return True


def _with_entries(statement: Statement, member: str, entries: tuple[str, ...]) -> Statement:
    if member == "actions":
        return replace(statement, actions=entries)
    if member == "not_actions":
        return replace(statement, not_actions=entries)
    if member == "resources":
        return replace(statement, resources=entries)
    return replace(statement, not_resources=entries)


def _without(entries: tuple[str, ...], entry: str) -> tuple[str, ...]:
    place = entries.index(entry)
    return entries[:place] + entries[place + 1 :]


def _without_value(clause: ConditionClause, value: str) -> ConditionClause | None:
    if len(clause.values) < 2 or value not in clause.values:
        return None
    return replace(clause, values=_without(clause.values, value))
