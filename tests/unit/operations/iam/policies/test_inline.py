"""Inline policies: one implementation for users, groups and roles (spec api 2.2, 2.6, policy 1.6)."""

from dataclasses import dataclass
from typing import Any

import pytest

from limen.domain.iam.roles import Role
from limen.operations.iam.faults import (
    LimitExceededError,
    MalformedPolicyDocumentError,
    NoSuchEntityError,
    UnmodifiableEntityError,
)
from tests.unit.operations.iam.owner_kinds import create_owner, named
from tests.unit.operations.iam.policy_texts import EC2_TRUST, SERVICE_LINKED_PATH, identity_policy, padded_policy
from tests.unit.operations.world import ACCOUNT, CREATED, World


@dataclass(frozen=True)
class Owner:
    word: str
    quota: int

    @property
    def title(self) -> str:
        return self.word.capitalize()

    @property
    def name(self) -> dict[str, Any]:
        return named(self.title, "Owner")

    def create(self, world: World) -> None:
        create_owner(world, self.title, "Owner")

    def put(self, world: World, policy: str, document: str) -> dict[str, Any]:
        return world.call(f"Put{self.title}Policy", **self.name, PolicyName=policy, PolicyDocument=document)

    def get(self, world: World, policy: str) -> dict[str, Any]:
        return world.call(f"Get{self.title}Policy", **self.name, PolicyName=policy)

    def delete(self, world: World, policy: str) -> dict[str, Any]:
        return world.call(f"Delete{self.title}Policy", **self.name, PolicyName=policy)

    def list(self, world: World, **parameters: Any) -> dict[str, Any]:
        return world.call(f"List{self.title}Policies", **self.name, **parameters)


OWNERS = [Owner("user", 2048), Owner("group", 5120), Owner("role", 10240)]


@pytest.fixture(params=OWNERS, ids=lambda owner: owner.word)
def owner(request: pytest.FixtureRequest, world: World) -> Owner:
    found: Owner = request.param
    found.create(world)
    return found


def test_the_text_comes_back_as_it_was_sent(world: World, owner: Owner):
    document = identity_policy().replace(",", " ,\n\t")
    assert owner.put(world, "Limit", document) == {}
    assert owner.get(world, "Limit") == {**owner.name, "PolicyName": "Limit", "PolicyDocument": document}


def test_names_are_the_same_in_any_casing(world: World, owner: Owner):
    owner.put(world, "Limit", identity_policy("s3:*"))
    owner.put(world, "LIMIT", identity_policy("ec2:*"))
    assert owner.list(world) == {"PolicyNames": ["Limit"], "IsTruncated": False}
    assert owner.get(world, "limit")["PolicyName"] == "limit"
    assert owner.get(world, "limit")["PolicyDocument"] == identity_policy("ec2:*")
    assert owner.delete(world, "liMit") == {}
    assert owner.list(world)["PolicyNames"] == []


@pytest.mark.parametrize("verb", ["get", "delete"])
def test_a_missing_policy_is_reported_by_name(world: World, owner: Owner, verb: str):
    with pytest.raises(NoSuchEntityError) as missing:
        getattr(owner, verb)(world, "Nope")
    assert missing.value.message == f"The {owner.word} policy with name Nope cannot be found."


@pytest.mark.parametrize("kind", OWNERS, ids=lambda kind: kind.word)
def test_the_owner_comes_before_the_policy(world: World, kind: Owner):
    for action in (
        lambda: kind.put(world, "p", "{"),
        lambda: kind.get(world, "p"),
        lambda: kind.delete(world, "p"),
        lambda: kind.list(world),
    ):
        with pytest.raises(NoSuchEntityError) as missing:
            action()
        assert missing.value.message == f"The {kind.word} with name Owner cannot be found."


def test_a_malformed_document_is_refused_and_nothing_is_kept(world: World, owner: Owner):
    with pytest.raises(MalformedPolicyDocumentError, match=r"^Syntax errors in policy\.$"):
        owner.put(world, "p", "{")
    assert owner.list(world)["PolicyNames"] == []


def test_all_policies_of_an_owner_share_its_quota_and_white_space_is_free(world: World, owner: Owner):
    owner.put(world, "first", padded_policy(owner.quota - 200))
    owner.put(world, "second", padded_policy(200))
    with pytest.raises(LimitExceededError) as full:
        owner.put(world, "second", padded_policy(201))
    assert full.value.message == f"Maximum policy size of {owner.quota} bytes exceeded for {owner.word} Owner"
    owner.put(world, "FIRST", padded_policy(owner.quota - 201))
    assert owner.put(world, "second", padded_policy(201)) == {}


def test_names_are_listed_in_order_page_by_page(world: World, owner: Owner):
    for name in ("b", "C", "a"):
        owner.put(world, name, identity_policy())
    pages = world.pages(f"List{owner.title}Policies", "PolicyNames", 2, **owner.name)
    assert list(pages) == [["a", "b"], ["C"]]


def test_policies_follow_a_renamed_owner(world: World):
    world.user("alice")
    world.call("PutUserPolicy", UserName="alice", PolicyName="p", PolicyDocument=identity_policy())
    world.call("UpdateUser", UserName="alice", NewUserName="alicia")
    assert world.call("ListUserPolicies", UserName="alicia")["PolicyNames"] == ["p"]


@pytest.mark.parametrize("path", [SERVICE_LINKED_PATH, "/aws-reserved/sso.amazonaws.com/"])
def test_roles_of_aws_keep_their_policies(world: World, path: str):
    world.put(Role(ACCOUNT, "AROALINKED", "Linked", path, CREATED, EC2_TRUST))
    for operation in ("PutRolePolicy", "DeleteRolePolicy"):
        with pytest.raises(UnmodifiableEntityError) as refused:
            world.call(operation, RoleName="linked", PolicyName="p", PolicyDocument="{")
        assert refused.value.message == (
            "Cannot perform the operation on the protected role 'Linked' - this role is only modifiable by AWS"
        )
