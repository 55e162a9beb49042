"""`cloudtrail:LookupEvents` by boto3 and by the `aws` command line, over what the server itself has recorded."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.wire.server_process import Keys

ALLOW = {"Effect": "Allow", "Action": "cloudtrail:LookupEvents", "Resource": "*"}


def document(statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


@pytest.fixture(scope="module")
def auditor(server):
    """A user who may read the history; the calls that made it are in the history themselves."""
    iam = server.client("iam")
    iam.create_user(UserName="auditor", Path="/audit/")
    iam.put_user_policy(UserName="auditor", PolicyName="look", PolicyDocument=document(ALLOW))
    return Keys.of(iam.create_access_key(UserName="auditor")["AccessKey"])


def names(answer) -> list[str]:
    return [event["EventName"] for event in answer["Events"]]


def by(key, value):
    return {"LookupAttributes": [{"AttributeKey": key, "AttributeValue": value}]}


def test_the_history_of_a_user_newest_first(server, auditor):
    client = server.client("cloudtrail", auditor)
    answer = client.lookup_events(**by("ResourceName", "auditor"))
    assert names(answer)[-3:] == ["CreateAccessKey", "PutUserPolicy", "CreateUser"]
    event = answer["Events"][-1]
    assert event["Username"] == "admin"
    assert event["ReadOnly"] == "false"
    assert event["EventSource"] == "iam.amazonaws.com"
    assert {"ResourceType": "AWS::IAM::User", "ResourceName": "auditor"} in event["Resources"]
    assert abs(datetime.now(UTC) - event["EventTime"]) < timedelta(minutes=10)
    record = json.loads(event["CloudTrailEvent"])
    assert (record["eventID"], record["eventName"]) == (event["EventId"], "CreateUser")
    assert names(client.lookup_events(**by("EventId", event["EventId"]))) == ["CreateUser"]


def test_a_lookup_is_in_the_history_itself(server, auditor):
    client = server.client("cloudtrail", auditor)
    request_id = client.lookup_events(MaxResults=1)["ResponseMetadata"]["RequestId"]
    latest = client.lookup_events(**by("AccessKeyId", auditor.access_key_id), MaxResults=1)["Events"][0]
    record = json.loads(latest["CloudTrailEvent"])
    assert latest["EventName"] == "LookupEvents"
    assert latest["EventSource"] == "cloudtrail.amazonaws.com"
    assert record["requestID"] == request_id
    assert record["readOnly"] is True


def test_boto3_turns_the_pages(server, auditor):
    iam = server.client("iam")
    for number in range(12):
        iam.create_group(GroupName=f"page-of-history-{number}", Path="/audit/")
    client = server.client("cloudtrail", auditor)
    paginator = client.get_paginator("lookup_events")
    pages = list(paginator.paginate(**by("EventName", "CreateGroup"), PaginationConfig={"PageSize": 5}))
    groups = [
        resource["ResourceName"]
        for page in pages
        for event in page["Events"]
        for resource in event["Resources"]
        if resource["ResourceName"].startswith("page-of-history-")
    ]
    assert groups == [f"page-of-history-{number}" for number in reversed(range(12))]
    assert all(len(page["Events"]) <= 5 for page in pages)


def test_a_time_range(server, auditor):
    client = server.client("cloudtrail", auditor)
    now = datetime.now(UTC)
    assert client.lookup_events(StartTime=now + timedelta(minutes=5))["Events"] == []
    assert client.lookup_events(EndTime=now - timedelta(days=1))["Events"] == []
    assert client.lookup_events(StartTime=now - timedelta(hours=1), EndTime=now)["Events"]


def test_it_needs_permission(server):
    iam = server.client("iam")
    iam.create_user(UserName="no-auditor")
    client = server.client("cloudtrail", Keys.of(iam.create_access_key(UserName="no-auditor")["AccessKey"]))
    with pytest.raises(ClientError) as caught:
        client.lookup_events()
    assert caught.value.response["Error"]["Code"] == "AccessDeniedException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "is not authorized to perform: cloudtrail:LookupEvents" in caught.value.response["Error"]["Message"]


def test_what_is_wrong_with_a_call(server, auditor):
    client, now = server.client("cloudtrail", auditor), datetime.now(UTC)
    with pytest.raises(client.exceptions.InvalidTimeRangeException):
        client.lookup_events(StartTime=now, EndTime=now - timedelta(days=1))
    with pytest.raises(client.exceptions.InvalidNextTokenException):
        client.lookup_events(NextToken="x")
    with pytest.raises(client.exceptions.InvalidMaxResultsException):
        client.lookup_events(MaxResults=51)
    with pytest.raises(client.exceptions.InvalidLookupAttributesException):
        client.lookup_events(**by("Colour", "blue"))
    two = by("EventName", "x")["LookupAttributes"] + by("Username", "y")["LookupAttributes"]
    with pytest.raises(client.exceptions.InvalidLookupAttributesException):
        client.lookup_events(LookupAttributes=two)


def test_the_aws_command(server, auditor):
    finished = server.aws(
        "cloudtrail", "lookup-events", "--lookup-attributes", "AttributeKey=EventName,AttributeValue=PutUserPolicy",
        "--max-items", "1", keys=auditor,
    )  # fmt: skip
    assert [event["EventName"] for event in finished.json()["Events"]] == ["PutUserPolicy"]


def test_an_account_sees_its_own_events_only(server, auditor):
    data_dir = str(server.data_dir)
    made = server.limen("account", "create", "--data-dir", data_dir, "--admin-user", "third", "--json").json()
    variables = server.limen("env", "--data-dir", data_dir, "--account", made["account_id"], "--json").json()
    stranger = Keys(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
    client = server.client("cloudtrail", stranger)
    server.client("iam", stranger).create_group(GroupName="strangers")
    events = client.lookup_events()["Events"]
    assert "CreateGroup" in names({"Events": events})
    accounts = {json.loads(event["CloudTrailEvent"])["recipientAccountId"] for event in events}
    assert accounts == {made["account_id"]}
    assert made["account_id"] != server.account
    assert client.lookup_events(**by("ResourceName", "auditor"))["Events"] == []
    assert server.client("cloudtrail", auditor).lookup_events(**by("ResourceName", "strangers"))["Events"] == []
