"""Write `shapes.pyi` of each service that has operations: the types of their inputs and outputs, for mypy only.

    python -m tools.build_shapes

The types are those of the service model that the wire parses and renders by, so a misspelled or missing member of a
handler is a type error. docs/decisions/0010-types-from-the-service-model.md says why they are not those of other
packages. A test compares the files with what this would write.
"""

from collections.abc import Mapping
from pathlib import Path

from limen.wire.model import Shape
from limen.wire.service_models import FOLDERS, SERVICES, load_service

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = ROOT / "src" / "limen" / "operations"

HEADER = '''"""What the operations of {service} take and answer. Written by `python -m tools.build_shapes`."""

from datetime import datetime
from typing import Literal, NotRequired, TypedDict
'''
SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
    "blob": "bytes",
    "timestamp": "datetime",
}


def path_of(service: str) -> Path:
    """The file of a service."""
    return OPERATIONS / FOLDERS.get(service, service) / "shapes.pyi"


def find_services() -> tuple[str, ...]:
    """The services that have a package of operations."""
    return tuple(service for service in sorted(SERVICES) if path_of(service).parent.is_dir())


def render(service: str) -> str:
    """The content of a service's file."""
    model = load_service(service)
    operations = {name: model.get_operation(name) for name in sorted(model)}
    tops = {f"{name}Request": operation.input for name, operation in operations.items()}
    tops |= {f"{name}Response": operation.output for name, operation in operations.items()}
    parts: dict[str, Shape] = {}
    for shape in tops.values():
        _collect(shape, parts)
    named = {**{_class_name(name): shape for name, shape in sorted(parts.items())}, **tops}
    return "\n".join((HEADER.format(service=service), *(_render_type(name, named[name]) for name in sorted(named))))


def _collect(shape: Shape, parts: dict[str, Shape]) -> None:
    """Find the structures and enumerations inside of a shape; a shape may contain itself."""
    for member in shape.members.values():
        is_new = member.name not in parts
        if is_new and (member.type == "structure" or member.enum):
            parts[member.name] = member
        if is_new:
            _collect(member, parts)


def _class_name(name: str) -> str:
    return name[:1].upper() + name[1:]


def _render_type(name: str, shape: Shape) -> str:
    if shape.type != "structure":
        return f"{name} = Literal[{', '.join(map(repr, shape.enum))}]\n"
    members = {member: _render_member(shape, member) for member in shape.members}
    if not all(member.isidentifier() for member in members):
        return _render_functional(name, members)
    lines = [f"    {member}: {annotation}" for member, annotation in members.items()] or ["    pass"]
    return "\n".join((f"class {name}(TypedDict):", *lines, ""))


def _render_functional(name: str, members: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{member!r}: {annotation}" for member, annotation in members.items())
    return f"{name} = TypedDict({name!r}, {{{pairs}}})\n"


def _render_member(shape: Shape, member: str) -> str:
    annotation = _annotate(shape.members[member])
    return annotation if member in shape.required else f"NotRequired[{annotation}]"


def _annotate(shape: Shape) -> str:
    match shape.type:
        case "structure":
            return _class_name(shape.name)
        case "list":
            return f"list[{_annotate(shape.members['member'])}]"
        case "map":
            return f"dict[{_annotate(shape.members['key'])}, {_annotate(shape.members['value'])}]"
        case _:
            return _class_name(shape.name) if shape.enum else SCALARS[shape.type]


def main() -> None:
    """Write the files."""
    for service in find_services():
        path_of(service).write_text(render(service), encoding="utf-8")
        print(f"wrote {path_of(service).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
