"""`limen explain --event` for calls and sessions with a code of an MFA device: it counts as it did then."""

import json
from datetime import timedelta
from typing import Any

from tests.attack.inside import trusting
from tests.attack.phone import make_phone
from tests.unit.replay.recording import Recording, allow

PASSWORD = "Correct-horse-1"
FRESH = {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}


def test_a_code_that_came_with_assuming_a_role(recording: Recording):
    server = recording.server
    phone = make_phone(server, "alice", allow("sts:AssumeRole"))
    trust = json.loads(trusting(f"arn:aws:iam::{server.account}:user/alice"))
    trust["Statement"]["Condition"] = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    server.must("CreateRole", RoleName="R", AssumeRolePolicyDocument=json.dumps(trust))
    role: dict[str, Any] = {"RoleArn": f"arn:aws:iam::{server.account}:role/R", "RoleSessionName": "shift"}
    assert phone.ask(phone.code(), action="AssumeRole", **role).status == 200
    with_code = recording.as_json(recording.last.id)
    assert (with_code["decision"], with_code["agrees"]) == ("Allowed", True)
    reply, event = recording.call(phone.keys, "AssumeRole", service="sts", **role)
    without = recording.as_json(event)
    assert (reply.code, without["decision"], without["agrees"]) == ("AccessDenied", "Denied", True)


def test_a_wrong_code_was_no_decision(recording: Recording):
    phone = make_phone(recording.server, "alice")
    assert phone.ask("000000").code == "AccessDenied"
    shown = recording.explain(recording.last.id)
    assert shown.code == 3
    assert "nothing was decided" in shown.err
    assert "invalid MFA one time pass code" in shown.err


def test_the_age_of_mfa_in_a_renewed_sign_in(recording: Recording):
    server = recording.server
    phone = make_phone(server, "alice", allow("iam:GetUser", Condition=FRESH))
    server.must("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    refresh = recording.ask_token(
        {"grantType": "password", "account": server.account, "userName": "alice"},
        password=PASSWORD,
        mfaCode=phone.code(),
    )["refreshToken"]
    for minutes, status, decision in ((40, 200, "Allowed"), (40, 403, "Denied")):
        server.now += timedelta(minutes=minutes)
        renewed = recording.ask_token({"grantType": "refresh_token", "refreshToken": refresh})
        refresh, keys = renewed["refreshToken"], recording.keys_in(renewed)
        reply, event = recording.call(keys, "GetUser")
        answer = recording.as_json(event)
        assert (reply.status, answer["decision"], answer["agrees"]) == (status, decision, True)
        assert answer["unknown"] == []
