"""GetCallerIdentity and GetAccessKeyInfo (spec api 2.1, 2.13)."""

import pytest

from limen.authn.caller import Caller
from limen.domain.iam.credentials import AccessKey
from limen.domain.principals import FederatedUser, IAMUser, RoleSession
from limen.errors import ValidationError
from tests.unit.operations.world import ACCOUNT, CREATED, OTHER_ACCOUNT, ROOT, World

ALICE = IAMUser(ACCOUNT, "alice", "/team/", "AIDAALICE")


@pytest.mark.parametrize(
    ("caller", "user_id", "arn"),
    [
        (ROOT, ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root"),
        (Caller(ALICE), "AIDAALICE", f"arn:aws:iam::{ACCOUNT}:user/team/alice"),
        (
            Caller(RoleSession(ACCOUNT, "worker", "shift", "/svc/", "AROAWORKER")),
            "AROAWORKER:shift",
            f"arn:aws:sts::{ACCOUNT}:assumed-role/worker/shift",
        ),
        (
            Caller(FederatedUser(ACCOUNT, "guest", ALICE)),
            f"{ACCOUNT}:guest",
            f"arn:aws:sts::{ACCOUNT}:federated-user/guest",
        ),
    ],
)
def test_who_i_am(world: World, caller: Caller, user_id: str, arn: str):
    assert world.call("GetCallerIdentity", caller=caller) == {"UserId": user_id, "Account": ACCOUNT, "Arn": arn}


@pytest.mark.parametrize("key_id", ["ASIAQNZGKIQY56JQ7WML", "AKIAQNZGKIQY56JQ7WML"])
def test_the_account_is_written_in_the_id(world: World, key_id: str):
    assert world.call("GetAccessKeyInfo", AccessKeyId=key_id) == {"Account": "029608264753"}


def test_the_account_of_a_key_that_is_known_here(world: World):
    key_id = "AKIAIOSFODNN7EXAMPLE"
    with pytest.raises(ValidationError):
        world.call("GetAccessKeyInfo", AccessKeyId=key_id)
    world.put(AccessKey(OTHER_ACCOUNT, key_id, OTHER_ACCOUNT, CREATED, b"sealed"))
    assert world.call("GetAccessKeyInfo", AccessKeyId=key_id) == {"Account": OTHER_ACCOUNT}
