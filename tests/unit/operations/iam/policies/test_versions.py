"""Versions of managed policies (spec api 2.4 to 2.6, policy 1.7)."""

from typing import Any

import pytest

from limen.operations.iam.faults import (
    DeleteConflictError,
    LimitExceededError,
    MalformedPolicyDocumentError,
    NoSuchEntityError,
)
from limen.store.aws_managed import load_aws_managed_policies
from tests.unit.operations.iam.policy_texts import READ_ONLY, identity_policy, padded_policy
from tests.unit.operations.world import ACCOUNT, CREATED, World

LIMIT = f"arn:aws:iam::{ACCOUNT}:policy/limit"


@pytest.fixture
def limited(world: World) -> World:
    world.call("CreatePolicy", PolicyName="limit", PolicyDocument=identity_policy("s3:*"))
    return world


def add(world: World, document: str = "", **parameters: Any) -> dict[str, Any]:
    version: dict[str, Any] = world.call(
        "CreatePolicyVersion", PolicyArn=LIMIT, PolicyDocument=document or identity_policy("ec2:*"), **parameters
    )["PolicyVersion"]
    return version


def versions(world: World) -> list[tuple[str, bool]]:
    listed = world.call("ListPolicyVersions", PolicyArn=LIMIT)["Versions"]
    return [(version["VersionId"], version["IsDefaultVersion"]) for version in listed]


def test_a_new_version_has_no_document_and_is_not_the_default(limited: World):
    later = limited.later(hours=1)
    created = later.now.replace(microsecond=0)
    assert add(later) == {"VersionId": "v2", "IsDefaultVersion": False, "CreateDate": created}
    assert versions(limited) == [("v2", False), ("v1", True)]
    policy = limited.call("GetPolicy", PolicyArn=LIMIT)["Policy"]
    assert (policy["DefaultVersionId"], policy["CreateDate"], policy["UpdateDate"]) == ("v1", CREATED, created)


def test_the_document_of_a_version(limited: World):
    text = identity_policy("ec2:*").replace(",", " ,\n")
    add(limited, text, SetAsDefault=True)
    assert limited.call("GetPolicyVersion", PolicyArn=LIMIT, VersionId="v2")["PolicyVersion"] == {
        "Document": text,
        "VersionId": "v2",
        "IsDefaultVersion": True,
        "CreateDate": CREATED,
    }
    assert versions(limited) == [("v2", True), ("v1", False)]


def test_the_default_is_chosen_and_the_time_of_the_last_version_stays(limited: World):
    add(limited)
    later = limited.later(hours=1)
    assert later.call("SetDefaultPolicyVersion", PolicyArn=LIMIT, VersionId="v2") == {}
    assert later.call("DeletePolicyVersion", PolicyArn=LIMIT, VersionId="v1") == {}
    assert versions(limited) == [("v2", True)]
    policy = limited.call("GetPolicy", PolicyArn=LIMIT)["Policy"]
    assert (policy["DefaultVersionId"], policy["UpdateDate"]) == ("v2", CREATED)


def test_five_versions_and_numbers_are_never_used_again(limited: World):
    for _ in range(4):
        add(limited)
    with pytest.raises(LimitExceededError) as full:
        add(limited)
    assert full.value.message == (
        "A managed policy can have up to 5 versions. "
        "Before you create a new version, you must delete an existing version."
    )
    limited.call("DeletePolicyVersion", PolicyArn=LIMIT, VersionId="v5")
    assert add(limited)["VersionId"] == "v6"
    for number in (2, 3, 4, 6):
        limited.call("DeletePolicyVersion", PolicyArn=LIMIT, VersionId=f"v{number}")
    for _ in range(4):
        add(limited)
    assert [version for version, _ in versions(limited)] == ["v10", "v9", "v8", "v7", "v1"]


def test_the_document_is_checked_before_the_number(limited: World):
    for _ in range(4):
        add(limited)
    with pytest.raises(MalformedPolicyDocumentError, match=r"^Syntax errors in policy\.$"):
        add(limited, "[]")
    with pytest.raises(LimitExceededError, match=r"^Cannot exceed quota for PolicySize: 6144$"):
        add(limited, padded_policy(6145))


def test_the_default_version_stays(limited: World):
    with pytest.raises(DeleteConflictError, match=r"^Cannot delete the default version of a policy\.$"):
        limited.call("DeletePolicyVersion", PolicyArn=LIMIT, VersionId="v1")


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ("GetPolicyVersion", "Policy {} version v7 was not found."),
        ("DeletePolicyVersion", "Policy {} version v7 was not found."),
        ("SetDefaultPolicyVersion", "Policy {} version v7 does not exist or is not attachable."),
    ],
)
def test_a_missing_version(limited: World, operation: str, message: str):
    with pytest.raises(NoSuchEntityError) as missing:
        limited.call(operation, PolicyArn=LIMIT, VersionId="v7")
    assert missing.value.message == message.format(LIMIT)


@pytest.mark.parametrize(
    "operation", ["CreatePolicyVersion", "GetPolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion"]
)
def test_the_policy_comes_first(limited: World, operation: str):
    with pytest.raises(NoSuchEntityError) as missing:
        limited.call(operation, PolicyArn=f"{LIMIT}s", VersionId="v1", PolicyDocument="{")
    assert missing.value.message == f"Policy {LIMIT}s was not found."


def test_pages(limited: World):
    for _ in range(3):
        add(limited)
    pages = limited.pages("ListPolicyVersions", "Versions", 3, PolicyArn=LIMIT)
    assert [[version["VersionId"] for version in page] for page in pages] == [["v4", "v3", "v2"], ["v1"]]


def test_of_aws_policies_the_default_version_is_known(world: World):
    known = load_aws_managed_policies()[READ_ONLY]
    (version,) = world.call("ListPolicyVersions", PolicyArn=READ_ONLY)["Versions"]
    expected = {"VersionId": known.default_version_id, "IsDefaultVersion": True, "CreateDate": known.update_date}
    assert version == expected
    found = world.call("GetPolicyVersion", PolicyArn=READ_ONLY, VersionId=known.default_version_id)["PolicyVersion"]
    assert found == {"Document": known.document, **expected}
