"""The work of a decision is bounded (semantics E41): estimated, and denied beyond the limit."""

from time import perf_counter

import pytest

from limen.engine import Outcome, evaluate
from limen.engine.compile.compiled_set import compile_policies
from limen.engine.compile.work_budget import LIGHT, MOST_STEPS
from limen.engine.explain.smallest_changes import explain
from limen.scenario.decide import render_decision
from tests.unit.engine.scenarios import FULL, USER, policies, request, statement

STUBBORN = "*" + "a?" * 15 + "b*"


def like(*values, operator="ForAnyValue:StringLike", key="aws:TagKeys", **members):
    return statement(Condition={operator: {key: list(values)}}, **members)


def work(*statements):
    return compile_policies(policies(identity=list(statements))).work


@pytest.mark.parametrize(
    ("made", "resources", "by_key"),
    [
        (statement(), 0, {}),
        (statement(resource=["arn:aws:s3:::b/k", "arn:aws:s3:::b/*"]), 0, {}),
        (statement(resource="arn:aws:s3:::b/?"), 1, {}),
        (statement(resource=["arn:aws:s3:::b/?", "arn:aws:s3:::b/" + "?" * 32]), 3, {}),
        (like("a*", "b*"), 0, {"aws:tagkeys": 2}),
        (like("a" * 64), 0, {"aws:tagkeys": 3}),
        (statement(Condition={"StringEquals": {"aws:username": ["a"] * 9}, "Null": {"k": "true"}}), 0, {}),
        (statement(Condition={"StringEquals": {"k": ["${aws:username}"]}}), 0, {"k": 1}),
        (statement(Condition={"StringLike": {"k": "a*"}, "StringNotLike": {"K": "b*"}}), 0, {"k": 2}),
    ],
)
def test_what_a_statement_weighs(made, resources, by_key):
    found = work(made)
    assert (found.resources, found.by_key) == (resources, by_key)


def test_the_steps_are_products():
    found = work(like("a*", "b*"), statement(resource="arn:aws:s3:::b/?"))
    assert found.count_steps("arn:aws:s3:::b/k", {}) == 1
    assert found.count_steps("arn:aws:s3:::b/k", {"aws:tagkeys": ("x", "y" * 32)}) == 1 + 2 * 3
    assert found.count_steps("a" * 64, {"aws:tagkeys": "x", "other": "z" * 10_000}) == 3 + 2


def test_too_much_work_is_denied_at_once_whatever_the_policies_say():
    decided = policies(identity=[*FULL, like(*[f"{STUBBORN}{number}" for number in range(1200)])])
    asked = request(context={"aws:tagkeys": tuple("a" * 60 + str(number) for number in range(1500))})
    begin = perf_counter()
    decision = evaluate(asked, decided)
    assert not decision.is_allowed
    assert decision.outcome is Outcome.IMPLICIT_DENY
    assert (decision.denied_by, decision.matched_statements, decision.missing_context_keys) == ((), (), ())
    assert explain(decision).remedies == ()
    answer = render_decision(decision)
    assert answer["reason"] == "because the request and the policies that apply to it are too large to be evaluated"
    assert str(answer["message"]).endswith("are too large to be evaluated")
    assert perf_counter() - begin < 5


def test_the_limit_itself_is_decided():
    count = MOST_STEPS // 2000
    decided = policies(identity=[like(*[f"x{number:04}?" for number in range(2000)])])
    assert not compile_policies(decided).work.is_light
    inside = request(context={"aws:tagkeys": ("x1999y",) * count})
    assert evaluate(inside, decided).is_allowed
    assert not evaluate(request(context={"aws:tagkeys": ("x1999y",) * (count + 1)}), decided).is_allowed


def test_light_policies_need_no_estimate():
    decided = policies(identity=[like(*[f"x{number:04}?" for number in range(LIGHT)])])
    assert compile_policies(decided).work.is_light
    assert compile_policies(decided).find_answer("s3:GetObject") is not None
    heavy = policies(identity=[like(*[f"x{number:04}?" for number in range(LIGHT + 1)])])
    assert compile_policies(heavy).find_answer("s3:GetObject") is None
    assert evaluate(request(USER, context={"aws:tagkeys": ("x0001y",)}), heavy).is_allowed


def test_the_policies_of_all_layers_weigh():
    some = [like(*[f"{number}*" for number in range(10)])]
    one = compile_policies(policies(identity=some)).work
    all_of_them = policies(identity=some, boundary=some, session=some, scp=[some, some])
    assert compile_policies(all_of_them).work.by_key == {"aws:tagkeys": 5 * one.by_key["aws:tagkeys"]}
