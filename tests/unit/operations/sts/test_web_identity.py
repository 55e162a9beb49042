"""AssumeRoleWithWebIdentity after its token was verified (spec api 2.13)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import Caller, ProvenIdentity
from limen.domain.iam.tags import Tag
from limen.domain.principals import FederatedIdentity
from limen.errors import AccessDeniedError, NotImplementedOperationError, ValidationError
from limen.operations.iam.faults import MalformedPolicyDocumentError
from limen.operations.sts.faults import InvalidParameterValueError
from tests.unit.authz.gate import allow, trust
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, ROOT, World

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.example.com"
IDENTITY = ProvenIdentity(ACCOUNT, "aws", PROVIDER, "alice", "app", {})
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci/deployer"


@pytest.fixture
def trusting(world: World) -> World:
    policy = trust({"Federated": PROVIDER}, "sts:AssumeRoleWithWebIdentity")
    world.call("CreateRole", RoleName="deployer", Path="/ci/", AssumeRolePolicyDocument=policy)
    return world


def assume(world: World, identity: ProvenIdentity = IDENTITY, **parameters: Any) -> dict[str, Any]:
    caller = Caller(FederatedIdentity(PROVIDER, identity.subject), identity=identity)
    given = {"RoleArn": ROLE, "RoleSessionName": "run-7", "WebIdentityToken": "verified before", **parameters}
    return world.call("AssumeRoleWithWebIdentity", caller=caller, **given)


def session_of(world: World, output: dict[str, Any]) -> Any:
    return world.environment.tokens.open(output["Credentials"]["SessionToken"], now=NOW).session


def test_the_answer_names_subject_audience_provider_and_session(trusting: World):
    output = assume(trusting)
    credentials, user = output.pop("Credentials"), output.pop("AssumedRoleUser")
    assert output == {"SubjectFromWebIdentityToken": "alice", "Audience": "app", "Provider": PROVIDER}
    assert credentials["AccessKeyId"].startswith("ASIA")
    assert credentials["Expiration"] == CREATED + timedelta(hours=1)
    assert user["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/run-7"
    assert user["AssumedRoleId"].startswith("AROA")
    assert user["AssumedRoleId"].endswith(":run-7")


def test_the_session_carries_what_the_token_says(trusting: World):
    tags = (Tag("team", "blue"), Tag("cost", "7"))
    identity = replace(IDENTITY, tags=tags, transitive_tag_keys=("team",), source_identity="alice")
    output = assume(trusting, identity)
    assert (output["SourceIdentity"], output["PackedPolicySize"] > 0) == ("alice", True)
    session = session_of(trusting, output)
    assert (session.tags, session.transitive_tag_keys, session.source_identity) == (tags, ("team",), "alice")
    assert (session.issuer_arn, session.name, session.policies) == (PROVIDER, "run-7", None)


def test_session_policies_limit_it(trusting: World):
    managed = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    output = assume(trusting, Policy=allow("s3:GetObject"), PolicyArns=[{"arn": managed}])
    assert [policy.arn for policy in session_of(trusting, output).policies] == ["", managed]
    assert output["PackedPolicySize"] > 0
    with pytest.raises(MalformedPolicyDocumentError):
        assume(trusting, Policy="{}")


def test_it_lasts_as_long_as_the_role_allows(trusting: World):
    assert assume(trusting, DurationSeconds=900)["Credentials"]["Expiration"] == CREATED + timedelta(minutes=15)
    with pytest.raises(ValidationError, match="exceeds the MaxSessionDuration set for this role"):
        assume(trusting, DurationSeconds=7200)
    trusting.call("UpdateRole", RoleName="deployer", MaxSessionDuration=7200)
    assert assume(trusting, DurationSeconds=7200)["Credentials"]["Expiration"] == CREATED + timedelta(hours=2)


def test_tags_of_the_token_follow_the_rules_of_session_tags(trusting: World):
    with pytest.raises(InvalidParameterValueError, match="Duplicate tag keys"):
        assume(trusting, replace(IDENTITY, tags=(Tag("team", "a"), Tag("Team", "b"))))
    with pytest.raises(InvalidParameterValueError, match="must be included in the requested tags"):
        assume(trusting, replace(IDENTITY, transitive_tag_keys=("team",)))


def test_access_tokens_are_not_implemented(trusting: World):
    with pytest.raises(NotImplementedOperationError, match="ProviderId"):
        assume(trusting, ProviderId="www.amazon.com")


def test_without_an_identity_or_a_role_nothing_is_issued(trusting: World):
    with pytest.raises(AccessDeniedError):
        assume(trusting, RoleArn=f"{ROLE}-gone")
    with pytest.raises(AccessDeniedError):
        trusting.call("AssumeRoleWithWebIdentity", caller=ROOT, RoleArn=ROLE, RoleSessionName="run")
