"""The key set that is stored with an OIDC provider, for a server that cannot or must not fetch it."""

from dataclasses import replace
from datetime import datetime

from limen.admin.server_actions import record_server_action
from limen.authn.keyring import Entropy
from limen.authn.proofs.json_web_keys import parse_key_set
from limen.domain.iam.providers import OIDC_KIND, OIDCProvider, strip_scheme
from limen.errors import LimenError
from limen.store.interface import Store, Transaction


class UnknownProviderError(LimenError):
    """The account has no such provider."""


def store_provider_keys(
    store: Store, account: str, name: str, key_set: str, *, now: datetime, entropy: Entropy
) -> OIDCProvider:
    """Store a key set with the provider, or remove it if `key_set` is empty.

    `name` is the provider's ARN or URL. Raises `KeySetError` for text that is not a set of public keys, and
    `UnknownProviderError`.
    """
    if key_set:
        parse_key_set(key_set)
    with store.begin(now=now) as tx:
        provider = replace(_get_provider(tx, account, name), key_set=key_set)
        tx.put(provider)
        operation = "PutProviderKeys" if key_set else "DeleteProviderKeys"
        parameters = {"OpenIDConnectProviderArn": provider.arn}
        tx.commit(record_server_action(account, "limen", operation, parameters, now=now, entropy=entropy))
    return provider


def _get_provider(tx: Transaction, account_id: str, name: str) -> OIDCProvider:
    url = strip_scheme(name.partition(f":{OIDC_KIND}/")[2] or name)
    found = [each for each in tx.all(OIDCProvider, account_id) if each.url == url]
    if not found or (name.startswith("arn:") and found[0].arn != name):
        known = ", ".join(each.url for each in tx.all(OIDCProvider, account_id)) or "none"
        raise UnknownProviderError(f"Account {account_id} has no OIDC provider {name}. It has: {known}.")
    return found[0]
