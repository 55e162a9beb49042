"""who-can, what-can and prove obligation, over a file of details and over a store."""

import json

import pytest

from limen.cli.main import run
from limen.runtime.composition import DATABASE_FILE
from limen.store.opening import open_store

A = "111122223333"
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
ADMIN = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NO_MFA = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": {"aws:MultiFactorAuthAge": "true"}}}


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def user(name, *statements, **more):
    policies = [{"PolicyName": "own", "PolicyDocument": document(*statements)}] if statements else []
    return {
        "UserName": name, "UserId": f"AIDA{name.upper()}", "Path": "/", "Arn": f"arn:aws:iam::{A}:user/{name}",
        "UserPolicyList": policies, "GroupList": [], "AttachedManagedPolicies": [], **more,
    }  # fmt: skip


ROLE = {
    "RoleName": "r", "RoleId": "AROAR", "Path": "/", "Arn": f"arn:aws:iam::{A}:role/r", "RolePolicyList": [],
    "AssumeRolePolicyDocument": document(
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{A}:user/reader"}}
    ),
    "AttachedManagedPolicies": [{"PolicyName": "Own", "PolicyArn": f"arn:aws:iam::{A}:policy/Own"}],
    "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"},
}  # fmt: skip
DETAILS = {
    "UserDetailList": [
        user("reader", READ), user("mfa", READ, NO_MFA), user("member", GroupList=["g"]),
        user("managed", AttachedManagedPolicies=[
            {"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
        ]),
    ],
    "RoleDetailList": [ROLE],
    "GroupDetailList": [
        {"GroupName": "g", "GroupId": "AGPAG", "Path": "/", "Arn": f"arn:aws:iam::{A}:group/g",
         "AttachedManagedPolicies": [],
         "GroupPolicyList": [{"PolicyName": "gp", "PolicyDocument": json.dumps(document(READ))}]}
    ],
    "Policies": [
        {"PolicyName": "Own", "Arn": f"arn:aws:iam::{A}:policy/Own", "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": False, "Document": document(NO_MFA)},
            {"VersionId": "v2", "IsDefaultVersion": True, "Document": document(ADMIN)},
        ]}
    ],
}  # fmt: skip


@pytest.fixture
def details(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "details.json").write_text(json.dumps(DETAILS))
    return ("--details", "details.json")


def test_who_can(shell, details):
    answer = shell.limen("who-can", "s3:GetObject", "arn:aws:s3:::b/x", *details, "--json").json()
    found = {each["principal"].rpartition(":")[2]: each["answer"] for each in answer["principals"]}
    assert found == {"root": "yes", "user/reader": "yes", "user/mfa": "if", "user/member": "yes", "user/managed": "yes",
                     "role/r": "yes"}  # fmt: skip
    (mfa,) = (each for each in answer["principals"] if each["principal"].endswith("user/mfa"))
    assert mfa["conditions"] == [
        {"resources": [], "except_resources": [], "conditions": [{"key": "aws:MultiFactorAuthAge", "is": "present"}]}
    ]
    assert mfa["grants"] == [{"policy": "own", "index": 0, "sid": None, "layer": "identity"}]


def test_who_can_in_words(shell, details):
    lines = shell.limen("who-can", "s3:GetObject", "arn:aws:s3:::b/x", *details).out.splitlines()
    assert f"yes     arn:aws:iam::{A}:user/reader  by own[0]" in lines
    assert "        if aws:MultiFactorAuthAge is present" in lines


def test_a_boundary_and_a_trust_policy_count(shell, details):
    answer = shell.limen("who-can", "s3:PutObject", "arn:aws:s3:::b/x", *details, "--json").json()
    assert [each["principal"] for each in answer["principals"]] == [f"arn:aws:iam::{A}:root"]
    answer = shell.limen("who-can", "sts:AssumeRole", f"arn:aws:iam::{A}:role/r", *details, "--json").json()
    assert [each["principal"] for each in answer["principals"]] == [f"arn:aws:iam::{A}:user/reader"]


def test_who_can_under_a_service_control_policy(shell, details, tmp_path):
    (tmp_path / "scp.json").write_text(json.dumps(document({**ADMIN, "Action": "ec2:*"})))
    ended = shell.limen("who-can", "s3:GetObject", "arn:aws:s3:::b/x", *details, "--scp", "scp.json")
    assert (ended.code, ended.out) == (0, "nobody\n")


def test_what_can(shell, details):
    ended = shell.limen("what-can", "user/reader", *details)
    assert (ended.code, ended.out.splitlines()) == (0, ["s3", "  Read: s3:GetObject on arn:aws:s3:::b/*"])
    answer = shell.limen("what-can", f"arn:aws:iam::{A}:role/r", *details, "--json", "--service", "s3").json()
    assert answer["complete"]
    assert {each["level"] for each in answer["access"]} >= {"List", "Read"}
    assert "Write" not in {each["level"] for each in answer["access"]}


OBLIGATIONS = [
    {"name": "nobody writes", "never": {"actions": ["s3:Put*"]}},
    {"name": "only with MFA", "for": ["user/mfa", "user/reader"],
     "never": {"actions": "*", "unless": {"Null": {"aws:MultiFactorAuthAge": "false"}}}},
    {"name": "readers read", "for": ["user/reader"],
     "always": {"actions": "s3:GetObject", "resources": "arn:aws:s3:::b/*"}},
    {"name": "no more than S3", "allow_at_most": document({**ADMIN, "Action": ["s3:*", "s3-object-lambda:*"]})},
]  # fmt: skip


def test_obligations(shell, details, tmp_path):
    (tmp_path / "rules.json").write_text(json.dumps(OBLIGATIONS))
    ended = shell.limen("prove", "obligation", "rules.json", *details, "--json")
    verdicts = {(each["obligation"], each["principal"].rpartition("/")[2]): each["verdict"] for each in ended.json()}
    assert ended.code == 2
    assert {key for key, verdict in verdicts.items() if verdict == "refuted"} == {("only with MFA", "reader")}
    assert "unknown" not in verdicts.values()
    text = shell.limen("prove", "obligation", "rules.json", *details).out
    assert f"refuted: only with MFA, arn:aws:iam::{A}:user/reader" in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", "a list of obligations is expected"), ("{", "Expecting"), ("[1]", "obligation 0 must be an object"),
        ('[{"never": {}, "always": {}}]', "one of never"), ('[{"nevr": {}}]', "unknown member nevr"),
        ('[{"never": {"action": "x"}}]', "must be an object with actions"), ('[{"never": {}, "for": "x"}]', "list of"),
        ('[{"allow_at_most": {"Statement": 1}}]', "obligation 0"),
    ],
)  # fmt: skip
def test_obligations_that_cannot_be_read(shell, details, tmp_path, content, message):
    (tmp_path / "rules.json").write_text(content)
    ended = shell.limen("prove", "obligation", "rules.json", *details)
    assert ended.code == 3
    assert message in ended.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["who-can", "s3:Get*"], "is not an action"),
        (["who-can", "s3:GetObject", "b"], "b is not an ARN"),
        (["who-can", "kms:Decrypt", f"arn:aws:kms:x:{A}:key/1"], "unless its own policy grants it"),
        (["who-can", "sts:AssumeRole", f"arn:aws:iam::{A}:role/*"], "name one role"),
        (["what-can", "user/nobody"], "there is no user or role user/nobody"),
    ],
)
def test_invalid_questions(shell, details, arguments, message):
    ended = shell.limen(*arguments, *details)
    assert ended.code == 3
    assert message in ended.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", "is not what get-account-authorization-details prints"),
        ("{}", "the ARNs of exactly one account"),
        ("{", "is not JSON"),
        (json.dumps({"UserDetailList": {}}), "UserDetailList is not a list"),
        (json.dumps({"UserDetailList": [1]}), "UserDetailList is not an object, or has an entry that is not an object"),
        (json.dumps({"UserDetailList": [user("x") | {"Path": 1}]}), "Path is not text"),
        (json.dumps({"UserDetailList": [user("x", GroupList=[1])]}), "GroupList is not text"),
        (json.dumps({"UserDetailList": [user("x", PermissionsBoundary=1)]}), "PermissionsBoundary is not an object"),
        (json.dumps({"Policies": [{"Arn": "a", "PolicyName": "P"}]}), "KeyError 'PolicyVersionList'"),
        (json.dumps({"UserDetailList": [user("x", {"Effect": "Perhaps"})]}), "own is not a policy"),
        (json.dumps({"UserDetailList": [user("x", AttachedManagedPolicies=[{"PolicyArn": "arn:a:iam::1:policy/P"}])]}),
         "is attached, but not in the file"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_an_account(shell, details, tmp_path, content, message):
    (tmp_path / "details.json").write_text(content)
    ended = shell.limen("who-can", "s3:GetObject", *details)
    assert ended.code == 3
    assert message in ended.err


def test_a_store_is_asked_directly(shell, tmp_path):
    open_store(tmp_path / DATABASE_FILE).close()
    where = ("--data-dir", str(tmp_path))
    assert run(["account", "create", *where, "--account-id", A, "--admin-user", "chief"]) == 0
    answer = shell.limen("who-can", "iam:CreateUser", f"arn:aws:iam::{A}:user/x", *where, "--json").json()
    assert {each["principal"]: each["answer"] for each in answer["principals"]} == {
        f"arn:aws:iam::{A}:root": "yes",
        f"arn:aws:iam::{A}:user/chief": "yes",
    }
    assert shell.limen("what-can", "user/chief", *where).code == 0
    past = shell.limen("who-can", "iam:CreateUser", *where, "--at", "2020-01-01T00:00:00Z")
    assert past.code == 3
    assert "the store has no state of that time: Nothing was written until" in past.err
    assert shell.limen("who-can", "iam:CreateUser", *where, "--at", "yesterday").code == 3
    assert "no account 999999999999" in shell.limen("who-can", "s3:x", *where, "--account", "999999999999").err
    assert run(["account", "create", *where, "--account-id", "222222222222"]) == 0
    assert "name one of the accounts" in shell.limen("who-can", "iam:CreateUser", *where).err


def test_public_and_resource_policies(shell, tmp_path):
    everyone = {**READ, "Principal": "*"}
    (tmp_path / "public.json").write_text(json.dumps(document(everyone)))
    (tmp_path / "account.json").write_text(json.dumps(document({**READ, "Principal": {"AWS": A}})))
    public, account = str(tmp_path / "public.json"), str(tmp_path / "account.json")
    ended = shell.limen("prove", "not-public", public)
    assert ended.code == 2
    assert "as anonymous: s3:GetObject on arn:aws:s3:::b/x" in ended.out
    assert shell.limen("prove", "not-public", account).code == 0
    assert shell.limen("prove", "no-new-access", public, account, "--kind", "resource").code == 0
    assert shell.limen("prove", "no-new-access", account, public, "--kind", "resource").code == 2


KEYS = {"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": f"arn:aws:iam::{A}:user/*"}


def test_escalate(shell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    users = [user("admin", ADMIN), user("helper", KEYS), user("reader", READ)]
    (tmp_path / "details.json").write_text(json.dumps({"UserDetailList": users}))
    details = ("--details", "details.json")
    ended = shell.limen("escalate", *details, "--cut")
    assert ended.code == 2
    assert ended.out.splitlines() == [
        f"arn:aws:iam::{A}:user/helper can become administrator:",
        f"  1. arn:aws:iam::{A}:user/helper: iam:CreateAccessKey on arn:aws:iam::{A}:user/admin  by own[0]",
        "1 can become administrator, 1 cannot (proved), 1 are administrators",
        "Without these 1 statements nobody can (the smallest set):",
        f"  statement 0 of own, of arn:aws:iam::{A}:user/helper",
    ]
    answer = shell.limen("escalate", *details, "--json", "--cut", "--keep", "own").json()
    assert answer["administrators"] == [f"arn:aws:iam::{A}:user/admin"]
    assert answer["paths"][0]["moves"][0]["gains"] == ["controls"]
    assert answer["cut"] == {"grants": [], "smallest": True, "left": [f"arn:aws:iam::{A}:user/helper"]}
    assert shell.limen("escalate", *details, "--from", "user/reader").code == 0
    assert shell.limen("escalate", *details, "--from", "user/nobody").code == 3
