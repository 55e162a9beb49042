"""regorus (Rust): Rego, compiled to the program of its register machine; one rule for each action and resource."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from typing import Any

import regorus

from benchmarks.engine.peers.layered import LayeredPeer, Request

_VARIABLE = re.compile(r"(\$\{[^}]+\})")
_HEAD = """package iam
import rego.v1
default allow := false
default permit := false
default deny := false
allow if { permit; not deny }
in_network(networks) if { some network in networks; net.cidr_contains(network, input.ctx["aws:SourceIp"]) }
is_like(value, patterns) if { some pattern in patterns; regex.match(pattern, value) }
"""


class Peer(LayeredPeer):
    name = "regorus (compiled Rego, Rust)"
    version = version("gordon-to-regorus")

    def translate(self, name: str) -> str:
        return "\n".join(rule for source in self.workload["policies"][name] for rule in _rules(source))

    def load(self, names: tuple[str, ...], principal: str) -> Any:
        text = _HEAD + "\n".join(self.translated[name] for name in names)
        machine = regorus.Rvm()
        machine.load_program(regorus.Program.compile_from_modules("{}", [("iam.rego", text)], ["data.iam.allow"]))
        machine.set_data_json("{}")
        return machine

    def build(self, request: Request) -> str:
        context = request["context"]
        return json.dumps(
            {
                "action": request["action"],
                "resource": request["resource"],
                "ctx": context,
                "now": _seconds(context["aws:CurrentTime"]),
            }
        )

    def decide_layer(self, loaded: Any, built: str) -> bool:
        loaded.set_input_json(built)
        return bool(loaded.execute() == "true")


def _rules(source: dict[str, Any]) -> Iterator[str]:
    head = "permit" if source["Effect"] == "Allow" else "deny"
    tests = [
        _condition(operator, key, values)
        for operator, clauses in source.get("Condition", {}).items()
        for key, values in clauses.items()
    ]
    if "Principal" in source:
        tests.append(f"{_value('${aws:PrincipalArn}')} in {_set(source['Principal']['AWS'])}")
    for action in _actions(source["Action"]):
        for resource in source["Resource"]:
            body = [test for test in (action, _resource(resource)) if test] + tests
            yield f"{head} if {{ {'; '.join(body) or 'true'} }}"


def _actions(patterns: list[str]) -> Iterator[str]:
    if "*" in patterns:
        yield ""
        return
    exact = [each for each in patterns if "*" not in each]
    if exact:
        yield f"input.action in {_set(exact)}" if len(exact) > 1 else f"input.action == {json.dumps(exact[0])}"
    yield from (_matches("input.action", each) for each in patterns if "*" in each)


def _resource(pattern: str) -> str:
    if pattern == "*":
        return ""
    if "${" not in pattern:
        return _matches("input.resource", pattern)
    parts = [_value(part) for part in _VARIABLE.split(pattern.removesuffix("*")) if part]
    whole = f'concat("", [{", ".join(parts)}])'
    return f"startswith(input.resource, {whole})" if pattern.endswith("*") else f"input.resource == {whole}"


def _matches(what: str, pattern: str) -> str:
    if "*" not in pattern:
        return f"{what} == {json.dumps(pattern)}"
    before, *others = pattern.split("*")
    if others == [""]:
        return f"startswith({what}, {json.dumps(before)})"
    if len(others) == 1:
        length = len(before) + len(others[0])
        ends = f"startswith({what}, {json.dumps(before)}); endswith({what}, {json.dumps(others[0])})"
        return f"{ends}; count({what}) >= {length}"
    return f"regex.match({json.dumps(_regex(pattern))}, {what})"


def _condition(operator: str, key: str, values: list[str]) -> str:
    value = _value(f"${{{key}}}")
    match operator:
        case "IpAddress" if len(values) == 1:
            return f"net.cidr_contains({json.dumps(values[0])}, {value})"
        case "IpAddress" | "NotIpAddress":
            return f"{'not ' if operator == 'NotIpAddress' else ''}in_network({json.dumps(values)})"
        case "DateLessThan":
            return f"input.now < {max(map(_seconds, values))}"
        case "DateGreaterThan":
            return f"input.now > {min(map(_seconds, values))}"
        case "StringLike" if len(values) == 1:
            return _matches(value, values[0])
        case "StringLike":
            return f"is_like({value}, {json.dumps([_regex(each) for each in values])})"
        case "StringNotEquals":
            return "; ".join(f"not {value} == {_value(each)}" for each in values)
        case "StringEquals" | "Bool":
            wanted = ", ".join(_value(each) for each in values)
            return f"{value} in {{{wanted}}}" if len(values) > 1 else f"{value} == {wanted}"
    raise ValueError(operator)


def _value(text: str) -> str:
    return f"input.ctx[{json.dumps(text[2:-1])}]" if text.startswith("${") else json.dumps(text)


def _set(values: list[str]) -> str:
    return f"{{{', '.join(map(json.dumps, values))}}}"


def _regex(pattern: str) -> str:
    return f"^{'.*'.join(re.escape(part).replace(chr(92) + '-', '-') for part in pattern.split('*'))}$"


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
