"""SAML providers (spec api 2.6 to 2.8, 2.12): metadata that is parsed before it is stored, and keys for encryption.

A role that trusts the provider does not block its deletion. Private keys are sealed and never returned.
"""

from __future__ import annotations

from base64 import b32encode
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from limen.authn.saml_metadata import SAMLError, check_private_key, parse_metadata
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING, SAML_PROVIDER, Form, Target
from limen.domain.iam.providers import SAML_KIND, SAMLPrivateKey, SAMLProvider
from limen.errors import NotImplementedOperationError
from limen.operations.environment import Environment
from limen.operations.iam.faults import EntityAlreadyExistsError, InvalidInputError, NoSuchEntityError
from limen.operations.iam.quotas import SAML_KEYS_PER_PROVIDER, SAML_PROVIDERS_PER_ACCOUNT, require_within
from limen.operations.iam.tags import RESOURCE_TAGS, list_tags, render_tags, require_tag_keys
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

REQUIRED = "Required"
WITHOUT_END = timedelta(days=36_525)
"""AWS sets an end in a hundred years for metadata that states none."""

_UNIQUE_BYTES = 15
_IDENTITY_CENTER = (
    "ContextProvider",
    "IdentityCenterInstanceArn",
    "RemoveContextProvider",
    "RemoveIdentityCenterInstance",
)

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write(
    "CreateSAMLProvider",
    Target(Form.CREATED, SAML_KIND, "Name", tag_action="iam:TagSAMLProvider"),
    secrets=frozenset({"AddPrivateKey"}),
)
def create_saml_provider(
    call: AuthorizedCall[shapes.CreateSAMLProviderRequest], tx: Transaction, environment: Environment
) -> shapes.CreateSAMLProviderResponse:
    parameters = call.parameters
    _refuse_identity_center(frozenset(parameters))
    name, created = parameters["Name"], call.now.replace(microsecond=0)
    tags = RESOURCE_TAGS.merge((), RESOURCE_TAGS.parse_tags(parameters.get("Tags")))
    provider = SAMLProvider(
        account=call.account,
        name=name,
        uuid=_make_id(environment),
        created=created,
        valid_until=_read_end(parameters["SAMLMetadataDocument"], created),
        metadata=parameters["SAMLMetadataDocument"],
        partition=call.partition,
        encryption_mode=parameters.get("AssertionEncryptionMode", ""),
        tags=tags,
    )
    if tx.find(SAMLProvider, call.account, provider.key) is not None:
        raise EntityAlreadyExistsError(f"Provider with name {name} already exists.")
    wanted = len(tx.all(SAMLProvider, call.account)) + 1
    require_within("SAMLProvidersPerAccount", SAML_PROVIDERS_PER_ACCOUNT, wanted=wanted)
    tx.put(provider)
    if "AddPrivateKey" in parameters:
        _add_key(tx, provider, parameters["AddPrivateKey"], created, environment)
    _require_key_for_mode(tx, provider)
    output: shapes.CreateSAMLProviderResponse = {"SAMLProviderArn": provider.arn}
    return {**output, "Tags": render_tags(tags)} if tags else output


@table.read("GetSAMLProvider", SAML_PROVIDER)
def read_saml_provider(
    call: AuthorizedCall[shapes.GetSAMLProviderRequest], reader: Reader, environment: Environment
) -> shapes.GetSAMLProviderResponse:
    """One provider with its metadata, and the ids and times of its keys."""
    provider = _get_provider(call, reader)
    output: shapes.GetSAMLProviderResponse = {
        "SAMLProviderUUID": provider.uuid,
        "SAMLMetadataDocument": provider.metadata,
        "CreateDate": provider.created,
        "ValidUntil": provider.valid_until,
        "Tags": render_tags(sorted(provider.tags, key=lambda tag: tag.key)),
    }
    if provider.encryption_mode:
        output["AssertionEncryptionMode"] = cast("shapes.AssertionEncryptionModeType", provider.encryption_mode)
    if keys := _find_keys(reader, provider):
        output["PrivateKeyList"] = [{"KeyId": key.id, "Timestamp": key.created} for key in keys]
    return output


@table.read("ListSAMLProviders", EVERYTHING)
def list_saml_providers(
    call: AuthorizedCall[shapes.ListSAMLProvidersRequest], reader: Reader, environment: Environment
) -> shapes.ListSAMLProvidersResponse:
    """All providers: the list has no pages."""
    return {
        "SAMLProviderList": [
            {"Arn": provider.arn, "ValidUntil": provider.valid_until, "CreateDate": provider.created}
            for provider in reader.all(SAMLProvider, call.account)
        ]
    }


@table.write("UpdateSAMLProvider", SAML_PROVIDER, secrets=frozenset({"AddPrivateKey"}))
def update_saml_provider(
    call: AuthorizedCall[shapes.UpdateSAMLProviderRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateSAMLProviderResponse:
    """Replace the metadata, change the mode, add and remove a key; the parts that are not given stay."""
    parameters, now = call.parameters, call.now.replace(microsecond=0)
    _refuse_identity_center(frozenset(parameters))
    provider = _get_provider(call, tx)
    if "SAMLMetadataDocument" in parameters:
        document = parameters["SAMLMetadataDocument"]
        provider = replace(provider, metadata=document, valid_until=_read_end(document, now))
    provider = replace(provider, encryption_mode=parameters.get("AssertionEncryptionMode", provider.encryption_mode))
    tx.put(provider)
    if "RemovePrivateKey" in parameters:
        _remove_key(tx, provider, parameters["RemovePrivateKey"])
    if "AddPrivateKey" in parameters:
        _add_key(tx, provider, parameters["AddPrivateKey"], now, environment)
    _require_key_for_mode(tx, provider)
    return {"SAMLProviderArn": provider.arn}


@table.write("DeleteSAMLProvider", SAML_PROVIDER)
def delete_saml_provider(
    call: AuthorizedCall[shapes.DeleteSAMLProviderRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteSAMLProviderResponse:
    """Delete a provider and its keys."""
    provider = _get_provider(call, tx)
    for key in _find_keys(tx, provider):
        tx.delete(key)
    tx.delete(provider)
    return {}


@table.write("TagSAMLProvider", SAML_PROVIDER)
def tag_saml_provider(
    call: AuthorizedCall[shapes.TagSAMLProviderRequest], tx: Transaction, environment: Environment
) -> shapes.TagSAMLProviderResponse:
    """Add tags or give them new values."""
    added, provider = RESOURCE_TAGS.parse_additions(call), _get_provider(call, tx)
    tx.put(replace(provider, tags=RESOURCE_TAGS.merge(provider.tags, added)))
    return {}


@table.write("UntagSAMLProvider", SAML_PROVIDER)
def untag_saml_provider(
    call: AuthorizedCall[shapes.UntagSAMLProviderRequest], tx: Transaction, environment: Environment
) -> shapes.UntagSAMLProviderResponse:
    """Remove tags."""
    keys, provider = require_tag_keys(call), _get_provider(call, tx)
    tx.put(replace(provider, tags=RESOURCE_TAGS.remove(provider.tags, keys)))
    return {}


@table.read("ListSAMLProviderTags", SAML_PROVIDER)
def list_saml_provider_tags(
    call: AuthorizedCall[shapes.ListSAMLProviderTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListSAMLProviderTagsResponse:
    return list_tags(call, _get_provider(call, reader).tags)


def _get_provider(call: AuthorizedCall[members.NamesSAMLProvider], reader: Reader) -> SAMLProvider:
    arn = call.parameters["SAMLProviderArn"]
    provider = reader.find(SAMLProvider, call.account, arn)
    if provider is None:
        raise NoSuchEntityError(f"Manifest not found for arn {arn}")
    return provider


def _find_keys(reader: Reader, provider: SAMLProvider) -> tuple[SAMLPrivateKey, ...]:
    return reader.find_by(SAMLPrivateKey, "owner", provider.account, provider.arn)


def _refuse_identity_center(given: frozenset[str]) -> None:
    for member in _IDENTITY_CENTER:
        if member in given:
            raise NotImplementedOperationError(f"{member} is not implemented.")


def _read_end(document: str, now: datetime) -> datetime:
    """Until when the metadata is valid; raises `InvalidInputError` if it is malformed or no longer valid."""
    try:
        end = parse_metadata(document).valid_until
    except SAMLError as error:
        raise InvalidInputError(str(error)) from None
    if end is not None and end <= now:
        raise InvalidInputError("The metadata is no longer valid.")
    return (now + WITHOUT_END if end is None else end).replace(microsecond=0)


def _add_key(tx: Transaction, provider: SAMLProvider, text: str, created: datetime, environment: Environment) -> None:
    try:
        check_private_key(text)
    except SAMLError as error:
        raise InvalidInputError(str(error)) from None
    wanted = len(_find_keys(tx, provider)) + 1
    require_within("PrivateKeysPerSAMLProvider", SAML_KEYS_PER_PROVIDER, wanted=wanted)
    key_id = _make_id(environment)
    sealed = environment.vault.seal(text.encode(), key_id.encode())
    tx.put(SAMLPrivateKey(provider.account, key_id, provider.arn, created, sealed))


def _remove_key(tx: Transaction, provider: SAMLProvider, key_id: str) -> None:
    for key in _find_keys(tx, provider):
        if key.id == key_id:
            tx.delete(key)
            return
    raise NoSuchEntityError(f"The private key with id {key_id} cannot be found.")


def _require_key_for_mode(tx: Transaction, provider: SAMLProvider) -> None:
    """Refuse a provider whose assertions could never be read."""
    if provider.encryption_mode == REQUIRED and not _find_keys(tx, provider):
        raise InvalidInputError("Assertions can be required to be encrypted only if there is a private key.")


def _make_id(environment: Environment) -> str:
    return b32encode(environment.entropy(_UNIQUE_BYTES)).decode()
