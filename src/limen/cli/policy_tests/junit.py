"""Results as JUnit XML, as CI systems read it: a `testsuite` per file, a `testcase` per check."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import click

from limen.cli.policy_tests.report import describe_problem
from limen.cli.policy_tests.run import Result, SuiteResult

_XML_CONTROLS = frozenset("\t\n\r")
_FIRST_PRINTABLE = 0x20


def render_junit(results: Iterable[SuiteResult], *, seconds: float) -> bytes:
    """The XML document; `seconds` is how long all suites took together."""
    suites = list(results)
    root = Element("testsuites", _counts(suites) | {"name": "limen test", "time": f"{seconds:.3f}"})
    for result in suites:
        suite = SubElement(root, "testsuite", _counts([result]) | {"name": result.suite.file, "time": "0"})
        for each in result.results:
            _add_case(suite, result.suite.file, each)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _counts(suites: list[SuiteResult]) -> dict[str, str]:
    failures = sum(len(suite.failures) for suite in suites)
    return {"tests": str(sum(len(suite.results) for suite in suites)), "failures": str(failures), "errors": "0"}


def _add_case(suite: Element, file: str, result: Result) -> None:
    check = result.check
    attributes = {"classname": check.name or file, "name": check.title, "file": file, "line": str(check.line)}
    case = SubElement(suite, "testcase", {name: _clean(text) for name, text in attributes.items()} | {"time": "0"})
    if result.problems:
        message = _clean("; ".join(result.problems))
        failure = SubElement(case, "failure", {"message": message, "type": str(result.decision.outcome)})
        failure.text = _clean(click.unstyle("\n".join(describe_problem(file, result))))


def _clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(c if c in _XML_CONTROLS or (ord(c) >= _FIRST_PRINTABLE and c.isprintable()) else "?" for c in text)
