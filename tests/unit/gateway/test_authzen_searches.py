"""AuthZEN 1.0: searches, groups and sessions as subjects, and that answers have the form of the standard."""

import json

import msgspec
import pytest

from limen.gateway.authzen import searches
from limen.policy.catalog.account_catalog import load_shipped
from limen.runtime.guest import Work
from limen.wire.http import HTTPRequest
from tests.unit.gateway.authzen_schema import ANSWERS
from tests.unit.gateway.guarded import Guarded
from tests.unit.gateway.test_authzen import ALLOW_ALL, FILE, Program, question
from tests.unit.operations.world import ACCOUNT

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"},
    }
)
ROLE_POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "files:Read",
            "Resource": "*",
            "Condition": {"StringLike": {"aws:userid": "*:night*"}},
        },
    }
)


@pytest.fixture
def program(guarded: Guarded) -> Program:
    asker = Program(guarded)
    guarded.world.call("CreateRole", RoleName="backup", Path="/jobs/", AssumeRolePolicyDocument=TRUST)
    guarded.world.call("PutRolePolicy", RoleName="backup", PolicyName="Read", PolicyDocument=ROLE_POLICY)
    return asker


def find(program: Program, what: str, asked, **page):
    response = program.post(f"/access/v1/search/{what}", {**asked, **({"page": page} if page else {})})
    assert response.status == 200, response.body
    return json.loads(response.body)


def ids(answer):
    return [each["id"] for each in answer["results"]]


@pytest.mark.parametrize("name", ["friends", "FRIENDS", f"arn:aws:iam::{ACCOUNT}:group/friends"])
def test_a_group_is_asked_about_by_name_or_arn(program, name):
    assert program.decide(question(name, kind="group"))["decision"] is True
    refused = program.decide(question(name, "files:ChangeSettings", kind="group"))
    assert f"arn:aws:iam::{ACCOUNT}:group/friends is not authorized" in refused["context"]["reason"]


@pytest.mark.parametrize("name", ["strangers", "arn:aws:iam::999988887777:group/friends", "friend"])
def test_an_unknown_group_is_allowed_nothing(program, name):
    assert program.decide(question(name, kind="group"))["decision"] is False


@pytest.mark.parametrize("name", ["backup/night-7", f"arn:aws:sts::{ACCOUNT}:assumed-role/backup/night-7"])
def test_a_session_is_its_role_under_its_own_name(program, name):
    assert program.decide(question(name, kind="session"))["decision"] is True
    assert program.decide(question(name.replace("night", "day"), kind="session"))["decision"] is False
    assert program.decide(question("backup", kind="role"))["decision"] is False


@pytest.mark.parametrize(
    "name",
    ["backup", "backup/", "other/night", f"arn:aws:iam::{ACCOUNT}:role/jobs/backup", "arn:aws:sts::1:assumed-role/a/b"],
)
def test_an_unknown_session_is_allowed_nothing(program, name):
    assert program.decide(question(name, kind="session"))["decision"] is False


def test_subjects_are_those_that_an_evaluation_permits(program):
    program.world.user("stranger")
    program.world.user("owner")
    program.world.call("PutUserPolicy", UserName="owner", PolicyName="All", PolicyDocument=ALLOW_ALL)
    asked = question()
    del asked["subject"]["id"]
    found = find(program, "subject", asked)
    assert found == {
        "page": {"next_token": "", "count": 2},
        "results": [{"type": "user", "id": "friend"}, {"type": "user", "id": "owner"}],
    }
    assert ids(find(program, "subject", question("ignored"))) == ["friend", "owner"]
    assert ids(find(program, "subject", question(kind="group"))) == ["friends"]
    assert ids(find(program, "subject", question(kind="role"))) == []
    assert ids(find(program, "subject", question(kind="root"))) == [ACCOUNT]
    assert ids(find(program, "subject", question(kind="planet"))) == []
    denied = question(action="files:Delete", context={"files:Extension": "key"})
    assert ids(find(program, "subject", denied)) == ["owner"]


def test_pages_together_are_the_whole(program):
    for number in range(7):
        program.world.user(f"reader{number}")
        program.world.call("AddUserToGroup", GroupName="friends", UserName=f"reader{number}")
    whole = ids(find(program, "subject", question()))
    assert len(whole) == 8
    pages, token = [], ""
    while True:
        answer = find(program, "subject", question(), limit=3, token=token)
        pages.append(ids(answer))
        token = answer["page"]["next_token"]
        if not token:
            break
    assert [len(page) for page in pages] == [3, 3, 2]
    assert [each for page in pages for each in page] == whole


def test_a_page_looks_at_a_bounded_number_of_candidates(program, monkeypatch):
    monkeypatch.setattr(searches, "MAX_CANDIDATES", 1)
    first = find(program, "subject", question(action="files:ChangeSettings"))
    assert (first["results"], first["page"]["count"]) == ([], 0)
    assert first["page"]["next_token"]
    assert ids(find(program, "subject", question())) == ["friend"]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ({"token": "x"}, "page.token is not"),
        ({"token": 7}, "page.token is not"),
        ({"token": "AAAAAAAAAAAA"}, "page.token belongs to another search"),
        ({"limit": -1}, "page.limit"),
        ({"limit": True}, "page.limit"),
        ({"limit": "3"}, "page.limit"),
        ([], "page is not an object"),
    ],
)
def test_a_malformed_page_is_refused(program, page, message):
    response = program.post("/access/v1/search/subject", {**question(), "page": page})
    assert response.status == 400
    assert message in json.loads(response.body)["error"]


def test_a_token_is_valid_for_its_own_search_only(program):
    program.world.user("reader")
    program.world.call("AddUserToGroup", GroupName="friends", UserName="reader")
    token = find(program, "subject", question(), limit=1)["page"]["next_token"]
    other = {**question(action="files:Write"), "page": {"token": token}}
    response = program.post("/access/v1/search/subject", other)
    assert (response.status, json.loads(response.body)["error"]) == (400, "page.token belongs to another search")


def test_actions_are_those_of_the_service_that_can_be_about_the_resource(program):
    asked = question()
    del asked["action"]
    assert find(program, "action", asked)["results"] == [], "the account has not described the service files"
    program.world.call("PutService", Document=load_shipped("files"))
    names = [each["name"] for each in find(program, "action", asked)["results"]]
    assert names == ["files:Delete", "files:Read", "files:Write"]
    nobody = question("nobody")
    assert find(program, "action", nobody)["results"] == []
    user = question("root", resource=f"arn:aws:iam::{ACCOUNT}:user/friend")
    user["subject"] = {"type": "root", "id": ACCOUNT}
    found = [each["name"] for each in find(program, "action", user, limit=1000)["results"]]
    assert "iam:GetUser" in found
    assert "iam:CreateRole" not in found


def test_resources_are_those_of_iam_itself(program):
    only = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "iam:Get*", "Resource": "arn:aws:iam::*:user/friend"},
    }
    program.world.call("PutUserPolicy", UserName="friend", PolicyName="Self", PolicyDocument=json.dumps(only))
    asked = question(action="iam:GetUser")
    asked["resource"] = {"type": "user"}
    assert find(program, "resource", asked)["results"] == [
        {"type": "user", "id": f"arn:aws:iam::{ACCOUNT}:user/friend"}
    ]
    assert find(program, "resource", {**asked, "subject": {"type": "user", "id": "nobody"}})["results"] == []
    response = program.post("/access/v1/search/resource", question())
    assert response.status == 400
    assert "Limen does not know which other resources exist" in json.loads(response.body)["error"]


def test_a_permission_of_a_program_is_not_read_from_an_unreadable_policy(program, monkeypatch):
    from limen.gateway.authzen import decider
    from limen.policy.errors import PolicySyntaxError, Position

    def unreadable(*_, **__):
        raise PolicySyntaxError("broken", Position(1, 1))

    monkeypatch.setattr(decider, "make_subject", unreadable)
    assert program.post("/access/v1/evaluation", question()).status == 403


@pytest.mark.parametrize("what", ["subject", "resource", "action"])
@pytest.mark.parametrize("missing", ["subject", "resource", "action"])
def test_what_is_not_searched_must_be_there(program, what, missing):
    asked = question(action="iam:GetUser", resource=f"arn:aws:iam::{ACCOUNT}:user/friend")
    asked["resource"]["type"] = "user"
    del asked[missing]
    response = program.post(f"/access/v1/search/{what}", asked)
    assert response.status == (200 if what == missing == "action" else 400)


def test_a_search_fails_closed_if_a_policy_cannot_be_read(program, monkeypatch):
    from limen.gateway.authzen import subjects
    from limen.policy.errors import PolicySyntaxError, Position

    def unreadable(*_):
        raise PolicySyntaxError("broken", Position(1, 1))

    monkeypatch.setattr(subjects, "identity_policies", unreadable)
    assert program.decide(question("friends", kind="group"))["context"]["reason"].startswith("A policy cannot be read")
    response = program.post("/access/v1/search/subject", question(kind="group"))
    assert response.status == 403
    assert b"results" not in response.body


def test_a_search_needs_the_permission_and_is_a_long_read(guarded):
    program = Program(guarded, '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}')
    assert program.post("/access/v1/search/subject", question()).status == 403
    assert program.parts.weigh(HTTPRequest("POST", "/access/v1/search/subject", "", (), b"")) is Work.READING


def test_answers_have_the_form_of_the_standard(program):
    program.world.call("PutService", Document=load_shipped("files"))
    user = question(action="iam:GetUser", resource="*")
    user["resource"]["type"] = "user"
    asked = {
        "/access/v1/evaluation": [question(), question(action="files:ChangeSettings"), question("nobody")],
        "/access/v1/evaluations": [{**question(), "evaluations": [{}, {"resource": {"type": "a", "id": FILE}}]}],
        "/access/v1/search/subject": [question(), question(kind="planet")],
        "/access/v1/search/resource": [user],
        "/access/v1/search/action": [question(), question("nobody")],
    }
    for path, bodies in asked.items():
        for body in bodies:
            response = program.post(path, body)
            assert response.status == 200, (path, response.body)
            msgspec.json.decode(response.body, type=ANSWERS[path], strict=True)
    metadata = program.send("/.well-known/authzen-configuration", b"", "GET", authorization="").response.body
    msgspec.json.decode(metadata, type=ANSWERS["/.well-known/authzen-configuration"], strict=True)
