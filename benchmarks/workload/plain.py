"""The right answers: the part of IAM that the workloads use, implemented as simply as possible, and slowly.

It uses no code of Limen, so that Limen is checked like any other engine.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

Context = Mapping[str, str]

_VARIABLE = re.compile(r"\$\{([^}]+)\}")


def decide(workload: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """Whether the request is allowed: nothing denies, and every layer that is there allows."""
    answers = [ask_policies(workload, layer, request) for layer in layers_of(workload, request)]
    return all(answer is True for answer in answers)


def layers_of(workload: Mapping[str, Any], request: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """The names of the policies in each layer; identity and resource policies add up, the others limit."""
    principal = workload["principals"][request["principal"]]
    granting = (*principal["identity"], *([request["resource_policy"]] if request.get("resource_policy") else ()))
    limits = (principal.get("boundary"), request.get("session"), *workload.get("service_control", ()))
    return [granting, *((name,) for name in limits if name)]


def ask_policies(workload: Mapping[str, Any], names: Iterable[str], request: Mapping[str, Any]) -> bool | None:
    """True: allowed. False: explicitly denied. None: not mentioned."""
    effects = {
        statement["Effect"]
        for name in names
        for statement in workload["policies"][name]
        if _applies(statement, request)
    }
    return False if "Deny" in effects else True if effects else None


def _applies(statement: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    context = request["context"]
    return (
        any(_is_like(request["action"].lower(), pattern.lower()) for pattern in statement["Action"])
        and any(_is_like(request["resource"], _fill(pattern, context)) for pattern in statement["Resource"])
        and ("Principal" not in statement or context.get("aws:PrincipalArn") in statement["Principal"]["AWS"])
        and all(
            _holds(operator, context.get(key), [_fill(value, context) for value in values])
            for operator, clauses in statement.get("Condition", {}).items()
            for key, values in clauses.items()
        )
    )


def _fill(pattern: str, context: Context) -> str | None:
    """Put the context's values in; `None` if one of them is not there."""
    if any(name not in context for name in _VARIABLE.findall(pattern)):
        return None
    return _VARIABLE.sub(lambda found: context[found[1]], pattern)


def _holds(operator: str, value: str | None, wanted: list[str | None]) -> bool:
    is_negated = "Not" in operator
    if value is None:
        return is_negated
    plain = operator.replace("Not", "")
    return any(want is not None and _compare(plain, value, want) for want in wanted) is not is_negated


def _compare(operator: str, value: str, wanted: str) -> bool:
    match operator:
        case "StringEquals" | "Bool":
            return value == wanted
        case "StringLike":
            return _is_like(value, wanted)
        case "IpAddress":
            return ip_address(value) in ip_network(wanted)
        case "DateLessThan":
            return datetime.fromisoformat(value) < datetime.fromisoformat(wanted)
        case "DateGreaterThan":
            return datetime.fromisoformat(value) > datetime.fromisoformat(wanted)
    raise ValueError(operator)


def _is_like(text: str, pattern: str | None) -> bool:
    return pattern is not None and _regex(pattern).fullmatch(text) is not None


@lru_cache(maxsize=65536)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
