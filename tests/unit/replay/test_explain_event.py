"""`limen explain --event`: a call of the audit trail is decided again on its own state and on the present one."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from limen.authz.authorizer import Authorizer
from limen.domain.iam.stored_policies import InlinePolicy
from limen.domain.iam.users import User
from limen.operations.catalog import OPERATIONS
from limen.runtime.steps import ServiceSteps
from tests.attack.inside import trusting
from tests.unit.replay.recording import Recording, allow, document

PASSWORD, OTHER_PASSWORD = "Correct-horse-1", "Battery-staple-2"
TAG: dict[str, Any] = {"Tags.member.1.Key": "a", "Tags.member.1.Value": "b"}
FORBID = document({"Sid": "No", "Effect": "Deny", "Action": "*", "Resource": "*"})
NOBODY = str(UUID(int=7, version=4))


def one_denial(recording: Recording) -> str:
    """The event of a call that alice may not make."""
    alice = recording.server.make_user("alice")
    reply, event = recording.call(alice, "GetUser", UserName="alice")
    assert reply.code == "AccessDenied"
    return event


class TestThenAndNow:
    def test_a_denial_that_would_be_none_now(self, recording: Recording):
        event = one_denial(recording)
        recording.server.must("PutUserPolicy", UserName="alice", PolicyName="p", PolicyDocument=allow("iam:Get*"))
        shown = recording.explain(event)
        assert (shown.code, shown.err) == (2, "")
        assert f"iam:GetUser  arn:aws:iam::{recording.server.account}:user/alice" in shown.out
        assert (
            "recorded: Denied: AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized" in shown.out
        )
        assert "as recorded." in shown.out
        assert "no statement allows it in: identity" in shown.out
        assert "Each of these would allow it" in shown.out
        assert "it would be allowed." in shown.out
        assert "decided by Allow statement (1) of policy p" in shown.out

    def test_a_permission_that_is_gone_now(self, recording: Recording):
        alice = recording.server.make_user("alice", allow("iam:Get*"))
        _, event = recording.call(alice, "GetUser")
        recording.server.must("DeleteUserPolicy", UserName="alice", PolicyName="policy0")
        shown = recording.explain(event)
        assert shown.code == 0
        assert "recorded: Allowed\n" in shown.out
        assert "of policy policy0 (identity)" in shown.out
        assert "it would be denied." in shown.out

    def test_nothing_has_changed(self, recording: Recording):
        event = one_denial(recording)
        answer = recording.as_json(event)
        assert answer["agrees"] is True
        assert answer["unknown"] == []
        assert answer["now"]["differs"] is False
        assert "it would still be denied.\n" in recording.explain(event).out

    def test_both_decisions_are_traced_once(self, recording: Recording, traced):
        event = one_denial(recording)
        traced.clear()
        recording.as_json(event)
        assert [request.action for request, _ in traced][:2] == ["iam:GetUser", "iam:GetUser"]
        assert len({(id(request), id(policies)) for request, policies in traced}) == len(traced)

    def test_denied_now_for_another_reason(self, recording: Recording):
        event = one_denial(recording)
        recording.server.must("PutUserPolicy", UserName="alice", PolicyName="p", PolicyDocument=FORBID)
        shown = recording.explain(event)
        assert "it would still be denied, for another reason." in shown.out
        assert 'decided by Deny statement "No"' in shown.out

    def test_a_write_is_explained_as_before_it_was_written(self, recording: Recording):
        boss = recording.server.make_user(
            "boss", allow("iam:DeleteUser", Condition={"Null": {"aws:ResourceTag/a": "false"}})
        )
        recording.server.must("CreateUser", UserName="bob", **TAG)
        reply, event = recording.call(boss, "DeleteUser", UserName="bob")
        assert reply.status == 200
        shown = recording.explain(event)
        assert shown.code == 0
        assert "it would be denied." in shown.out  # There is no bob, and so no tag.

    def test_a_caller_who_is_gone_is_let_in_no_more(self, recording: Recording):
        event = one_denial(recording)
        alice = recording.last.access_key_id
        recording.server.must("UpdateAccessKey", UserName="alice", AccessKeyId=alice, Status="Inactive")
        assert "The access key no longer exists, or is not active." in recording.explain(event).out
        recording.server.must("DeleteAccessKey", UserName="alice", AccessKeyId=alice)
        recording.server.must("DeleteUser", UserName="alice")
        shown = recording.explain(event)
        assert shown.code == 2
        assert "still be denied, for another reason.\n  The caller's credentials are not accepted" in shown.out

    def test_the_decision_id_finds_it_as_well(self, recording: Recording):
        event = one_denial(recording)
        answer = recording.as_json(event)
        decision = answer["event"]["decisionId"]
        assert decision != event == answer["event"]["eventID"]
        assert recording.as_json(decision.upper()) == answer

    def test_no_changes_wanted(self, recording: Recording):
        assert "No change" in recording.explain(one_denial(recording), "--changes", "0").out


class TestDecisions:
    def test_a_call_that_needs_two_permissions(self, recording: Recording):
        boss = recording.server.make_user("boss", allow("iam:CreateUser"))
        names = {"UserName": "bob", "Tags.member.1.Key": "a", "Tags.member.1.Value": "b"}
        _, event = recording.call(boss, "CreateUser", **names)
        shown = recording.explain(event)
        assert shown.code == 2
        assert "iam:TagUser action" in shown.out
        assert "Also needed: iam:CreateUser on arn:aws:iam::111122223333:user/bob: Allowed" in shown.out
        assert [each["action"] for each in recording.as_json(event)["decisions"]] == ["iam:CreateUser", "iam:TagUser"]

    def test_a_call_that_was_allowed_and_failed(self, recording: Recording):
        boss = recording.server.make_user("boss", allow("iam:*"))
        _, event = recording.call(boss, "GetUser", UserName="nobody")
        shown = recording.explain(event)
        assert shown.code == 0
        assert "recorded: Allowed, but the call failed: NoSuchEntity: " in shown.out

    def test_a_refusal_by_the_operation_is_not_one_by_policies(self, recording: Recording):
        alice = recording.server.make_user("alice", allow("iam:ChangePassword"))
        recording.server.must("CreateLoginProfile", UserName="alice", Password=PASSWORD)
        reply, event = recording.call(alice, "ChangePassword", OldPassword="wrong", NewPassword=OTHER_PASSWORD)
        assert reply.code == "AccessDenied"
        answer = recording.as_json(event)
        assert (answer["decision"], answer["agrees"]) == ("Allowed", True)
        assert answer["unknown"] == ["secret parameters (oldPassword, newPassword), which no policy can test"]

    def test_what_everybody_may(self, recording: Recording):
        alice = recording.server.make_user("alice")
        _, event = recording.call(alice, "GetCallerIdentity", service="sts")
        shown = recording.explain(event)
        assert shown.code == 0
        assert "no policy is evaluated" in shown.out
        assert recording.as_json(event)["explanation"] is None

    def test_what_some_credentials_may_never(self, recording: Recording):
        session = recording.server.must("GetSessionToken", service="sts").keys
        reply, event = recording.call(session, "GetFederationToken", service="sts", Name="bob")
        assert reply.code == "AccessDenied"
        shown = recording.explain(event)
        assert shown.code == 2
        assert "Refused without evaluating policies: Cannot call GetFederationToken with session cred" in shown.out
        assert recording.as_json(event)["refusal"].startswith("Cannot call")

    def test_a_policy_that_cannot_be_read_refuses(self, recording: Recording):
        alice = recording.server.make_user("alice", allow("iam:GetUser"))
        store = recording.server.store
        (user,) = [each for each in store.latest().all(User, recording.server.account) if each.name == "alice"]
        with store.begin(now=recording.server.now) as tx:
            tx.put(InlinePolicy(user.account, user.id, "broken", "{"))
            tx.commit(None)
        reply, event = recording.call(alice, "GetUser")
        assert reply.code == "AccessDenied"
        assert "Refused without evaluating policies: A policy that applies to this" in recording.explain(event).out

    def test_a_trust_policy_of_another_account(self, recording: Recording):
        alice = recording.server.make_user("alice", allow("sts:AssumeRole"))
        _, other = recording.server.add_account("444455556666")
        trust = trusting("arn:aws:iam::444455556666:root")
        recording.server.must("CreateRole", keys=other, RoleName="R", AssumeRolePolicyDocument=trust)
        names = {"RoleArn": "arn:aws:iam::444455556666:role/R", "RoleSessionName": "shift"}
        _, event = recording.call(alice, "AssumeRole", service="sts", **names)
        shown = recording.explain(event)
        assert shown.code == 2
        assert "resource: ImplicitDeny" in shown.out
        assert "identity: Allowed" in shown.out

    def test_facts_of_the_request_count(self, recording: Recording):
        condition = {"StringEquals": {"aws:UserAgent": "tour"}, "Bool": {"aws:SecureTransport": "false"}}
        alice = recording.server.make_user("alice", allow("iam:GetUser", Condition=condition))
        _, event = recording.call(alice, "GetUser")
        assert recording.explain(event).code == 2
        forged = recording.forge(event, userAgent="tour", additionalEventData={"decision": "Allowed"})
        assert recording.explain(forged).code == 0
        by_tls = recording.forge(event, userAgent="tour", additionalEventData={"secureTransport": True})
        assert recording.explain(by_tls).code == 2


class TestWhatIsNotKnown:
    def test_a_decision_that_does_not_agree_with_the_record_is_not_passed_off_as_it(self, recording: Recording):
        forged = recording.forge(one_denial(recording), additionalEventData={"decision": "Allowed"})
        shown = recording.explain(forged)
        assert shown.code == 1
        assert "NOT AS RECORDED. The record says Allowed, this decision says Denied." in shown.out
        assert "differs from the recorded one" in shown.err
        assert recording.as_json(forged)["agrees"] is False

    def test_a_record_without_a_revision_is_taken_by_its_time(self, recording: Recording):
        alice = recording.server.make_user(
            "alice", allow("iam:GetUser", Condition={"Bool": {"aws:SecureTransport": "false"}})
        )
        _, event = recording.call(alice, "GetUser")
        shown = json.loads(recording.last.document)["additionalEventData"]
        forged = recording.forge(event, additionalEventData=None)
        assert "nothing was decided" in recording.explain(forged).err
        old = recording.forge(forged, additionalEventData={"decisionId": shown["decisionId"]})
        answer = recording.as_json(old)
        assert (answer["event"]["recorded"], answer["agrees"]) == ("Allowed", False)
        assert any(each.startswith("the revision of the decision") for each in answer["unknown"])
        assert "aws:SecureTransport, which a policy tests" in answer["unknown"]

    def test_keys_that_are_not_recorded_are_reported_if_they_matter(self, recording: Recording):
        condition = {"StringLike": {"aws:Referer": "https://example.com/*", "aws:UserAgent": "*"}}
        alice = recording.server.make_user("alice", allow("iam:GetUser", Condition=condition))
        _, event = recording.call(alice, "GetUser")
        assert recording.as_json(event)["unknown"] == ["aws:Referer, which a policy tests"]
        cut = recording.forge(event, userAgent="x" * 1024)
        assert recording.as_json(cut)["unknown"][1:] == ["aws:UserAgent, which a policy tests"]

    def test_a_state_that_the_store_does_not_have(self, recording: Recording):
        forged = recording.forge(one_denial(recording), additionalEventData={"revision": 999})
        shown = recording.explain(forged)
        assert shown.code == 3
        assert "the store has no state of event" in shown.err

    def test_an_operation_of_another_version(self, recording: Recording):
        event = one_denial(recording)
        (record,) = recording.server.newest_records(1)
        recording.server.store.append([replace(record, id=NOBODY, event_name="FlyToTheMoon")])
        shown = recording.explain(NOBODY)
        assert (shown.code, event != NOBODY) == (3, True)
        assert "iam:FlyToTheMoon of event" in shown.err


class TestRefusals:
    def test_ids_that_are_nobodys(self, recording: Recording):
        assert f"no event or decision {NOBODY}" in recording.explain(NOBODY).err
        shown = recording.explain("event-1")
        assert shown.code == 3
        assert "'event-1' is not an event's id" in shown.err

    def test_a_caller_who_proved_nothing(self, recording: Recording):
        alice = recording.server.make_user("alice")
        _, event = recording.call(replace(alice, secret_access_key="x" * 40), "GetUser")
        shown = recording.explain(event)
        assert shown.code == 3
        assert "nothing was decided" in shown.err
        assert "SignatureDoesNotMatch" in shown.err

    def test_a_call_that_was_not_understood(self, recording: Recording):
        _, event = recording.call(recording.server.admin, "FlyToTheMoon")
        assert "refused before a decision, with InvalidAction" in recording.explain(event).err

    def test_an_event_in_which_policies_have_no_part(self, recording: Recording):
        recording.server.make_user("alice")
        recording.server.must("CreateLoginProfile", UserName="alice", Password=PASSWORD)
        recording.sign_in("alice", PASSWORD)
        assert "no policies are evaluated for signin:ConsoleLogin" in recording.explain(recording.last.id).err

    def test_an_event_of_another_account(self, recording: Recording):
        event = one_denial(recording)
        assert recording.explain(event, "--account", recording.server.account).code == 2
        shown = recording.explain(event, "--account", "444455556666")
        assert shown.code == 3
        assert "is of account 111122223333, not of account 444455556666" in shown.err

    @pytest.mark.parametrize(
        ("more", "message"),
        [
            (["--principal", "arn:aws:iam::1:user/a"], "give one of"),
            (["-"], "give one of"),
            (["--at", "2h"], "--at cannot be used with --event"),
            (["--revision", "0"], "--revision cannot be used with --event"),
            (["--context", "a=b"], "--context cannot be used with --event"),
        ],
    )
    def test_questions_of_two_kinds_at_once(self, recording: Recording, more: list[str], message: str):
        shown = recording.explain(NOBODY, *more)
        assert shown.code == 3
        assert message in shown.err

    def test_an_account_is_only_accepted_with_an_event(self, recording: Recording):
        shown = recording.shell.limen("explain", "-", "--account", "444455556666", stdin="{}")
        assert (shown.code, "--account needs --event" in shown.err) == (3, True)


class TestSessions:
    def assume(self, recording: Recording, keys: Any, role: str, **names: Any) -> Any:
        arn = f"arn:aws:iam::{recording.server.account}:role/{role}"
        return recording.server.must(
            "AssumeRole", keys=keys, service="sts", RoleArn=arn, RoleSessionName="shift", **names
        ).keys

    def make_role(self, recording: Recording, name: str, policy: str) -> None:
        anybody = trusting("*").replace('"sts:AssumeRole"', '["sts:AssumeRole","sts:TagSession"]')
        recording.server.must("CreateRole", RoleName=name, AssumeRolePolicyDocument=anybody)
        recording.server.must("PutRolePolicy", RoleName=name, PolicyName="own", PolicyDocument=policy)

    def test_session_policies_are_those_that_the_call_passed_as_they_were(self, recording: Recording):
        server = recording.server
        self.make_role(recording, "R", allow("*"))
        limit = server.must("CreatePolicy", PolicyName="limit", PolicyDocument=allow("iam:List*")).find("Arn")
        keys = self.assume(recording, server.admin, "R", Policy=allow("iam:*"), **{"PolicyArns.member.1.arn": limit})
        server.must(
            "CreatePolicyVersion", PolicyArn=limit, PolicyDocument=FORBID, SetAsDefault="true",
        )  # fmt: skip
        reply, event = recording.call(keys, "ListUsers")
        assert reply.status == 200
        assert recording.explain(event).code == 0
        inline_only = self.assume(recording, server.admin, "R", Policy=allow("iam:List*"))
        _, event = recording.call(inline_only, "GetRole", RoleName="R")
        shown = recording.explain(event)
        assert shown.code == 2
        assert "session: ImplicitDeny" in shown.out

    def test_tags_that_a_chain_hands_down(self, recording: Recording):
        condition = {"StringEquals": {"aws:PrincipalTag/team": "blue", "aws:PrincipalTag/own": "yes"}}
        self.make_role(recording, "first", allow("sts:*"))
        self.make_role(recording, "second", allow("iam:ListUsers", Condition=condition))
        tags = {
            "Tags.member.1.Key": "team", "Tags.member.1.Value": "blue", "TransitiveTagKeys.member.1": "team",
            "Tags.member.2.Key": "gone", "Tags.member.2.Value": "x",
        }  # fmt: skip
        first = self.assume(recording, recording.server.admin, "first", **tags)
        own = {"Tags.member.1.Key": "own", "Tags.member.1.Value": "yes"}
        reply, event = recording.call(self.assume(recording, first, "second", **own), "ListUsers")
        assert reply.status == 200
        answer = recording.as_json(event)
        assert (answer["decision"], answer["unknown"]) == ("Allowed", [])

    def test_a_session_whose_making_is_not_in_the_trail(self, recording: Recording):
        self.make_role(recording, "R", allow("*"))
        keys = self.assume(recording, recording.server.admin, "R", Policy=allow("iam:Get*"))
        _, event = recording.call(keys, "ListUsers")
        forged = recording.forge(event, userIdentity={"accessKeyId": "ASIAIOSFODNN7EXAMPLE"})
        shown = recording.explain(forged)
        assert shown.code == 1
        assert "not known: the policies and tags of the caller's session" in shown.out
        assert "NOT AS RECORDED" in shown.out

    def test_a_creating_call_without_a_revision(self, recording: Recording):
        self.make_role(recording, "R", allow("*"))
        keys = self.assume(recording, recording.server.admin, "R")
        making = recording.last.id
        _, event = recording.call(keys, "ListUsers")
        key = "ASIAIOSFODNN7EXAMPLE"
        recording.forge(making, additionalEventData=None, responseElements={"credentials": {"accessKeyId": key}})
        forged = recording.forge(event, userIdentity={"accessKeyId": key})
        (unknown,) = recording.as_json(forged)["unknown"]
        assert unknown.endswith("the record of the call that created it has no revision")

    def test_a_longer_chain_than_is_followed(self, recording: Recording, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("limen.replay.recorded_session.LONGEST_CHAIN", 0)
        self.make_role(recording, "R", allow("*"))
        second = self.assume(recording, self.assume(recording, recording.server.admin, "R"), "R")
        _, event = recording.call(second, "ListUsers")
        assert "a chain of more than 0 roles" in recording.as_json(event)["unknown"][0]

    def test_a_federated_user(self, recording: Recording):
        boss = recording.server.make_user("boss", allow("*"))
        keys = recording.server.must(
            "GetFederationToken", keys=boss, service="sts", Name="bob", Policy=allow("sts:*")
        ).keys
        _, event = recording.call(keys, "GetCallerIdentity", service="sts")
        assert recording.as_json(event)["unknown"] == []
        assert "federated-user/bob" in recording.explain(event).out
        reply, event = recording.call(keys, "GetSessionToken", service="sts")
        assert (reply.code, recording.explain(event).code) == ("AccessDenied", 2)

    def test_a_caller_who_signed_in_with_a_password(self, recording: Recording):
        recording.server.make_user("alice", allow("iam:GetUser"))
        recording.server.must("CreateLoginProfile", UserName="alice", Password=PASSWORD)
        keys = recording.sign_in("alice", PASSWORD)
        _, event = recording.call(keys, "GetUser")
        answer = recording.as_json(event)
        assert (answer["decision"], answer["unknown"]) == ("Allowed", [])
        reply, event = recording.call(keys, "GetSessionToken", service="sts")
        assert (reply.code, recording.explain(event).code) == ("AccessDenied", 2)

    def test_a_sign_in_whose_password_has_changed_since(self, recording: Recording):
        recording.server.make_user("alice", allow("iam:GetUser"))
        recording.server.must("CreateLoginProfile", UserName="alice", Password=PASSWORD, PasswordResetRequired="true")
        keys = recording.sign_in("alice", PASSWORD, newPassword=OTHER_PASSWORD)
        _, event = recording.call(keys, "GetUser")
        recording.server.now += timedelta(seconds=1)
        recording.server.must("UpdateLoginProfile", UserName="alice", Password=PASSWORD)
        assert recording.server.call(keys, "GetUser").code == "InvalidClientTokenId"
        answer = recording.as_json(event)
        assert (answer["decision"], answer["unknown"]) == ("Allowed", [])
        assert answer["now"]["refusal"].startswith("The caller's credentials are not accepted")

    def test_a_caller_with_its_own_token(self, recording: Recording):
        alice = recording.server.make_user("alice", allow("sts:*"))
        self.make_role(recording, "R", allow("*"))
        keys = recording.server.must("GetSessionToken", keys=alice, service="sts").keys
        self.assume(recording, keys, "R")
        answer = recording.as_json(recording.last.id)
        assert (answer["decision"], answer["unknown"]) == ("Allowed", [])
        assert answer["event"]["principal"].endswith("user/alice")


def test_a_deny_of_session_tokens_that_the_owner_had_chosen_to_apply(recording: Recording):
    pipeline = recording.server.pipeline
    steps = pipeline._steps
    assert isinstance(steps, ServiceSteps)
    keys = recording.server.make_user("alice", document({"Effect": "Deny", "Action": "sts:*", "Resource": "*"}))
    reply, event = recording.call(keys, "GetSessionToken", service="sts")
    given = recording.as_json(event)
    pipeline._steps = replace(steps, authorizer=Authorizer(OPERATIONS, heeds_token_denies=True))
    refused, event = recording.call(keys, "GetSessionToken", service="sts")
    shown = recording.as_json(event)
    assert (reply.status, given["decision"], given["agrees"]) == (200, "Allowed", True)
    assert (refused.code, shown["decision"], shown["agrees"]) == ("AccessDenied", "Denied", True)
