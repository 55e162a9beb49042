"""Reading a scenario: the dict of docs/evaluate.md to plain values. Anything unexpected is a ``ValueError``.

``decide.py`` describes the rules of the format.
"""

# ruff: noqa: TRY004 - to a reader of scenarios a wrong type is one more wrong value.

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.oracle.callers import Caller, derived_keys, read_caller
from tests.oracle.document import Statement, parse_document, scalar_text
from tests.oracle.variables import Context

LAYERS = (
    "identity", "permissions_boundary", "session", "resource", "service_control", "resource_control", "endpoint",
)  # fmt: skip
_REQUEST = {
    "principal": str, "action": str, "resource": dict, "context": dict, "principal_id": str, "issuing_user": str,
    "service_linked_role": bool, "management_account": bool, "heed_token_denies": bool,
}  # fmt: skip
_RESOURCE = {"arn": str, "account": str, "management_account": bool, "strict": bool}
# Keys that are sets whatever they hold (spec policy 5.5).
_MULTIVALUED = frozenset(
    [
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:principalservicenameslist",
        "aws:resourceorgpaths",
        "aws:sourceorgpaths",
        "aws:vpceorgpaths",
        "aws:tagkeys",
    ]
)
# The roles-as-resources actions: here the resource policy is the trust policy.
_TRUST_ACTION = re.compile(r"sts:(assumerole.*|tagsession|setsourceidentity|setcontext)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A request with everything that affects it. ``layers`` maps each present layer to its levels of statements."""

    caller: Caller
    service_linked_role: bool
    caller_in_management_account: bool
    action: str
    resource: str
    owner: str
    resource_in_management_account: bool
    strict: bool
    heed_token_denies: bool
    context: Context
    layers: Mapping[str, list[list[Statement]]]


def read_scenario(source: object) -> Scenario:
    """The scenario, checked."""
    top = _typed(source, {"request": dict, "policies": dict}, ("request", "policies"), "scenario")
    request = _typed(top["request"], _REQUEST, ("principal", "action", "resource"), "request")
    resource = _typed(request["resource"], _RESOURCE, ("arn",), "resource")
    _match(request["action"], r"[A-Za-z0-9-]+:[A-Za-z0-9-_.]+", "action")
    _match(resource["arn"], r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.*", "resource arn")
    _match(resource.get("account", "0" * 12), "[0-9]{12}", "resource account")
    given = _context(request.get("context", {}))
    caller = read_caller(
        request["principal"],
        request.get("principal_id", ""),
        request.get("issuing_user", ""),
        given.get("aws:principalarn"),
    )
    if request.get("principal_id") and (not caller.is_iam_principal or caller.entity_arn == caller.root_arn):
        raise ValueError("a unique id for who has none")
    owner = resource.get("account") or _account_in(resource["arn"])
    derived = dict(derived_keys(caller)) | ({"aws:resourceaccount": owner} if owner else {})
    return Scenario(
        caller=caller,
        service_linked_role=request.get("service_linked_role", False),
        caller_in_management_account=request.get("management_account", False),
        action=request["action"],
        resource=resource["arn"],
        owner=owner or caller.account,
        resource_in_management_account=resource.get("management_account", False),
        heed_token_denies=request.get("heed_token_denies", False),
        strict=resource.get("strict", False) or _is_strict(request["action"], resource["arn"]),
        context=derived | given,
        layers=_layers(top["policies"]),
    )


def _typed(source: object, members: Mapping[str, type], required: tuple[str, ...], what: str) -> dict:
    if not isinstance(source, dict):
        raise ValueError(f"{what} is not an object")
    for name, value in source.items():
        if name not in members or type(value) is not members[name]:
            raise ValueError(f"{what} has an unknown or mistyped member: {name}")
    missing = [name for name in required if name not in source]
    if missing:
        raise ValueError(f"{what} lacks {missing}")
    return source


def _match(text: str, pattern: str, what: str) -> None:
    if not re.fullmatch(pattern, text, re.DOTALL):
        raise ValueError(f"malformed {what}: {text}")


def _context(source: dict) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for name, value in source.items():
        key = name.lower()
        if key in found:
            raise ValueError(f"context key twice: {name}")
        if isinstance(value, list):
            found[key] = tuple(scalar_text(each) for each in value)
        else:
            text = scalar_text(value)
            found[key] = (text,) if key in _MULTIVALUED else text
    return found


def _account_in(arn: str) -> str:
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 and re.fullmatch("[0-9]{12}", parts[4]) else ""


def _is_strict(action: str, arn: str) -> bool:
    """Keys and roles have a resource policy that cannot be left out (spec policy 6.8, 6.12)."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return False
    is_key = action.lower().startswith("kms:") and parts[2] == "kms" and parts[5].startswith("key/")
    is_role = bool(_TRUST_ACTION.fullmatch(action)) and parts[2] == "iam" and parts[5].startswith("role/")
    return is_key or is_role


def _layers(source: dict) -> dict[str, list[list[Statement]]]:
    found = {}
    for layer, value in source.items():
        if layer not in LAYERS:
            raise ValueError(f"unknown layer: {layer}")
        if layer in ("permissions_boundary", "resource"):
            levels = [[value]]
        elif layer in ("service_control", "resource_control"):
            levels = _lists(value, layer)
        else:
            levels = _lists([value], layer)
        found[layer] = [[each for policy in level for each in _policy(policy, layer)] for level in levels]
    return found


def _lists(value: object, layer: str) -> list[list[object]]:
    if not isinstance(value, list) or not all(isinstance(level, list) for level in value):
        raise ValueError(f"{layer} is not a list of what it should hold")
    return value


def _policy(value: object, layer: str) -> list[Statement]:
    if not isinstance(value, dict) or "document" not in value or not set(value) <= {"name", "document"}:
        raise ValueError(f"{layer}: a policy is an object with name and document")
    if not isinstance(value.get("name", ""), str):
        raise ValueError(f"{layer}: a policy's name is not a string")
    return parse_document(value["document"], layer)
