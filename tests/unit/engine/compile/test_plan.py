"""The compiled answer to plain requests, against the rule that it was compiled from (semantics E27, E29)."""

from itertools import product

import pytest

from limen.domain.principals import IAMUser, RoleSession
from limen.engine import Layer
from limen.engine.compile.compiled_set import compile_policies
from limen.engine.compile.group import always, never
from limen.engine.compile.level import compile_level
from limen.engine.compile.plan import Plan, answer_alone, answer_beside
from limen.engine.model.layers import LAYER_RULES
from tests.unit.engine.scenarios import (
    GET,
    NOTHING,
    OBJECT,
    ROLE_ARN,
    SESSION,
    USER,
    A,
    B,
    grant,
    policies,
    policy,
    statement,
)

RULES = LAYER_RULES[Layer.RESOURCE]


def yes(*_asked):
    return True


def no(*_asked):
    return False


ALL = [(), (yes,), (no,), (yes, yes), (yes, no), (no, yes), (always,), (never,), (yes, never)]
ANY = [(), (yes,), (no,), (no, yes), (yes, no), (no, no), (always,), (no, always)]
CALLERS: dict[str, IAMUser | RoleSession] = {USER.arn: USER, ROLE_ARN: SESSION, A: USER, B: USER}


def holds(tests):
    return all(test() if test in (yes, no) else test is always for test in tests)


def denies(tests):
    return any(test in (yes, always) for test in tests)


def own_plan(*statements):
    return compile_level((policy(list(statements)),), RULES, has_boundary=False)[GET]


@pytest.mark.parametrize("required", ALL)
@pytest.mark.parametrize("denying", ANY)
def test_all_must_allow_and_none_deny(required, denying):
    answer = answer_alone(Plan(required, denying, (), ()))
    assert answer(OBJECT, {}, USER) is (holds(required) and not denies(denying))


def test_an_answer_that_depends_on_nothing_is_not_a_new_test():
    assert answer_alone(Plan((), (), (), ())) is always
    assert answer_alone(Plan((yes, never), (no,), (), ())) is never
    assert answer_alone(Plan((yes,), (no, always), (), ())) is never
    assert answer_alone(Plan((yes,), (), (), ())) is yes
    assert answer_beside(Plan((yes,), (), (), ()), own_plan()) is yes
    assert answer_beside(Plan((), (), (), ()), own_plan(*grant(USER.arn))) is always
    assert answer_beside(Plan((yes,), (), (yes,), ()), own_plan(*grant("*", Effect="Deny"))) is never


@pytest.mark.parametrize("entry", CALLERS)
@pytest.mark.parametrize("denied_by_own", [True, False])
@pytest.mark.parametrize("denying", [(), (no,), (yes,)])
def test_a_grant_makes_up_for_what_it_makes_superfluous(entry, denied_by_own, denying):
    other = USER if CALLERS[entry] is SESSION else SESSION
    own = own_plan(*grant(entry), *grant((CALLERS[entry] if denied_by_own else other).arn, Effect="Deny"))
    is_denied = denied_by_own or denies(denying)
    is_direct, is_to_role = entry == USER.arn, entry == ROLE_ARN
    for required, limits, gates in product([(), (yes,), (no,)], repeat=3):
        answer = answer_beside(Plan(required, denying, limits, gates), own)
        allowed = holds(required) or (is_direct and (holds(limits) or holds(gates))) or (is_to_role and holds(limits))
        assert answer(OBJECT, {}, CALLERS[entry]) is (allowed and not is_denied), (required, limits, gates)


def test_answers_are_shared_between_sets_alike():
    granting = grant(USER.arn)
    alone, beside = (
        compile_policies(policies(identity=NOTHING)),
        compile_policies(policies(identity=NOTHING, resource=granting)),
    )
    assert alone is compile_policies(policies(identity=NOTHING))
    assert beside is compile_policies(policies(identity=NOTHING, resource=granting))
    assert beside is not alone
    assert beside.index is alone.index
    assert alone.find_answer("s3:a") is not None
    assert compile_policies(policies(identity=NOTHING, rcp=[grant("*")])).find_answer("s3:a") is None


def test_answers_are_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr("limen.engine.compile.index.REMEMBERED_PLANS", 2)
    compiled = compile_policies(policies(identity=NOTHING, resource=grant(USER.arn)))
    for action, size in (("s3:a", 1), ("s3:b", 2), ("s3:c", 1)):
        assert compiled.find_answer(action) is compiled.answers[action]
        assert len(compiled.answers) == size
    kept = [compile_policies(_beside(number)) for number in range(2)]
    assert all(compile_policies(_beside(number)) is kept[number] for number in range(2))
    assert compile_policies(_beside(2)) not in kept
    assert compile_policies(_beside(1)) is not kept[1]


def _beside(number):
    """Sets whose index no other test has."""
    return policies(identity=[statement(action="s3:Forgotten")], resource=grant(f"AIDA{number}"))
