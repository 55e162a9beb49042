"""Write the row of Limen's own service in the catalog: its actions, resource types and condition keys.

    python -m tools.build_limen_service

Everything comes from the declarations of the operations; those that need the action of another service have none of
their own. The forms of the resources are IAM's, since they are entities
of IAM. The catalog is below the operations and cannot read them, so the row is a file. A test compares it with what
this would write. tools/catalog.py documents the format.
"""

import json
from pathlib import Path
from typing import Any

from limen.authz.targets import WITHOUT_PARAMETER
from limen.operations.catalog import all_operations
from limen.operations.registry import Operation, ReadOperation
from limen.policy.catalog import AccessLevel, ResourceType, find_service
from limen.policy.catalog.lookup import LIMEN

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "src" / "limen" / "policy" / "catalog" / f"{LIMEN}.json"


def render() -> str:
    """The content of the file."""
    operations = [each for each in all_operations() if each.service == LIMEN and not each.acts_as]
    types = _find_types(operations)
    keys = _find_keys(types)
    numbers = {name: number for number, name in enumerate(keys)}
    facts = {
        "title": "Limen",
        "keys": [[name, kind] for name, kind in keys.items()],
        "types": [[each.name, each.arns, [numbers[key] for key in each.context_keys]] for each in types],
        "actions": [_render_action(operation, [each.name for each in types]) for operation in operations],
    }
    return json.dumps(facts, indent=1) + "\n"


def _find_types(operations: list[Operation]) -> list[ResourceType]:
    iam = find_service("iam")
    if iam is None:
        raise LookupError("the catalog has no service iam")
    kinds = {each.target.kind for each in operations if each.target.form not in WITHOUT_PARAMETER}
    return [iam.resource_types[kind] for kind in sorted(kinds)]


def _find_keys(types: list[ResourceType]) -> dict[str, str]:
    """The keys of the types with their own type of value; all of them are single strings."""
    return {name: "String" for each in types for name in each.context_keys}


def _render_action(operation: Operation, types: list[str]) -> list[Any]:
    required = [] if operation.target.form in WITHOUT_PARAMETER else [[types.index(operation.target.kind), 1, []]]
    return [operation.name, _find_level(operation), [], required, [], 0]


def _find_level(operation: Operation) -> AccessLevel:
    if not isinstance(operation, ReadOperation):
        return AccessLevel.WRITE
    return AccessLevel.LIST if operation.name.startswith("List") else AccessLevel.READ


def main() -> None:
    """Write the file."""
    FILE.write_text(render(), encoding="utf-8")
    print(f"wrote {FILE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
