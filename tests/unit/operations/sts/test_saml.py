"""AssumeRoleWithSAML after its assertion was verified (spec api 2.13)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import Caller, ProvenIdentity, SAMLFacts
from limen.domain.iam.tags import Tag
from limen.domain.principals import FederatedIdentity
from limen.errors import AccessDeniedError, ValidationError
from limen.operations.iam.faults import MalformedPolicyDocumentError
from tests.unit.authz.gate import allow, trust
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, ROOT, World

PROVIDER = f"arn:aws:iam::{ACCOUNT}:saml-provider/corporate"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/people/reader"
ADDRESS = "https://signin.aws.amazon.com/saml"
FACTS = SAMLFacts("https://idp.example.com", "persistent", "qualifier=", "alice@example.com")
IDENTITY = ProvenIdentity(ACCOUNT, "aws", PROVIDER, "alice", ADDRESS, {}, is_role_listed=True, saml=FACTS)


@pytest.fixture
def trusting(world: World) -> World:
    policy = trust({"Federated": PROVIDER}, "sts:AssumeRoleWithSAML")
    world.call("CreateRole", RoleName="reader", Path="/people/", AssumeRolePolicyDocument=policy)
    return world


def assume(world: World, identity: ProvenIdentity = IDENTITY, **parameters: Any) -> dict[str, Any]:
    caller = Caller(FederatedIdentity(PROVIDER, identity.subject), identity=identity)
    given = {"RoleArn": ROLE, "PrincipalArn": PROVIDER, "SAMLAssertion": "verified before", **parameters}
    return world.call("AssumeRoleWithSAML", caller=caller, **given)


def lasting(world: World, *, seconds: int = 0, ends: timedelta | None = None, **parameters: Any) -> timedelta:
    facts = replace(FACTS, session_seconds=seconds, session_ends=None if ends is None else CREATED + ends)
    expires = assume(world, replace(IDENTITY, saml=facts), **parameters)["Credentials"]["Expiration"]
    return expires - CREATED  # type: ignore[no-any-return]


def test_the_answer_names_subject_issuer_and_session(trusting: World):
    output = assume(trusting)
    credentials, user = output.pop("Credentials"), output.pop("AssumedRoleUser")
    assert output == {
        "Subject": "alice",
        "SubjectType": "persistent",
        "Issuer": "https://idp.example.com",
        "Audience": ADDRESS,
        "NameQualifier": "qualifier=",
    }
    assert credentials["AccessKeyId"].startswith("ASIA")
    assert user["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/alice@example.com"
    assert user["AssumedRoleId"].endswith(":alice@example.com")


def test_the_session_carries_what_the_assertion_says(trusting: World):
    tags = (Tag("team", "blue"), Tag("cost", "7"))
    identity = replace(IDENTITY, tags=tags, transitive_tag_keys=("team",), source_identity="alice")
    output = assume(trusting, identity, Policy=allow("s3:GetObject"))
    assert (output["SourceIdentity"], output["PackedPolicySize"] > 0) == ("alice", True)
    session = trusting.environment.tokens.open(output["Credentials"]["SessionToken"], now=NOW).session
    assert (session.tags, session.transitive_tag_keys, session.source_identity) == (tags, ("team",), "alice")
    assert (session.issuer_arn, session.name, len(session.policies or ())) == (PROVIDER, "alice@example.com", 1)


def test_the_shortest_duration_counts(trusting: World):
    assert lasting(trusting) == timedelta(hours=1)
    assert lasting(trusting, DurationSeconds=900) == timedelta(minutes=15)
    assert lasting(trusting, seconds=1800) == timedelta(minutes=30)
    assert lasting(trusting, seconds=1800, DurationSeconds=900) == timedelta(minutes=15)
    assert lasting(trusting, seconds=43200) == timedelta(hours=1)
    assert lasting(trusting, ends=timedelta(minutes=7)) == timedelta(minutes=7)
    assert lasting(trusting, ends=timedelta(hours=7)) == timedelta(hours=1)


def test_the_role_limits_the_duration(trusting: World):
    with pytest.raises(ValidationError, match="exceeds the MaxSessionDuration set for this role"):
        assume(trusting, DurationSeconds=7200)


def test_session_policies_are_checked(trusting: World):
    with pytest.raises(MalformedPolicyDocumentError):
        assume(trusting, Policy="{}")


def test_without_an_assertion_or_a_role_nothing_is_issued(trusting: World):
    for identity in (IDENTITY, replace(IDENTITY, saml=None)):
        with pytest.raises(AccessDeniedError):
            assume(trusting, identity, RoleArn=ROLE if identity.saml is None else f"{ROLE}-gone")
    with pytest.raises(AccessDeniedError):
        trusting.call("AssumeRoleWithSAML", caller=ROOT, RoleArn=ROLE)
