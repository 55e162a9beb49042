"""What boto3 does by itself on top of the API: pages, waiters, presigned URLs."""

import json
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import WaiterError

TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
ALLOW = {"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}


def document(statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


@pytest.fixture(scope="module")
def many(server):
    """Five of each kind, under one path."""
    iam = server.client("iam")
    for number in range(5):
        iam.create_user(UserName=f"page-{number}", Path="/pages/")
        iam.create_group(GroupName=f"page-{number}", Path="/pages/")
        iam.create_role(RoleName=f"page-{number}", Path="/pages/", AssumeRolePolicyDocument=document(TRUST))
        iam.create_policy(PolicyName=f"page-{number}", Path="/pages/", PolicyDocument=document(ALLOW))
        iam.create_instance_profile(InstanceProfileName=f"page-{number}", Path="/pages/")
    return iam


@pytest.mark.parametrize(
    ("operation", "member", "name"),
    [
        ("list_users", "Users", "UserName"),
        ("list_groups", "Groups", "GroupName"),
        ("list_roles", "Roles", "RoleName"),
        ("list_policies", "Policies", "PolicyName"),
        ("list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    ],
)
def test_pages_have_everything_once_and_in_order(many, operation, member, name):
    pages = list(many.get_paginator(operation).paginate(PathPrefix="/pages/", PaginationConfig={"PageSize": 2}))
    assert [len(page[member]) for page in pages] == [2, 2, 1]
    assert [page["IsTruncated"] for page in pages] == [True, True, False]
    assert [row[name] for page in pages for row in page[member]] == [f"page-{number}" for number in range(5)]


def test_pages_go_on_from_a_token(many):
    pages = many.get_paginator("list_users")
    first = pages.paginate(PathPrefix="/pages/", PaginationConfig={"MaxItems": 3, "PageSize": 2}).build_full_result()
    token = first["NextToken"]
    rest = pages.paginate(PathPrefix="/pages/", PaginationConfig={"StartingToken": token}).build_full_result()
    assert [user["UserName"] for answer in (first, rest) for user in answer["Users"]] == [
        f"page-{number}" for number in range(5)
    ]


@pytest.mark.parametrize(
    ("waiter", "parameters"),
    [
        ("user_exists", {"UserName": "page-1"}),
        ("role_exists", {"RoleName": "page-1"}),
        ("instance_profile_exists", {"InstanceProfileName": "page-1"}),
    ],
)
def test_waiters_see_what_exists_at_once_and_wait_for_what_does_not(many, waiter, parameters):
    never = {"MaxAttempts": 1, "Delay": 0}
    many.get_waiter(waiter).wait(**parameters, WaiterConfig=never)
    with pytest.raises(WaiterError, match="Max attempts exceeded"):
        many.get_waiter(waiter).wait(**dict.fromkeys(parameters, "nobody"), WaiterConfig=never)


def test_a_policy_is_waited_for_by_its_arn(server, many):
    arn = f"arn:aws:iam::{server.account}:policy/pages/page-1"
    many.get_waiter("policy_exists").wait(PolicyArn=arn, WaiterConfig={"MaxAttempts": 1, "Delay": 0})


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_presigned_url_shows_who_signed_it(server, method):
    url = server.client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60, HttpMethod=method)
    with urlopen(Request(url, method=method), timeout=10) as response:
        assert f"<Arn>arn:aws:iam::{server.account}:user/admin</Arn>" in response.read().decode()
