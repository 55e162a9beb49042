"""The workloads have their stated sizes, and Limen, the yardstick and the plain answers agree on them."""

import pytest

from benchmarks.engine.peers import limen, refcore
from benchmarks.workload import plain, sets
from benchmarks.workload.sets import make_workload


@pytest.fixture(autouse=True)
def _few_requests(monkeypatch):
    monkeypatch.setattr(sets, "REQUESTS", 150)


@pytest.mark.parametrize(("name", "statements"), [("W1", 10), ("W2", 60), ("W3", 500)])
def test_a_workload_has_its_size(name, statements):
    workload = make_workload(name)
    assert sum(map(len, workload["policies"].values())) == statements
    assert len(workload["expected"]) == len(workload["requests"]) == 150


def test_the_same_seed_gives_the_same_workload():
    assert make_workload("W5") == make_workload("W5")


@pytest.mark.parametrize("name", ["W1", "W2", "W3", "W5"])
@pytest.mark.parametrize("module", [limen, refcore], ids=["limen", "refcore"])
def test_engines_give_the_right_answers(module, name):
    workload = make_workload(name)
    peer = module.Peer(workload)
    answers = [int(peer.decide(peer.find(request), peer.build(request))) for request in workload["requests"]]
    assert answers == workload["expected"]
    assert 0 < sum(answers) < len(answers)


def statement(**elements):
    return {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": ["arn:aws:s3:::own/${aws:username}/*"], **elements}


def ask(*statements, action="s3:GetObject", resource="arn:aws:s3:::own/ann/a", **context):
    workload = {"policies": {"p": statements}, "principals": {"ann": {"identity": ["p"]}}}
    request = {"principal": "ann", "action": action, "resource": resource, "context": context}
    return plain.ask_policies(workload, ["p"], request)


ANN = {"aws:username": "ann"}


def test_the_plain_answers_know_patterns_and_variables():
    assert ask(statement(), **ANN) is True
    assert ask(statement(), **{"aws:username": "bob"}) is None
    assert ask(statement()) is None
    assert ask(statement(), action="s3:PutObject", **ANN) is None


def test_the_plain_answers_know_denies():
    assert ask(statement(), statement(Effect="Deny", Resource=["*"]), **ANN) is False


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "value", "holds"),
    [
        ("StringEquals", "aws:PrincipalTag/team", ["red", "blue"], "blue", True),
        ("StringEquals", "aws:PrincipalTag/team", ["red"], None, False),
        ("StringNotEquals", "aws:PrincipalTag/team", ["red"], None, True),
        ("StringNotEquals", "aws:PrincipalTag/team", ["red"], "red", False),
        ("StringLike", "aws:PrincipalTag/team", ["bl*"], "blue", True),
        ("IpAddress", "aws:SourceIp", ["10.1.0.0/16"], "10.2.0.1", False),
        ("NotIpAddress", "aws:SourceIp", ["10.1.0.0/16"], "10.2.0.1", True),
        ("DateLessThan", "aws:CurrentTime", ["2026-07-01T00:00:00Z"], "2026-03-01T12:00:00Z", True),
        ("DateGreaterThan", "aws:CurrentTime", ["2026-07-01T00:00:00Z"], "2026-03-01T12:00:00Z", False),
        ("Bool", "aws:SecureTransport", ["true"], "false", False),
    ],
)
def test_the_plain_answers_know_conditions(operator, key, wanted, value, holds):
    given = {} if value is None else {key: value}
    found = ask(statement(Condition={operator: {key: wanted}}), **ANN, **given)
    assert (found is True) is holds
