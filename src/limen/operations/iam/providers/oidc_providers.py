"""OpenID Connect providers (spec api 2.4 to 2.8, 2.12).

A URL has the scheme https, a host and perhaps a path; it is stored without the scheme. The letter case is preserved,
and `/` at the end distinguishes two providers, because the URL must equal the `iss` claim of the provider's tokens.

Thumbprints are stored as AWS stores them, in lower case, and are not needed to verify tokens: the keys come over TLS or
are stored with the provider. A role that trusts the provider does not block its deletion; it then trusts nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import IAM_RESTRICTIONS
from limen.authz.targets import EVERYTHING, OIDC_PROVIDER, Form, Target
from limen.domain.iam.providers import OIDC_KIND, SCHEME, OIDCProvider, strip_scheme
from limen.errors import NotImplementedOperationError, ValidationError
from limen.operations.environment import Environment
from limen.operations.iam.faults import EntityAlreadyExistsError, InvalidInputError, NoSuchEntityError
from limen.operations.iam.quotas import CLIENT_IDS_PER_PROVIDER, OIDC_PROVIDERS_PER_ACCOUNT, require_within
from limen.operations.iam.tags import RESOURCE_TAGS, list_tags, render_tags, require_tag_keys
from limen.operations.registry import OperationTable
from limen.store.interface import Reader, Transaction

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

MOST_THUMBPRINTS = 5

_LABEL = r"[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?")
_PATH = re.compile(r"(?:/[A-Za-z0-9_+=,.@:-]*)*")
"""The characters that the ARN of a provider may have in a trust policy; other providers could not be trusted."""
_INVALID = "Invalid Open ID Connect Provider URL"
_IDENTITY_CENTER = ("ContextProvider", "IdentityCenterInstanceArn")

table = OperationTable("iam", IAM_RESTRICTIONS)


@table.write(
    "CreateOpenIDConnectProvider",
    Target(Form.PROVIDER_URL, OIDC_KIND, "Url", tag_action="iam:TagOpenIDConnectProvider"),
)
def create_oidc_provider(
    call: AuthorizedCall[shapes.CreateOpenIDConnectProviderRequest], tx: Transaction, environment: Environment
) -> shapes.CreateOpenIDConnectProviderResponse:
    """Create a provider; without thumbprints, as AWS has allowed since 2024, the list is empty."""
    for member in _IDENTITY_CENTER:
        if member in call.parameters:
            raise NotImplementedOperationError(f"{member} is not implemented.")
    url = parse_provider_url(call.parameters["Url"])
    tags = RESOURCE_TAGS.merge((), RESOURCE_TAGS.parse_tags(call.parameters.get("Tags")))
    provider = OIDCProvider(
        account=call.account,
        url=url,
        created=call.now.replace(microsecond=0),
        partition=call.partition,
        client_ids=_distinct(call.parameters.get("ClientIDList", ())),
        thumbprints=_parse_thumbprints(call.parameters.get("ThumbprintList", ())),
        tags=tags,
    )
    require_within("ClientIdsPerOpenIdConnectProvider", CLIENT_IDS_PER_PROVIDER, wanted=len(provider.client_ids))
    if tx.find(OIDCProvider, call.account, provider.key) is not None:
        raise EntityAlreadyExistsError(f"Provider with url https://{url} already exists.")
    wanted = len(tx.all(OIDCProvider, call.account)) + 1
    require_within("OpenIdConnectProvidersPerAccount", OIDC_PROVIDERS_PER_ACCOUNT, wanted=wanted)
    tx.put(provider)
    output: shapes.CreateOpenIDConnectProviderResponse = {"OpenIDConnectProviderArn": provider.arn}
    return {**output, "Tags": render_tags(tags)} if tags else output


@table.read("GetOpenIDConnectProvider", OIDC_PROVIDER)
def read_oidc_provider(
    call: AuthorizedCall[shapes.GetOpenIDConnectProviderRequest], reader: Reader, environment: Environment
) -> shapes.GetOpenIDConnectProviderResponse:
    """One provider; its URL has no scheme, and the tags are sorted."""
    provider = _get_provider(call, reader)
    return {
        "Url": provider.url,
        "ClientIDList": [*provider.client_ids],
        "ThumbprintList": [*provider.thumbprints],
        "CreateDate": provider.created,
        "Tags": render_tags(sorted(provider.tags, key=lambda tag: tag.key)),
    }


@table.read("ListOpenIDConnectProviders", EVERYTHING)
def list_oidc_providers(
    call: AuthorizedCall[shapes.ListOpenIDConnectProvidersRequest], reader: Reader, environment: Environment
) -> shapes.ListOpenIDConnectProvidersResponse:
    """The ARNs of all providers: the list has no pages."""
    return {"OpenIDConnectProviderList": [{"Arn": provider.arn} for provider in reader.all(OIDCProvider, call.account)]}


@table.write("DeleteOpenIDConnectProvider", OIDC_PROVIDER)
def delete_oidc_provider(
    call: AuthorizedCall[shapes.DeleteOpenIDConnectProviderRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteOpenIDConnectProviderResponse:
    arn = call.parameters["OpenIDConnectProviderArn"]
    provider = tx.find(OIDCProvider, call.account, arn)
    if provider is None:
        raise NoSuchEntityError(f"OpenId connect Provider {arn} cannot be found.")
    tx.delete(provider)
    return {}


@table.write("UpdateOpenIDConnectProviderThumbprint", OIDC_PROVIDER)
def update_oidc_thumbprints(
    call: AuthorizedCall[shapes.UpdateOpenIDConnectProviderThumbprintRequest], tx: Transaction, environment: Environment
) -> shapes.UpdateOpenIDConnectProviderThumbprintResponse:
    """Replace all thumbprints."""
    provider, thumbprints = _get_provider(call, tx), _parse_thumbprints(call.parameters["ThumbprintList"])
    if not thumbprints:
        raise InvalidInputError("Thumbprint list must contain at least one entry.")
    tx.put(replace(provider, thumbprints=thumbprints))
    return {}


@table.write("AddClientIDToOpenIDConnectProvider", OIDC_PROVIDER)
def add_client_id(
    call: AuthorizedCall[shapes.AddClientIDToOpenIDConnectProviderRequest], tx: Transaction, environment: Environment
) -> shapes.AddClientIDToOpenIDConnectProviderResponse:
    """Add a client id; one that is already registered changes nothing."""
    provider = _get_provider(call, tx)
    client_ids = _distinct((*provider.client_ids, call.parameters["ClientID"]))
    require_within("ClientIdsPerOpenIdConnectProvider", CLIENT_IDS_PER_PROVIDER, wanted=len(client_ids))
    tx.put(replace(provider, client_ids=client_ids))
    return {}


@table.write("RemoveClientIDFromOpenIDConnectProvider", OIDC_PROVIDER)
def remove_client_id(
    call: AuthorizedCall[shapes.RemoveClientIDFromOpenIDConnectProviderRequest],
    tx: Transaction,
    environment: Environment,
) -> shapes.RemoveClientIDFromOpenIDConnectProviderResponse:
    """Remove a client id; one that is not registered changes nothing."""
    provider, removed = _get_provider(call, tx), call.parameters["ClientID"]
    tx.put(replace(provider, client_ids=tuple(each for each in provider.client_ids if each != removed)))
    return {}


@table.write("TagOpenIDConnectProvider", OIDC_PROVIDER)
def tag_oidc_provider(
    call: AuthorizedCall[shapes.TagOpenIDConnectProviderRequest], tx: Transaction, environment: Environment
) -> shapes.TagOpenIDConnectProviderResponse:
    """Add tags or give them new values."""
    added, provider = RESOURCE_TAGS.parse_additions(call), _get_provider(call, tx)
    tx.put(replace(provider, tags=RESOURCE_TAGS.merge(provider.tags, added)))
    return {}


@table.write("UntagOpenIDConnectProvider", OIDC_PROVIDER)
def untag_oidc_provider(
    call: AuthorizedCall[shapes.UntagOpenIDConnectProviderRequest], tx: Transaction, environment: Environment
) -> shapes.UntagOpenIDConnectProviderResponse:
    """Remove tags."""
    keys, provider = require_tag_keys(call), _get_provider(call, tx)
    tx.put(replace(provider, tags=RESOURCE_TAGS.remove(provider.tags, keys)))
    return {}


@table.read("ListOpenIDConnectProviderTags", OIDC_PROVIDER)
def list_oidc_provider_tags(
    call: AuthorizedCall[shapes.ListOpenIDConnectProviderTagsRequest], reader: Reader, environment: Environment
) -> shapes.ListOpenIDConnectProviderTagsResponse:
    return list_tags(call, _get_provider(call, reader).tags)


def parse_provider_url(text: str) -> str:
    """The URL as it is stored.

    Raises `InvalidInputError` for a query or fragment, with AWS's one-word message, and `ValidationError` for other
    text.
    """
    if not text.startswith(SCHEME):
        raise ValidationError(_INVALID)
    if "?" in text or "#" in text:
        raise InvalidInputError("Unknown")
    host, slash, path = text.removeprefix(SCHEME).partition("/")
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(slash + path):
        raise ValidationError(_INVALID)
    return strip_scheme(text)


def _get_provider(call: AuthorizedCall[members.NamesOIDCProvider], reader: Reader) -> OIDCProvider:
    arn = call.parameters["OpenIDConnectProviderArn"]
    provider = reader.find(OIDCProvider, call.account, arn)
    if provider is None:
        raise NoSuchEntityError(f"OpenIDConnect Provider not found for arn {arn}")
    return provider


def _parse_thumbprints(given: Iterable[str]) -> tuple[str, ...]:
    thumbprints = tuple(text.lower() for text in given if text)
    if len(thumbprints) > MOST_THUMBPRINTS:
        raise InvalidInputError("Thumbprint list must contain fewer than 5 entries.")
    return thumbprints


def _distinct(client_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in client_ids if each))
