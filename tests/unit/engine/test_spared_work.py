"""Known results are not computed again, unnecessary tests are not run, and caches are bounded."""

import pytest

from limen.domain.principals import IAMUser
from limen.engine import Layer, evaluate
from limen.engine.compile.compiled_set import compile_policies
from limen.engine.compile.group import always, compile_group, never
from limen.engine.compile.index import StatementIndex
from limen.engine.compile.level import CompiledLevel, compile_level
from limen.engine.compile.statements import _Cache, compile_policy
from limen.engine.model.layers import LAYER_RULES, Grant
from limen.engine.rules import find_plan
from limen.policy.syntax.document import PolicyDocument
from tests.unit.engine.scenarios import (
    FULL,
    NOTHING,
    OBJECT,
    USER,
    A,
    B,
    grant,
    policies,
    policy,
    request,
    statement,
)

IDENTITY, RESOURCE = LAYER_RULES[Layer.IDENTITY], LAYER_RULES[Layer.RESOURCE]
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
OTHER = "arn:aws:s3:::other"


class Unasked(dict[str, str]):
    """A context that must not be read; it is not empty, because an empty one may be replaced."""

    def get(self, key, default=None):
        raise AssertionError(f"{key} was asked for")


class Noting(dict[str, str]):
    """A context that records which keys are read."""

    def __init__(self, **values):
        super().__init__(**values)
        self.asked: list[str] = []

    def get(self, key, default=None):
        self.asked.append(key)
        return super().get(key, default)


@pytest.fixture(autouse=True)
def _nothing_compiled(monkeypatch):
    """No policy is cached from before."""
    monkeypatch.setattr("limen.engine.compile.statements._CACHE", _Cache())


@pytest.fixture
def few(monkeypatch):
    """Every cache holds at most two entries."""
    for module, name in (
        ("statements", "POLICIES"),
        ("statements", "ACTIONS"),
        ("level", "ACTIONS"),
        ("index", "PLANS"),
    ):
        monkeypatch.setattr(f"limen.engine.compile.{module}.REMEMBERED_{name}", 2)


def test_equal_policies_are_compiled_once():
    one, again = policy(FULL, "one"), policy(FULL, "again")
    assert one.document is not again.document
    assert compile_policy(one, IDENTITY) is compile_policy(again, IDENTITY)
    assert compile_policy(one, IDENTITY) is not compile_policy(one, RESOURCE)
    levels = [compile_level((each,), IDENTITY, has_boundary=False) for each in (one, again)]
    assert levels[0] is levels[1]


def test_a_text_alone_does_not_make_policies_equal():
    allowing = policy(FULL).document
    empty = PolicyDocument(version=allowing.version, statements=(), text=allowing.text)
    compiled = [compile_policy(type(policy(FULL))("p", each), IDENTITY) for each in (allowing, empty, allowing)]
    assert [len(each.statements) for each in compiled] == [1, 0, 1]


def test_what_is_about_an_action_is_found_once():
    compiled = compile_policy(policy([statement(action="s3:*"), statement("Deny")]), IDENTITY)
    denying, allowing = compiled.find_candidates("s3:getobject")
    assert (len(denying), len(allowing)) == (1, 1)
    assert compiled.find_candidates("s3:getobject") is compiled.find_candidates("s3:getobject")
    assert [len(found) for found in compiled.find_candidates("sqs:sendmessage")] == [1, 0]


def test_that_nothing_is_about_an_action_is_remembered_once_for_all():
    compiled = [compile_policy(policy([statement(action=action)]), IDENTITY) for action in ("s3:a", "s3:b")]
    assert compiled[0].find_candidates("sqs:a") is compiled[1].find_candidates("sqs:b") == ((), ())


def test_a_grant_to_nobody_is_not_a_grant():
    (nameless,) = compile_policy(policy([statement()]), RESOURCE).statements
    assert nameless.granting is not None
    assert nameless.granting({}, USER) is False


@pytest.mark.usefixtures("few")
def test_the_oldest_policy_is_forgotten():
    of_actions = [policy([statement(action=f"s3:{name}")]) for name in "abc"]
    first, second, third = (compile_policy(each, IDENTITY) for each in of_actions)
    assert compile_policy(of_actions[1], IDENTITY) is second
    assert compile_policy(of_actions[2], IDENTITY) is third
    assert compile_policy(of_actions[0], IDENTITY) is not first


@pytest.mark.usefixtures("few")
def test_actions_are_forgotten_when_there_are_too_many():
    compiled = compile_policy(policy(FULL), IDENTITY)
    level, index = CompiledLevel((compiled,)), StatementIndex({Layer.IDENTITY: (CompiledLevel((compiled,)),)})
    first, second = compiled.find_candidates("s3:a"), compiled.find_candidates("s3:b")
    assert compiled.find_candidates("s3:a") is first
    third = compiled.find_candidates("s3:c")
    assert compiled.find_candidates("s3:c") is third
    assert compiled.find_candidates("s3:b") is not second
    for plans in (level, index):
        for action, size in (("s3:a", 1), ("s3:b", 2), ("s3:a", 2), ("s3:c", 1), ("s3:d", 2)):
            assert plans[action] is plans[action]
            assert len(plans) == size


def test_what_does_not_bind_is_left_out_once():
    index = compile_policies(policies(identity=FULL, scp=[FULL], rcp=[grant("*")])).index
    exempt = frozenset({Layer.SERVICE_CONTROL})
    without = index.without(exempt)
    assert without is index.without(exempt)
    assert without is not index.without(frozenset({Layer.RESOURCE_CONTROL}))
    assert without is index.without(exempt), "another one does not make it forgotten"
    assert without.controls == {Layer.RESOURCE_CONTROL}


def test_who_is_bound_by_everything_shares_the_plan_of_all():
    decided = compile_policies(policies(identity=FULL, scp=[FULL]))
    assert find_plan(request(), decided) is decided.index["s3:GetObject"]


def test_groups_that_cannot_apply_or_cannot_but_apply():
    assert compile_group(()) is never
    assert compile_group(compile_policy(policy(FULL), IDENTITY).statements) is always
    decided = compile_policies(policies(identity=NOTHING, boundary=[statement(Condition=MFA)]))
    assert decided.index["s3:GetObject"].required == (never,)
    assert compile_policies(policies(identity=FULL, boundary=FULL)).index["s3:GetObject"].required == ()


def test_a_statement_asks_no_more_than_it_says():
    everyone, named = grant("*"), grant(USER.arn)
    identity, denying, granting, naming = (
        compile_policy(policy(statements), rules).statements[0]
        for statements, rules in (
            (FULL, IDENTITY),
            ([{**everyone[0], "Effect": "Deny"}], RESOURCE),
            (everyone, RESOURCE),
            (named, RESOURCE),
        )
    )
    assert [each.condition for each in (identity, denying, granting, naming)] == [None] * 4
    assert [each.granting is None for each in (identity, denying, granting, naming)] == [True, True, False, False]
    assert naming.grant({}, USER) is Grant.DIRECT


def test_look_ups_are_asked_before_comparisons():
    comparing = {"NumericLessThan": {"n": "3"}, "StringLike": {"l": "x*"}}
    conditions = comparing | {"StringEquals": {"e": "a"}, "Bool": {"b": "true"}, "Null": {"u": "true"}}
    context = Noting(n="2", l="xy", e="a", b="true")
    assert evaluate(request(context=context), policies(identity=[statement(Condition=conditions)])).is_allowed
    assert set(context.asked[:3]) == {"e", "b", "u"}
    assert set(context.asked[3:]) == {"n", "l"}


@pytest.mark.parametrize("resource", [OBJECT, "arn:aws:s3:::b/*", "arn:aws:s3:::b/?"])
@pytest.mark.parametrize("first", [OBJECT, "arn:aws:s3:::b/*", "*"])
@pytest.mark.parametrize("padding", [0, 5])
def test_a_statement_without_conditions_makes_testing_others_unnecessary(first, resource, padding):
    """But a condition about any resource is tested before one about a pattern."""
    guarded, plain = statement(resource=first, Condition=MFA), statement(resource=resource)
    padded = [statement(resource=f"arn:aws:s3:::b{number}/*") for number in range(padding)]
    decided = policies(identity=[*padded, guarded, plain])
    is_asked = resource != OBJECT and first in ("*", OBJECT)
    context = {} if is_asked else Unasked(other="1")
    assert evaluate(request(context=context), decided).is_allowed


def test_no_grant_is_asked_for_that_is_not_stronger():
    granting = [*grant(USER.arn), *grant(USER.arn, Condition=MFA)]
    across = request(account=B, context=Unasked(other="1"))
    assert evaluate(across, policies(identity=FULL, resource=granting)).is_allowed


def test_text_with_a_colon_is_not_a_unique_id():
    caller = IAMUser(A, "U", "/", "AIDA:U")
    assert not evaluate(request(caller), policies(resource=grant("AIDA:U"))).is_allowed
    assert evaluate(request(USER), policies(resource=grant("AIDAU"))).is_allowed


def test_the_service_of_an_action_ends_with_the_first_colon():
    decided = policies(identity=FULL, rcp=[grant("*", Effect="Deny")])
    denied = [
        action for action in ("s3:a", "s3:a:b", "x:s3:b") if not evaluate(request(action=action), decided).is_allowed
    ]
    assert denied == ["s3:a", "s3:a:b"]
