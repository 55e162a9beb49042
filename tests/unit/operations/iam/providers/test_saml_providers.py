"""SAML providers (spec api 2.6 to 2.8, 2.12)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from limen.domain.iam.providers import SAMLPrivateKey
from limen.errors import NotImplementedOperationError
from limen.operations.iam.faults import (
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.authn.saml_documents import NAMESPACES, entity, metadata, private_pem
from tests.unit.operations.world import ACCOUNT, CREATED, World

ARN = f"arn:aws:iam::{ACCOUNT}:saml-provider/corporate"
NAMED: dict[str, Any] = {"SAMLProviderArn": ARN}
MISSING = f"arn:aws:iam::{ACCOUNT}:saml-provider/nobody"
METADATA = metadata()


def create(world: World, name: str = "corporate", document: str = METADATA, **parameters: Any) -> dict[str, Any]:
    return world.call("CreateSAMLProvider", Name=name, SAMLMetadataDocument=document, **parameters)


def get(world: World) -> dict[str, Any]:
    return world.call("GetSAMLProvider", **NAMED)


def keys(world: World) -> list[str]:
    return [key["KeyId"] for key in get(world).get("PrivateKeyList", [])]


@pytest.fixture
def provided(world: World) -> World:
    create(world)
    return world


def ending(text: str) -> str:
    return metadata(entity(attributes=f'{NAMESPACES} validUntil="{text}"'))


def test_a_provider_has_what_it_was_given(world: World):
    tags = [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}]
    assert create(world, Tags=tags) == {"SAMLProviderArn": ARN, "Tags": tags}
    shown = get(world)
    assert re.fullmatch(r"[A-Z0-9]{22,64}", shown.pop("SAMLProviderUUID"))
    assert shown == {
        "SAMLMetadataDocument": METADATA,
        "CreateDate": CREATED,
        "ValidUntil": CREATED + timedelta(days=36_525),
        "Tags": tags[::-1],
    }
    listed = {"Arn": ARN, "ValidUntil": CREATED + timedelta(days=36_525), "CreateDate": CREATED}
    assert world.call("ListSAMLProviders") == {"SAMLProviderList": [listed]}


def test_metadata_may_set_an_end_but_not_in_the_past(world: World):
    create(world, document=ending("2027-01-02T03:04:05.678Z"))
    assert get(world)["ValidUntil"] == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
    with pytest.raises(InvalidInputError, match=r"^The metadata is no longer valid\.$"):
        world.call("UpdateSAMLProvider", **NAMED, SAMLMetadataDocument=ending("2026-01-02T03:04:05Z"))


def test_metadata_that_cannot_be_read_creates_nothing(world: World):
    with pytest.raises(InvalidInputError, match=r"^Could not parse metadata$"):
        create(world, document="x" * 1000)
    assert world.call("ListSAMLProviders") == {"SAMLProviderList": []}


def test_a_name_is_taken_letter_for_letter(provided: World):
    with pytest.raises(EntityAlreadyExistsError, match=r"^Provider with name corporate already exists\.$"):
        create(provided)
    create(provided, "Corporate")


def test_an_account_has_a_hundred_providers_at_most(world: World):
    for number in range(100):
        create(world, f"idp-{number}")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for SAMLProvidersPerAccount: 100$"):
        create(world)
    assert world.call("GetAccountSummary")["SummaryMap"]["Providers"] == 100


def test_an_update_changes_what_it_names(provided: World):
    other = metadata(entity("https://new.example.com"))
    assert provided.call("UpdateSAMLProvider", **NAMED, SAMLMetadataDocument=other) == {"SAMLProviderArn": ARN}
    assert provided.call("UpdateSAMLProvider", **NAMED, AssertionEncryptionMode="Allowed") == {"SAMLProviderArn": ARN}
    shown = get(provided)
    assert (shown["SAMLMetadataDocument"], shown["AssertionEncryptionMode"]) == (other, "Allowed")


def test_private_keys_are_sealed_and_listed_by_their_ids(world: World):
    create(world, AddPrivateKey=private_pem(), AssertionEncryptionMode="Required")
    (first,) = keys(world)
    (kept,) = world.store.latest().all(SAMLPrivateKey, ACCOUNT)
    assert world.environment.vault.open(kept.sealed_secret, first.encode()).decode() == private_pem()
    world.call("UpdateSAMLProvider", **NAMED, AddPrivateKey=private_pem())
    assert len(keys(world)) == 2
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for PrivateKeysPerSAMLProvider: 2$"):
        world.call("UpdateSAMLProvider", **NAMED, AddPrivateKey=private_pem())
    world.call("UpdateSAMLProvider", **NAMED, AddPrivateKey=private_pem(), RemovePrivateKey=first)
    assert first not in keys(world)
    assert len(keys(world)) == 2


def test_encryption_is_required_only_where_there_is_a_key(provided: World):
    with pytest.raises(InvalidInputError, match="only if there is a private key"):
        create(provided, "other", AssertionEncryptionMode="Required")
    with pytest.raises(InvalidInputError, match="only if there is a private key"):
        provided.call("UpdateSAMLProvider", **NAMED, AssertionEncryptionMode="Required")
    provided.call("UpdateSAMLProvider", **NAMED, AssertionEncryptionMode="Required", AddPrivateKey=private_pem())
    with pytest.raises(InvalidInputError, match="only if there is a private key"):
        provided.call("UpdateSAMLProvider", **NAMED, RemovePrivateKey=keys(provided)[0])
    assert len(keys(provided)) == 1


def test_a_malformed_key_is_refused(provided: World):
    with pytest.raises(InvalidInputError, match="PEM format"):
        provided.call("UpdateSAMLProvider", **NAMED, AddPrivateKey="sesame")
    with pytest.raises(NoSuchEntityError, match=r"^The private key with id NONE cannot be found\.$"):
        provided.call("UpdateSAMLProvider", **NAMED, RemovePrivateKey="NONE")


def test_identity_center_is_refused(provided: World):
    with pytest.raises(NotImplementedOperationError, match="ContextProvider"):
        create(provided, "other", ContextProvider={"SubjectSourceKey": "sub"})
    with pytest.raises(NotImplementedOperationError, match="RemoveIdentityCenterInstance"):
        provided.call("UpdateSAMLProvider", **NAMED, RemoveIdentityCenterInstance=True)


def test_a_provider_is_deleted_with_its_keys(provided: World):
    provided.call("UpdateSAMLProvider", **NAMED, AddPrivateKey=private_pem())
    assert provided.call("DeleteSAMLProvider", **NAMED) == {}
    assert provided.store.latest().all(SAMLPrivateKey, ACCOUNT) == ()
    create(provided)
    assert keys(provided) == []


def test_tags(provided: World):
    tags = [{"Key": "Team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    assert provided.call("TagSAMLProvider", **NAMED, Tags=tags) == {}
    assert provided.call("ListSAMLProviderTags", **NAMED) == {"Tags": tags, "IsTruncated": False}
    assert provided.call("UntagSAMLProvider", **NAMED, TagKeys=["Team"]) == {}
    assert get(provided)["Tags"] == tags[1:]
    with pytest.raises(InvalidInputError):
        provided.call("TagSAMLProvider", **NAMED, Tags=[])
    with pytest.raises(InvalidInputError):
        provided.call("UntagSAMLProvider", **NAMED, TagKeys=[])


@pytest.mark.parametrize(
    "operation", ["GetSAMLProvider", "UpdateSAMLProvider", "DeleteSAMLProvider", "ListSAMLProviderTags"]
)
def test_what_is_not_registered_is_not_found(provided: World, operation: str):
    with pytest.raises(NoSuchEntityError, match=rf"^Manifest not found for arn {MISSING}$"):
        provided.call(operation, SAMLProviderArn=MISSING)
