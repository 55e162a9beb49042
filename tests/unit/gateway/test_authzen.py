"""AuthZEN 1.0: evaluation, evaluations with their semantics, permitted callers, and malformed requests."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.errors import ServiceUnavailableError
from limen.gateway.authzen.evaluations import AuthZenError, parse_evaluation, parse_evaluations
from limen.gateway.dispatch import Parts
from limen.runtime.guest import Work
from limen.wire.http import HTTPRequest
from tests.unit.gateway.guarded import Guarded, basic, headers_of
from tests.unit.operations.world import ACCOUNT

FILE = "arn:aws:files:::share/docs/a.txt"
ALLOW_ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
MAY_ASK = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"limen:EvaluateAccess","Resource":"*"}}'


def question(subject="friend", action="files:Read", resource=FILE, kind="user", **more):
    return {
        "subject": {"type": kind, "id": subject},
        "action": {"name": action},
        "resource": {"type": "file", "id": resource},
        **more,
    }


class Program:
    """A program that asks for decisions."""

    def __init__(self, guarded: Guarded, policy: str = MAY_ASK) -> None:
        self.guarded, self.world = guarded, guarded.world
        self.parts = Parts(self.world.store, self.world.environment, None)
        self.world.user("program")
        self.world.call("PutUserPolicy", UserName="program", PolicyName="Ask", PolicyDocument=policy)
        made = self.world.call("CreateServiceSpecificCredential", UserName="program", ServiceName="limen")
        credential = made["ServiceSpecificCredential"]
        self.authorization = basic(credential["ServiceUserName"], credential["ServicePassword"])

    def send(self, path, body, method="POST", **headers):
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"host": "pdp.example.com", "content-type": "application/json", "authorization": self.authorization}
        pairs = tuple((name, value) for name, value in {**sent, **headers}.items() if value)
        request = HTTPRequest(method, path, "", pairs, text, "192.0.2.7", "https")
        assert self.parts.claims(request)
        return self.parts.answer(request, self.guarded.now)

    def post(self, path, body, **headers):
        return self.send(path, body, **headers).response

    def decide(self, asked, **headers):
        response = self.post("/access/v1/evaluation", asked, **headers)
        assert response.status == 200, response.body
        return json.loads(response.body)

    def decide_all(self, asked):
        response = self.post("/access/v1/evaluations", asked)
        assert response.status == 200, response.body
        return json.loads(response.body)


@pytest.fixture
def program(guarded: Guarded) -> Program:
    return Program(guarded)


def test_what_policies_allow_is_permitted(program):
    assert program.decide(question())["decision"] is True


def test_what_policies_deny_is_refused_with_the_statement(program):
    asked = question(action="files:Delete", context={"files:Extension": "key", "ip": "10.0.0.1", "other": {"a": 1}})
    answer = program.decide(asked)
    assert answer["decision"] is False
    assert (answer["context"]["statement"], answer["context"]["policy"]) == ("KeepKeys", "Friends")
    assert "explicit deny" in answer["context"]["reason"]
    assert answer["context"]["request_id"]


def test_only_a_denial_is_traced_and_that_once(program, traced):
    assert program.decide(question())["decision"] is True
    assert traced == []
    asked = question(action="files:Delete", context={"files:Extension": "key"})
    assert program.decide(asked)["context"]["policy"] == "Friends"
    assert [request.action for request, _ in traced] == ["files:Delete"]


@pytest.mark.parametrize(
    ("kind", "subject", "decision"),
    [
        ("user", "friend", True),
        ("user", f"arn:aws:iam::{ACCOUNT}:user/friend", True),
        ("user", "FRIEND", True),
        ("user", "program", False),
        ("user", "nobody", False),
        ("user", "arn:aws:iam::444455556666:user/friend", False),
        ("user", f"arn:aws:iam::{ACCOUNT}:role/friend", False),
        ("role", "worker", True),
        ("role", f"arn:aws:iam::{ACCOUNT}:role/worker", True),
        ("role", "friend", False),
        ("root", ACCOUNT, True),
        ("root", f"arn:aws:iam::{ACCOUNT}:root", True),
        ("root", "444455556666", False),
        ("planet", "earth", False),
    ],
)
def test_subjects_are_principals_of_the_programs_account(program, kind, subject, decision):
    trust = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"' + ACCOUNT + '"},'
        '"Action":"sts:AssumeRole"}}'
    )
    program.world.call("CreateRole", RoleName="worker", AssumeRolePolicyDocument=trust)
    program.world.call("PutRolePolicy", RoleName="worker", PolicyName="All", PolicyDocument=ALLOW_ALL)
    assert program.decide(question(subject, kind=kind))["decision"] is decision


def test_a_resource_of_another_account_needs_more_than_the_subjects_policies(program):
    theirs = "arn:aws:files::444455556666:share/a"
    program.world.call("PutUserPolicy", UserName="friend", PolicyName="All", PolicyDocument=ALLOW_ALL)
    assert program.decide(question(resource=theirs))["decision"] is False
    assert program.decide(question(resource=theirs.replace("444455556666", ACCOUNT)))["decision"] is True


@pytest.mark.parametrize(
    "key", ["aws:PrincipalArn", "AWS:username", "aws:PrincipalTag/Team", "aws:MultiFactorAuthPresent", "aws:userid"]
)
def test_a_program_cannot_make_up_facts_about_the_subject(program, key):
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {key: "made up"}}}
    program.guarded.allow({"Version": "2012-10-17", "Statement": statement})
    assert program.decide(question(context={key: "made up"}))["decision"] is False


def test_other_condition_keys_count(program):
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "Resource": "*",
        "Condition": {
            "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
            "NumericLessThan": {"shop:Price": "5"},
            "Bool": {"shop:Gift": "true"},
            "ForAnyValue:StringEquals": {"shop:Labels": "new"},
        },
    }
    program.guarded.allow({"Version": "2012-10-17", "Statement": statement})
    context = {"aws:SourceIp": "10.1.2.3", "shop:Price": 4.5, "shop:Gift": True, "shop:Labels": ["new", "red"]}
    assert program.decide(question(context=context))["decision"] is True
    assert program.decide(question(context={**context, "shop:Price": 6}))["decision"] is False


# --- several ---------------------------------------------------------------------------------------------------------

READ, DELETE_KEY = question(), question(action="files:Delete", context={"files:Extension": "key"})


def decisions(answer):
    return [each["decision"] for each in answer["evaluations"]]


@pytest.mark.parametrize(
    ("semantic", "expected"),
    [
        (None, [True, False, True]),
        ("execute_all", [True, False, True]),
        ("deny_on_first_deny", [True, False]),
        ("permit_on_first_permit", [True]),
    ],
)
def test_several_evaluations_end_as_their_semantic_says(program, semantic, expected):
    asked: dict[str, object] = {"evaluations": [READ, DELETE_KEY, READ]}
    if semantic is not None:
        asked["options"] = {"evaluations_semantic": semantic}
    assert decisions(program.decide_all(asked)) == expected


def test_the_top_level_has_defaults_that_an_evaluation_replaces(program):
    asked = {
        **question(),
        "evaluations": [
            {},
            {"action": {"name": "files:ChangeSettings"}},
            {"subject": {"type": "user", "id": "nobody"}},
            {"resource": {"type": "page", "id": "arn:aws:web:::wiki/x"}, "action": {"name": "web:GET"}},
        ],
    }
    assert decisions(program.decide_all(asked)) == [True, False, False, True]


@pytest.mark.parametrize("evaluations", [{}, {"evaluations": []}])
def test_without_a_list_it_is_one_evaluation(program, evaluations):
    assert program.decide_all({**question(), **evaluations})["decision"] is True


# --- who may ask -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic x", basic("program-at-111122223333", "wrong"), basic("program", "x"), "AWS4-HMAC-SHA256 x"],
)
def test_anonymous_callers_learn_nothing(program, authorization):
    response = program.post("/access/v1/evaluation", question(), authorization=authorization)
    assert response.status == 401
    assert headers_of(response)["www-authenticate"].startswith("Basic")
    assert b"decision" not in response.body


def test_bearer_carries_the_same_credential(program):
    text = program.authorization.replace("Basic", "Bearer")
    assert program.decide(question(), authorization=text)["decision"] is True


def test_a_credential_of_another_service_is_refused(program):
    from limen.domain.own_services import OwnService
    from tests.unit.operations.world import NOW

    program.world.put(OwnService(ACCOUNT, "files", "{}", NOW, NOW))
    made = program.world.call("CreateServiceSpecificCredential", UserName="program", ServiceName="files")
    credential = made["ServiceSpecificCredential"]
    authorization = basic(credential["ServiceUserName"], credential["ServicePassword"])
    assert program.post("/access/v1/evaluation", question(), authorization=authorization).status == 401


def test_asking_is_an_action_that_policies_must_allow(guarded):
    program = Program(guarded, '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}')
    response = program.post("/access/v1/evaluation", question())
    assert response.status == 403
    assert b"limen:EvaluateAccess" in response.body


def test_what_is_asked_is_recorded(program):
    for authorization, code in ((program.authorization, None), ("Basic x", "InvalidCredentials")):
        record = program.send("/access/v1/evaluation", question(), authorization=authorization).record
        event = json.loads(record.document)
        assert (event["eventName"], event.get("errorCode")) == ("EvaluateAccess", code)


# --- form ------------------------------------------------------------------------------------------------------------

MALFORMED = [
    b"",
    b"[]",
    b"7",
    b"{",
    b"\xff",
    b"[" * 100_000,
    {},
    {"subject": {"type": "user", "id": "friend"}},
    question(subject=""),
    question(subject=7),
    question(kind=""),
    question(action="Read"),
    question(action="files:*"),
    question(action=""),
    question(resource="share/a"),
    question(resource=""),
    question(resource=None),
    question(context=[]),
    question(context={"a:b": {"c": 1}}),
    question(context={"a:b": None}),
    question(context={"a:b": [[1]]}),
    question(context={"a:b": "x" * 3000}),
    question(context={"a:b": "1", "A:B": "2"}),
    question(context={f"a:b{n}": "1" for n in range(200)}),
    {**question(), "subject": "friend"},
    {**question(), "resource": {"id": FILE}},
]


@pytest.mark.parametrize("body", MALFORMED)
def test_what_is_malformed_is_an_error_and_no_decision(program, body):
    for path in ("/access/v1/evaluation", "/access/v1/evaluations"):
        response = program.post(path, body)
        assert response.status == 400
        assert set(json.loads(response.body)) == {"error"}


@pytest.mark.parametrize(
    "more",
    [
        {"evaluations": {}},
        {"evaluations": [7]},
        {"evaluations": [question()] * 101},
        {"evaluations": [question()], "options": []},
        {"evaluations": [question()], "options": {"evaluations_semantic": "some"}},
        {"evaluations": [question(), {"action": {"name": ""}}]},
    ],
)
def test_several_malformed_ones_count_as_none(program, more):
    assert program.post("/access/v1/evaluations", {**question(), **more}).status == 400


def test_other_types_and_methods_are_refused(program):
    assert program.post("/access/v1/evaluation", question(), **{"content-type": "text/plain"}).status == 400
    assert program.send("/access/v1/evaluation", b"", "GET").response.status == 405


def test_the_requests_own_id_is_repeated(program):
    response = program.post("/access/v1/evaluation", question(), **{"x-request-id": "abc-1"})
    assert headers_of(response)["x-request-id"] == "abc-1"
    response = program.post("/access/v1/evaluation", question(), **{"x-request-id": "a b\r\n"})
    assert "x-request-id" not in headers_of(response)


def test_the_metadata_name_the_endpoints_there_are(program):
    answer = json.loads(program.send("/.well-known/authzen-configuration", b"", "GET", authorization="").response.body)
    assert answer == {
        "policy_decision_point": "https://pdp.example.com",
        "access_evaluation_endpoint": "https://pdp.example.com/access/v1/evaluation",
        "access_evaluations_endpoint": "https://pdp.example.com/access/v1/evaluations",
        "search_subject_endpoint": "https://pdp.example.com/access/v1/search/subject",
        "search_resource_endpoint": "https://pdp.example.com/access/v1/search/resource",
        "search_action_endpoint": "https://pdp.example.com/access/v1/search/action",
    }


def test_without_a_gate_the_rest_of_the_server_is_left_alone(program):
    for path in ("/forward-auth", "/.limen/session", "/signin", "/access/v1/search/other"):
        request = HTTPRequest("POST", path, "", (), b"")
        assert not program.parts.claims(request)
        assert not program.parts.is_from_proxy(request)


def test_with_a_gate_both_answer(guarded, program):
    parts = Parts(guarded.world.store, guarded.world.environment, guarded.gate)
    asked = HTTPRequest("GET", "/forward-auth", "", (("host", "x"),), b"", "127.0.0.1")
    assert parts.claims(asked)
    assert parts.is_from_proxy(asked)
    assert parts.answer(asked, guarded.now).response.status == 400
    assert parts.weigh(asked) is Work.QUICK
    assert parts.weigh(HTTPRequest("POST", "/access/v1/evaluations", "", (), b"")) is Work.READING
    assert parts.render_failure(asked, guarded.now).status == 503


@pytest.mark.parametrize("error", [ServiceUnavailableError("x"), RuntimeError("secret")])
def test_a_failure_is_not_a_decision(program, monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr(program.world.store, "latest", fail)
    response = program.post("/access/v1/evaluation", question())
    assert response.status == 503
    assert b"secret" not in response.body


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["subject", "action", "resource", "context", "evaluations", "options", "type", "id", "name", "a:b"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_anything_is_read_or_refused(value):
    body = json.dumps(value).encode()
    for parse in (parse_evaluation, parse_evaluations):
        try:
            asked = parse(body)
        except AuthZenError:
            continue
        assert all(":" in each.action and each.subject_id and each.resource for each in asked.items)
