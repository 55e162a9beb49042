"""A document back to text (semantics L19): canonical JSON, lists everywhere, elements in the grammar's order."""

import json

from limen.policy.syntax.document import ConditionClause, PolicyDocument, PrincipalElement, Statement


def render_policy(document: PolicyDocument) -> str:
    """Text that parses to the same document, except for positions and meaningless parts (empty operators)."""
    root: dict[str, object] = {"Version": document.version.value}
    if document.id is not None:
        root["Id"] = document.id
    root["Statement"] = [_statement(statement) for statement in document.statements]
    return json.dumps(root, separators=(",", ":"))


def _statement(statement: Statement) -> dict[str, object]:
    elements = {
        "Sid": statement.sid,
        "Effect": statement.effect.value,
        "Principal": _principal(statement.principal),
        "NotPrincipal": _principal(statement.not_principal),
        "Action": statement.actions,
        "NotAction": statement.not_actions,
        "Resource": statement.resources,
        "NotResource": statement.not_resources,
        "Condition": _condition(statement.conditions) or None,
    }
    return {name: value for name, value in elements.items() if value is not None}


def _principal(element: PrincipalElement | None) -> object:
    if element is None or element.everyone:
        return element and "*"
    entries = {
        "AWS": element.aws,
        "Federated": element.federated,
        "Service": element.service,
        "CanonicalUser": element.canonical_user,
    }
    return {type_name: texts for type_name, texts in entries.items() if texts}


def _condition(clauses: tuple[ConditionClause, ...]) -> dict[str, dict[str, tuple[str, ...]]]:
    operators: dict[str, dict[str, tuple[str, ...]]] = {}
    for clause in clauses:
        operators.setdefault(clause.operator_text, {})[clause.key] = clause.values
    return operators
