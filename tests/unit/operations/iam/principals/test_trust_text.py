"""How trust policies are read back (spec policy 2.6, api 2.3)."""

import json
from typing import Any

import pytest

from limen.authn.caller import Caller
from limen.domain.principals import RootUser
from limen.operations.iam.faults import MalformedPolicyDocumentError
from tests.unit.operations.iam.policy_texts import EC2_TRUST, trust_policy
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT, World

ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def create(world: World, document: str, name: str = "worker") -> dict[str, Any]:
    role: dict[str, Any] = world.call("CreateRole", RoleName=name, AssumeRolePolicyDocument=document)["Role"]
    return role


def read(world: World, name: str = "worker") -> str:
    text: str = world.call("GetRole", RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    return text


def principals(world: World, name: str = "worker") -> Any:
    return json.loads(read(world, name))["Statement"]["Principal"]["AWS"]


@pytest.mark.parametrize("document", [EC2_TRUST, trust_policy("*"), trust_policy(ROOT).replace(",", " ,\n")])
def test_what_needs_no_rewriting_keeps_its_white_space(world: World, document: str):
    create(world, document)
    assert read(world) == document


def test_the_answer_to_the_creation_echoes_and_later_ones_rewrite(world: World):
    document = trust_policy(ACCOUNT)
    assert create(world, document)["AssumeRolePolicyDocument"] == document
    assert principals(world) == ROOT
    (listed,) = world.call("ListRoles")["Roles"]
    assert listed["AssumeRolePolicyDocument"] == read(world)


def test_account_ids_become_root_arns_in_lists_too(world: World):
    create(world, trust_policy([ACCOUNT, OTHER_ACCOUNT, "*"]))
    assert principals(world) == [ROOT, f"arn:aws:iam::{OTHER_ACCOUNT}:root", "*"]


def test_a_user_is_shown_as_it_is_called_now(world: World):
    world.user("alice")
    create(world, trust_policy(ALICE))
    assert principals(world) == ALICE
    world.call("UpdateUser", UserName="alice", NewUserName="alicia", NewPath="/team/")
    assert principals(world) == f"arn:aws:iam::{ACCOUNT}:user/team/alicia"


def test_a_deleted_principal_is_shown_by_its_id_even_if_there_is_a_namesake(world: World):
    alice = world.user("alice")
    create(world, trust_policy([ALICE, OTHER_ACCOUNT]))
    world.call("DeleteUser", UserName="alice")
    world.user("alice")
    assert principals(world) == [alice.principal.user_id, f"arn:aws:iam::{OTHER_ACCOUNT}:root"]


def test_a_role_in_another_account_is_shown_too(world: World):
    own, world.caller = world.caller, Caller(RootUser(OTHER_ACCOUNT))
    foreign = create(world, EC2_TRUST, "foreign")
    world.caller = own
    create(world, trust_policy(foreign["Arn"]))
    assert principals(world) == foreign["Arn"]


def test_saving_again_trusts_the_namesake(world: World):
    world.user("alice")
    create(world, trust_policy(ALICE))
    world.call("DeleteUser", UserName="alice")
    with pytest.raises(MalformedPolicyDocumentError):
        world.call("UpdateAssumeRolePolicy", RoleName="worker", PolicyDocument=trust_policy(ALICE))
    with pytest.raises(MalformedPolicyDocumentError, match="Invalid principal in policy"):
        world.call("UpdateAssumeRolePolicy", RoleName="worker", PolicyDocument=read(world))
    world.user("alice")
    assert world.call("UpdateAssumeRolePolicy", RoleName="worker", PolicyDocument=trust_policy(ALICE)) == {}
    assert principals(world) == ALICE


def test_other_elements_stay_as_they_are(world: World):
    allow: dict[str, Any] = {"Sid": "First", "Effect": "Allow", "Action": "sts:AssumeRole"}
    allow["Principal"] = {"AWS": ACCOUNT, "Service": "ec2.amazonaws.com"}
    deny = {"Effect": "Deny", "Action": "sts:*", "Principal": {"Service": ["a.amazonaws.com"]}}
    deny["Condition"] = {"StringEquals": {"aws:PrincipalTag/name": "\u00e9"}}
    policy = {"Version": "2012-10-17", "Statement": [allow, deny]}
    create(world, json.dumps(policy))
    allow["Principal"]["AWS"] = ROOT
    assert json.loads(read(world)) == policy
    assert "\u00e9" in read(world)
