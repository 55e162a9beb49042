"""ListServices and GetService: the catalog of the caller's account."""

import pytest

from limen.domain.own_services import OwnService
from limen.operations.limen.faults import ResourceNotFoundError
from tests.unit.operations.world import ACCOUNT, CREATED, OTHER_ACCOUNT, World

SHOP = """{"Name": "shop", "Title": "Shop", "Actions": [
  {"Name": "Sell", "Annotations": {"Properties": {"IsWrite": true}}, "ActionConditionKeys": ["shop:Sizes"],
   "Resources": [{"Name": "item"}]}],
 "Resources": [{"Name": "item", "ARNFormats": ["arn:${Partition}:shop:::${Item}"]}],
 "ConditionKeys": [{"Name": "shop:Sizes", "Types": ["ArrayOfNumeric"]}]}"""


def own(account: str) -> OwnService:
    return OwnService(account, "shop", SHOP, CREATED, CREATED)


def test_services_of_aws_of_limen_and_of_the_account(world: World):
    world.put(own(ACCOUNT))
    services = {each["Prefix"]: each for each in world.call("ListServices")["Services"]}
    assert services["s3"] == {"Prefix": "s3", "Title": "Amazon S3", "IsOwn": False}
    assert services["limen"]["IsOwn"] is False
    assert services["shop"] == {"Prefix": "shop", "Title": "Shop", "IsOwn": True}
    assert list(services) == sorted(services)


def test_the_condition_keys_of_all_services(world: World):
    keys = {each["Name"]: each for each in world.call("ListServices")["GlobalConditionKeys"]}
    assert keys["aws:SourceIp"] == {"Name": "aws:SourceIp", "Types": ["IPAddress"], "IsMultivalued": False}
    assert keys["aws:TagKeys"]["IsMultivalued"] is True
    assert keys["aws:EpochTime"]["Types"] == ["Date", "Numeric"]
    assert "aws:PrincipalTag/${TagKey}" in keys


def test_an_own_service_whole(world: World):
    world.put(own(ACCOUNT))
    assert world.call("GetService", Prefix="SHOP") == {
        "Prefix": "shop",
        "Title": "Shop",
        "IsOwn": True,
        "Actions": [
            {
                "Name": "Sell",
                "AccessLevel": "Write",
                "ResourceTypes": [{"Name": "item", "IsRequired": True, "ConditionKeys": []}],
                "ConditionKeys": ["shop:Sizes"],
                "DependentActions": [],
                "IsPermissionOnly": False,
            }
        ],
        "ResourceTypes": [{"Name": "item", "ArnFormats": ["arn:${Partition}:shop:::${Item}"], "ConditionKeys": []}],
        "ConditionKeys": [{"Name": "shop:Sizes", "Types": ["Numeric"], "IsMultivalued": True}],
    }


def test_facts_about_a_service_of_aws(world: World):
    service = world.call("GetService", Prefix="iam")
    actions = {each["Name"]: each for each in service["Actions"]}
    assert actions["AttachUserPolicy"]["AccessLevel"] == "Permissions management"
    assert [each["Name"] for each in actions["AttachUserPolicy"]["ResourceTypes"]] == ["user"]
    assert "iam:PolicyARN" in {key for each in service["Actions"] for key in each["ConditionKeys"]}
    types = {each["Name"]: each["ArnFormats"] for each in service["ResourceTypes"]}
    assert types["user"] == ["arn:${Partition}:iam::${Account}:user/${UserNameWithPath}"]


def test_a_service_of_another_account_does_not_exist(world: World):
    world.put(own(OTHER_ACCOUNT))
    assert "shop" not in {each["Prefix"] for each in world.call("ListServices")["Services"]}
    with pytest.raises(ResourceNotFoundError, match=r"There is no service shop\."):
        world.call("GetService", Prefix="shop")
