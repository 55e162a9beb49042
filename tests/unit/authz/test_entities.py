"""Finding what a call names (spec api 2.2, policy 2.6)."""

from typing import Any

import pytest

from limen.authz.entities import (
    find_account,
    find_account_in_arn,
    find_by_arn,
    find_customer_policy,
    find_named,
    find_policy_document,
    find_principal_arn,
    find_principal_id,
    find_role_by_arn,
)
from limen.domain.iam.users import User
from limen.store.aws_managed import load_aws_managed_policies
from tests.unit.authz.gate import Gate, allow, trust
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT

IAM = f"arn:aws:iam::{ACCOUNT}:"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def reader(gate: Gate) -> Any:
    gate.user("Alice", Path="/team/")
    gate.role("worker", trust(ACCOUNT), Path="/svc/")
    gate.world.call("CreateGroup", GroupName="staff")
    gate.world.call("CreatePolicy", PolicyName="limit", Path="/p/", PolicyDocument=allow("s3:*"))
    return gate.world.store.latest()


def test_names_are_found_in_any_casing_and_in_their_account(reader: Any):
    for name in ("alice", "ALICE"):
        found = find_named(reader, User, ACCOUNT, name)
        assert found is not None
        assert found.name == "Alice"
    assert find_named(reader, User, OTHER_ACCOUNT, "alice") is None


@pytest.mark.parametrize("resource", ["user/team/Alice", "role/svc/worker", "group/staff"])
def test_arns_are_found_exactly(reader: Any, resource: str):
    found = find_by_arn(reader, IAM + resource)
    assert found is not None
    assert found.arn == IAM + resource


@pytest.mark.parametrize(
    "arn",
    [
        f"{IAM}user/Alice",
        f"{IAM}user/team/alice",
        f"{IAM}role/team/Alice",
        f"{IAM}policy/p/limit",
        f"{IAM}root",
        f"arn:aws:iam::{OTHER_ACCOUNT}:user/team/Alice",
        f"arn:aws-cn:iam::{ACCOUNT}:user/team/Alice",
        f"arn:aws:s3::{ACCOUNT}:user/team/Alice",
        "user/team/Alice",
        "",
    ],
)
def test_what_differs_in_anything_is_not_found(reader: Any, arn: str):
    assert find_by_arn(reader, arn) is None
    assert find_principal_id(reader, arn) is None


def test_only_users_and_roles_are_principals(reader: Any):
    assert (find_principal_id(reader, f"{IAM}user/team/Alice") or "").startswith("AIDA")
    assert (find_principal_id(reader, f"{IAM}role/svc/worker") or "").startswith("AROA")
    assert find_principal_id(reader, f"{IAM}group/staff") is None
    assert find_role_by_arn(reader, f"{IAM}user/team/Alice") is None
    assert find_role_by_arn(reader, f"{IAM}role/svc/worker") is not None


def test_the_present_arn_behind_a_unique_id(reader: Any):
    unique_id = find_principal_id(reader, f"{IAM}user/team/Alice") or ""
    assert find_principal_arn(reader, f"{IAM}user/former", unique_id) == f"{IAM}user/team/Alice"
    assert find_principal_arn(reader, f"{IAM}user/former", "AIDAGONE") == "AIDAGONE"


def test_policies_by_their_exact_arn(reader: Any):
    assert find_policy_document(reader, ACCOUNT, f"{IAM}policy/p/limit") == allow("s3:*")
    assert find_policy_document(reader, ACCOUNT, READ_ONLY) == load_aws_managed_policies()[READ_ONLY].document
    for account, arn in ((ACCOUNT, f"{IAM}policy/limit"), (OTHER_ACCOUNT, f"{IAM}policy/p/limit")):
        assert find_customer_policy(reader, account, arn) is None
        assert find_policy_document(reader, account, arn) is None


def test_the_account_in_an_arn(reader: Any):
    assert find_account_in_arn(f"{IAM}user/x") == ACCOUNT
    for text in (READ_ONLY, "arn:aws:s3:::bucket", "no arn"):
        assert find_account_in_arn(text) is None
    found = find_account(reader, ACCOUNT)
    assert found is not None
    assert found.account == ACCOUNT
    assert find_account(reader, "999988887777") is None
