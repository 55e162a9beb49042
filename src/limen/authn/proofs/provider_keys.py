"""The public keys of OIDC providers, fetched from their discovery documents and kept for an hour.

If a token names an unknown key, the keys are fetched again, because providers rotate them, but at most once a minute:
invented key ids must not turn the server into a source of load. A failure is remembered for a short time.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from limen.authn.faults import IDPCommunicationError, InvalidIdentityTokenError
from limen.authn.https_documents import FetchError
from limen.authn.proofs.json_web_keys import KeySet, KeySetError, UnverifiedToken, choose_keys, parse_key_set

FRESH: Final = timedelta(hours=1)
ROTATION_PAUSE: Final = timedelta(minutes=1)
FAILURE_PAUSE: Final = timedelta(seconds=10)
MOST_ISSUERS: Final = 1000
NO_KEY: Final = (
    "Couldn't retrieve verification key from your identity provider, "
    "please reference AssumeRoleWithWebIdentity documentation for requirements"
)

Fetch = Callable[[str], bytes]
"""The document of an HTTPS URL; raises `FetchError`."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def refuse_to_fetch(_url: str) -> bytes:
    """Fetch nothing: only keys that are stored with a provider verify tokens then."""
    raise FetchError("Nothing is fetched here")


class _Known:
    """What is known about one issuer; guarded by its lock."""

    __slots__ = ("failed", "fetched", "keys", "lock", "reason")

    def __init__(self) -> None:
        self.keys: KeySet = ()
        self.fetched = self.failed = _NEVER
        self.reason = NO_KEY
        self.lock = Lock()


class ProviderKeys:
    """The keys of many issuers. Thread-safe."""

    __slots__ = ("_fetch", "_known", "_lock")

    def __init__(self, fetch: Fetch) -> None:
        """Start with no key."""
        self._fetch = fetch
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = Lock()

    def find(self, issuer: str, token: UnverifiedToken, *, may_fetch: bool, now: datetime) -> KeySet:
        """The keys of `issuer`, an HTTPS URL, that may have signed the token.

        Without `may_fetch` only known keys are used. Raises `IDPCommunicationError` if the provider cannot be reached,
        and `InvalidIdentityTokenError` if what it answers has no such key.
        """
        known = self._get_known(issuer)
        with known.lock:
            fitting = choose_keys(known.keys, token)
            if may_fetch and now - known.fetched >= (FRESH if fitting else ROTATION_PAUSE):
                self._refresh(known, issuer, now)
                fitting = choose_keys(known.keys, token)
        if not fitting:
            raise InvalidIdentityTokenError(NO_KEY)
        return fitting

    def _get_known(self, issuer: str) -> _Known:
        with self._lock:
            known = self._known.setdefault(issuer, _Known())
            self._known.move_to_end(issuer)
            if len(self._known) > MOST_ISSUERS:
                self._known.popitem(last=False)
        return known

    def _refresh(self, known: _Known, issuer: str, now: datetime) -> None:
        if now - known.failed < FAILURE_PAUSE:
            raise IDPCommunicationError(known.reason)
        try:
            known.keys, known.fetched = self._fetch_keys(issuer), now
        except FetchError as error:
            known.failed, known.reason = now, f"{NO_KEY}: {error}"
            raise IDPCommunicationError(known.reason) from None
        except KeySetError:
            known.failed, known.reason = now, NO_KEY
            raise InvalidIdentityTokenError(NO_KEY) from None

    def _fetch_keys(self, issuer: str) -> KeySet:
        document = self._fetch(f"{issuer.removesuffix('/')}/.well-known/openid-configuration")
        try:
            discovered = json.loads(document)
        except (ValueError, RecursionError):
            raise KeySetError("The discovery document is not JSON.") from None
        address = discovered.get("jwks_uri") if isinstance(discovered, dict) else None
        if not isinstance(address, str) or discovered.get("issuer") != issuer:
            raise KeySetError("The discovery document is of another issuer, or names no keys.")
        return parse_key_set(self._fetch(address))
