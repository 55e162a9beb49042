import pytest

from limen.domain.iam.account import Account
from tests.unit.operations.world import ACCOUNT, CREATED, World
from tests.unit.signin.client import PASSWORD, Client


@pytest.fixture
def client(world: World) -> Client:
    world.user("alice", Path="/team/")
    world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    world.put(
        Account(
            ACCOUNT,
            CREATED,
            alias="acme",
            root_email="owner@example.com",
            root_password_hash=world.environment.passwords.hash(PASSWORD),
            root_password_changed=CREATED,
        )
    )
    return Client(world)
