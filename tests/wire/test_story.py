"""The owner's story: users, a group, a policy, and what each may do, through boto3 and `aws`."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.wire.server_process import Keys

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "MayLook", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
        {"Sid": "NotTheOwner", "Effect": "Deny", "Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/admin"},
    ],
}


@pytest.fixture(scope="module")
def friend(server):
    """A friend in a group that has the policy; created by the owner."""
    iam = server.client("iam")
    policy = iam.create_policy(PolicyName="looking", PolicyDocument=json.dumps(POLICY))["Policy"]["Arn"]
    iam.create_group(GroupName="friends")
    iam.attach_group_policy(GroupName="friends", PolicyArn=policy)
    iam.create_user(UserName="friend", Tags=[{"Key": "team", "Value": "blue"}])
    iam.add_user_to_group(GroupName="friends", UserName="friend")
    return Keys.of(iam.create_access_key(UserName="friend")["AccessKey"])


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response


def test_the_friend_is_who_it_is(server, friend):
    identity = server.client("sts", friend).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{server.account}:user/friend"
    assert identity["Account"] == server.account


def test_what_the_policy_allows_is_done(server, friend):
    user = server.client("iam", friend).get_user(UserName="friend")["User"]
    assert user["Tags"] == [{"Key": "team", "Value": "blue"}]


def test_what_nothing_allows_is_refused_in_awss_words(server, friend):
    response = refusal(server.client("iam", friend).create_user, UserName="another")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert response["Error"]["Code"] == "AccessDenied"
    arn = f"arn:aws:iam::{server.account}:user"
    assert response["Error"]["Message"] == (
        f"User: {arn}/friend is not authorized to perform: iam:CreateUser on resource: {arn}/another "
        "because no identity-based policy allows the iam:CreateUser action"
    )
    assert "another" not in {user["UserName"] for user in server.client("iam").list_users()["Users"]}


def test_a_deny_wins_and_is_named(server, friend):
    response = refusal(server.client("iam", friend).get_user, UserName="admin")
    assert "with an explicit deny in an identity-based policy" in response["Error"]["Message"]
    assert f"arn:aws:iam::{server.account}:policy/looking" in response["Error"]["Message"]


def test_the_friend_cannot_widen_its_own_rights(server, friend):
    administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    client = server.client("iam", friend)
    assert (
        refusal(client.attach_user_policy, UserName="friend", PolicyArn=administrator)["Error"]["Code"]
        == "AccessDenied"
    )
    assert refusal(client.create_access_key, UserName="admin")["Error"]["Code"] == "AccessDenied"


def test_a_revocation_bites_with_the_very_next_request(server, friend):
    owner, client = server.client("iam"), server.client("iam", friend)
    client.list_users()
    owner.remove_user_from_group(GroupName="friends", UserName="friend")
    assert refusal(client.list_users)["Error"]["Code"] == "AccessDenied"
    owner.add_user_to_group(GroupName="friends", UserName="friend")
    client.list_users()


def test_an_inactive_key_is_unknown_at_once(server):
    owner = server.client("iam")
    owner.create_user(UserName="short-lived")
    key = owner.create_access_key(UserName="short-lived")["AccessKey"]
    client = server.client("sts", Keys.of(key))
    client.get_caller_identity()
    owner.update_access_key(UserName="short-lived", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    assert refusal(client.get_caller_identity)["Error"]["Code"] == "InvalidClientTokenId"
    owner.delete_access_key(UserName="short-lived", AccessKeyId=key["AccessKeyId"])
    owner.delete_user(UserName="short-lived")


def test_a_session_policy_limits_a_role(server):
    owner = server.client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": server.account}, "Action": "sts:AssumeRole"}
    role = owner.create_role(
        RoleName="reader", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    owner.attach_role_policy(RoleName="reader", PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    only_users = {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}
    session = server.client("sts").assume_role(
        RoleArn=role, RoleSessionName="s1", Policy=json.dumps({"Version": "2012-10-17", "Statement": [only_users]})
    )
    client = server.client("iam", Keys.of(session["Credentials"]))
    client.list_users()
    message = refusal(client.list_roles)["Error"]["Message"]
    assert "because no session policy allows the iam:ListRoles action" in message
    assert f"arn:aws:sts::{server.account}:assumed-role/reader/s1" in message


def test_the_aws_command_line_sees_the_same(server, friend):
    users = server.aws("iam", "list-users", keys=friend).json()["Users"]
    assert "friend" in {user["UserName"] for user in users}
    refused = server.aws("iam", "delete-user", "--user-name", "admin", keys=friend)
    assert refused.code != 0
    assert "An error occurred (AccessDenied) when calling the DeleteUser operation: User: arn:aws:iam::" in refused.err


def test_the_last_use_of_a_key_is_reported(server, friend):
    server.client("sts", friend).get_caller_identity()
    used: dict[str, Any] = {}
    for _ in range(50):
        used = server.client("iam").get_access_key_last_used(AccessKeyId=friend.access_key_id)
        if "LastUsedDate" in used["AccessKeyLastUsed"]:
            break
    assert used["UserName"] == "friend"
    assert used["AccessKeyLastUsed"]["Region"] == "us-east-1"
    assert used["AccessKeyLastUsed"]["ServiceName"] in ("iam", "sts")


def test_every_call_is_in_the_audit_trail_with_its_caller_and_outcome(server, friend):
    client = server.client("iam", friend)
    client.list_groups()
    request_id = refusal(client.delete_group, GroupName="friends")["ResponseMetadata"]["RequestId"]
    arn = f"arn:aws:iam::{server.account}:user/friend"
    done, refused = server.audit("--principal", arn)[-2:]
    assert (done["eventName"], done.get("errorCode"), done["readOnly"]) == ("ListGroups", None, True)
    assert (refused["eventName"], refused["errorCode"]) == ("DeleteGroup", "AccessDenied")
    assert refused["requestID"] == request_id
    assert refused["requestParameters"] == {"groupName": "friends"}
    assert refused["userIdentity"]["userName"] == "friend"
    assert refused["sourceIPAddress"] == "127.0.0.1"
    assert refused["userAgent"].startswith("Boto3/")
