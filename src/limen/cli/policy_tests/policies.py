"""The policies of a suite: written in it, in files beside it, or AWS's own by ARN."""

import json
from collections.abc import Mapping
from pathlib import Path

from limen.cli.policy_files import AWS_MANAGED
from limen.cli.policy_tests.suite import SuitePolicy
from limen.config.yaml_elements import Element, FileError, suggest
from limen.engine.model.layers import Level, NamedPolicy
from limen.policy.errors import PolicyError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy


def read_policies(element: Element) -> dict[str, SuitePolicy]:
    """The suite's policies by name."""
    return {name: _read_policy(name, found) for name, found in element.entries().items()}


def _read_policy(name: str, element: Element) -> SuitePolicy:
    if element.is_mapping:
        return _read_inline(name, element)
    path = Path(element.file).parent / element.text()
    try:
        document = parse_policy(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        element.refuse(f"policy {name} cannot be read: {error}")
    except PolicyError as error:
        place = f"{path}:{error.position.line}" if error.position else str(path)
        raise FileError(f"{place}: {error.message}") from error
    lines = tuple(_first_line(document, index) for index in range(len(document.statements)))
    return SuitePolicy(NamedPolicy(name, document), str(path.resolve()), str(path), lines)


def _first_line(document: PolicyDocument, index: int) -> int:
    """The line of the statement's brace; the statement's own position is before it (semantics L7)."""
    start = document.statements[index].start
    rows = document.text.splitlines()
    rest = rows[start.line - 1][start.column - 1 :] if start.line <= len(rows) else ""
    if rest.strip(", \t"):
        return start.line
    return next((n for n in range(start.line + 1, len(rows) + 1) if rows[n - 1].strip(", \t")), start.line)


def _read_inline(name: str, element: Element) -> SuitePolicy:
    try:
        document = parse_policy(json.dumps(element.plain()))
    except PolicyError as error:
        element.refuse(f"policy {name}: {error.message}")
    lines = tuple(each.line for each in element.entries()["Statement"].items()) if document.statements else ()
    return SuitePolicy(NamedPolicy(name, document), f"{element.file}#{name}", element.file, lines)


def read_level(element: Element, policies: Mapping[str, SuitePolicy]) -> Level:
    """A layer, or a level of one: names of policies, or ARNs of AWS managed policies."""
    return tuple(_find_policy(each, policies) for each in element.items())


def read_levels(element: Element, policies: Mapping[str, SuitePolicy]) -> tuple[Level, ...]:
    """The levels of a control layer, from the organization's root to the account."""
    return tuple(read_level(each, policies) for each in element.items())


def _find_policy(element: Element, policies: Mapping[str, SuitePolicy]) -> NamedPolicy:
    name = element.text()
    if name in policies:
        return policies[name].policy
    if AWS_MANAGED not in name:
        element.refuse(f"there is no policy {name}{suggest(name, list(policies))}")
    from limen.store.aws_managed import find_aws_managed_policy

    found = find_aws_managed_policy(name)
    if found is None:
        element.refuse(f"AWS has no policy {name}")
    return NamedPolicy(name, parse_policy(found.document), arn=name)
