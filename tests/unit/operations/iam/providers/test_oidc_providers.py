"""OpenID Connect providers (spec api 2.4 to 2.8, 2.12)."""

from typing import Any

import pytest

from limen.errors import NotImplementedOperationError, ValidationError
from limen.operations.iam.faults import (
    EntityAlreadyExistsError,
    InvalidInputError,
    LimitExceededError,
    NoSuchEntityError,
)
from tests.unit.operations.world import ACCOUNT, CREATED, World

GITHUB = "token.actions.githubusercontent.com"
ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"
NAMED: dict[str, Any] = {"OpenIDConnectProviderArn": ARN}
MISSING = f"arn:aws:iam::{ACCOUNT}:oidc-provider/nobody.example.com"
PRINT = "6938FD4D98BAB03FAADB97B34396831E3780AEA1"
FULL = r"^Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100$"


def create(world: World, url: str = f"https://{GITHUB}", **parameters: Any) -> dict[str, Any]:
    return world.call("CreateOpenIDConnectProvider", Url=url, **parameters)


def get(world: World, arn: str = ARN) -> dict[str, Any]:
    return world.call("GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn)


@pytest.fixture
def provided(world: World) -> World:
    create(world, ClientIDList=["sts.amazonaws.com"], ThumbprintList=[PRINT])
    return world


def test_a_provider_has_what_it_was_given(world: World):
    tags = [{"Key": "b", "Value": "2"}, {"Key": "B", "Value": "1"}]
    output = create(world, ClientIDList=["b", "a", "b"], ThumbprintList=[PRINT, PRINT], Tags=tags)
    assert output == {"OpenIDConnectProviderArn": ARN, "Tags": tags}
    assert get(world) == {
        "Url": GITHUB,
        "ClientIDList": ["b", "a"],
        "ThumbprintList": [PRINT.lower(), PRINT.lower()],
        "CreateDate": CREATED,
        "Tags": [tags[1], tags[0]],
    }


def test_a_provider_without_anything_has_empty_lists(world: World):
    assert create(world) == {"OpenIDConnectProviderArn": ARN}
    shown = get(world)
    assert (shown["ClientIDList"], shown["ThumbprintList"], shown["Tags"]) == ([], [], [])


def test_a_provider_is_registered_once_but_a_slash_makes_another(provided: World):
    with pytest.raises(EntityAlreadyExistsError, match=rf"^Provider with url https://{GITHUB} already exists\.$"):
        create(provided, f"https://{GITHUB}:443")
    create(provided, f"https://{GITHUB}/")
    create(provided, f"https://{GITHUB.upper()}")
    listed = provided.call("ListOpenIDConnectProviders")["OpenIDConnectProviderList"]
    assert sorted(each["Arn"] for each in listed) == sorted(
        [ARN, f"{ARN}/", f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB.upper()}"]
    )


def test_a_malformed_url_creates_nothing(world: World):
    with pytest.raises(ValidationError):
        create(world, "http://issuer.example.com")
    assert world.call("ListOpenIDConnectProviders") == {"OpenIDConnectProviderList": []}


@pytest.mark.parametrize(
    ("member", "value"),
    [("ContextProvider", {"SubjectSourceKey": "sub"}), ("IdentityCenterInstanceArn", "arn:aws:sso:::instance/x")],
)
def test_identity_center_is_refused(world: World, member: str, value: Any):
    with pytest.raises(NotImplementedOperationError, match=member):
        create(world, **{member: value})


def test_there_are_five_thumbprints_at_most_and_one_at_least_in_an_update(provided: World):
    too_many = r"^Thumbprint list must contain fewer than 5 entries\.$"
    with pytest.raises(InvalidInputError, match=too_many):
        create(provided, "https://other.example.com", ThumbprintList=[PRINT] * 6)
    with pytest.raises(InvalidInputError, match=too_many):
        provided.call("UpdateOpenIDConnectProviderThumbprint", **NAMED, ThumbprintList=[PRINT] * 6)
    with pytest.raises(InvalidInputError, match=r"^Thumbprint list must contain at least one entry\.$"):
        provided.call("UpdateOpenIDConnectProviderThumbprint", **NAMED, ThumbprintList=[])
    prints = [f"{number:040d}" for number in range(5)]
    assert provided.call("UpdateOpenIDConnectProviderThumbprint", **NAMED, ThumbprintList=prints) == {}
    assert get(provided)["ThumbprintList"] == prints


def test_client_ids_are_added_and_removed_any_number_of_times(provided: World):
    for _ in range(2):
        assert provided.call("AddClientIDToOpenIDConnectProvider", **NAMED, ClientID="a") == {}
    assert get(provided)["ClientIDList"] == ["sts.amazonaws.com", "a"]
    for _ in range(2):
        assert provided.call("RemoveClientIDFromOpenIDConnectProvider", **NAMED, ClientID="a") == {}
    assert get(provided)["ClientIDList"] == ["sts.amazonaws.com"]


def test_a_provider_has_a_hundred_client_ids_at_most(provided: World):
    with pytest.raises(LimitExceededError, match=FULL):
        create(provided, "https://other.example.com", ClientIDList=[str(number) for number in range(101)])
    create(provided, "https://other.example.com", ClientIDList=[str(number) for number in range(100)])
    other: dict[str, Any] = {"OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/other.example.com"}
    provided.call("AddClientIDToOpenIDConnectProvider", **other, ClientID="7")
    with pytest.raises(LimitExceededError, match=FULL):
        provided.call("AddClientIDToOpenIDConnectProvider", **other, ClientID="100")


def test_an_account_has_a_hundred_providers_at_most(world: World):
    for number in range(100):
        create(world, f"https://issuer-{number}.example.com")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100$"):
        create(world)
    assert world.call("GetAccountSummary")["SummaryMap"]["Providers"] == 100


def test_tags_distinguish_letter_case(provided: World):
    tags = [{"Key": "team", "Value": "a"}, {"Key": "Team", "Value": "b"}]
    assert provided.call("TagOpenIDConnectProvider", **NAMED, Tags=tags) == {}
    assert provided.call("ListOpenIDConnectProviderTags", **NAMED) == {"Tags": tags[::-1], "IsTruncated": False}
    assert provided.call("UntagOpenIDConnectProvider", **NAMED, TagKeys=["team", "absent"]) == {}
    assert get(provided)["Tags"] == tags[1:]
    with pytest.raises(InvalidInputError):
        provided.call("TagOpenIDConnectProvider", **NAMED, Tags=[])
    with pytest.raises(InvalidInputError):
        provided.call("UntagOpenIDConnectProvider", **NAMED, TagKeys=[])


def test_a_provider_is_deleted_whoever_trusts_it(provided: World):
    trust = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",'
        f'"Principal": {{"Federated": "{ARN}"}},'
        f'"Condition": {{"StringEquals": {{"{GITHUB}:sub": "repo:acme/app:ref:refs/heads/main"}}}}}}]}}'
    )
    provided.call("CreateRole", RoleName="deployer", AssumeRolePolicyDocument=trust)
    assert provided.call("DeleteOpenIDConnectProvider", **NAMED) == {}
    assert provided.call("GetRole", RoleName="deployer")["Role"]["RoleName"] == "deployer"
    assert provided.call("GetAccountSummary")["SummaryMap"]["Providers"] == 0


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("GetOpenIDConnectProvider", {}),
        ("UpdateOpenIDConnectProviderThumbprint", {"ThumbprintList": [PRINT]}),
        ("AddClientIDToOpenIDConnectProvider", {"ClientID": "a"}),
        ("RemoveClientIDFromOpenIDConnectProvider", {"ClientID": "a"}),
        ("TagOpenIDConnectProvider", {"Tags": [{"Key": "a", "Value": "b"}]}),
        ("UntagOpenIDConnectProvider", {"TagKeys": ["a"]}),
        ("ListOpenIDConnectProviderTags", {}),
    ],
)
@pytest.mark.parametrize("arn", [MISSING, ARN.upper(), f"{ARN}/", ARN.replace(ACCOUNT, "444455556666"), "x" * 20])
def test_what_is_not_registered_is_not_found(provided: World, operation: str, parameters: dict[str, Any], arn: str):
    with pytest.raises(NoSuchEntityError, match=rf"^OpenIDConnect Provider not found for arn {arn}$"):
        provided.call(operation, OpenIDConnectProviderArn=arn, **parameters)


def test_a_missing_provider_cannot_be_deleted(provided: World):
    with pytest.raises(NoSuchEntityError, match=rf"^OpenId connect Provider {MISSING} cannot be found\.$"):
        provided.call("DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=MISSING)
