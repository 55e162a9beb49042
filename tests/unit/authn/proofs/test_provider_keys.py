"""The keys of providers: fetched, kept, fetched again when they rotate, and never too often."""

import json
from datetime import timedelta

import pytest

from limen.authn.faults import IDPCommunicationError, InvalidIdentityTokenError
from limen.authn.https_documents import FetchError
from limen.authn.proofs.json_web_keys import UnverifiedToken, parse_token
from limen.authn.proofs.provider_keys import NO_KEY, ProviderKeys, refuse_to_fetch
from tests.unit.authn.proofs.issuer import ISSUER, Issuer, rsa_private, rsa_row
from tests.unit.operations.world import NOW

DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"


def token(key_id: str = "rsa") -> UnverifiedToken:
    return parse_token(Issuer().token(headers={"kid": key_id}))


def find(keys: ProviderKeys, key_id: str = "rsa", *, may_fetch: bool = True, **later: float) -> list[str]:
    found = keys.find(ISSUER, token(key_id), may_fetch=may_fetch, now=NOW + timedelta(**later))
    return [key.key_id for key in found]


def test_keys_are_discovered_and_cached_for_an_hour():
    issuer = Issuer()
    keys = ProviderKeys(issuer.fetch)
    assert find(keys) == ["rsa"]
    assert find(keys, minutes=59) == ["rsa"]
    assert issuer.asked == [DISCOVERY, f"{ISSUER}/keys"]
    assert find(keys, minutes=60) == ["rsa"]
    assert len(issuer.asked) == 4


def test_a_new_key_is_found_once_a_minute_at_most():
    issuer = Issuer()
    keys = ProviderKeys(issuer.fetch)
    find(keys)
    issuer.rows.append(rsa_row(rsa_private(1), "new"))
    with pytest.raises(InvalidIdentityTokenError, match=NO_KEY):
        find(keys, "new", seconds=59)
    assert len(issuer.asked) == 2
    assert find(keys, "new", seconds=60) == ["new"]
    with pytest.raises(InvalidIdentityTokenError):
        find(keys, "invented", seconds=61)
    assert len(issuer.asked) == 4


def test_a_slash_at_the_end_is_not_doubled():
    issuer = Issuer(url=f"{ISSUER}/")
    asked = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return json.dumps({"issuer": issuer.url, "jwks_uri": "https://keys.example.com/"}).encode()

    with pytest.raises(InvalidIdentityTokenError):
        ProviderKeys(fetch).find(issuer.url, token(), may_fetch=True, now=NOW)
    assert asked == [DISCOVERY, "https://keys.example.com/"]


def test_a_failure_is_remembered_for_a_short_time():
    asked = []

    def fail(url: str) -> bytes:
        asked.append(url)
        raise FetchError("token.example.com cannot be reached")

    keys = ProviderKeys(fail)
    with pytest.raises(IDPCommunicationError, match="cannot be reached"):
        find(keys)
    with pytest.raises(IDPCommunicationError, match=NO_KEY):
        find(keys, seconds=9)
    assert len(asked) == 1
    with pytest.raises(IDPCommunicationError):
        find(keys, seconds=10)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "document",
    [
        b"<html>",
        b"[]",
        b"{}",
        json.dumps({"issuer": ISSUER}).encode(),
        json.dumps({"issuer": "https://evil.example.com", "jwks_uri": ISSUER}).encode(),
        json.dumps({"issuer": ISSUER, "jwks_uri": 7}).encode(),
    ],
)
def test_a_discovery_document_must_be_of_this_issuer(document: bytes):
    with pytest.raises(InvalidIdentityTokenError, match=NO_KEY):
        find(ProviderKeys(lambda _: document))


def test_nothing_is_fetched_where_nothing_may_be():
    issuer = Issuer()
    keys = ProviderKeys(issuer.fetch)
    with pytest.raises(InvalidIdentityTokenError):
        find(keys, may_fetch=False)
    assert issuer.asked == []
    find(keys)
    assert find(keys, may_fetch=False, hours=2) == ["rsa"]
    with pytest.raises(IDPCommunicationError):
        find(ProviderKeys(refuse_to_fetch))


def test_old_issuers_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("limen.authn.proofs.provider_keys.MOST_ISSUERS", 1)
    issuer, other = Issuer(), Issuer(url="https://other.example.com")
    keys = ProviderKeys(lambda url: (issuer if url.startswith(ISSUER) else other).fetch(url))
    find(keys)
    keys.find(other.url, token(), may_fetch=True, now=NOW)
    find(keys)
    assert len(issuer.asked) == 4
