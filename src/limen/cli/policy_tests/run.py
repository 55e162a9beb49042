"""Deciding the checks of a suite, comparing outcome and reason, and noting which statements decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from limen.cli.policy_tests.suite import Because, Check, Suite
from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import Outcome
from limen.engine.model.trace import StatementTrace, Trace


@dataclass(frozen=True, slots=True)
class Result:
    """A check with its decision; `problems` is empty if it passed."""

    check: Check
    decision: Decision
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """A suite with all results, and the statements by policy name and index that applied, or decided."""

    suite: Suite
    results: tuple[Result, ...]
    applied: frozenset[tuple[str, int]]
    decided: frozenset[tuple[str, int]]

    @property
    def failures(self) -> tuple[Result, ...]:
        """The results of checks that failed."""
        return tuple(result for result in self.results if result.problems)


class Reach(StrEnum):
    """How far a suite's checks have tested a statement."""

    DECIDED = "decided"
    APPLIED = "applied only"
    NEVER = "never applied"


def run_suite(suite: Suite) -> SuiteResult:
    """Decide every check."""
    results: list[Result] = []
    applied: set[tuple[str, int]] = set()
    decided: set[tuple[str, int]] = set()
    for check in suite.checks:
        decision = evaluate(check.request, check.policies)
        trace = decision.trace
        results.append(Result(check, decision, tuple(_problems(check, trace))))
        applied.update(_identity(each) for each in trace.statements if each.applied)
        decided.update(_identity(each) for each in trace.matched)
    return SuiteResult(suite, tuple(results), frozenset(applied), frozenset(decided))


def _identity(each: StatementTrace) -> tuple[str, int]:
    return each.policy.name, each.statement.index


def _problems(check: Check, trace: Trace) -> Iterator[str]:
    is_allowed = trace.outcome is Outcome.ALLOWED
    if is_allowed is not check.is_allowed:
        yield f"expected {'allowed' if check.is_allowed else 'denied'}, got {trace.outcome}"
    elif check.because is not None:
        yield from _wrong_reasons(check.because, trace)


def _wrong_reasons(because: Because, trace: Trace) -> Iterator[str]:
    kind = "explicit" if trace.outcome is Outcome.EXPLICIT_DENY else "implicit"
    if because.kind and because.kind != kind:
        yield f"expected an {because.kind} denial, got an {kind} one"
    layers = trace.denied_by or tuple(each.layer for each in trace.matched)
    if because.layer is not None and because.layer not in layers:
        found = ", ".join(dict.fromkeys(str(layer) for layer in layers)) or "nothing"
        yield f"expected the layer {because.layer} to decide, got {found}"
    if (because.policy or because.statement) and not any(_is_meant(because, each) for each in trace.matched):
        named = f"statement {because.statement} of " if because.statement else ""
        yield f"expected {named}{because.policy or 'some policy'} to decide, but it did not"


def _is_meant(because: Because, each: StatementTrace) -> bool:
    """Whether the statement has the expected policy, name or number, and layer."""
    names = {each.statement.sid, str(each.statement.index + 1)}
    return (
        because.policy in {"", each.policy.name}
        and (not because.statement or because.statement in names)
        and because.layer in {None, each.layer}
    )
