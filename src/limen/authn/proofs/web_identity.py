"""A web identity token instead of a signature (spec api 2.13): AssumeRoleWithWebIdentity.

The provider is the one with the token's issuer in the role's account. Its keys are those that are stored with it, or
are fetched from the issuer, which happens before any transaction. Nothing in the token is trusted before its signature
is verified.

AWS's clients do not sign the call. One that is signed runs in the event loop, so nothing is fetched for it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.faults import InvalidIdentityTokenError
from limen.authn.proofs.json_web_keys import (
    KeySet,
    KeySetError,
    TokenError,
    UnverifiedToken,
    parse_key_set,
    parse_token,
    verify_signature,
)
from limen.authn.proofs.proven_call import ProvenCall
from limen.authn.proofs.provider_keys import NO_KEY, ProviderKeys
from limen.authn.proofs.token_claims import get_issuer, read_identity
from limen.domain.arn import ARN, ARNError, iam_arn, parse_arn
from limen.domain.iam.providers import OIDC_KIND, OIDCProvider, strip_scheme
from limen.domain.principals import FederatedIdentity
from limen.errors import ValidationError
from limen.store.interface import Reader
from limen.wire.parsed_call import ParsedCall

ROLE: Final = "RoleArn"
TOKEN: Final = "WebIdentityToken"  # noqa: S105 - a name, not a secret


@dataclass(frozen=True, slots=True)
class WebIdentityProver:
    """Verifies tokens by the keys of their providers."""

    keys: ProviderKeys

    def prove(self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime) -> ProvenCall:
        """The call of the identity that the token names, even if somebody else signed the request.

        Raises `InvalidIdentityTokenError`, `ExpiredIdentityTokenError` or `IDPCommunicationError`.
        """
        role = parse_role_arn(call.parameters[ROLE])
        try:
            token = parse_token(call.parameters[TOKEN])
            issuer = get_issuer(token.claims)
            provider = _get_provider(reader, role, issuer)
            may_fetch = request.caller.is_anonymous
            verify_signature(token, self._find_keys(provider, issuer, token, may_fetch=may_fetch, now=now))
        except TokenError as error:
            raise InvalidIdentityTokenError(str(error)) from None
        identity = read_identity(token.claims, provider, str(role), now=now)
        principal = FederatedIdentity(provider.arn, identity.subject)
        return ProvenCall(call, Caller(principal, identity=identity))

    def prove_again(
        self, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, *, now: datetime
    ) -> ProvenCall:
        """The same identity, if its provider is still registered; nothing is fetched."""
        identity = proven.caller.identity
        if identity is None or reader.find(OIDCProvider, identity.account, identity.provider_arn) is None:
            raise InvalidIdentityTokenError("The identity provider is not registered any more.")
        return proven

    def _find_keys(
        self, provider: OIDCProvider, issuer: str, token: UnverifiedToken, *, may_fetch: bool, now: datetime
    ) -> KeySet:
        if not provider.key_set:
            return self.keys.find(issuer, token, may_fetch=may_fetch, now=now)
        try:
            return parse_key_set(provider.key_set)
        except KeySetError:
            raise InvalidIdentityTokenError(NO_KEY) from None


def parse_role_arn(text: str) -> ARN:
    """Check the form of the role's ARN, as AWS does; raises `ValidationError`."""
    try:
        arn = parse_arn(text)
    except ARNError:
        raise ValidationError(f"{text} is invalid") from None
    if not (arn.partition and arn.service and arn.resource):
        raise ValidationError(f"{text} is invalid")
    return arn


def _get_provider(reader: Reader, role: ARN, issuer: str) -> OIDCProvider:
    """The provider of the issuer, letter for letter, in the account of the role."""
    arn = iam_arn(role.partition, role.account, OIDC_KIND, "/", strip_scheme(issuer))
    provider = reader.find(OIDCProvider, role.account, arn)
    if provider is None:
        raise InvalidIdentityTokenError(f"No OpenIDConnect provider found in your account for {issuer}")
    return provider
