"""`limen test`: unit tests of policies, for people and for CI (docs/policy-tests.md).

Exit code: 0 all checks pass, 1 a check fails or the coverage is too low, 3 a suite is invalid (then no test runs).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

import click

from limen.cli.doubts import find_doubtful_facts, warn
from limen.cli.exits import DONE, FAILED, INVALID, CommandError
from limen.cli.options import json_option
from limen.cli.own_services import service_option
from limen.cli.policy_tests import SUFFIXES
from limen.cli.policy_tests.coverage import Coverage, measure_coverage
from limen.cli.policy_tests.read import read_suite
from limen.cli.policy_tests.report import describe_coverage, describe_suite, render_results
from limen.cli.policy_tests.run import SuiteResult, run_suite
from limen.cli.policy_tests.suite import Suite
from limen.config.yaml_elements import FileError
from limen.policy.catalog.lookup import knowing

ADVICE: Final = "'limen docs policy-tests' describes the format of a suite."


@click.command(short_help="Run unit tests of policies.")
@click.argument("paths", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML to this file.")
@click.option("--coverage", "with_coverage", is_flag=True, help="List the statements that decided no check.")
@click.option(
    "--min-coverage", type=click.FloatRange(0, 100), default=None, metavar="PERCENT", help="Fail below this percentage."
)
@service_option
@json_option
def test(
    *, paths: tuple[Path, ...], junit: Path | None, with_coverage: bool, min_coverage: float | None, as_json: bool
) -> int:
    """Run the suites in the files PATHS; in a directory, every .yaml and .yml file below it."""
    suites = _read_suites(paths)
    warn(f"{suite.file}: {doubt}" for suite in suites for doubt in _find_doubts(suite))
    start = perf_counter()
    results = [run_suite(suite) for suite in suites]
    seconds = perf_counter() - start
    coverage = measure_coverage(results)
    if junit is not None:
        _write_junit(junit, results, seconds)
    if as_json:
        click.echo(json.dumps(render_results(results, coverage), indent=2))
    else:
        _print_results(results, coverage, with_coverage=with_coverage or min_coverage is not None, seconds=seconds)
    if min_coverage is not None and coverage.percent < min_coverage:
        raise CommandError(f"{coverage.percent:.1f} % of the statements are covered, not {min_coverage:g} %")
    return FAILED if any(result.failures for result in results) else DONE


def _find_doubts(suite: Suite) -> Iterator[str]:
    with knowing(suite.services):
        for check in suite.checks:
            yield from find_doubtful_facts(check.request)


def _read_suites(paths: tuple[Path, ...]) -> list[Suite]:
    """Read all suites, so that all faults are reported at once."""
    suites: list[Suite] = []
    faults: list[str] = []
    for file in dict.fromkeys(file for path in paths for file in _find_files(path)):
        try:
            suites.append(read_suite(file))
        except FileError as error:
            faults.append(str(error))
    if faults:
        raise CommandError("invalid suite\n" + "\n".join(faults), exit_code=INVALID, advice=ADVICE)
    if not suites:
        raise CommandError("there is no suite in these directories", exit_code=INVALID, advice=ADVICE)
    return suites


def _find_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(each for each in path.rglob("*") if each.suffix in SUFFIXES and each.is_file())
    else:
        yield path


def _write_junit(path: Path, results: list[SuiteResult], seconds: float) -> None:
    from limen.cli.policy_tests.junit import render_junit

    try:
        path.write_bytes(render_junit(results, seconds=seconds))
    except OSError as error:
        raise CommandError(f"cannot write {path}: {error.strerror}") from error


def _print_results(results: list[SuiteResult], coverage: Coverage, *, with_coverage: bool, seconds: float) -> None:
    for result in results:
        for line in describe_suite(result):
            click.echo(line)
    click.echo()
    if with_coverage:
        for line in describe_coverage(coverage):
            click.echo(line)
    total, failed = sum(len(each.results) for each in results), sum(len(each.failures) for each in results)
    summary = f"{failed} failed, {total - failed} passed in {seconds:.2f} s"
    click.echo(click.style(summary, fg="red" if failed else "green", bold=True))
