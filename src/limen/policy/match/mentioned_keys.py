"""The context keys that a document mentions (semantics L20): the answer of GetContextKeysForCustomPolicy."""

from collections.abc import Iterator

from limen.policy.match.variables import find_variables
from limen.policy.syntax.document import ConditionClause, PolicyDocument, Statement, Version

_FAMILIES_WITH_VARIABLES = ("String", "Arn", "Bool")


def find_context_keys(document: PolicyDocument) -> tuple[str, ...]:
    """Keys of conditions and of policy variables, each once, in the spelling and order of their first mention."""
    spellings: dict[str, str] = {}
    for statement in document.statements:
        for key in mentioned_keys(statement, document.version):
            spellings.setdefault(key.lower(), key)
    return tuple(spellings.values())


def mentioned_keys(statement: Statement, version: Version) -> Iterator[str]:
    """The keys that a statement names in its conditions and variables, as it spells them, some more than once."""
    for resource in (*(statement.resources or ()), *(statement.not_resources or ())):
        yield from _variables(resource, version)
    for clause in statement.conditions:
        yield clause.key
        yield from _clause_variables(clause, version)


def _clause_variables(clause: ConditionClause, version: Version) -> Iterator[str]:
    """Only these families have variables; the others compare their values as written."""
    if clause.operator.startswith(_FAMILIES_WITH_VARIABLES):
        for value in clause.values:
            yield from _variables(value, version)


def _variables(text: str, version: Version) -> Iterator[str]:
    return (variable.name for variable in find_variables(text, version))
