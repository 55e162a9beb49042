"""A SAML assertion instead of a signature (spec api 2.13): AssumeRoleWithSAML.

The provider is the one that the call names, in the role's account. Its metadata, which was registered, has the
certificates that verify the assertion; nothing is fetched. An assertion gives one session of each role that it lists:
AWS lets it be used as often as one likes within its five minutes, so a stolen one is worth more there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final

from lxml import etree

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.faults import InvalidIdentityTokenError
from limen.authn.proofs.proven_call import ProvenCall
from limen.authn.proofs.saml_claims import Visit, expiry_of, read_assertion
from limen.authn.proofs.saml_encryption import decrypt_assertion
from limen.authn.proofs.saml_response import (
    UnverifiedResponse,
    issuer_of,
    parse_decrypted,
    parse_response,
    verify_assertion,
    verify_response,
)
from limen.authn.proofs.web_identity import parse_role_arn
from limen.authn.saml_metadata import SAMLMetadata, parse_metadata
from limen.authn.vault import Vault
from limen.domain.arn import ARN
from limen.domain.iam.providers import SAMLPrivateKey, SAMLProvider, UsedAssertion
from limen.domain.principals import FederatedIdentity
from limen.store.interface import Reader, Transaction
from limen.wire.parsed_call import ParsedCall

ENCRYPTION_REQUIRED: Final = "Required"
MOST_PARSED: Final = 32
"""Metadata that is kept parsed: it may be ten megabytes long, and anybody can send assertions."""


@dataclass(frozen=True, slots=True)
class SingleUseAssertion:
    """An assertion that was right, and that may be used once for each role."""

    used: UsedAssertion
    now: datetime

    def use_up(self, tx: Transaction) -> None:
        """Store that it is used, and forget those that are too old; raises `InvalidIdentityTokenError` if it was."""
        if tx.find(UsedAssertion, self.used.account, self.used.key) is not None:
            raise InvalidIdentityTokenError("The assertion has been used for this role before.")
        for old in tx.all(UsedAssertion, self.used.account):
            if old.expires <= self.now:
                tx.delete(old)
        tx.put(self.used)


@dataclass(frozen=True, slots=True)
class SAMLAssertionProver:
    """Verifies assertions by the metadata of their providers."""

    vault: Vault

    def prove(self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime) -> ProvenCall:
        """The call of the identity that the assertion names, even if somebody else signed the request.

        Raises `InvalidIdentityTokenError`, `ExpiredIdentityTokenError` or `IDPRejectedClaimError`.
        """
        role = parse_role_arn(call.parameters["RoleArn"])
        provider = _get_provider(reader, role, call.parameters["PrincipalArn"], now)
        response = parse_response(call.parameters["SAMLAssertion"])
        assertion = self._get_verified(response, provider, reader)
        identity = read_assertion(assertion, Visit(provider, str(role), request.http.origin, now))
        used = UsedAssertion(provider.account, _digest(assertion, provider, role), expiry_of(assertion))
        principal = FederatedIdentity(provider.arn, identity.subject)
        return ProvenCall(call, Caller(principal, identity=identity), SingleUseAssertion(used, now))

    def prove_again(
        self, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, *, now: datetime
    ) -> ProvenCall:
        """Verify it on the newer state: the provider may be gone, or have other certificates."""
        return self.prove(request, proven.parsed, reader, now=now)

    def _get_verified(self, response: UnverifiedResponse, provider: SAMLProvider, reader: Reader) -> etree._Element:
        """The assertion as it was signed by its issuer, which is one of the provider's."""
        trusted = dict(_parse_metadata(provider.metadata).certificates)
        is_signed = verify_response(response, (each for certificates in trusted.values() for each in certificates))
        assertion = response.assertion
        if response.is_encrypted:
            keys = self._open_keys(reader, provider)
            assertion = parse_decrypted(decrypt_assertion(assertion, keys, is_authentic=is_signed))
        elif provider.encryption_mode == ENCRYPTION_REQUIRED:
            raise InvalidIdentityTokenError("The assertion must be encrypted for this provider.")
        certificates = trusted.get(issuer_of(assertion))
        if certificates is None:
            raise InvalidIdentityTokenError("Issuer not present in specified provider")
        signed = verify_assertion(assertion, certificates)
        if trusted.get(issuer_of(signed)) != certificates:
            raise InvalidIdentityTokenError("Issuer not present in specified provider")
        return signed

    def _open_keys(self, reader: Reader, provider: SAMLProvider) -> Iterable[str]:
        for key in reader.find_by(SAMLPrivateKey, "owner", provider.account, provider.arn):
            yield self.vault.open(key.sealed_secret, key.id.encode()).decode()


@lru_cache(maxsize=MOST_PARSED)
def _parse_metadata(document: str) -> SAMLMetadata:
    return parse_metadata(document)


def _get_provider(reader: Reader, role: ARN, arn: str, now: datetime) -> SAMLProvider:
    """The provider that the call names, in the account of the role."""
    provider = reader.find(SAMLProvider, role.account, arn)
    if provider is None:
        raise InvalidIdentityTokenError("Specified provider doesn't exist")
    if provider.valid_until <= now:
        raise InvalidIdentityTokenError("The metadata of the provider is no longer valid.")
    return provider


def _digest(assertion: etree._Element, provider: SAMLProvider, role: ARN) -> str:
    """What is remembered of an assertion: who made it, its identifier, and the role."""
    parts = (provider.uuid, issuer_of(assertion), assertion.get("ID", ""), str(role))
    return sha256("\n".join(parts).encode()).hexdigest()
