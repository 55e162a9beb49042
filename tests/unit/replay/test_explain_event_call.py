"""ExplainEvent and ExplainAccess with a moment, called on a server with its history."""

import json
from datetime import timedelta
from typing import Any

from tests.unit.replay.recording import Recording, allow
from tests.wire.server_process import Keys


def ask(recording: Recording, operation: str, keys: Keys | None = None, **members: Any) -> Any:
    reply = recording.server.call_json(keys or recording.server.admin, operation, service="limen", **members)
    return json.loads(reply.text)


def denied_event(recording: Recording) -> str:
    alice = recording.server.make_user("alice")
    reply, event = recording.call(alice, "GetUser", UserName="alice")
    assert reply.code == "AccessDenied"
    return event


def test_a_denial_of_then_is_an_allow_now(recording: Recording):
    event = denied_event(recording)
    recording.server.must("PutUserPolicy", UserName="alice", PolicyName="p", PolicyDocument=allow("iam:Get*"))
    answer = ask(recording, "ExplainEvent", EventId=event)
    arn = f"arn:aws:iam::{recording.server.account}:user/alice"
    shown = answer["Event"]
    assert (shown["EventId"], shown["Action"], shown["Principal"]) == (event, "iam:GetUser", arn)
    assert (shown["WasAllowed"], shown["ErrorCode"]) == (False, "AccessDenied")
    assert "is not authorized to perform: iam:GetUser" in shown["ErrorMessage"]
    assert (answer["Agrees"], answer["DiffersNow"], answer["Unknown"]) == (True, True, [])
    (then,), (now,) = answer["Then"]["Decisions"], answer["Now"]["Decisions"]
    assert (then["IsAllowed"], then["Resource"], then["Outcome"]) == (False, arn, "ImplicitDeny")
    assert json.loads(then["Remedies"][0][0]["Statement"])["Action"] == "iam:GetUser"
    assert (now["IsAllowed"], now["Remedies"]) == (True, [])
    assert answer["Then"]["Revision"] < answer["Now"]["Revision"]
    assert "Refusal" not in answer["Now"]


def test_changes_can_be_left_out(recording: Recording):
    answer = ask(recording, "ExplainEvent", EventId=denied_event(recording), MaxChanges=0)
    assert answer["Then"]["Decisions"][0]["Remedies"] == []


def test_a_caller_who_is_gone_is_refused_now(recording: Recording):
    event = denied_event(recording)
    key = recording.last.access_key_id
    recording.server.must("UpdateAccessKey", UserName="alice", AccessKeyId=key, Status="Inactive")
    answer = ask(recording, "ExplainEvent", EventId=event)
    assert answer["Now"]["Decisions"] == []
    assert "The access key no longer exists" in answer["Now"]["Refusal"]


def test_an_event_of_another_account_is_as_one_that_does_not_exist(recording: Recording):
    event = denied_event(recording)
    _, stranger = recording.server.add_account("444455556666")
    answers = [
        ask(recording, "ExplainEvent", stranger, EventId=each)["message"].replace(each, "ID")
        for each in (event, "00000000-0000-4000-8000-000000000007")
    ]
    assert answers == ["The account has no event, request or decision ID."] * 2


def test_text_that_is_not_an_id_is_refused(recording: Recording):
    answer = ask(recording, "ExplainEvent", EventId="yesterday")
    assert (answer["__type"], answer["message"]) == ("ValidationException", "'yesterday' is not an event's id.")


def test_an_event_without_a_decision_says_why(recording: Recording):
    alice = recording.server.make_user("alice")
    unknown = Keys("AKIAIOSFODNN7EXAMPLE", alice.secret_access_key)
    _, event = recording.call(unknown, "GetUser")
    message = ask(recording, "ExplainEvent", EventId=event)["message"]
    assert message.startswith(("Nothing was decided", "The account has no event"))


def test_explain_access_at_a_past_moment(recording: Recording):
    server = recording.server
    server.make_user("alice", allow("iam:Get*"))
    before = server.now.timestamp()
    server.now += timedelta(minutes=10)
    server.must("DeleteUserPolicy", UserName="alice", PolicyName="policy0")
    principal = f"arn:aws:iam::{server.account}:user/alice"
    question: dict[str, Any] = {"Principal": principal, "Action": "iam:GetUser", "Resource": principal}
    then, now = ask(recording, "ExplainAccess", **question, At=before), ask(recording, "ExplainAccess", **question)
    assert (then["IsAllowed"], now["IsAllowed"]) == (True, False)
    assert then["Revision"] < now["Revision"]
    assert (then["Action"], then["Resource"]) == ("iam:GetUser", principal)


def test_moments_without_a_state(recording: Recording):
    server = recording.server
    question: dict[str, Any] = {"Action": "iam:GetUser", "Resource": "*"}
    early = ask(recording, "ExplainAccess", **question, At=server.now.timestamp() - 86_400)
    late = ask(recording, "ExplainAccess", **question, At=server.now.timestamp() + 60)
    assert early["message"].startswith("There is no state of that moment")
    assert late["message"] == "The moment is in the future."
