"""A SAML assertion instead of a signature (spec api 2.13)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import ANONYMOUS, AuthenticatedRequest, Caller
from limen.authn.faults import ExpiredIdentityTokenError, InvalidIdentityTokenError
from limen.authn.proofs.proven_call import ProvenCall
from limen.authn.proofs.saml_assertion import SAMLAssertionProver
from limen.authn.proofs.saml_encryption import UNDECRYPTABLE
from limen.authn.proofs.saml_response import INVALID_SIGNATURE
from limen.domain.iam.providers import SAMLPrivateKey, SAMLProvider, UsedAssertion
from limen.domain.principals import FederatedIdentity
from limen.errors import ValidationError
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from tests.unit.authn.proofs.saml_idp import ISSUER, PROVIDER, ROLE, Provider, encode, respond, sign, signer
from tests.unit.authn.proofs.test_saml_encryption import encrypt
from tests.unit.authn.saml_documents import NAMESPACES, entity, key_descriptor, metadata, private_pem
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT, ROOT, World

SAVED = SAMLProvider(ACCOUNT, "corporate", "UUID7", NOW, NOW + timedelta(days=9), signer().metadata)
HTTP = HTTPRequest("POST", "/", "", (("host", "iam.example.com"),), b"", scheme="https")
UNSIGNED = AuthenticatedRequest(HTTP, ANONYMOUS)


@pytest.fixture
def provided(world: World) -> World:
    world.put(SAVED)
    return world


def call(assertion: str, role: str = ROLE, provider: str = PROVIDER) -> ParsedCall:
    parameters = {"RoleArn": role, "PrincipalArn": provider, "SAMLAssertion": assertion}
    return ParsedCall("sts", "AssumeRoleWithSAML", parameters)


def prove(
    world: World, parsed: ParsedCall, caller: Caller = ANONYMOUS, *, later: timedelta = timedelta(0)
) -> ProvenCall:
    prover = SAMLAssertionProver(world.environment.vault)
    return prover.prove(replace(UNSIGNED, caller=caller), parsed, world.store.latest(), now=NOW + later)


def refusal(world: World, parsed: ParsedCall) -> str:
    with pytest.raises(InvalidIdentityTokenError) as refused:
        prove(world, parsed)
    return refused.value.message


def use_up(world: World, proven: ProvenCall) -> None:
    assert proven.single_use is not None
    with world.store.begin(now=NOW) as tx:
        proven.single_use.use_up(tx)
        tx.commit(None)


def test_an_assertion_names_the_caller(provided: World):
    proven = prove(provided, call(respond()))
    assert proven.caller.principal == FederatedIdentity(PROVIDER, "alice")
    assert (proven.caller.account, proven.caller.partition) == (ACCOUNT, "aws")
    assert not proven.caller.is_anonymous
    assert prove(provided, call(respond()), ROOT).caller == proven.caller


def test_an_assertion_may_be_for_the_address_of_the_server(provided: World):
    own = Provider(recipient="https://iam.example.com/saml", audiences=("https://iam.example.com/saml",))
    assert prove(provided, call(respond(own))).caller.identity.audience == "https://iam.example.com/saml"


def test_the_provider_is_the_one_that_the_call_names_in_the_account_of_the_role(provided: World):
    text = "Specified provider doesn't exist"
    assert refusal(provided, call(respond(), provider=f"{PROVIDER}-2")) == text
    assert refusal(provided, call(respond(), ROLE.replace(ACCOUNT, OTHER_ACCOUNT))) == text
    with pytest.raises(ValidationError, match="is invalid"):
        prove(provided, call(respond(), "x" * 20))


def test_the_issuer_must_be_in_the_metadata(provided: World):
    assert refusal(provided, call(respond(Provider(issuer="x")))) == "Issuer not present in specified provider"


def test_an_issuer_signs_with_its_own_certificate(world: World):
    """Two providers in one document do not sign for each other."""
    body = "".join(
        entity(name, keys=key_descriptor(certificate=signer(number).text), attributes="")
        for number, name in enumerate([ISSUER, "https://other.example.com"])
    )
    document = metadata(f"<EntitiesDescriptor {NAMESPACES}>{body}</EntitiesDescriptor>")
    world.put(replace(SAVED, metadata=document))
    prove(world, call(respond()))
    assert refusal(world, call(respond(by=signer(1)))) == INVALID_SIGNATURE
    prove(world, call(respond(Provider(issuer="https://other.example.com"), by=signer(1))))


def test_metadata_ends(world: World):
    world.put(replace(SAVED, valid_until=NOW))
    assert refusal(world, call(respond())) == "The metadata of the provider is no longer valid."


def test_claims_are_read_after_the_signature(provided: World):
    old = Provider(issued=timedelta(hours=-1))
    assert refusal(provided, call(respond(old, by=signer(1)))) == INVALID_SIGNATURE
    with pytest.raises(ExpiredIdentityTokenError):
        prove(provided, call(respond(old)))


def test_an_assertion_gives_one_session_of_a_role(provided: World):
    use_up(provided, prove(provided, call(respond())))
    with pytest.raises(InvalidIdentityTokenError, match="has been used for this role before"):
        use_up(provided, prove(provided, call(respond())))
    use_up(provided, prove(provided, call(respond(Provider(assertion_id="_next")))))
    use_up(provided, prove(provided, call(respond(), f"{ROLE}-2")))


def test_of_two_simultaneous_uses_one_wins(provided: World):
    first, second = prove(provided, call(respond())), prove(provided, call(respond()))
    use_up(provided, second)
    with pytest.raises(InvalidIdentityTokenError):
        use_up(provided, first)


def test_used_assertions_are_forgotten_when_they_have_expired(provided: World):
    use_up(provided, prove(provided, call(respond())))
    later = timedelta(minutes=5)
    fresh = respond(Provider(now=NOW + later, assertion_id="_next"))
    use_up(provided, prove(provided, call(fresh), later=later))
    assert [used.expires for used in provided.store.latest().all(UsedAssertion, ACCOUNT)] == [NOW + 2 * later]


def test_an_encrypted_assertion_is_verified_like_any_other(provided: World):
    sealed = provided.environment.vault.seal(private_pem().encode(), b"KEY")
    encrypted = call(encode(Provider().wrap(encrypt(sign(Provider().assertion())))))
    assert refusal(provided, encrypted) == UNDECRYPTABLE
    provided.put(SAMLPrivateKey(ACCOUNT, "KEY", PROVIDER, NOW, sealed))
    assert prove(provided, encrypted).caller.principal == FederatedIdentity(PROVIDER, "alice")
    forged = call(encode(Provider().wrap(encrypt(sign(Provider().assertion(), signer(1))))))
    assert refusal(provided, forged) == INVALID_SIGNATURE
    weak = Provider().wrap(encrypt(sign(Provider().assertion()), "aes256-cbc"))
    assert refusal(provided, call(encode(weak))) == UNDECRYPTABLE
    assert prove(provided, call(encode(sign(weak)))).caller.identity.subject == "alice"


def test_encryption_can_be_required(world: World):
    world.put(replace(SAVED, encryption_mode="Required"))
    assert refusal(world, call(respond())) == "The assertion must be encrypted for this provider."
    world.put(replace(SAVED, encryption_mode="Allowed"))
    prove(world, call(respond()))


def test_on_a_newer_state_it_is_verified_again(provided: World):
    prover = SAMLAssertionProver(provided.environment.vault)
    proven = prove(provided, call(respond()))
    state: Any = provided.store.latest()
    assert prover.prove_again(UNSIGNED, proven, state, now=NOW).caller == proven.caller
    provided.put(replace(SAVED, metadata=signer(1).metadata))
    with pytest.raises(InvalidIdentityTokenError, match=INVALID_SIGNATURE):
        prover.prove_again(UNSIGNED, proven, provided.store.latest(), now=NOW)
