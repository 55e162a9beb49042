"""The client uses the AuthZEN endpoint, and allows nothing that was not decided."""

from dataclasses import replace

import pytest

from limen.gateway.client.decisions import DeniedError, UndecidedError, split_caller
from tests.unit.gateway.test_authzen import FILE
from tests.unit.operations.world import ACCOUNT


def test_one_call_asks(limen, connection):
    assert limen.allowed("friend", "files:Read", FILE) is True
    assert limen.allowed("friend", "files:ChangeSettings", FILE) is False
    assert connection.hosts == ["limen.example.com:4260"] * 2


def test_the_reason_of_a_refusal(limen):
    decision = limen.decide("friend", "files:Delete", FILE, {"files:Extension": "key"})
    assert (decision.is_allowed, decision.statement, decision.policy) == (False, "KeepKeys", "Friends")
    assert "with an explicit deny" in decision.reason
    assert decision.request_id
    with pytest.raises(TypeError, match="is_allowed"):
        assert decision


def test_require_raises_with_the_decision(limen):
    limen.require("friend", "files:Read", FILE)
    with pytest.raises(DeniedError, match="not authorized to perform: files:ChangeSettings") as denied:
        limen.require("friend", "files:ChangeSettings", FILE)
    assert denied.value.decision.is_allowed is False


def test_values_of_the_context_are_strings_numbers_flags_and_lists(limen):
    context = {"aws:SourceIp": "192.0.2.1", "files:Size": 7, "files:Draft": True, "files:Labels": ("a", "b")}
    assert limen.allowed("friend", "files:Read", FILE, context)


@pytest.mark.parametrize(
    ("caller", "subject"),
    [
        ("friend", ("user", "friend")),
        ("role/backup", ("role", "backup")),
        ("group/friends", ("group", "friends")),
        ("session/backup/night", ("session", "backup/night")),
        (f"root/{ACCOUNT}", ("root", ACCOUNT)),
        *(
            (arn, (kind, arn))
            for kind, arn in (
                ("user", f"arn:aws:iam::{ACCOUNT}:user/team/friend"),
                ("session", f"arn:aws:sts::{ACCOUNT}:assumed-role/backup/night"),
                ("root", f"arn:aws:iam::{ACCOUNT}:root"),
            )
        ),
    ],
)
def test_callers_are_named_in_several_ways(caller, subject):
    assert split_caller(caller) == subject


@pytest.mark.parametrize(
    "caller", ["", "planet/mars", "role/", "arn:aws:s3:::b", "arn:", f"arn:aws:iam::{ACCOUNT}:x/y"]
)
def test_a_request_without_a_caller_is_not_asked_about(limen, caller):
    with pytest.raises(UndecidedError):
        limen.allowed(caller, "files:Read", FILE)


@pytest.mark.parametrize("fault", [ConnectionRefusedError(), TimeoutError(), ValueError("bad")])
def test_a_limen_that_does_not_answer_allows_nothing(limen, connection, fault):
    connection.fault = fault
    with pytest.raises(UndecidedError, match=f"does not answer: {type(fault).__name__}"):
        limen.allowed("friend", "files:Read", FILE)


@pytest.mark.parametrize(
    "answered",
    [
        (200, b""),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"decision": "true"}'),
        (200, b'{"decision": 1}'),
        (200, b"[" * 100_000),
        (302, b'{"decision": true}'),
        (503, b'{"error": 7}'),
        (500, b"true"),
    ],
)
def test_an_answer_without_a_decision_allows_nothing(limen, connection, answered):
    connection.answered = answered
    with pytest.raises(UndecidedError):
        limen.allowed("friend", "files:Read", FILE)


def test_a_decision_without_context_is_one(limen, connection):
    connection.answered = (200, b'{"decision": false}')
    with pytest.raises(DeniedError, match=r"^Access is denied\.$"):
        limen.require("friend", "files:Read", FILE)


def test_wrong_credentials_of_the_program_are_reported(limen):
    with pytest.raises(UndecidedError, match="Limen answers 401: The credentials of the request are not valid"):
        replace(limen, password="wrong").allowed("friend", "files:Read", FILE)
    assert limen.password not in repr(limen)


def test_https_is_used_where_the_address_says_so(limen, connection):
    assert replace(limen, url="https://limen.example.com").allowed("friend", "files:Read", FILE)
    assert connection.hosts == ["limen.example.com"]
