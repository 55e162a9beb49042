import pytest

from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.passwords import CHEAP, PasswordHasher
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.operations.environment import Environment
from tests.unit.operations.memory_store import MemoryStore
from tests.unit.operations.world import World, predictable_entropy


@pytest.fixture
def environment() -> Environment:
    entropy = predictable_entropy()
    keys = DataKeys(make_keyring(entropy))
    return Environment(
        entropy=entropy,
        vault=Vault(keys, entropy=entropy),
        passwords=PasswordHasher(entropy=entropy, cost=CHEAP),
        tokens=SessionTokens(keys),
        trail=MemoryStore(),
    )


@pytest.fixture
def world(environment: Environment) -> World:
    return World(environment)
