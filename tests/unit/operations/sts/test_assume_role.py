"""AssumeRole: what the session carries and what limits it (spec api 2.13, policy 6.8); authz tests who may."""

from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import Caller
from limen.domain.iam.tags import Tag
from limen.domain.principals import RootUser
from limen.domain.sessions import Session, SessionKind, SessionPolicy
from limen.errors import AccessDeniedError, NotImplementedOperationError, ValidationError
from limen.operations.iam.faults import MalformedPolicyDocumentError, NoSuchEntityError
from limen.operations.sts.faults import InvalidParameterValueError, PackedPolicyTooLargeError
from limen.operations.sts.session_credentials import LONGEST_TOKEN
from limen.store.aws_managed import load_aws_managed_policies
from tests.unit.operations.iam.policy_texts import EC2_TRUST, READ_ONLY, identity_policy
from tests.unit.operations.sts.sessions import caller_of, open_session, tags
from tests.unit.operations.world import ACCOUNT, CREATED, OTHER_ACCOUNT, World

ROLE = f"arn:aws:iam::{ACCOUNT}:role/svc/worker"


@pytest.fixture
def alice(world: World) -> Caller:
    world.call(
        "CreateRole", RoleName="worker", Path="/svc/", AssumeRolePolicyDocument=EC2_TRUST, MaxSessionDuration=43200
    )
    return world.user("alice")


def assume(world: World, caller: Caller, arn: str = ROLE, **parameters: Any) -> dict[str, Any]:
    return world.call("AssumeRole", caller=caller, RoleArn=arn, RoleSessionName="shift", **parameters)


def chained(world: World, caller: Caller, **parameters: Any) -> Caller:
    return caller_of(open_session(world, assume(world, caller, **parameters)))


def test_the_members_of_the_answer(world: World, alice: Caller):
    output = assume(world, alice)
    role_id = world.call("GetRole", RoleName="worker")["Role"]["RoleId"]
    assert output.keys() == {"Credentials", "AssumedRoleUser"}
    assert output["AssumedRoleUser"] == {
        "AssumedRoleId": f"{role_id}:shift",
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/shift",
    }
    assert output["Credentials"].keys() == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert output["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert len(output["Credentials"]["SecretAccessKey"]) == 40


def test_what_the_token_carries(world: World, alice: Caller):
    session = open_session(world, assume(world, alice))
    assert (session.kind, session.account, session.name) == (SessionKind.ASSUMED_ROLE, ACCOUNT, "shift")
    assert (session.issued, session.expires) == (CREATED, CREATED + timedelta(hours=1))
    assert session.issuer_arn == alice.principal.arn
    assert (session.policies, session.tags, session.source_identity) == (None, (), "")
    assert session.mfa_authenticated is False


def test_every_session_has_credentials_of_its_own(world: World, alice: Caller):
    keys = {assume(world, alice)["Credentials"]["AccessKeyId"] for _ in range(5)}
    assert len(keys) == 5


def test_a_role_that_went_away_meanwhile_is_refused_like_one_that_was_never_there(world: World, alice: Caller):
    arn = f"arn:aws:iam::{ACCOUNT}:role/worker"
    with pytest.raises(AccessDeniedError) as refused:
        assume(world, alice, arn)
    assert refused.value.message == (
        f"User: {alice.principal.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}"
    )


def test_a_role_of_another_account(world: World, alice: Caller):
    world.caller = Caller(RootUser(OTHER_ACCOUNT))
    world.call("CreateRole", RoleName="foreign", AssumeRolePolicyDocument=EC2_TRUST)
    output = assume(world, alice, f"arn:aws:iam::{OTHER_ACCOUNT}:role/foreign")
    assert output["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{OTHER_ACCOUNT}:assumed-role/foreign/shift"
    assert open_session(world, output).account == OTHER_ACCOUNT


# --- how long ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [900, 3600, 43200])
def test_durations(world: World, alice: Caller, seconds: int):
    output = assume(world, alice, DurationSeconds=seconds)
    assert output["Credentials"]["Expiration"] == CREATED + timedelta(seconds=seconds)


def test_no_longer_than_the_role_says(world: World, alice: Caller):
    world.call("UpdateRole", RoleName="worker", MaxSessionDuration=7200)
    assert assume(world, alice, DurationSeconds=7200)
    with pytest.raises(ValidationError) as refused:
        assume(world, alice, DurationSeconds=7201)
    assert refused.value.message == ("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def test_e1_a_chain_lasts_an_hour_at_most_whatever_the_role_says(world: World, alice: Caller):
    session = chained(world, alice)
    assert assume(world, session, DurationSeconds=3600)
    for seconds in (3601, 43200):
        with pytest.raises(ValidationError) as refused:
            assume(world, session, DurationSeconds=seconds)
        assert refused.value.message == (
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )


def test_credentials_of_get_session_token_are_a_link_of_a_chain(world: World, alice: Caller):
    """Observed on AWS: an hour at most, whatever the role allows."""
    user_id, end = alice.principal.user_id or "", CREATED + timedelta(hours=1)
    session = Session(SessionKind.SESSION_TOKEN, ACCOUNT, user_id, "ASIAEXAMPLE", issued=CREATED, expires=end)
    caller = Caller(alice.principal, "ASIAEXAMPLE", session)
    assert assume(world, caller, DurationSeconds=3600)
    with pytest.raises(ValidationError, match="exceeds the 1 hour session limit for roles assumed by role chaining"):
        assume(world, caller, DurationSeconds=7200)


def test_a_sign_in_is_not_a_link_of_a_chain(world: World, alice: Caller):
    user_id, end = alice.principal.user_id or "", CREATED + timedelta(hours=1)
    session = Session(SessionKind.SIGN_IN, ACCOUNT, user_id, "ASIAEXAMPLE", issued=CREATED, expires=end)
    output = assume(world, Caller(alice.principal, "ASIAEXAMPLE", session), DurationSeconds=43200)
    assert output["Credentials"]["Expiration"] == CREATED + timedelta(seconds=43200)


# --- session policies -------------------------------------------------------------------------------------------------


def test_session_policies_are_frozen_as_they_are(world: World, alice: Caller):
    arn = world.call("CreatePolicy", PolicyName="limit", PolicyDocument=identity_policy("s3:*"))["Policy"]["Arn"]
    inline = identity_policy("ec2:*")
    output = assume(world, alice, Policy=inline, PolicyArns=[{"arn": arn}, {"arn": READ_ONLY}])
    world.call("CreatePolicyVersion", PolicyArn=arn, PolicyDocument=identity_policy("sqs:*"), SetAsDefault=True)
    assert open_session(world, output).policies == (
        SessionPolicy(inline),
        SessionPolicy(identity_policy("s3:*"), arn),
        SessionPolicy(load_aws_managed_policies()[READ_ONLY].document, READ_ONLY),
    )
    assert 0 < output["PackedPolicySize"] <= 100


def test_the_next_session_has_only_its_own_policies(world: World, alice: Caller):
    session = chained(world, alice, Policy=identity_policy("s3:*"))
    assert open_session(world, assume(world, session)).policies is None


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"Policy": "{"}, MalformedPolicyDocumentError, "Syntax errors in policy."),
        ({"PolicyArns": [{"arn": f"{READ_ONLY}s"}]}, NoSuchEntityError, f"Policy {READ_ONLY}s was not found."),
        (
            {"PolicyArns": [{"arn": f"arn:aws:iam::{OTHER_ACCOUNT}:policy/x"}]},
            NoSuchEntityError,
            f"Policy arn:aws:iam::{OTHER_ACCOUNT}:policy/x was not found.",
        ),
        (
            {"PolicyArns": [{"arn": READ_ONLY}] * 11},
            ValidationError,
            "The number of managed session policies must not exceed 10.",
        ),
        (
            {"Policy": "x" * 2049},
            ValidationError,
            (
                f"1 validation error detected: Value '{'x' * 2048}' at 'policy' failed to satisfy constraint: "
                "Member must have length less than or equal to 2048"
            ),
        ),
    ],
)
def test_session_policies_that_cannot_be(world: World, alice: Caller, parameters: dict[str, Any], error: Any, message):
    with pytest.raises(error) as refused:
        assume(world, alice, **parameters)
    assert refused.value.message == message


def test_an_entry_without_an_arn_is_nothing(world: World, alice: Caller):
    assert "PackedPolicySize" not in assume(world, alice, PolicyArns=[{}])


def test_what_does_not_fit_into_a_request_is_too_large(world: World, alice: Caller):
    largest = sorted(load_aws_managed_policies().values(), key=lambda policy: -len(policy.document))[:10]
    with pytest.raises(PackedPolicyTooLargeError, match=r"^Packed policy consumes \d{3}% of allotted space"):
        assume(world, alice, PolicyArns=[{"arn": policy.arn} for policy in largest])
    assert len(assume(world, alice, PolicyArns=[{"arn": READ_ONLY}])["Credentials"]["SessionToken"]) < LONGEST_TOKEN


# --- tags and source identity -----------------------------------------------------------------------------------------


def test_tags_are_carried_and_packed(world: World, alice: Caller):
    output = assume(world, alice, Tags=tags(Team="blue", desk="7"), TransitiveTagKeys=["TEAM"])
    session = open_session(world, output)
    assert session.tags == (Tag("Team", "blue"), Tag("desk", "7"))
    assert session.transitive_tag_keys == ("TEAM",)
    assert 0 < output["PackedPolicySize"] < 10


def test_tags_have_a_budget_of_their_own_in_which_repetition_saves_nothing(world: World, alice: Caller):
    """Observed on AWS: nine values of 250 equal characters take 498 % of it."""
    many = tags(**{f"t{number}": "x" * 250 for number in range(1, 10)})
    with pytest.raises(PackedPolicyTooLargeError) as refused:
        assume(world, alice, Tags=many)
    assert refused.value.message == "Packed size of session tags consumes 498% of allotted space."
    fitting = tags(team="x" * 224)
    policy = identity_policy("s3:GetObject")
    output = assume(world, alice, Tags=fitting, Policy=policy)
    assert output["PackedPolicySize"] == 50


def test_inherited_tags_do_not_count_against_passed_ones(world: World, alice: Caller):
    first = chained(world, alice, Tags=tags(team="x" * 250), TransitiveTagKeys=["team"])
    assert assume(world, first, Tags=tags(desk="x" * 250))["PackedPolicySize"] == 56


def test_transitive_tags_are_handed_down_and_others_are_not(world: World, alice: Caller):
    first = chained(world, alice, Tags=tags(Team="blue", desk="7"), TransitiveTagKeys=["team"])
    output = assume(world, first, Tags=tags(desk="8"), TransitiveTagKeys=["desk"])
    second = open_session(world, output)
    assert second.tags == (Tag("Team", "blue"), Tag("desk", "8"))
    assert second.transitive_tag_keys == ("team", "desk")
    third = assume(world, caller_of(second))
    assert open_session(world, third).tags == second.tags
    assert "PackedPolicySize" not in third


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"Tags": [*tags(team="1"), *tags(TEAM="2")]},
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
        ({"Tags": [{"Key": "AWS:x", "Value": ""}]}, "Tag keys beginning with aws: are reserved for system use."),
        (
            {"Tags": tags(team="1"), "TransitiveTagKeys": ["desk"]},
            "The specified transitive tag key must be included in the requested tags.",
        ),
        (
            {"TransitiveTagKeys": ["handed"]},
            "The specified transitive tag key must be included in the requested tags.",
        ),
        (
            {"Tags": tags(HANDED="2")},
            (
                "One of the specified transitive tag keys can't be set because it conflicts "
                "with a transitive tag key from the calling session."
            ),
        ),
    ],
)
def test_tags_that_cannot_be(world: World, alice: Caller, parameters: dict[str, Any], message: str):
    session = chained(world, alice, Tags=tags(handed="1"), TransitiveTagKeys=["Handed"])
    with pytest.raises(InvalidParameterValueError) as refused:
        assume(world, session, **parameters)
    assert refused.value.message == message


def test_too_many_long_tags_are_too_large(world: World, alice: Caller):
    noise = ["".join(world.environment.entropy(32).hex() for _ in range(4)) for _ in range(50)]
    long = [{"Key": text[:64], "Value": text} for text in noise]
    with pytest.raises(PackedPolicyTooLargeError):
        assume(world, alice, Tags=long)


def test_a_source_identity_sticks(world: World, alice: Caller):
    output = assume(world, alice, SourceIdentity="alice")
    assert output["SourceIdentity"] == "alice"
    session = caller_of(open_session(world, output))
    for parameters in ({}, {"SourceIdentity": "alice"}):
        assert assume(world, session, **parameters)["SourceIdentity"] == "alice"
    with pytest.raises(AccessDeniedError):
        assume(world, session, SourceIdentity="bob")
    with pytest.raises(ValidationError):
        assume(world, alice, SourceIdentity="AWS:alice")


# --- MFA --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parameters", [{"SerialNumber": "arn:aws:iam::1:mfa/x", "TokenCode": "123456"}, {"TokenCode": "1"}]
)
def test_nobody_has_an_mfa_device_so_no_code_is_right(world: World, alice: Caller, parameters: dict[str, str]):
    with pytest.raises(AccessDeniedError) as refused:
        assume(world, alice, **parameters)
    assert refused.value.message == (
        "MultiFactorAuthentication failed, unable to validate MFA code.  "
        "Please verify your MFA serial number is valid and associated with this user."
    )


# --- what is not built says so ----------------------------------------------------------------------------------------


def test_contexts_of_identity_center_are_refused(world: World, alice: Caller):
    with pytest.raises(NotImplementedOperationError):
        assume(world, alice, ProvidedContexts=[{"ProviderArn": "arn:aws:iam::aws:contextProvider/IdentityCenter"}])


def test_tokens_are_as_long_as_they_are(world: World, alice: Caller):
    length = len(assume(world, alice)["Credentials"]["SessionToken"])
    assert assume(world, alice, MinimumSessionTokenSize=length // 2)
    with pytest.raises(NotImplementedOperationError):
        assume(world, alice, MinimumSessionTokenSize=4096)
