"""Which context keys policies mention, given as text or by the entity that has them."""

import json
from typing import Any

import pytest

from tests.unit.operations.world import ACCOUNT, World


def policy(key: str, **elements: Any) -> str:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {key: "x"}}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | elements]})


def test_conditions_and_variables_each_key_once_as_first_spelled(world: World):
    texts = [
        policy("aws:SourceVpc", Resource="arn:aws:s3:::${aws:username}/${*}"),
        policy("AWS:SOURCEVPC"),
        policy("aws:RequestTag/team"),
    ]
    output = world.call("GetContextKeysForCustomPolicy", PolicyInputList=texts)
    assert sorted(output["ContextKeyNames"]) == ["aws:RequestTag/team", "aws:SourceVpc", "aws:username"]


def test_no_policies_need_no_keys(world: World):
    assert world.call("GetContextKeysForCustomPolicy", PolicyInputList=[]) == {"ContextKeyNames": []}


@pytest.fixture
def bob(world: World) -> World:
    world.user("Bob")
    world.call("CreateGroup", GroupName="Staff")
    world.call("AddUserToGroup", GroupName="Staff", UserName="Bob")
    world.call("PutUserPolicy", UserName="Bob", PolicyName="own", PolicyDocument=policy("my:own"))
    world.call("PutGroupPolicy", GroupName="Staff", PolicyName="group", PolicyDocument=policy("my:group"))
    arn = world.call("CreatePolicy", PolicyName="managed", PolicyDocument=policy("my:managed"))["Policy"]["Arn"]
    world.call("AttachGroupPolicy", GroupName="Staff", PolicyArn=arn)
    limit = world.call("CreatePolicy", PolicyName="limit", PolicyDocument=policy("my:limit"))["Policy"]["Arn"]
    world.call("PutUserPermissionsBoundary", UserName="Bob", PermissionsBoundary=limit)
    return world


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("user/Bob", ["my:added", "my:group", "my:managed", "my:own"]),
        ("group/Staff", ["my:added", "my:group", "my:managed"]),
    ],
)
def test_a_users_groups_count_and_what_is_added(bob: World, source: str, keys: list[str]):
    arn = f"arn:aws:iam::{ACCOUNT}:{source}"
    output = bob.call("GetContextKeysForPrincipalPolicy", PolicySourceArn=arn, PolicyInputList=[policy("my:added")])
    assert sorted(output["ContextKeyNames"]) == keys
