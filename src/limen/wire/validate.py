"""The model's constraints, all failures in one `ValidationError` with the service's own texts.

Values are checked depth first, in the order of the model. IAM does not repeat the value; other services do, except
sensitive ones. If the service has its own text for a pattern (names, paths), it is used alone, and only if nothing else
fails.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from limen.errors import ValidationError
from limen.wire.errata import ECHOES_VALUES, NATIVE_MESSAGES
from limen.wire.model import Shape, wire_path
from limen.wire.model_patterns import compile_pattern
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import load_service

MAX_ECHO_CHARACTERS = 2048
HIDDEN = "***"

NOT_NULL = "Member must not be null"
COMPOUND_TYPES = frozenset({"structure", "list", "map"})
SIZED_TYPES = frozenset({"string", "blob", "list", "map"})


class _Findings:
    """The failures found so far, in the form of this service."""

    __slots__ = ("_echoes", "_native_messages", "failures", "fields", "native_failures")

    def __init__(self, service: str) -> None:
        self._echoes = service in ECHOES_VALUES
        self._native_messages = NATIVE_MESSAGES.get(service, {})
        self.failures: list[str] = []
        self.fields: list[tuple[str, str]] = []
        self.native_failures: list[str] = []

    def add(self, path: str, shape: Shape, value: object, constraint: str) -> None:
        echo = f" {_render_value(shape, value)}" if self._echoes else ""
        self.fields.append((path, constraint))
        self.failures.append(f"Value{echo} at '{path}' failed to satisfy constraint: {constraint}")

    def add_mismatch(self, path: str, shape: Shape, value: object) -> None:
        native = self._native_messages.get(shape.name)
        if native:
            self.native_failures.append(native.format(member=path.rpartition(".")[2]))
        else:
            self.add(path, shape, value, _pattern_constraint(shape))


def validate(call: ParsedCall) -> None:
    """Return if the parameters satisfy the model; raises `ValidationError`."""
    findings = _Findings(call.service)
    _check_structure(load_service(call.service).get_operation(call.operation).input, call.parameters, "", findings)
    count = len(findings.failures)
    if count:
        noun = "error" if count == 1 else "errors"
        message = f"{count} validation {noun} detected: {'; '.join(findings.failures)}"
        raise ValidationError(message, failures=tuple(findings.fields))
    if findings.native_failures:
        raise ValidationError(findings.native_failures[0])


def _check_structure(shape: Shape, values: Mapping[str, object], path: str, findings: _Findings) -> None:
    for name, member in shape.members.items():
        value = values.get(name)
        if value is not None:
            _check(member, value, wire_path(path, name), findings)
        elif name in shape.required:
            findings.add(wire_path(path, name), member, None, NOT_NULL)


def _check(shape: Shape, value: Any, path: str, findings: _Findings) -> None:
    if shape.type == "structure":
        _check_structure(shape, value, path, findings)
        return
    for constraint in _broken_limits(shape, value):
        findings.add(path, shape, value, constraint)
    if shape.type == "list":
        _check_list(shape, value, path, findings)
    elif shape.type == "map":
        _check_map(shape, value, path, findings)
    elif shape.enum and value not in shape.enum:
        findings.add(path, shape, value, "Member must satisfy enum value set")
    elif shape.pattern and not compile_pattern(shape.pattern)(value):
        findings.add_mismatch(path, shape, value)


def _check_list(shape: Shape, values: list[Any], path: str, findings: _Findings) -> None:
    element = shape.members["member"]
    if element.type not in COMPOUND_TYPES:
        _check_elements(shape, element, values, path, findings)
        return
    for position, value in enumerate(values, 1):
        place = f"{path}.{position}.member"
        if value is None:
            findings.add(place, element, value, NOT_NULL)
        else:
            _check(element, value, place, findings)


def _check_elements(shape: Shape, element: Shape, values: list[Any], path: str, findings: _Findings) -> None:
    """Scalars in a list: the list fails as a whole, and the text has all constraints of its elements."""
    if None in values:
        findings.add(path, shape, values, f"Member must satisfy constraint: [{NOT_NULL}]")
    elif not all(_is_good(element, value) for value in values):
        constraints = ", ".join(_constraints(element))
        findings.add(path, shape, values, f"Member must satisfy constraint: [{constraints}]")


def _check_map(shape: Shape, values: Mapping[str, object], path: str, findings: _Findings) -> None:
    key, element = shape.members["key"], shape.members["value"]
    if not all(_is_good(key, name) for name in values):
        findings.add(path, shape, values, f"Map keys must satisfy constraint: [{', '.join(_constraints(key))}]")
    for name, value in values.items():
        place = f"{path}.{name[:MAX_ECHO_CHARACTERS]}"
        if value is None:
            findings.add(place, element, value, NOT_NULL)
        else:
            _check(element, value, place, findings)


def _is_good(shape: Shape, value: Any) -> bool:
    if shape.enum and value not in shape.enum:
        return False
    return not any(_broken_limits(shape, value)) and (not shape.pattern or bool(compile_pattern(shape.pattern)(value)))


def _broken_limits(shape: Shape, value: Any) -> Iterator[str]:
    if shape.max is None and shape.min is None:
        return
    size = value if isinstance(value, int | float) else len(value)
    if shape.max is not None and size > shape.max:
        yield _limit_constraint(shape, "less", shape.max)
    if shape.min is not None and size < shape.min:
        yield _limit_constraint(shape, "greater", shape.min)


def _constraints(shape: Shape) -> Iterator[str]:
    if shape.enum:
        yield f"Member must satisfy enum value set: [{', '.join(shape.enum)}]"
    if shape.max is not None:
        yield _limit_constraint(shape, "less", shape.max)
    if shape.min is not None:
        yield _limit_constraint(shape, "greater", shape.min)
    if shape.pattern:
        yield _pattern_constraint(shape)


def _limit_constraint(shape: Shape, comparison: str, limit: int) -> str:
    quality = "length" if shape.type in SIZED_TYPES else "value"
    return f"Member must have {quality} {comparison} than or equal to {limit}"


def _pattern_constraint(shape: Shape) -> str:
    return f"Member must satisfy regular expression pattern: {shape.pattern}"


def _render_value(shape: Shape, value: object) -> str:
    if value is None:
        return "null"
    if shape.is_sensitive or any(member.is_sensitive for member in shape.members.values()):
        return f"'{HIDDEN}'"
    text = f"[{', '.join(map(_render_element, value))}]" if isinstance(value, list) else str(value)
    return f"'{text[:MAX_ECHO_CHARACTERS]}'"


def _render_element(value: Any) -> str:
    return "null" if value is None else str(value)
