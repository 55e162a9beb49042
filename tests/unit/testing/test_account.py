"""An account in memory: what its principals can do, and what a failed assertion shows."""

import json

import pytest

from limen.policy.catalog.reference import parse_service_reference
from limen.policy.errors import PolicyError
from limen.scenario import ScenarioError
from limen.testing.account import Account, assert_can, assert_cannot

FILES = "arn:aws:s3:::files"
READ = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{FILES}/*"}}
DELETE = {"Statement": {"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": f"{FILES}/*"}}
KEEP = {"Statement": {"Sid": "Keep", "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": f"{FILES}/important/*"}}
EVERYTHING = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def when(key: str, value: str, effect: str = "Allow") -> dict[str, object]:
    condition = {"StringEquals": {key: value}}
    return {"Statement": {"Effect": effect, "Action": "s3:GetObject", "Resource": "*", "Condition": condition}}


def test_a_user_can_do_what_its_policies_allow():
    friend = Account().user("friend", READ)
    assert friend.can("s3:GetObject", f"{FILES}/a.txt")
    assert not friend.can("s3:GetObject", "arn:aws:s3:::other/a.txt")
    assert not friend.can("s3:DeleteObject", f"{FILES}/a.txt")


def test_a_deny_of_a_group_counts():
    account = Account()
    friends = account.group("friends", [READ, account.policy("keep", KEEP)])
    friend = account.user("friend", DELETE, groups=[friends])
    assert_can(friend, "s3:GetObject", f"{FILES}/important/a")
    assert_can(friend, "s3:DeleteObject", f"{FILES}/a")
    assert_cannot(friend, "s3:DeleteObject", f"{FILES}/important/a")


def test_a_boundary_limits_users_and_roles():
    account = Account("444455556666")
    for caller in (account.user("u", EVERYTHING, boundary=READ), account.role("r", EVERYTHING, boundary=READ)):
        assert "444455556666" in caller.arn
        assert_can(caller, "s3:GetObject", f"{FILES}/a")
        assert_cannot(caller, "s3:DeleteObject", f"{FILES}/a")


def test_tags_and_the_context_are_tested_by_conditions():
    account = Account()
    tagged = account.role("r", when("aws:PrincipalTag/team", "red"), tags={"team": "red"})
    assert_can(tagged, "s3:GetObject", f"{FILES}/a")
    assert_cannot(account.role("r", when("aws:PrincipalTag/team", "red")), "s3:GetObject", f"{FILES}/a")
    caller = account.user("u", when("aws:SourceIp", "192.0.2.1"))
    assert_can(caller, "s3:GetObject", f"{FILES}/a", context={"aws:SourceIp": "192.0.2.1"})
    assert_cannot(caller, "s3:GetObject", f"{FILES}/a", context={"aws:SourceIp": "192.0.2.2"})


def test_the_policy_of_the_resource_counts():
    caller = Account().user("u")
    grant = {**READ["Statement"], "Principal": {"AWS": caller.arn}}
    assert_cannot(caller, "s3:GetObject", f"{FILES}/a")
    assert_can(caller, "s3:GetObject", f"{FILES}/a", resource_policy={"Statement": grant})


def test_a_document_may_be_a_mapping_a_text_or_a_file(tmp_path):
    file = tmp_path / "read.json"
    file.write_text(json.dumps(READ), "utf-8")
    for document in (READ, json.dumps(READ), file, [READ], [file]):
        assert_can(Account().user("u", document), "s3:GetObject", f"{FILES}/a")


def test_a_failed_assertion_explains_the_decision():
    account = Account()
    friend = account.user("friend", [account.policy("delete", DELETE), account.policy("keep", KEEP)])
    with pytest.raises(AssertionError) as failed:
        assert_can(friend, "s3:DeleteObject", f"{FILES}/important/a")
    text = str(failed.value)
    assert text.startswith(f"arn:aws:iam::111122223333:user/friend cannot s3:DeleteObject on {FILES}/important/a")
    assert 'decided by Deny statement "Keep" (1) of policy keep (identity)' in text
    assert "Each of these would allow it" in text
    with pytest.raises(AssertionError, match="user/friend can s3:DeleteObject on arn:aws:s3:::files/a"):
        assert_cannot(friend, "s3:DeleteObject", f"{FILES}/a")


def test_an_action_that_no_service_has_is_an_error():
    caller = Account().user("u", EVERYTHING)
    with pytest.raises(ValueError, match="did you mean s3:DeleteObject"):
        assert_cannot(caller, "s3:DeleteObjekt")
    with pytest.raises(ValueError, match="shelf"):
        caller.can("shelf:Read", "arn:aws:shelf:::a")


def test_the_actions_of_services_of_your_own_are_known():
    shelf = parse_service_reference(json.dumps({"Name": "shelf", "Actions": [{"Name": "Read"}]}))
    account = Account(services={"shelf": shelf})
    assert_can(account.user("u", EVERYTHING), "shelf:Read", "arn:aws:shelf:::a")
    assert_cannot(account.user("u"), "shelf:Read", "arn:aws:shelf:::a")


def test_what_is_not_a_policy_or_not_a_resource_is_an_error():
    account = Account()
    with pytest.raises(PolicyError):
        account.policy("broken", {"Statement": {"Effect": "Perhaps"}})
    with pytest.raises(ScenarioError):
        account.user("u", READ).can("s3:GetObject", "files/a")
