"""Services of one's own, in the format of AWS's service reference."""

import json
from copy import deepcopy
from typing import Any

import pytest

from limen.policy.catalog import AccessLevel, ValueType, find_service, lookup
from limen.policy.catalog.account_catalog import AWS_ONLY, SHIPPED, load_shipped, make_catalog
from limen.policy.catalog.lookup import knowing, present_services
from limen.policy.catalog.reference import (
    MAX_CHARACTERS,
    MAX_ENTRIES,
    ServiceReferenceError,
    parse_service_reference,
)

SHOP: dict[str, Any] = {
    "Name": "shop",
    "Title": "The shop",
    "Version": "v1.4",
    "Actions": [
        {
            "Name": "Buy",
            "ActionConditionKeys": ["shop:Price", "aws:ResourceTag/${TagKey}"],
            "Annotations": {
                "Properties": {
                    "IsList": False,
                    "IsPermissionManagement": False,
                    "IsTaggingOnly": False,
                    "IsWrite": True,
                }
            },
            "Resources": [{"Name": "item"}],
        },
        {"Name": "Browse"},
    ],
    "ConditionKeys": [
        {"Name": "shop:Price", "Types": ["Numeric"]},
        {"Name": "shop:Labels", "Types": ["ArrayOfString"]},
        {"Name": "shop:Attribute/${Name}"},
    ],
    "Resources": [
        {"Name": "item", "ARNFormats": ["arn:${Partition}:shop:::item/${Item}"], "ConditionKeys": ["shop:Labels"]}
    ],
}


def changed(*path, to):
    document = deepcopy(SHOP)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(document, indent=1)


def test_a_service_is_read_like_one_of_aws():
    shop = parse_service_reference(json.dumps(SHOP))
    assert (shop.prefix, shop.title) == ("shop", "The shop")
    buy = shop.find_action("BUY")
    assert buy is not None
    assert (buy.full_name, buy.access_level) == ("shop:Buy", AccessLevel.WRITE)
    assert buy.context_keys == ("shop:Price", "aws:ResourceTag/${TagKey}")
    assert [(each.type_name, each.is_required) for each in buy.resources] == [("item", True)]
    assert shop.resource_types["item"].arn_patterns == ("arn:*:shop:::item/*",)
    price, labels = shop.context_keys["shop:price"], shop.context_keys["shop:labels"]
    assert (price.value_types, price.is_multivalued) == (frozenset({ValueType.NUMERIC}), False)
    assert (labels.value_types, labels.is_multivalued) == (frozenset({ValueType.STRING}), True)
    attribute = shop.find_context_key("shop:Attribute/color")
    assert attribute is shop.context_keys["shop:attribute/${name}"]


@pytest.mark.parametrize(
    ("properties", "level"),
    [
        ({}, AccessLevel.READ),
        ({"IsList": True}, AccessLevel.LIST),
        ({"IsWrite": True}, AccessLevel.WRITE),
        ({"IsTaggingOnly": True, "IsWrite": True}, AccessLevel.TAGGING),
        ({"IsPermissionManagement": True, "IsWrite": True}, AccessLevel.PERMISSIONS_MANAGEMENT),
        ({"IsList": False}, AccessLevel.READ),
    ],
)
def test_annotations_give_the_access_level(properties, level):
    text = changed("Actions", 0, "Annotations", to={"Properties": properties})
    assert parse_service_reference(text).actions["buy"].access_level is level


WRONG = [
    (("Name",), "Shop", "Name must be the prefix of a service"),
    (("Name",), 7, "Name must be the prefix of a service"),
    (("Title",), 7, "Title must be a string"),
    (("Actons",), [], "unknown member Actons; did you mean actions?"),
    (("Actions",), [], "at least one action"),
    (("Actions",), {}, "Actions must be a list"),
    (("Actions",), ["Buy"], "Actions must be a list of objects"),
    (("Actions", 0, "Name"), "Buy It", "Name must be the name of an action"),
    (("Actions", 0, "Name"), "shop:Buy", "Name must be the name of an action"),
    (("Actions", 1, "Name"), "BUY", "BUY appears twice in Actions"),
    (("Actions", 0, "Effect"), "x", "unknown member Effect"),
    (("Actions", 0, "ActionConditionKeys"), ["shop:Prise"], "no condition key shop:Prise; did you mean shop:price?"),
    (("Actions", 0, "ActionConditionKeys"), ["aws:Nothing"], "no condition key aws:Nothing"),
    (("Actions", 0, "ActionConditionKeys"), [7], "must be a list of strings"),
    (("Actions", 0, "ActionConditionKeys"), "shop:Price", "must be a list"),
    (("Actions", 0, "Resources"), [{"Name": "thing"}], "no resource type thing"),
    (("Actions", 0, "Resources"), ["item"], "list of objects"),
    (("Actions", 0, "Annotations"), [], "an object with Properties"),
    (("Actions", 0, "Annotations"), {}, "an object with Properties"),
    (("Actions", 0, "Annotations"), {"Properties": {"IsWrite": "yes"}}, "IsWrite must be true or false"),
    (("Actions", 0, "Annotations"), {"Properties": {"IsWrong": True}}, "unknown member IsWrong"),
    (("ConditionKeys", 0, "Name"), "Price", "Name must be a condition key"),
    (("ConditionKeys", 0, "Name"), "s3:prefix", "s3:prefix is not a key of shop"),
    (("ConditionKeys", 0, "Name"), "aws:PrincipalArn", "is not a key of shop"),
    (("ConditionKeys", 0, "Types"), ["Text"], "unknown type; known are String"),
    (("ConditionKeys", 1, "Name"), "SHOP:Price", "Name must be a condition key"),
    (("ConditionKeys", 1, "Name"), "shop:price", "shop:price appears twice"),
    (("Resources", 0, "ARNFormats"), [], "has no ARNFormats"),
    (("Resources", 0, "ARNFormats"), ["item/${Item}"], "not the form of an ARN of shop"),
    (("Resources", 0, "ARNFormats"), ["arn:${Partition}:s3:::x"], "not the form of an ARN of shop"),
    (("Resources", 0, "Name"), "", "the name of a resource type"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_what_is_wrong_is_reported_with_its_place(path, value, message):
    with pytest.raises(ServiceReferenceError) as refusal:
        parse_service_reference(changed(*path, to=value))
    assert message in refusal.value.message
    assert refusal.value.position.line > 1
    assert "line" in str(refusal.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"Name":"a","Name":"b"}', "[" * 100])
def test_text_that_is_not_a_service_reference_is_refused(text):
    with pytest.raises(ServiceReferenceError):
        parse_service_reference(text)


def test_a_service_reference_is_bounded():
    with pytest.raises(ServiceReferenceError, match="at most"):
        parse_service_reference(" " * (MAX_CHARACTERS + 1))
    with pytest.raises(ServiceReferenceError, match="more than"):
        parse_service_reference(changed("Actions", to=[{"Name": f"A{n}"} for n in range(MAX_ENTRIES + 1)]))


@pytest.mark.parametrize("prefix", SHIPPED)
def test_the_shipped_services_are_services(prefix):
    service = parse_service_reference(load_shipped(prefix))
    assert service.prefix == prefix
    assert find_service(prefix) is None, "a service of AWS has this prefix by now"


def test_only_shipped_services_are_loaded():
    with pytest.raises(LookupError):
        load_shipped("../service")


def test_a_catalog_knows_aws_and_the_own_services():
    catalog = make_catalog({"shop": json.dumps(SHOP)})
    assert catalog.find_action("shop:buy").full_name == "shop:Buy"
    assert catalog.find_action("S3:GetObject").full_name == "s3:GetObject"
    assert catalog.find_action("shop:Steal") is None
    assert catalog.find_action("nothing:Buy") is None
    assert catalog.find_service("SHOP").title == "The shop"
    assert catalog.find_context_key("shop:Price").name == "shop:Price"
    assert catalog.find_context_key("shop:Nothing") is None
    assert catalog.find_context_key("aws:PrincipalArn").name == "aws:PrincipalArn"
    assert catalog.find_context_key("s3:prefix").name == "s3:prefix"
    assert {"shop", "s3"} <= set(catalog.list_services())


def test_a_catalog_without_own_services_is_that_of_aws():
    assert make_catalog({}) is AWS_ONLY
    assert AWS_ONLY.find_action("shop:Buy") is None


def test_an_own_service_never_hides_one_of_aws():
    document = json.dumps({"Name": "s3", "Actions": [{"Name": "GetObject"}]})
    catalog = make_catalog({"s3": document})
    assert len(catalog.find_service("s3").actions) > 1


def test_look_ups_know_own_services_within_a_block():
    shop, files = parse_service_reference(json.dumps(SHOP)), parse_service_reference(load_shipped("files"))
    with knowing({"shop": shop}):
        assert lookup.find_action("shop:buy").full_name == "shop:Buy"
        with knowing({"files": files}):
            assert {"shop", "files", "s3"} <= set(lookup.list_services())
        assert lookup.find_action("files:Read") is None
    assert lookup.find_action("shop:Buy") is None
    assert not lookup.is_of_aws("shop")
    assert lookup.is_of_aws("S3")


def test_answers_are_remembered_for_the_same_services():
    shop, changed = parse_service_reference(json.dumps(SHOP)), parse_service_reference(json.dumps(SHOP))
    seen = []
    for services in ({"shop": shop}, {"shop": shop}, {"shop": changed}, {}):
        with knowing(services):
            seen.append(present_services())
    first, same, other, none = seen
    assert first == same
    assert hash(first) == hash(same)
    assert len({first, same, other, none}) == 3
    assert first != "shop"
