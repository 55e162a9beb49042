"""A web identity token instead of a signature (spec api 2.13)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import ANONYMOUS, AuthenticatedRequest, Caller
from limen.authn.faults import ExpiredIdentityTokenError, InvalidIdentityTokenError
from limen.authn.proofs.proven_call import ProvenCall
from limen.authn.proofs.provider_keys import NO_KEY, ProviderKeys, refuse_to_fetch
from limen.authn.proofs.web_identity import WebIdentityProver
from limen.domain.iam.providers import OIDCProvider
from limen.domain.principals import FederatedIdentity
from limen.errors import ValidationError
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from tests.unit.authn.proofs.issuer import HOST, ISSUER, Issuer, rsa_private
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT, ROOT, World

ROLE = f"arn:aws:iam::{ACCOUNT}:role/deployer"
PROVIDER = OIDCProvider(ACCOUNT, HOST, NOW, client_ids=("sts.amazonaws.com",))
UNSIGNED = AuthenticatedRequest(HTTPRequest("POST", "/", "", (), b""), ANONYMOUS)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def prover(issuer: Issuer) -> WebIdentityProver:
    return WebIdentityProver(ProviderKeys(issuer.fetch))


@pytest.fixture
def provided(world: World) -> World:
    world.put(PROVIDER)
    return world


def call(token: str, role: str = ROLE) -> ParsedCall:
    parameters = {"RoleArn": role, "RoleSessionName": "run", "WebIdentityToken": token}
    return ParsedCall("sts", "AssumeRoleWithWebIdentity", parameters)


def prove(prover: WebIdentityProver, world: World, parsed: ParsedCall, caller: Caller = ANONYMOUS) -> ProvenCall:
    request = replace(UNSIGNED, caller=caller)
    return prover.prove(request, parsed, world.store.latest(), now=NOW)


def test_a_token_names_the_caller(prover: WebIdentityProver, provided: World, issuer: Issuer):
    proven = prove(prover, provided, call(issuer.token()))
    assert proven.caller.principal == FederatedIdentity(PROVIDER.arn, "repo:acme/app:ref:refs/heads/main")
    assert (proven.caller.account, proven.caller.partition, proven.single_use) == (ACCOUNT, "aws", None)
    assert not proven.caller.is_anonymous


def test_keys_that_are_stored_with_the_provider_are_enough(world: World, issuer: Issuer):
    world.put(replace(PROVIDER, key_set=issuer.key_set))
    offline = WebIdentityProver(ProviderKeys(refuse_to_fetch))
    prove(offline, world, call(issuer.token(algorithm="ES256")))
    with pytest.raises(InvalidIdentityTokenError, match="signature"):
        prove(offline, world, call(issuer.token(key=rsa_private(1))))
    world.put(replace(PROVIDER, key_set="{}"))
    with pytest.raises(InvalidIdentityTokenError, match=NO_KEY):
        prove(offline, world, call(issuer.token()))


@pytest.mark.parametrize(
    "url", [f"{ISSUER}/", ISSUER.lower(), "https://other.example.com", f"{ISSUER}?a=b", "https://"]
)
def test_the_issuer_must_be_registered_letter_for_letter(prover, provided, issuer, url: str):
    text = rf"^No OpenIDConnect provider found in your account for {url.replace('?', '[?]')}$"
    with pytest.raises(InvalidIdentityTokenError, match=text):
        prove(prover, provided, call(issuer.token(iss=url)))
    assert issuer.asked == []


def test_the_provider_must_be_in_the_account_of_the_role(prover, provided, issuer):
    with pytest.raises(InvalidIdentityTokenError, match="No OpenIDConnect provider found"):
        prove(prover, provided, call(issuer.token(), ROLE.replace(ACCOUNT, OTHER_ACCOUNT)))


@pytest.mark.parametrize("role", ["x" * 20, "arn:aws:iam::111122223333", "arn::iam::111122223333:role/x"])
def test_a_role_is_named_by_an_arn(prover, provided, issuer, role: str):
    with pytest.raises(ValidationError, match=f"^{role} is invalid$"):
        prove(prover, provided, call(issuer.token(), role))


def test_text_that_is_not_a_token_is_refused(prover, provided):
    with pytest.raises(InvalidIdentityTokenError, match="not a valid JWT"):
        prove(prover, provided, call("sesame"))


def test_claims_are_read_after_the_signature(prover, provided, issuer):
    with pytest.raises(InvalidIdentityTokenError, match="signature"):
        prove(prover, provided, call(issuer.token(key=rsa_private(1), exp=1)))
    with pytest.raises(ExpiredIdentityTokenError):
        prove(prover, provided, call(issuer.token(exp=1)))


def test_nothing_is_fetched_for_a_signed_call(prover, provided, issuer):
    with pytest.raises(InvalidIdentityTokenError, match=NO_KEY):
        prove(prover, provided, call(issuer.token()), ROOT)
    assert issuer.asked == []
    prove(prover, provided, call(issuer.token()))
    assert isinstance(prove(prover, provided, call(issuer.token()), ROOT).caller.principal, FederatedIdentity)


def test_on_a_newer_state_the_provider_must_still_be_there(prover, provided, issuer):
    proven = prove(prover, provided, call(issuer.token()))
    state: Any = provided.store.latest()
    later = NOW + timedelta(seconds=1)
    assert prover.prove_again(UNSIGNED, proven, state, now=later) is proven
    with provided.store.begin(now=NOW) as tx:
        tx.delete(PROVIDER)
        tx.commit(None)
    with pytest.raises(InvalidIdentityTokenError, match="not registered any more"):
        prover.prove_again(UNSIGNED, proven, provided.store.latest(), now=later)
