import pytest

from limen.errors import ValidationError
from limen.operations.iam.faults import LimitExceededError, NoSuchEntityError
from limen.operations.iam.lookup import (
    find_policy,
    get_attachable_policy,
    get_instance_profile,
    get_policy,
    get_role,
)
from limen.operations.iam.quotas import require_within
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT, World

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'


def test_a_policy_is_the_accounts_own_or_aws(world: World):
    arn = world.call("CreatePolicy", PolicyName="own", Path="/x/", PolicyDocument=DOCUMENT)["Policy"]["Arn"]
    reader = world.store.latest()
    assert get_policy(reader, ACCOUNT, arn).name == "own"
    assert get_attachable_policy(reader, ACCOUNT, ADMINISTRATOR).name == "AdministratorAccess"


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{ACCOUNT}:policy/own",  # The path is missing.
        f"arn:aws:iam::{ACCOUNT}:policy/x/OWN",
        f"arn:aws:iam::{OTHER_ACCOUNT}:policy/x/own",
        "arn:aws:iam::aws:policy/x/own",
    ],
)
def test_a_policy_arn_is_compared_as_a_whole(world: World, arn):
    world.call("CreatePolicy", PolicyName="own", Path="/x/", PolicyDocument=DOCUMENT)
    reader = world.store.latest()
    assert find_policy(reader, ACCOUNT, arn) is None
    with pytest.raises(NoSuchEntityError) as missing:
        get_policy(reader, ACCOUNT, arn)
    assert missing.value.message == f"Policy {arn} was not found."
    with pytest.raises(NoSuchEntityError) as missing:
        get_attachable_policy(reader, ACCOUNT, arn)
    assert missing.value.message == f"Policy {arn} does not exist or is not attachable."


@pytest.mark.parametrize("text", ["x" * 20, "arn:aws:iam::aws", "urn:aws:iam::aws:policy/ReadOnlyAccess"])
def test_text_that_is_not_an_arn(world: World, text):
    with pytest.raises(ValidationError) as refusal:
        get_policy(world.store.latest(), ACCOUNT, text)
    assert refusal.value.message == "Invalid ARN:  Could not be parsed!"


@pytest.mark.parametrize(
    "arn", [f"arn:aws:iam::{ACCOUNT}:role/x", f"arn:aws:s3::{ACCOUNT}:policy/x", "arn:aws:iam:::policy/x"]
)
def test_an_arn_of_something_else(world: World, arn):
    with pytest.raises(ValidationError) as refusal:
        get_policy(world.store.latest(), ACCOUNT, arn)
    assert refusal.value.message == f"ARN {arn} is not valid."


def test_missing_roles_and_instance_profiles_have_their_own_words(world: World):
    with pytest.raises(NoSuchEntityError, match=r"^The role with name X cannot be found\.$"):
        get_role(world.store.latest(), ACCOUNT, "X")
    with pytest.raises(NoSuchEntityError, match=r"^Instance Profile X cannot be found\.$"):
        get_instance_profile(world.store.latest(), ACCOUNT, "X")


def test_a_quota_may_be_filled_but_not_exceeded():
    require_within("Things", 2, wanted=2)
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for Things: 2$"):
        require_within("Things", 2, wanted=3)
