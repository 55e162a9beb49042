"""Keys that are stored with a provider."""

import json

import pytest

from limen.admin.provider_keys import UnknownProviderError, store_provider_keys
from limen.authn.proofs.json_web_keys import KeySetError
from limen.domain.iam.providers import OIDCProvider
from tests.unit.authn.proofs.issuer import HOST, ISSUER, Issuer
from tests.unit.operations.world import ACCOUNT, NOW, World, predictable_entropy

PROVIDER = OIDCProvider(ACCOUNT, HOST, NOW)


@pytest.fixture
def provided(world: World) -> World:
    world.put(PROVIDER)
    return world


def store(world: World, name: str, key_set: str) -> None:
    store_provider_keys(world.store, ACCOUNT, name, key_set, now=NOW, entropy=predictable_entropy())


def stored(world: World) -> str:
    found = world.store.latest().find(OIDCProvider, ACCOUNT, PROVIDER.arn)
    assert found is not None
    return found.key_set


@pytest.mark.parametrize("name", [PROVIDER.arn, ISSUER, HOST])
def test_keys_are_stored_by_arn_or_url_and_removed(provided: World, name: str):
    store(provided, name, Issuer().key_set)
    assert stored(provided) == Issuer().key_set
    store(provided, name, "")
    assert stored(provided) == ""
    documents = [json.loads(record.document) for record in provided.store.records]
    assert [each["eventName"] for each in documents] == ["PutProviderKeys", "DeleteProviderKeys"]
    assert documents[0]["requestParameters"] == {"openIDConnectProviderArn": PROVIDER.arn}


@pytest.mark.parametrize("name", ["https://other.example.com", PROVIDER.arn.replace(ACCOUNT, "444455556666"), ""])
def test_a_provider_must_be_registered(provided: World, name: str):
    with pytest.raises(UnknownProviderError, match=HOST):
        store(provided, name, Issuer().key_set)


def test_text_that_is_not_a_key_set_is_not_stored(provided: World):
    with pytest.raises(KeySetError):
        store(provided, ISSUER, "{}")
    assert stored(provided) == ""


def test_an_account_without_providers_has_none(world: World):
    with pytest.raises(UnknownProviderError, match="It has: none"):
        store(world, ISSUER, Issuer().key_set)
