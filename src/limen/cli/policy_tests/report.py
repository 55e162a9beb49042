"""Results as text and as JSON. A failure shows the expectation, the decision, its reason, and what would change it."""

from collections.abc import Iterable, Iterator

import click

from limen.cli.decision_text import describe_decision, describe_failure
from limen.cli.policy_tests.coverage import Coverage
from limen.cli.policy_tests.run import Result, SuiteResult
from limen.cli.terminal import printable
from limen.engine.explain.render import describe_change, name_statement
from limen.engine.explain.smallest_changes import explain
from limen.engine.model.layers import Outcome
from limen.engine.model.trace import StatementTrace
from limen.scenario.decide import render_decision

_NEAR_MISSES = 3


def describe_suite(result: SuiteResult) -> Iterator[str]:
    """One line for the suite, and a paragraph per failure."""
    failed, total = len(result.failures), len(result.results)
    state = click.style(f"{failed} of {total} failed", fg="red") if failed else click.style("passed", fg="green")
    yield f"{result.suite.file}: {total} checks, {state}"
    for failure in result.failures:
        yield ""
        yield from describe_problem(result.suite.file, failure)


def describe_problem(file: str, result: Result) -> Iterator[str]:
    """A failure, as a paragraph."""
    check = result.check
    name = f"  {printable(check.name)}" if check.name else ""
    yield f"{click.style('FAIL', fg='red', bold=True)} {file}:{check.line}{name}"
    yield f"  {printable(check.title)}"
    yield from (f"  {printable(problem)}" for problem in result.problems)
    yield from (f"    {line}" for line in describe_decision(result.decision))
    if not check.is_allowed or result.decision.is_allowed:
        return
    for each in _near_misses(result):
        yield f"    nearest: {printable(name_statement(each))}"
        yield from (f"      {describe_failure(failure)}" for failure in each.failures)
    for remedy in explain(result.decision, limit=1).remedies:
        changes = "; and ".join(describe_change(change, result.decision.request) for change in remedy)
        yield f"    would allow it: {printable(changes)}"


def _near_misses(result: Result) -> list[StatementTrace]:
    """The Allow statements, in the layers at fault, with the fewest failed clauses."""
    trace = result.decision.trace
    if trace.outcome is Outcome.EXPLICIT_DENY:
        return []
    near = [each for each in trace.statements if each.layer in trace.denied_by and each.failures and not each.is_deny]
    return sorted(near, key=lambda each: len(each.failures))[:_NEAR_MISSES]


def describe_coverage(coverage: Coverage) -> Iterator[str]:
    """The percentage, and each statement that decided no check."""
    total = len(coverage.statements)
    yield f"{coverage.percent:.1f} % of {total} statements decided at least one check"
    for each in coverage.uncovered:
        sid = f'"{printable(each.sid)}" ' if each.sid else ""
        yield f"  {each.file}:{each.line}: {each.reach}: statement {sid}({each.number}) of policy {each.policy}"


def render_results(results: Iterable[SuiteResult], coverage: Coverage) -> dict[str, object]:
    """Everything as one JSON value."""
    suites = list(results)
    failed = sum(len(suite.failures) for suite in suites)
    return {
        "passed": sum(len(suite.results) for suite in suites) - failed,
        "failed": failed,
        "suites": [
            {"file": suite.suite.file, "checks": [_render_result(result) for result in suite.results]}
            for suite in suites
        ],
        "coverage": {
            "percent": round(coverage.percent, 2),
            "statements": [
                {
                    "file": each.file,
                    "line": each.line,
                    "policy": each.policy,
                    "sid": each.sid or None,
                    "index": each.number - 1,
                    "reach": str(each.reach),
                }
                for each in coverage.statements
            ],
        },
    }


def _render_result(result: Result) -> dict[str, object]:
    check = result.check
    return {
        "name": check.name,
        "line": check.line,
        "principal": check.principal,
        "action": check.request.action,
        "resource": check.resource,
        "expected": "allowed" if check.is_allowed else "denied",
        "passed": not result.problems,
        "problems": list(result.problems),
        "answer": render_decision(result.decision),
    }
