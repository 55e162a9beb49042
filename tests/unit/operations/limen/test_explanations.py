"""ExplainAccess, WhoCan and GetServerStatus as handlers."""

import json
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import pytest

from limen.errors import ValidationError
from limen.operations.limen.faults import ResourceNotFoundError
from tests.unit.operations.world import ACCOUNT, NOW, OTHER_ACCOUNT, World

ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
FILE = "arn:aws:s3:::share/important.txt"


def allow(world: World, name: str, *statements: dict[str, Any]) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    world.call("PutUserPolicy", UserName=name, PolicyName="share", PolicyDocument=document)


@pytest.fixture
def shared(world: World) -> World:
    for name in ("alice", "bob", "carol"):
        world.user(name)
    everything = {"Sid": "Use", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::share/*"}
    keep = {"Sid": "Keep", "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::share/important*"}
    allow(world, "alice", everything, keep)
    office = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    allow(world, "bob", everything | {"Condition": office})
    return world


def explain(world: World, action: str, **parameters: Any) -> dict[str, Any]:
    return world.call("ExplainAccess", Principal=ALICE, Action=action, Resource=FILE, **parameters)


def test_a_denial_names_the_statement_and_what_would_allow_it(shared: World):
    output = explain(shared, "s3:DeleteObject")
    assert (output["IsAllowed"], output["DeniedBy"]) == (False, ["identity"])
    assert [(each["Sid"], each["Applied"]) for each in output["Statements"]] == [("Use", True), ("Keep", True)]
    assert output["Remedies"]
    assert all(change["Text"] for remedy in output["Remedies"] for change in remedy)


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:DeleteObject", "sqs:SendMessage"])
def test_each_decision_is_traced_once(shared: World, traced, action: str):
    output = explain(shared, action)
    assert output["Statements"]
    assert [request.action for request, _ in traced][:1] == [action]
    assert len({(id(request), id(policies)) for request, policies in traced}) == len(traced)


def test_a_missing_allow_comes_with_the_statement_to_add(shared: World):
    output = shared.call("ExplainAccess", Principal=ALICE, Action="iam:ListUsers", Resource="*")
    assert output["IsAllowed"] is False
    (change,) = output["Remedies"][0]
    assert json.loads(change["Statement"])["Action"] == "iam:ListUsers"


def test_an_action_that_no_service_has_is_reported(shared: World):
    assert explain(shared, "s3:GetObjekt")["UnknownAction"].endswith("did you mean s3:GetObject?")
    assert "UnknownAction" not in explain(shared, "s3:GetObject")


def test_what_is_allowed_needs_no_change(shared: World):
    output = explain(shared, "s3:GetObject")
    assert (output["IsAllowed"], output["Remedies"], output["DeniedBy"]) == (True, [], [])
    assert output["Revision"] == shared.store.latest().revision


def test_context_decides_with(shared: World):
    asked: dict[str, Any] = {"Principal": ALICE.replace("alice", "bob"), "Action": "s3:GetObject", "Resource": FILE}
    assert shared.call("ExplainAccess", **asked)["MissingContextKeys"] == ["aws:SourceIp"]
    for address, is_allowed in (("203.0.113.5", True), ("198.51.100.5", False)):
        context = [{"Key": "aws:SourceIp", "Values": [address]}]
        assert shared.call("ExplainAccess", **asked, Context=context)["IsAllowed"] is is_allowed


def test_the_caller_is_meant_if_nobody_is_named(shared: World):
    output = shared.call("ExplainAccess", Action="s3:GetObject", Resource=FILE)
    assert output["Principal"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert output["IsAllowed"] is True


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"Principal": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}, "must be one of your account"),
        ({"Principal": f"arn:aws:iam::{ACCOUNT}:user/nobody"}, "the store has no"),
        ({"Principal": f"x:{ACCOUNT}:y"}, "principal"),
        ({"Resource": "share"}, "resource"),
        ({"At": NOW + timedelta(seconds=1)}, "in the future"),
        ({"At": NOW}, "no state of that moment: only the present is kept"),
        ({"Context": [{"Key": "a", "Values": ["1"]}, {"Key": "A", "Values": ["2"]}]}, "two spellings"),
    ],
)
def test_what_cannot_be_asked(shared: World, parameters, message):
    with pytest.raises(ValidationError, match=message):
        shared.call("ExplainAccess", **{"Principal": ALICE, "Action": "s3:GetObject", "Resource": FILE} | parameters)


def test_who_can(shared: World):
    output = shared.call("WhoCan", Action="s3:GetObject", Resource=FILE)
    answers = {each["Principal"].rpartition(":")[2]: each for each in output["Principals"]}
    assert {name: each["Answer"] for name, each in answers.items()} == {
        "root": "yes", "user/alice": "yes", "user/bob": "if"
    }  # fmt: skip
    assert answers["user/alice"]["Grants"] == [{"Layer": "identity", "Policy": "share", "Index": 0, "Sid": "Use"}]
    assert "203.0.113.0/24" in answers["user/bob"]["Conditions"][0]
    deletes = shared.call("WhoCan", Action="s3:DeleteObject", Resource=FILE)["Principals"]
    assert [each["Principal"].rpartition(":")[2] for each in deletes] == ["root", "user/bob"]


def test_what_can(shared: World):
    output = shared.call("WhatCan", Principal=ALICE, Service="s3")
    assert (output["Principal"], output["IsComplete"], output["Unknown"]) == (ALICE, True, [])
    assert {each["Service"] for each in output["Abilities"]} == {"s3"}
    assert {"Read", "Write"} <= {each["AccessLevel"] for each in output["Abilities"]}
    deleting = [each for each in output["Abilities"] if "s3:DeleteObject" in each["Actions"]]
    assert deleting
    assert all(each["ExceptResources"] == ["arn:aws:s3:::share/important*"] for each in deleting)
    bobs = shared.call("WhatCan", Principal=ALICE.replace("alice", "bob"))["Abilities"]
    assert all("203.0.113.0/24" in condition for each in bobs for condition in each["Conditions"])
    assert shared.call("WhatCan", Principal=ALICE.replace("alice", "carol"))["Abilities"] == []


def test_principals_that_cannot_be_asked_about(shared: World):
    with pytest.raises(ResourceNotFoundError, match=r"There is no user or role .*nobody"):
        shared.call("WhatCan", Principal=ALICE.replace("alice", "nobody"))
    with pytest.raises(ValidationError, match="Nothing in the account limits the root user"):
        shared.call("WhatCan", Principal=f"arn:aws:iam::{ACCOUNT}:root")


@pytest.mark.parametrize(
    ("action", "resource", "message"),
    [
        ("s3:GetObject", "share", "is not an ARN"),
        ("kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1", "the key's own policy"),
        ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/*", "not a pattern"),
    ],
)
def test_questions_without_an_answer(shared: World, action, resource, message):
    with pytest.raises(ValidationError, match=message):
        shared.call("WhoCan", Action=action, Resource=resource)


def test_the_server_states_its_version_and_revision(world: World):
    output = world.call("GetServerStatus")
    assert output == {"Version": version("limen"), "Revision": world.store.latest().revision, "Time": NOW}


def test_recorded_calls_need_a_server(world: World):
    with pytest.raises(ValidationError, match=r"^Recorded calls cannot be decided again here\.$"):
        world.call("ExplainEvent", EventId="00000000-0000-4000-8000-000000000007")
