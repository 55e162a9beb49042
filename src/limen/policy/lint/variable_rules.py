"""Rules about `${...}`: where it is a variable, and of which key (semantics E15 to E19)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from limen.domain.arn import PARTS
from limen.policy.catalog import find_context_key
from limen.policy.lint.catalog_facts import is_provider_key
from limen.policy.lint.comparison_rules import find_family
from limen.policy.lint.finding import Severity
from limen.policy.lint.key_rules import guess_key
from limen.policy.lint.rule import (
    Remark,
    Rule,
    Subject,
    action_entries,
    action_path,
    clause_path,
    each_statement,
    resource_entries,
    resource_path,
    statement_path,
)
from limen.policy.match.variables import OPENING, Variable, find_variables, parse_template
from limen.policy.syntax.document import PrincipalElement, Statement, Version
from limen.policy.text.json_places import Path

_SUBSTITUTING: Final = frozenset({"String", "Arn", "Bool"})
_OLD_VARIABLE: Final = re.compile(r"\$\{[^\s${}]+\}")


def _texts(statement: Statement) -> Iterator[tuple[str, Path]]:
    """The texts in which variables are substituted, with their paths."""
    for index, resource in enumerate(resource_entries(statement)):
        yield resource, resource_path(statement, index)
    for clause in statement.conditions:
        if find_family(clause.operator) in _SUBSTITUTING:
            for index, value in enumerate(clause.values):
                yield value, clause_path(statement, clause, index)


def _other_texts(statement: Statement) -> Iterator[tuple[str, Path]]:
    """The texts in which variables are not substituted."""
    for index, action in enumerate(action_entries(statement)):
        yield action, action_path(statement, index)
    for member, principal in (("Principal", statement.principal), ("NotPrincipal", statement.not_principal)):
        for entry in _principals(principal):
            yield entry, (*statement_path(statement), member)
    for clause in statement.conditions:
        if find_family(clause.operator) not in _SUBSTITUTING:
            for index, value in enumerate(clause.values):
                yield value, clause_path(statement, clause, index)
        yield clause.key, clause_path(statement, clause)
    for index, resource in enumerate(resource_entries(statement)):
        head = ":".join(resource.split(":", PARTS - 1)[: PARTS - 1])
        yield head, resource_path(statement, index)


def _principals(element: PrincipalElement | None) -> Iterable[str]:
    return () if element is None else (*element.aws, *element.federated, *element.service, *element.canonical_user)


def _check_version(subject: Subject, statement: Statement) -> Iterator[Remark]:
    if subject.document.version is Version.V2012:
        return
    for text, path in _texts(statement):
        if found := _OLD_VARIABLE.search(text):
            yield Remark(f"{found[0]} is plain text: variables need version 2012-10-17", path)


def _check_place(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for text, path in _other_texts(statement):
        for variable in find_variables(text, Version.V2012):
            yield Remark(f"${{{variable.name}}} is plain text: variables are not substituted here", path)


def _check_form(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for text, path in _texts(statement):
        for part in parse_template(text, subject.document.version):
            if subject.document.version is Version.V2012 and isinstance(part, str) and OPENING in part:
                yield Remark(f"{part[part.index(OPENING) :]!r} is not a variable, and stays as written", path)


def _variables(subject: Subject, statement: Statement) -> Iterator[tuple[Variable, Path]]:
    for text, path in _texts(statement):
        for variable in find_variables(text, subject.document.version):
            if not is_provider_key(variable.name):
                yield variable, path


def _check_exists(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for variable, path in _variables(subject, statement):
        if find_context_key(variable.name) is None:
            yield Remark(f"there is no key {variable.name} for the variable{guess_key(variable.name)}", path)


def _check_single(subject: Subject, statement: Statement) -> Iterator[Remark]:
    for variable, path in _variables(subject, statement):
        key = find_context_key(variable.name)
        if key is not None and key.is_multivalued:
            yield Remark(f"{key.name} has several values, but a variable has one value", path)


RULES: Final = (
    Rule(
        "variable-in-old-version",
        Severity.ERROR,
        "A variable before version 2012-10-17",
        each_statement(_check_version),
    ),
    Rule(
        "misplaced-variable",
        Severity.ERROR,
        "A variable where variables are not substituted",
        each_statement(_check_place),
    ),
    Rule("malformed-variable", Severity.ERROR, "A malformed variable", each_statement(_check_form)),
    Rule("unknown-variable", Severity.ERROR, "A variable of a key that does not exist", each_statement(_check_exists)),
    Rule(
        "multivalued-variable", Severity.ERROR, "A variable of a key with several values", each_statement(_check_single)
    ),
)
