"""From a form to typed parameters, driven by the input shape, as recorded from the service.

Unknown parameters and unknown nested members are ignored. `member.01` is `member.1`; a gap stays as a missing element,
but one index may leave at most ten. Scalars must have exactly their type's form; anything else is `MalformedInput`.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from limen.wire.faults import MalformedInputError
from limen.wire.model import Shape, wire_path
from limen.wire.scalars import parse_scalar

MAX_DEPTH = 16
"""More name segments than any parameter of a model has; longer names are unknown ones."""

MAX_GAP = 10
LEAF = "."
"""Key of the value at a name that also has nested names; no segment of a name can equal it."""

BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

_INDEX = re.compile(r"[+-]?[0-9]{1,64}")

Tree = dict[str, Any]
"""Names split at the dots: a value is text, or a `Tree` of what is nested below it."""


def decode_parameters(shape: Shape, form: Mapping[str, str]) -> dict[str, object]:
    """The typed parameters of an operation whose input is `shape`; raises `MalformedInputError`."""
    return _decode_structure(shape, _grow_tree(form), "")


def _grow_tree(form: Mapping[str, str]) -> Tree:
    tree: Tree = {}
    for name, value in form.items():
        segments = name.split(".", MAX_DEPTH)
        if len(segments) <= MAX_DEPTH:
            _plant(tree, segments, value)
    return tree


def _plant(tree: Tree, segments: list[str], value: str) -> None:
    for segment in segments[:-1]:
        branch = tree.setdefault(segment, {})
        if isinstance(branch, str):
            branch = tree[segment] = {LEAF: branch}
        tree = branch
    last = segments[-1]
    if isinstance(tree.get(last), dict):
        tree[last][LEAF] = value
    else:
        tree[last] = value


def _decode(shape: Shape, node: str | Tree, path: str) -> Any:
    """The value, or `None` where nothing that belongs to `shape` was sent."""
    compound = _COMPOUNDS.get(shape.type)
    if compound:
        return compound(shape, node, path)
    text = node.get(LEAF) if isinstance(node, dict) else node
    if text is None or shape.type == "string":
        return text
    return parse_scalar(shape, text, path, booleans=BOOLEANS)


def _branches(node: str | Tree, path: str) -> Tree:
    """What is nested; an empty value means an empty collection, any other value is misplaced."""
    text = node if isinstance(node, str) else node.get(LEAF, "")
    if text:
        raise MalformedInputError(f"Unexpected value at '{path}': it has members.")
    return node if isinstance(node, dict) else {}


def _decode_structure(shape: Shape, node: str | Tree, path: str) -> dict[str, object]:
    values = {}
    for name, branch in _branches(node, path).items():
        member = shape.members.get(name)
        if member is not None:
            value = _decode(member, branch, wire_path(path, name))
            if value is not None:
                values[name] = value
    return values


def _decode_list(shape: Shape, node: str | Tree, path: str) -> list[Any]:
    branches = _branches(_branches(node, path).get("member", {}), path)
    values: list[Any] = []
    for index, branch in _in_order(branches, path):
        gap = index - len(values) - 1
        if gap > MAX_GAP:
            raise MalformedInputError(f"The list at '{path}' has an index that is too large: {index}.")
        values.extend([None] * gap)
        values.append(_decode(shape.members["member"], branch, f"{path}.{index}.member"))
    return values


def _decode_map(shape: Shape, node: str | Tree, path: str) -> dict[str, object]:
    branches = _branches(_branches(node, path).get("entry", {}), path)
    values: dict[str, object] = {}
    for index, branch in _in_order(branches, path):
        entry = _branches(branch, path)
        key = _decode(shape.members["key"], entry.get("key", {}), f"{path}.{index}.key")
        if key is None or key in values:
            raise MalformedInputError(f"The map at '{path}' has an entry with no key of its own: {index}.")
        values[key] = _decode(shape.members["value"], entry.get("value", {}), f"{path}.{key}")
    return values


def _in_order(branches: Tree, path: str) -> list[tuple[int, Any]]:
    indices: dict[int, Any] = {}
    for text, branch in branches.items():
        if text == LEAF:
            continue
        index = int(text) if _INDEX.fullmatch(text) else 0
        if index < 1 or index in indices:
            raise MalformedInputError(f"The list at '{path}' has a malformed index.")
        indices[index] = branch
    return sorted(indices.items(), key=lambda item: item[0])


_COMPOUNDS: Mapping[str, Callable[[Shape, str | Tree, str], Any]] = {
    "structure": _decode_structure,
    "list": _decode_list,
    "map": _decode_map,
}
