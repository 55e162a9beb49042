"""PutService and DeleteService as handlers, and the operations that know the account's services."""

import json

import pytest

from limen.authz.account_view import find_catalog
from limen.domain.own_services import OwnService
from limen.errors import ValidationError
from limen.operations.limen import own_services
from limen.operations.limen.faults import ResourceNotFoundError
from limen.policy.catalog.account_catalog import load_shipped
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, OTHER_ACCOUNT, World

SHOP = json.dumps({"Name": "shop", "Actions": [{"Name": "Buy"}, {"Name": "Browse"}]})


def test_a_service_is_described_replaced_and_deleted(world: World):
    assert world.call("PutService", Document=SHOP) == {"Prefix": "shop", "Actions": ["shop:Buy", "shop:Browse"]}
    world.call("PutService", Document=SHOP.replace("Browse", "Look"))
    kept = world.store.latest().find(OwnService, ACCOUNT, "shop")
    assert kept is not None
    assert (kept.created, kept.updated) == (NOW, NOW)
    assert find_catalog(world.store.latest(), ACCOUNT).find_action("shop:look") is not None
    assert find_catalog(world.store.latest(), OTHER_ACCOUNT).find_action("shop:look") is None
    assert world.call("DeleteService", Prefix="SHOP") == {}
    assert world.store.latest().find(OwnService, ACCOUNT, "shop") is None


def test_a_service_that_is_not_there_is_not_deleted(world: World):
    with pytest.raises(ResourceNotFoundError, match=rf"^Account {ACCOUNT} has no service shop of its own\.$"):
        world.call("DeleteService", Prefix="shop")


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "line 1, column 2"),
        ('{\n "Name": "Shop"}', "line 2, column"),
        ('{"Name": "s3", "Actions": [{"Name": "GetObject"}]}', "The prefix s3 belongs to a service of AWS"),
        ('{"Name": "limen", "Actions": [{"Name": "Other"}]}', "The prefix limen belongs"),
    ],
)
def test_what_is_not_a_service_of_ones_own_is_refused(world: World, document, message):
    with pytest.raises(ValidationError, match=message):
        world.call("PutService", Document=document)
    assert world.store.latest().all(OwnService, ACCOUNT) == ()


def test_an_account_has_a_bounded_number_of_services(world: World, monkeypatch):
    monkeypatch.setattr(own_services, "MAX_SERVICES", 1)
    world.call("PutService", Document=SHOP)
    world.call("PutService", Document=SHOP)
    with pytest.raises(ValidationError, match="at most 1 services"):
        world.call("PutService", Document=load_shipped("files"))


def test_a_service_with_credentials_is_kept(world: World):
    world.user("alice")
    world.call("PutService", Document=load_shipped("files"))
    world.call("CreateServiceSpecificCredential", UserName="alice", ServiceName="files")
    with pytest.raises(ValidationError, match="Users have credentials for the service files"):
        world.call("DeleteService", Prefix="files")


def test_the_date_of_the_first_description_stays(world: World):
    with world.store.begin(now=CREATED) as tx:
        tx.put(OwnService(ACCOUNT, "shop", SHOP, CREATED, CREATED))
        tx.commit(None)
    world.call("PutService", Document=SHOP)
    kept = world.store.latest().find(OwnService, ACCOUNT, "shop")
    assert kept is not None
    assert (kept.created, kept.updated) == (CREATED, NOW)
