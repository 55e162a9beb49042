"""Cedar (Rust) through cedarpy, policies and entities parsed beforehand.

Cedar has no variables inside of `like` patterns: such a pattern becomes one with `*`, and the segment of the ARN, which
the caller cuts out, is compared with the attribute. Action wildcards are written out over the workload's actions.
"""

import json
import re
from importlib.metadata import version
from typing import Any

import cedarpy

from benchmarks.engine.peers.layered import LayeredPeer, Request

_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_ATTRIBUTES = {
    "aws:PrincipalTag/team": "principal.team",
    "aws:PrincipalTag/env": "principal.stage",
    "aws:username": "principal.name",
}


class Peer(LayeredPeer):
    name = "cedarpy (Cedar, Rust)"
    version = version("cedarpy")

    def translate(self, name: str) -> str:
        return "\n".join(_statement(source, self.workload["actions"]) for source in self.workload["policies"][name])

    def load(self, names: tuple[str, ...], principal: str) -> Any:
        found = self.workload["principals"][principal]
        attributes = {"team": found["team"], "stage": found["stage"], "name": principal}
        entity = {"uid": {"type": "Principal", "id": principal}, "attrs": attributes, "parents": []}
        policies = cedarpy.PolicySet.from_str("\n".join(self.translated[name] for name in names))
        return policies, cedarpy.Entities.from_json_str(json.dumps([entity]))

    def build(self, request: Request) -> Any:
        return {
            "principal": {"type": "Principal", "id": request["principal"]},
            "action": {"type": "Action", "id": request["action"]},
            "resource": {"type": "Resource", "id": "any"},
            "context": _context(request),
        }

    def decide_layer(self, loaded: Any, built: Any) -> bool:
        return bool(cedarpy.is_authorized(built, *loaded).allowed)


def _statement(source: dict[str, Any], known: list[str]) -> str:
    tests = [_any_of([_resource(each) for each in source["Resource"]])] if "*" not in source["Resource"] else []
    if "Principal" in source:
        roles = [f"Principal::{_text(arn.rpartition('/')[2])}" for arn in source["Principal"]["AWS"]]
        tests.append(f"principal in [{', '.join(roles)}]")
    tests += [
        _condition(operator, key, values)
        for operator, clauses in source.get("Condition", {}).items()
        for key, values in clauses.items()
    ]
    effect = "permit" if source["Effect"] == "Allow" else "forbid"
    condition = f" when {{ {' && '.join(tests)} }}" if tests else ""
    return f"{effect}(principal, {_actions(source['Action'], known)}, resource){condition};"


def _actions(patterns: list[str], known: list[str]) -> str:
    if "*" in patterns:
        return "action"
    regex = re.compile("|".join(".*".join(map(re.escape, each.split("*"))) for each in patterns))
    return f"action in [{', '.join(f'Action::{_text(name)}' for name in known if regex.fullmatch(name))}]"


def _resource(pattern: str) -> str:
    found = _VARIABLE.search(pattern)
    if found is not None:
        return f"(context.arn like {_text(_VARIABLE.sub('*', pattern))} && context.segment == {_ATTRIBUTES[found[1]]})"
    return f"context.arn {'like' if '*' in pattern else '=='} {_text(pattern)}"


def _condition(operator: str, key: str, values: list[str]) -> str:
    is_negated = "Not" in operator
    match key:
        case "aws:SourceIp":
            test = _any_of([f"context.ip.isInRange(ip({_text(value)}))" for value in values])
        case "aws:CurrentTime":
            sign = "<" if operator == "DateLessThan" else ">"
            test = _any_of([f"context.now {sign} datetime({_text(value)})" for value in values])
        case "aws:MultiFactorAuthPresent":
            test = f"(context has mfa && context.mfa == {values[0]})"
        case "aws:SecureTransport":
            test = f"context.tls == {values[0]}"
        case "aws:PrincipalTag/team":
            sign = "like" if operator == "StringLike" else "=="
            test = _any_of([f"principal.team {sign} {_text(value)}" for value in values])
        case "aws:ResourceTag/env":
            test = f"(context has stage && {_any_of([f'context.stage == {_value(value)}' for value in values])})"
        case _:
            raise ValueError(key)
    return f"!({test})" if is_negated else test


def _any_of(tests: list[str]) -> str:
    return f"({' || '.join(tests)})"


def _value(value: str) -> str:
    found = _VARIABLE.fullmatch(value)
    return _ATTRIBUTES[found[1]] if found else _text(value)


def _text(value: str) -> str:
    return json.dumps(value)


def _context(request: Request) -> dict[str, Any]:
    given = request["context"]
    segments = request["resource"].split("/", 2)
    context: dict[str, Any] = {
        "arn": request["resource"],
        "segment": segments[1] if len(segments) > 1 else "",
        "ip": {"__extn": {"fn": "ip", "arg": given["aws:SourceIp"]}},
        "now": {"__extn": {"fn": "datetime", "arg": given["aws:CurrentTime"]}},
        "tls": given["aws:SecureTransport"] == "true",
    }
    if "aws:MultiFactorAuthPresent" in given:
        context["mfa"] = given["aws:MultiFactorAuthPresent"] == "true"
    if "aws:ResourceTag/env" in given:
        context["stage"] = given["aws:ResourceTag/env"]
    return context
