import pytest

from limen.policy.validate.principal_form import (
    PrincipalEntry,
    find_named_account,
    is_entity_arn,
    is_federated_user_arn,
    is_well_formed,
)

ACCOUNT = "111122223333"
IAM = f"arn:aws:iam::{ACCOUNT}"
STS = f"arn:aws:sts::{ACCOUNT}"


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("AWS", "*"),
        ("AWS", ACCOUNT),
        ("AWS", f"{IAM}:root"),
        ("AWS", f"{IAM}:user/Bob"),
        ("AWS", f"{IAM}:user/a/b!c/Bob+=,.@-_"),
        ("AWS", f"{IAM}:role/aws-reserved/sso.amazonaws.com/R"),
        ("AWS", f"arn:aws-cn:iam::{ACCOUNT}:role/R"),
        ("AWS", f"{STS}:assumed-role/R/session"),
        ("AWS", f"{STS}:federated-user/Jim"),
        ("Service", "s3.amazonaws.com"),
        ("Service", "delivery.logs.amazonaws.com"),
        ("Service", "ec2.amazonaws.com.cn"),
        ("Service", "vpc-flow-logs.aws.internal"),
        ("Federated", "www.amazon.com"),
        ("Federated", f"{IAM}:saml-provider/P"),
        ("Federated", f"{IAM}:oidc-provider/host.example/path:x"),
        ("CanonicalUser", "0123456789abcdef" * 4),
    ],
)
def test_well_formed(type_name, text):
    assert is_well_formed(PrincipalEntry(type_name, text))


@pytest.mark.parametrize(
    ("type_name", "text"),
    [
        ("AWS", ""),
        ("AWS", "**"),
        ("AWS", "11112222333a"),
        ("AWS", "\u0661" * 12),
        ("AWS", f"{IAM}:*"),
        ("AWS", f"{IAM}:root/"),
        ("AWS", f"{IAM}:user"),
        ("AWS", f"{IAM}:user/"),
        ("AWS", f"{IAM}:user/*"),
        ("AWS", f"{IAM}:user/a*/Bob"),
        ("AWS", f"{IAM}:user/a?/Bob"),
        ("AWS", f"{IAM}:user/a b/Bob"),
        ("AWS", f"{IAM}:user/B b"),
        ("AWS", f"{IAM}:user/é"),
        ("AWS", f"{IAM}:group/G"),
        ("AWS", f"{IAM}:instance-profile/P"),
        ("AWS", f"{IAM}:assumed-role/R/s"),
        ("AWS", f"{STS}:assumed-role/R"),
        ("AWS", f"{STS}:assumed-role/p/R/s"),
        ("AWS", f"{STS}:assumed-role/R/*"),
        ("AWS", f"{STS}:role/R"),
        ("AWS", f"arn:nowhere:iam::{ACCOUNT}:root"),
        ("AWS", f"arn:aws:iam:us-east-1:{ACCOUNT}:root"),
        ("AWS", "arn:aws:iam::*:root"),
        ("AWS", "arn:aws:iam::1:root"),
        ("AWS", f"arn:aws:s3::{ACCOUNT}:root"),
        ("AWS", "arn:aws:iam"),
        ("AWS", "AIDAEXAMPLE"),
        ("Service", ""),
        ("Service", ".amazonaws.com"),
        ("Service", "S3.amazonaws.com"),
        ("Service", "s3.example.com"),
        ("Service", "*.amazonaws.com"),
        ("Federated", ""),
        ("Federated", "www.example.com"),
        ("Federated", f"{IAM}:saml-provider/*"),
        ("Federated", f"{IAM}:saml-provider"),
        ("Federated", f"{STS}:saml-provider/P"),
        ("CanonicalUser", "0" * 63),
        ("CanonicalUser", "*"),
        ("CanonicalUser", "G" * 64),
    ],
)
def test_not_well_formed(type_name, text):
    assert not is_well_formed(PrincipalEntry(type_name, text))


def test_the_account_behind_an_entry():
    assert find_named_account(ACCOUNT) == ACCOUNT
    assert find_named_account(f"{STS}:assumed-role/R/s") == ACCOUNT
    assert find_named_account("*") is None


def test_what_has_a_unique_id():
    assert is_entity_arn(f"{IAM}:user/p/Bob")
    assert is_entity_arn(f"{IAM}:role/R")
    assert not is_entity_arn(f"{IAM}:root")
    assert not is_entity_arn(f"{STS}:assumed-role/R/s")
    assert not is_entity_arn(ACCOUNT)


def test_federated_users():
    assert is_federated_user_arn(f"{STS}:federated-user/Jim")
    assert not is_federated_user_arn(f"{STS}:assumed-role/R/s")
