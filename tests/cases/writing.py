"""Short words to write cases with: statements, documents, layers, scenarios, expectations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

A, B = "111111111111", "222222222222"
U = f"arn:aws:iam::{A}:user/U"
R = f"arn:aws:iam::{A}:role/R"
S = f"arn:aws:sts::{A}:assumed-role/R/s"
F = f"arn:aws:sts::{A}:federated-user/F"
ROOT_A, ROOT_B = f"arn:aws:iam::{A}:root", f"arn:aws:iam::{B}:root"
BUCKET, OBJECT, OBJECTS = "arn:aws:s3:::b", "arn:aws:s3:::b/k", "arn:aws:s3:::b/*"
GET = "s3:GetObject"
EVERYONE = "*"
V2008, V2012 = "2008-10-17", "2012-10-17"
Statement = dict[str, object]
Layers = dict[str, Any]
# Operator, policy value, request value (None: absent), does it hold, why.
Rows = list[tuple[str, object, object, bool, str]]

FULL: list[Statement] = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]
FULL_RCP: list[Statement] = [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]

ALLOWED = "allow"
IMPLICIT = "implicit:identity"
EXPLICIT = "explicit:identity"

Case = dict[str, object]
_SINGLE = ("permissions_boundary", "resource")
_LEVELS = ("service_control", "resource_control")


def statement(effect: str, action: object = GET, resource: object = "*", **members: object) -> Statement:
    """A statement; ``None`` leaves Action or Resource out. Members: Principal, NotAction, Condition, ..."""
    found: Statement = {"Effect": effect}
    found |= {name: members[name] for name in ("Principal", "NotPrincipal") if name in members}
    found |= {"Action": action} if action is not None and "NotAction" not in members else {}
    found |= {"Resource": resource} if resource is not None and "NotResource" not in members else {}
    return found | members


def allow(action: object = GET, resource: object = "*", **members: object) -> Statement:
    return statement("Allow", action, resource, **members)


def deny(action: object = GET, resource: object = "*", **members: object) -> Statement:
    return statement("Deny", action, resource, **members)


def grant(principal: object, action: object = GET, resource: object = "*", **members: object) -> list[Statement]:
    """A resource policy's statements: one Allow."""
    named = principal if principal == "*" or isinstance(principal, dict) else {"AWS": principal}
    return [allow(action, resource, Principal=named, **members)]


def refuse(principal: object, action: object = GET, resource: object = "*", **members: object) -> list[Statement]:
    """A resource policy's statements: one Deny."""
    named = principal if principal == "*" or isinstance(principal, dict) else {"AWS": principal}
    return [deny(action, resource, Principal=named, **members)]


def document(statements: Sequence[Statement], version: str | None = V2012) -> dict[str, object]:
    return ({"Version": version} if version else {}) | {"Statement": list(statements)}


def when(operator: str, key: str, values: object) -> dict[str, object]:
    return {operator: {key: values}}


def case(
    identifier: str,
    rule: str,
    title: str,
    expect: str,
    *,
    principal: str = U,
    action: str = GET,
    on: str | Mapping[str, object] = OBJECT,
    owner: str | None = A,
    context: Mapping[str, object] | None = None,
    request: Mapping[str, object] | None = None,
    evidence: str = "D",
    **layers: object,
) -> Case:
    """A case: ``principal`` asks for ``action`` on the resource ``on``. ``expect`` is ``allow``, ``explicit:LAYER,...`` or ``implicit:LAYER,...``.

    A layer is written as its list of statements (for control policies a list of levels), or as a whole document, or,
    where there are several policies, as a tuple of documents.
    """
    target = dict(on) if isinstance(on, Mapping) else {"arn": on}
    if owner and "account" not in target:
        target["account"] = owner
    asked: dict[str, object] = {"principal": principal, "action": action, "resource": target}
    asked |= {"context": dict(context)} if context is not None else {}
    asked |= request or {}
    return {
        "id": identifier,
        "rule": rule,
        "title": title,
        "evidence": evidence,
        "scenario": {"request": asked, "policies": {name: _layer(name, value) for name, value in layers.items()}},
        "expect": expectation(expect),
    }


def expectation(text: str) -> dict[str, object]:
    kind, _, layers = text.partition(":")
    decision = {"allow": "Allowed", "explicit": "ExplicitDeny", "implicit": "ImplicitDeny"}[kind]
    return {"decision": decision, "denied_by": layers.split(",") if layers else []}


def condition_cases(prefix: str, rule: str, key: str, rows: Rows, evidence: str = "D") -> list[Case]:
    """Rows of (operator, policy value, request value, does it hold, why): an Allow that carries the condition.

    A reason that ends in ``[C]`` or ``[?]`` states its own evidence.
    """
    cases = []
    for number, (operator, wanted, value, holds, why) in enumerate(rows, 1):
        marked = why.rpartition(" [")
        cases.append(
            case(
                f"{prefix}-{number:02d}",
                rule,
                f"{operator} {_short(wanted)} against {_short(value)}: {marked[0] or why}",
                ALLOWED if holds else IMPLICIT,
                context={} if value is None else {key: value},
                evidence=marked[2][0] if marked[0] else evidence,
                identity=[allow(Condition=when(operator, key, wanted))],
            )
        )
    return cases


def _short(value: object) -> str:
    if value is None:
        return "an absent key"
    if isinstance(value, list):
        return "[" + ", ".join(_short(each) for each in value) + "]"
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def _layer(name: str, value: object) -> object:
    if name in _SINGLE:
        return {"document": _document(value)}
    if name in _LEVELS:
        assert isinstance(value, list)
        return [[{"document": _document(policy)} for policy in _policies(level)] for level in value]
    return [{"document": _document(policy)} for policy in _policies(value)]


def _policies(value: object) -> Sequence[object]:
    """A tuple holds documents, anything else is one; ``()`` is a layer that is there and empty."""
    return value if isinstance(value, tuple) else (value,)


def _document(value: object) -> object:
    return document(value) if isinstance(value, list) else value
