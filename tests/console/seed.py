"""An account with something on every page."""

import json
from typing import Any

PASSWORD = "Correct-Horse-1"


def look_policy(account: str) -> str:
    """Allows reading IAM, except the administrator."""
    statements = [
        {"Sid": "Look", "Effect": "Allow", "Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
        {"Sid": "NotTheAdmin", "Effect": "Deny", "Action": "iam:*", "Resource": f"arn:aws:iam::{account}:user/admin"},
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def trust_policy(account: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def seed(iam: Any, account: str, prefix: str = "") -> str:
    """Create a friend in a group with a policy, and a role; give the policy's ARN."""
    names = {kind: f"{prefix}{kind}" for kind in ("friend", "friends", "look", "guide")}
    iam.create_user(UserName=names["friend"], Tags=[{"Key": "team", "Value": "blue and green"}])
    iam.create_login_profile(UserName=names["friend"], Password=PASSWORD)
    iam.create_access_key(UserName=names["friend"])
    iam.create_group(GroupName=names["friends"])
    iam.add_user_to_group(GroupName=names["friends"], UserName=names["friend"])
    arn: str = iam.create_policy(PolicyName=names["look"], PolicyDocument=look_policy(account))["Policy"]["Arn"]
    iam.attach_group_policy(GroupName=names["friends"], PolicyArn=arn)
    iam.create_policy_version(
        PolicyArn=arn, PolicyDocument=look_policy(account).replace('"iam:Get*", ', ""), SetAsDefault=False
    )
    iam.put_user_policy(UserName=names["friend"], PolicyName="own", PolicyDocument=look_policy(account))
    iam.create_role(RoleName=names["guide"], AssumeRolePolicyDocument=trust_policy(account))
    iam.attach_role_policy(RoleName=names["guide"], PolicyArn=arn)
    return arn
