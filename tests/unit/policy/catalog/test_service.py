import pytest

from limen.policy.catalog.service import AccessLevel, ServiceRow, parse_service

FACTS: ServiceRow = {
    "title": "Example",
    "keys": [("x:Color", "String"), ("x:Sizes", "ArrayOfString"), ("x:Tag/${TagKey}", "String")],
    "types": [("box", ["arn:${Partition}:x:::${Name}", "arn:${Partition}:x:::box/${Name}"], [0])],
    "actions": [
        ("OpenBox", "Write", [1], [(0, 1, [0, 2])], ["y:Lift"], 0),
        ("Own", "Permissions management", [], [], [], 1),
    ],
}
SERVICE = parse_service("x", FACTS)


def test_an_action_gets_its_names_back():
    action = SERVICE.find_action("openbox")
    assert (action.full_name, action.access_level) == ("x:OpenBox", AccessLevel.WRITE)
    assert action.context_keys == ("x:Sizes",)
    (box,) = action.resources
    assert (box.type_name, box.is_required, box.context_keys) == ("box", True, ("x:Color", "x:Tag/${TagKey}"))
    assert (action.dependent_actions, action.is_permission_only) == (("y:Lift",), False)


def test_an_action_for_policies_only():
    action = SERVICE.find_action("Own")
    assert (action.access_level, action.is_permission_only) == (AccessLevel.PERMISSIONS_MANAGEMENT, True)


def test_a_resource_type_with_two_forms():
    assert SERVICE.resource_types["box"].arn_patterns == ("arn:*:x:::*", "arn:*:x:::box/*")
    assert SERVICE.resource_types["box"].context_keys == ("x:Color",)


@pytest.mark.parametrize(("name", "found"), [("X:SIZES", "x:Sizes"), ("x:tag/a", "x:Tag/${TagKey}"), ("x:tag/", None)])
def test_keys(name, found):
    key = SERVICE.find_context_key(name)
    assert (key and key.name) == found


def test_only_arrays_hold_several_values():
    assert [key.name for key in SERVICE.context_keys.values() if key.is_multivalued] == ["x:Sizes"]


def test_a_level_that_aws_does_not_have_is_an_error():
    with pytest.raises(ValueError, match="Sudo"):
        parse_service("x", {**FACTS, "actions": [("A", "Sudo", [], [], [], 0)]})
