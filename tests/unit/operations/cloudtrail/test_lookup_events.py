"""LookupEvents: what an event shows, each attribute, the time range, pages while the trail grows."""

import json
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from limen.audit.record import Observation, make_record
from limen.authn.caller import Caller
from limen.domain.principals import Anonymous, FederatedUser, IAMUser, Principal, RoleSession, RootUser
from limen.operations.cloudtrail import lookup_events
from limen.operations.cloudtrail.faults import (
    InvalidLookupAttributesError,
    InvalidNextTokenError,
    InvalidTimeRangeError,
)
from limen.wire.http import HTTPRequest
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT

ALICE = IAMUser(ACCOUNT, "alice", "/", "AIDAALICE")
REQUEST = HTTPRequest("POST", "/", "", (("user-agent", "test"),), b"", peer="192.0.2.1")


def seen(number: int, operation: str = "GetUser", **changes: Any) -> Observation:
    defaults: dict[str, Any] = {
        "event_id": f"event-{number:03}",
        "request_id": f"request-{number:03}",
        "at": NOW - timedelta(minutes=number),
        "request": REQUEST,
        "service": "iam",
        "operation": operation,
        "region": "us-east-1",
        "account": ACCOUNT,
        "principal": ALICE,
        "access_key_id": "AKIAALICE",
    }
    return Observation(**{**defaults, **changes})


@pytest.fixture
def trail(world):
    def append(*observations: Observation) -> None:
        world.store.append([make_record(each) for each in observations])

    return append


@pytest.fixture
def look(world):
    def call(attribute: str = "", value: str = "", **parameters: Any) -> dict[str, Any]:
        if attribute:
            parameters["LookupAttributes"] = [{"AttributeKey": attribute, "AttributeValue": value}]
        output: dict[str, Any] = world.call("cloudtrail:LookupEvents", **parameters)
        return output

    return call


@pytest.fixture
def ids(look):
    def call(attribute: str = "", value: str = "", **parameters: Any) -> list[str]:
        return [event["EventId"] for event in look(attribute, value, **parameters)["Events"]]

    return call


def test_an_event(trail, look, world):
    trail(
        seen(
            1,
            "CreateAccessKey",
            read_only=False,
            parameters={"UserName": "bob"},
            output={"AccessKey": {"UserName": "bob", "AccessKeyId": "AKIABOB", "SecretAccessKey": "s3cret"}},
        )
    )
    (event,) = look()["Events"]
    document = event.pop("CloudTrailEvent")
    assert event == {
        "EventId": "event-001",
        "EventName": "CreateAccessKey",
        "ReadOnly": "false",
        "AccessKeyId": "AKIAALICE",
        "EventTime": (NOW - timedelta(minutes=1)).replace(microsecond=0),
        "EventSource": "iam.amazonaws.com",
        "Username": "alice",
        "Resources": [
            {"ResourceType": "AWS::IAM::User", "ResourceName": "bob"},
            {"ResourceType": "AWS::IAM::AccessKey", "ResourceName": "AKIABOB"},
        ],
    }
    assert json.loads(document) == json.loads(world.store.records[0].document)
    assert "s3cret" not in document


def test_no_events(look):
    assert look() == {"Events": []}


@pytest.mark.parametrize(
    ("principal", "name"),
    [
        (ALICE, "alice"),
        (RootUser(ACCOUNT), "root"),
        (RoleSession(ACCOUNT, "deploy", "shift", role_id="AROA"), "shift"),
        (FederatedUser(ACCOUNT, "guest", ALICE, "aws"), "guest"),
        (Anonymous(), None),
        (None, None),
    ],
)
def test_who_called(trail, look, principal: Principal | None, name):
    trail(seen(1, principal=principal))
    (event,) = look()["Events"]
    assert event.get("Username") == name
    assert len(look("Username", name or "nobody")["Events"]) == (1 if name else 0)


def test_the_resources_of_an_assumed_role(trail, look):
    arn = f"arn:aws:iam::{ACCOUNT}:role/deploy"
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/shift"
    answer = {
        "Credentials": {"AccessKeyId": "ASIANEW", "SessionToken": "t"},
        "AssumedRoleUser": {"AssumedRoleId": "AROA:shift", "Arn": session},
    }
    trail(seen(1, "AssumeRole", service="sts", parameters={"RoleArn": arn}, output=answer))
    (event,) = look()["Events"]
    assert [(each["ResourceType"], each["ResourceName"]) for each in event["Resources"]] == [
        ("AWS::IAM::Role", arn),
        ("AWS::STS::AssumedRole", "AROA:shift"),
        ("AWS::STS::AssumedRole", session),
        ("AWS::IAM::AccessKey", "ASIANEW"),
    ]


@pytest.mark.parametrize(
    ("attribute", "value", "others"),
    [
        ("EventId", "event-002", ["request-002", "event-00", "EVENT-002"]),
        ("EventName", "DeleteUser", ["Delete", "deleteuser"]),
        ("EventSource", "sts.amazonaws.com", ["sts"]),
        ("AccessKeyId", "ASIAROLE", ["AKIANOBODY"]),
        ("ReadOnly", "false", ["False", "no"]),
        ("Username", "shift", ["deploy", "Shift"]),
        ("ResourceName", "bob", ["bo", "AWS::IAM::User"]),
        ("ResourceType", "AWS::IAM::User", ["User", "bob"]),
    ],
)
def test_each_attribute(trail, ids, attribute, value, others):
    role = RoleSession(ACCOUNT, "deploy", "shift", role_id="AROA")
    changed: dict[str, Any] = {"service": "sts", "principal": role, "access_key_id": "ASIAROLE", "read_only": False}
    trail(seen(1), seen(2, "DeleteUser", parameters={"UserName": "bob"}, **changed), seen(3))
    assert ids(attribute, value) == ["event-002"]
    for other in others:
        assert ids(attribute, other) == []


def test_newest_first(trail, ids):
    trail(seen(3), seen(1), seen(2))
    assert ids() == ["event-001", "event-002", "event-003"]


def test_events_of_the_callers_account_only(trail, ids, world):
    trail(seen(1), seen(2, account=OTHER_ACCOUNT), seen(3, account=""))
    assert ids() == ["event-001"]
    assert ids("EventId", "event-002") == []
    world.caller = Caller(RootUser(OTHER_ACCOUNT))
    assert ids() == ["event-002"]


def test_a_time_range_has_both_its_ends(trail, ids):
    trail(*(seen(number) for number in range(5)))
    shown = [(NOW - timedelta(minutes=number)).replace(microsecond=0) for number in range(5)]
    assert ids(StartTime=shown[3], EndTime=shown[1]) == ["event-001", "event-002", "event-003"]
    assert ids(EndTime=shown[3]) == ["event-003", "event-004"]
    assert ids(StartTime=shown[1]) == ["event-000", "event-001"]
    assert ids(StartTime=shown[2], EndTime=shown[2]) == ["event-002"]
    assert ids(StartTime=NOW + timedelta(days=1)) == []


def test_a_range_that_ends_before_it_begins(look):
    with pytest.raises(InvalidTimeRangeError):
        look(StartTime=NOW, EndTime=NOW - timedelta(seconds=1))


def test_the_history_has_90_days(trail, ids):
    trail(seen(1, at=NOW - timedelta(days=90)), seen(2, at=NOW - timedelta(days=90, seconds=1)))
    assert ids() == ["event-001"]
    assert ids(StartTime=NOW - timedelta(days=365)) == ["event-001"]


def test_more_than_one_attribute(look):
    attribute = {"AttributeKey": "EventName", "AttributeValue": "x"}
    with pytest.raises(InvalidLookupAttributesError):
        look(LookupAttributes=[attribute, attribute])
    assert look(LookupAttributes=[]) == {"Events": []}


def test_there_are_no_insights(trail, look):
    trail(seen(1))
    assert look(EventCategory="insight") == {"Events": []}
    assert look("EventName", "GetUser", EventCategory="insight") == {"Events": []}
    with pytest.raises(InvalidLookupAttributesError):
        look("Username", "alice", EventCategory="insight")


def read_pages(look, **parameters: Any) -> list[list[str]]:
    pages: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        page = look(**parameters, **token)
        pages.append([event["EventId"] for event in page["Events"]])
        if "NextToken" not in page:
            return pages
        token = {"NextToken": page["NextToken"]}


def test_fifty_a_page(trail, look):
    trail(*(seen(number) for number in range(120)))
    assert [len(page) for page in read_pages(look)] == [50, 50, 20]
    trail(*(seen(number) for number in range(120, 150)))
    assert [len(page) for page in read_pages(look)] == [50, 50, 50]


@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_of_events_of_one_moment(trail, look, size):
    trail(*(seen(number, at=NOW - timedelta(minutes=number // 10)) for number in range(25)))
    pages = read_pages(look, MaxResults=size)
    every = [event_id for page in pages for event_id in page]
    assert len(every) == len(set(every)) == 25
    assert all(len(page) == size for page in pages[:-1])
    assert [event_id for page in read_pages(look) for event_id in page] == every


def test_nothing_is_lost_or_given_twice_while_the_trail_grows(trail, look):
    trail(*(seen(number) for number in range(10)))
    first = look(MaxResults=4)
    trail(*(seen(number, at=NOW + timedelta(seconds=number)) for number in range(100, 110)))
    second = look(MaxResults=50, NextToken=first["NextToken"])
    found = [event["EventId"] for page in (first, second) for event in page["Events"]]
    assert found == [f"event-{number:03}" for number in range(10)]


def test_a_rare_attribute_takes_several_pages(trail, look, monkeypatch):
    monkeypatch.setattr(lookup_events, "MOST_READ", 10)
    trail(*(seen(number, "DeleteUser" if number == 25 else "GetUser", read_only=number != 25) for number in range(30)))
    attribute = [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
    assert read_pages(look, LookupAttributes=attribute) == [[], [], ["event-025"]]


def test_a_token_belongs_to_its_lookup(trail, look):
    trail(*(seen(number) for number in range(10)))
    token = look(MaxResults=2)["NextToken"]
    assert look(MaxResults=3, NextToken=token)["Events"]
    for parameters in ({"attribute": "EventName", "value": "GetUser"}, {"EndTime": NOW}):
        with pytest.raises(InvalidNextTokenError):
            look(NextToken=token, **parameters)
    for forged in ("x", "", token[:-4], token.swapcase()):
        with pytest.raises(InvalidNextTokenError):
            look(NextToken=forged)


def test_a_document_that_says_less(world, look):
    record = make_record(seen(1))
    world.store.append([replace(record, document="{}")])
    (event,) = look()["Events"]
    assert (event["ReadOnly"], event["Resources"], "Username" in event) == ("false", [], False)
    assert event["EventTime"].tzinfo is UTC
