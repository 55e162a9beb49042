"""A policy document: text or JSON object to statements (spec policy 1.1, 1.2, 1.5).

Whatever is wrong raises ``ValueError``. An empty document (no ``Statement``, or none in it) is legal in a scenario and
allows nothing. Checks of IAM's write path that never change a decision (Sid characters, sizes, vendors) are not made
here.
"""

# ruff: noqa: TRY004 - to a reader of scenarios a wrong type is one more wrong value.

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

_ROOT = {"Version", "Id", "Statement"}
_MEMBERS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
_PRINCIPAL_TYPES = {"AWS", "Federated", "Service", "CanonicalUser"}
_POLICIES_WITHOUT_PRINCIPAL = {"identity", "permissions_boundary", "session", "service_control"}
_CONDITIONS = (
    "StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike "
    "NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals "
    "DateEquals DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals "
    "Bool BinaryEquals IpAddress NotIpAddress ArnEquals ArnLike ArnNotEquals ArnNotLike Null"
)
OPERATORS = frozenset(_CONDITIONS.lower().split())


@dataclass(frozen=True, slots=True)
class Check:
    """One key under one operator."""

    set_operator: str
    operator: str
    if_exists: bool
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. ``principals`` holds (type, value) pairs; ``None`` if there is no (Not)Principal element."""

    effect: str
    variables_active: bool
    principals: tuple[tuple[str, str], ...] | None
    not_principal: bool
    actions: tuple[str, ...]
    not_action: bool
    resources: tuple[str, ...] | None
    not_resource: bool
    tests: tuple[Check, ...]


def parse_document(source: object, layer: str) -> list[Statement]:
    """Statements of a document in ``layer`` of a scenario."""
    read: object = json.loads(source, object_pairs_hook=_no_duplicates) if isinstance(source, str) else source
    root = _object(read, _ROOT, "policy document")
    version = root.get("Version", "2008-10-17")
    _require(version in ("2008-10-17", "2012-10-17"), "unknown Version")
    _require(isinstance(root.get("Id", ""), str), "Id is not a string")
    statements = root.get("Statement", [])
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list):
        raise ValueError("Statement is neither object nor list")
    return [_statement(each, layer, variables_active=version == "2012-10-17") for each in statements]


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    _require(len(found) == len(pairs), "duplicate member")
    return found


def _require(holds: object, message: str) -> None:
    if not holds:
        raise ValueError(message)


def _object(value: object, members: Iterable[str] | None, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not an object")
    unknown = set(value) - set(members) if members is not None else set()
    _require(not unknown, f"unknown member of {what}: {sorted(unknown)}")
    return value


def _statement(value: object, layer: str, *, variables_active: bool) -> Statement:
    found = _object(value, _MEMBERS, "statement")
    _require(isinstance(found.get("Sid", ""), str), "Sid is not a string")
    _require(found.get("Effect") in ("Allow", "Deny"), "Effect is neither Allow nor Deny")
    actions, not_action = _either(found, "Action")
    resources, not_resource = _either(found, "Resource")
    _require(actions is not None, "statement without actions")
    _require(resources is not None or layer == "resource", "statement without resources")
    principals, not_principal = _principal_element(found, layer)
    return Statement(
        effect=str(found["Effect"]),
        variables_active=variables_active,
        principals=principals,
        not_principal=not_principal,
        actions=actions or (),
        not_action=not_action,
        resources=resources,
        not_resource=not_resource,
        tests=tuple(_condition(found.get("Condition", {}))),
    )


def _either(found: dict[str, object], name: str) -> tuple[tuple[str, ...] | None, bool]:
    _require(not (name in found and f"Not{name}" in found), f"both {name} and Not{name}")
    for member in (name, f"Not{name}"):
        if member in found:
            return _strings(found[member], member), member != name
    return None, False


def _strings(value: object, what: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    _require(bool(values) and all(isinstance(each, str) for each in values), f"{what} is not a string or list of them")
    return tuple(values)


def _principal_element(found: dict[str, object], layer: str) -> tuple[tuple[tuple[str, str], ...] | None, bool]:
    _require(not ("Principal" in found and "NotPrincipal" in found), "both Principal and NotPrincipal")
    named = "NotPrincipal" if "NotPrincipal" in found else "Principal"
    if named not in found:
        _require(layer != "resource_control", "resource control policy without Principal")
        return None, False
    _require(layer not in _POLICIES_WITHOUT_PRINCIPAL, f"{layer} policy must not name a principal")
    principals = tuple(_principals(found[named]))
    if layer == "resource_control":
        _require(named == "Principal" and principals == (("AWS", "*"),), "resource control policy names a principal")
    return principals, named == "NotPrincipal"


def _principals(value: object) -> Iterable[tuple[str, str]]:
    if isinstance(value, str):
        _require(value == "*", "a Principal string must be *")
        yield "AWS", "*"
        return
    entries = _object(value, _PRINCIPAL_TYPES, "Principal")
    _require(bool(entries), "Principal is empty")
    for kind, names in entries.items():
        for name in _strings(names, "Principal"):
            _require(name == "*" or not set(name) & set("*?"), "a wildcard must be the whole principal")
            yield kind, name


def _condition(value: object) -> Iterable[Check]:
    condition = _object(value, None, "Condition")
    _require(_differ(condition), "a condition operator twice")
    for operator_text, under in condition.items():
        keys = _object(under, None, "operator")
        _require(_differ(keys), "a condition key twice")
        if not keys:
            continue  # nothing to test, and even an unknown name is accepted (spec policy 1.1 rule 8)
        set_operator, operator, if_exists = parse_operator(operator_text)
        for key, values in keys.items():
            yield Check(set_operator, operator, if_exists, key.lower(), _values(values))


def _differ(names: Iterable[str]) -> bool:
    """Whether they differ in more than letter case (spec policy 1.1 rule 4, 1.3)."""
    texts = list(names)
    return len({each.lower() for each in texts}) == len(texts)


def parse_operator(text: str) -> tuple[str, str, bool]:
    """``ForAnyValue:StringLikeIfExists`` to ("foranyvalue", "stringlike", True); letter case does not matter."""
    set_operator, _, rest = text.lower().rpartition(":")
    operator = rest.removesuffix("ifexists")
    if_exists = operator != rest
    known = set_operator in ("", "forallvalues", "foranyvalue") and operator in OPERATORS
    _require(known and (":" not in text or bool(set_operator)), f"unknown condition operator {text}")
    _require(not (operator == "null" and if_exists), "Null has no IfExists form")
    return set_operator, operator, if_exists


def _values(value: object) -> tuple[str, ...]:
    return tuple(scalar_text(each) for each in (value if isinstance(value, list) else [value]))


def scalar_text(value: object) -> str:
    """Bare JSON numbers and booleans behave like their text (spec policy 1.1 rule 7)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError("a condition value must be a string, number or boolean")
