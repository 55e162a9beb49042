import pytest

from limen.domain.principals import RoleSession
from limen.engine import Layer, Outcome, evaluate
from limen.engine.compile.compiled_set import COMPILED, compile_policies
from limen.engine.model.layers import Grant
from limen.engine.model.trace import Clause
from tests.unit.engine.scenarios import (
    DENY,
    FULL,
    NOTHING,
    ROOT,
    SESSION,
    USER,
    A,
    B,
    decide,
    grant,
    policies,
    policy,
    request,
    statement,
)


def test_a_decision_is_not_a_truth_value():
    with pytest.raises(TypeError, match="is_allowed"):
        bool(decide(identity=FULL))


def test_a_decision_cannot_be_changed():
    decision = decide(identity=FULL)
    for name in ("is_allowed", "trace", "anything"):
        with pytest.raises(AttributeError):
            setattr(decision, name, False)


def test_a_decision_is_traced_at_most_once_and_only_when_asked(traced):
    decision = decide(identity=FULL, boundary=NOTHING)
    assert (decision.is_allowed, decision.outcome) == (False, Outcome.IMPLICIT_DENY)
    assert traced == []
    trace = decision.trace
    assert decision.layers is trace.layers
    assert decision.denied_by == trace.denied_by == (Layer.PERMISSIONS_BOUNDARY,)
    assert (decision.matched_statements, decision.missing_context_keys) == ((), ())
    assert decision.trace is trace
    assert traced == [(decision.request, decision.policies)]


def test_a_traced_decision_equals_an_untraced_one():
    first = decide(identity=FULL)
    second = evaluate(first.request, first.policies)
    assert first.trace.outcome is Outcome.ALLOWED
    assert first == second
    assert vars(second) == {}


@pytest.mark.parametrize(
    ("identity", "outcome", "effects"),
    [
        (FULL, Outcome.ALLOWED, ["Allow"]),
        (FULL + DENY, Outcome.EXPLICIT_DENY, ["Deny"]),
        ([statement(action="ec2:*")], Outcome.IMPLICIT_DENY, []),
    ],
)
def test_the_statements_that_decided(identity, outcome, effects):
    decision = decide(identity=identity)
    assert decision.outcome is outcome
    assert decision.is_allowed is (outcome is Outcome.ALLOWED)
    assert [each.statement.effect for each in decision.matched_statements] == effects


def test_layers_speak_for_themselves():
    decision = decide(identity=FULL, boundary=NOTHING, session=DENY, resource=grant(A))
    assert decision.layers == {
        Layer.RESOURCE: Outcome.ALLOWED,
        Layer.IDENTITY: Outcome.ALLOWED,
        Layer.PERMISSIONS_BOUNDARY: Outcome.IMPLICIT_DENY,
        Layer.SESSION: Outcome.EXPLICIT_DENY,
    }
    assert decision.trace.grant is Grant.ACCOUNT


def test_every_failed_clause_is_reported_with_the_compared_values():
    condition = {
        "StringEquals": {"aws:PrincipalTag/team": ["${aws:username}", "${absent}"]},
        "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": "a*"},
        "Bool": {"aws:SecureTransport": "true"},
    }
    wrong = statement(
        action="ec2:*",
        resource="arn:aws:s3:::${aws:username}/*",
        Principal={"AWS": "222222222222"},
        Condition=condition,
    )
    context = {"aws:principaltag/team": "blue", "aws:tagkeys": ("b",), "aws:securetransport": "true"}
    (found,) = decide(resource=[wrong], context=context).trace.statements
    assert not found.applied
    shown = [(each.clause, each.operator, each.key, each.wanted, each.found) for each in found.failures]
    assert shown == [
        (Clause.PRINCIPAL, "", "", ("222222222222",), USER.arn),
        (Clause.ACTION, "", "", ("ec2:*",), "s3:GetObject"),
        (Clause.RESOURCE, "", "", ("arn:aws:s3:::U/*",), "arn:aws:s3:::b/k"),
        (Clause.CONDITION, "StringEquals", "aws:PrincipalTag/team", ("U", "${absent}"), "blue"),
        (Clause.CONDITION, "ForAnyValue:StringLikeIfExists", "aws:TagKeys", ("a*",), ("b",)),
    ]


def test_statements_of_levels_know_their_level():
    trace = decide(identity=FULL, scp=[FULL, DENY]).trace
    assert [(each.layer, each.level, each.is_deny) for each in trace.statements][:2] == [
        (Layer.SERVICE_CONTROL, 0, False),
        (Layer.SERVICE_CONTROL, 1, True),
    ]


def test_layers_that_do_not_bind_are_traced_but_decide_nothing():
    trace = decide(identity=FULL, scp=[DENY], members={"in_management_account": True}).trace
    assert trace.exempt == {Layer.SERVICE_CONTROL}
    assert [each.layer for each in trace.matched] == [Layer.IDENTITY]


def test_missing_context_keys():
    def when(**keys):
        return {"StringEquals": keys}

    identity = [
        statement(Condition=when(**{"aws:SourceVpc": "v", "aws:username": "U", "given": "x"})),
        statement(resource="arn:aws:s3:::${s3:prefix}/*", Condition=when(**{"AWS:sourcevpc": "${aws:referer}"})),
        {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::${s3:delimiter}"},
        statement(action="ec2:*", Condition=when(**{"ec2:Tenancy": "dedicated"})),
    ]
    decision = decide(identity=identity, context={"given": "x"}, scp=[[statement(Condition=when(scp="x"))]])
    assert decision.missing_context_keys == ("aws:SourceVpc", "s3:prefix", "aws:referer", "s3:delimiter")


def test_text_like_a_variable_where_there_are_none_is_not_a_missing_key():
    numbers = {"NumericLessThan": {"s3:max-keys": "${s3:prefix}"}, "Bool": {"aws:SecureTransport": "${aws:referer}"}}
    decision = decide(identity=[statement(Condition=numbers)])
    assert decision.missing_context_keys == ("s3:max-keys", "aws:SecureTransport", "aws:referer")


def test_a_policy_is_compiled_once_and_shared():
    from limen.engine.compile.statements import compile_policy
    from limen.engine.model.layers import LAYER_RULES

    one, other = policy(FULL, "one"), policy(FULL, "other")
    assert compile_policy(one, LAYER_RULES[Layer.IDENTITY]) is compile_policy(other, LAYER_RULES[Layer.SESSION])
    assert compile_policy(one, LAYER_RULES[Layer.IDENTITY]) is not compile_policy(one, LAYER_RULES[Layer.RESOURCE])


def test_documents_with_the_same_text_are_distinguished():
    from dataclasses import replace

    from limen.engine import PolicySet

    allowing, denying = policy(FULL), policy(DENY)
    forged = replace(denying, document=replace(denying.document, text=allowing.document.text))
    assert evaluate(request(), PolicySet(identity=(allowing,))).is_allowed
    assert not evaluate(request(), PolicySet(identity=(forged,))).is_allowed


def test_what_is_remembered_is_bounded(monkeypatch):
    from limen.engine.compile import compiled_set, index, level, statements

    for module, name in [
        (index, "REMEMBERED_PLANS"),
        (level, "REMEMBERED_ACTIONS"),
        (level, "REMEMBERED_LEVELS"),
        (index, "REMEMBERED_INDEXES"),
        (compiled_set, "REMEMBERED_SETS"),
        (statements, "REMEMBERED_ACTIONS"),
        (statements, "REMEMBERED_POLICIES"),
    ]:
        monkeypatch.setattr(module, name, 4)
    kept = policies(identity=[statement(action="s3:Get*")])
    for number in range(10):
        assert evaluate(request(action=f"s3:Get{number}"), kept).is_allowed
        assert not evaluate(request(action=f"s3:Put{number}"), kept).is_allowed
        assert decide(identity=[statement(action=f"s3:{number}")], action=f"s3:{number}").is_allowed
    compiled = compile_policies(kept)
    assert len(COMPILED) <= 4
    assert len(compiled.answers) <= 4
    assert len(compiled.index) <= 4
    assert all(len(each) <= 4 for levels in compiled_set.compile_levels(kept).values() for each in levels)
    assert len(level._LEVELS) <= 4
    assert len(index._INDEXES) <= 4


def test_large_session_policies_do_not_fill_the_memory(monkeypatch):
    """A caller who may assume a role chooses a session policy for each session."""
    from limen.engine.compile import compiled_set, index, level, statements

    for module in (level, index, compiled_set, statements):
        monkeypatch.setattr(module, "REMEMBERED_CHARACTERS", 10_000)
    for cache in (COMPILED, level._LEVELS, index._INDEXES):
        cache.clear()
        cache._weights.clear()
        cache.weight = 0
    for number in range(40):
        session = [statement(action=[f"s3:{'x' * 100}{part}" for part in range(8)] + [f"s3:Get{number}"])]
        assert decide(identity=FULL, session=session, action=f"s3:Get{number}").is_allowed
    assert 0 < COMPILED.weight <= 10_000
    assert 0 < len(COMPILED) < 12
    assert level._LEVELS.weight <= 10_000
    assert index._INDEXES.weight <= 10_000
    assert statements._CACHE._entries.weight <= 10_000


def test_answers_beside_many_resource_policies_are_bounded(monkeypatch):
    from limen.engine.compile import index

    monkeypatch.setattr(index, "REMEMBERED_PLANS", 4)
    beside = [compile_policies(policies(identity=FULL, resource=grant(str(number) * 12))) for number in range(8)]
    assert len({id(each.index) for each in beside}) == 1
    assert len(beside[0].index._beside or ()) <= 4


def test_sets_that_differ_in_the_resource_policy_share_the_rest():
    one = compile_policies(policies(identity=FULL, resource=grant("*")))
    other = compile_policies(policies(identity=FULL, resource=grant(A)))
    assert one.index is other.index is compile_policies(policies(identity=FULL)).index
    assert one.own is not other.own
    assert one is not other
    assert one is compile_policies(policies(identity=FULL, resource=grant("*")))
    assert one.index is not compile_policies(policies(identity=DENY)).index


def test_a_policy_set_is_compiled_when_it_is_first_asked_and_then_found(monkeypatch):
    from limen.engine.compile import compiled_set, index

    asked = []

    def find_index(levels, weight):
        asked.append(levels)
        return index.find_index(levels, weight)

    monkeypatch.setattr(compiled_set, "find_index", find_index)
    kept = policies(identity=FULL)
    assert asked == []
    for _ in range(3):
        assert evaluate(request(), kept).is_allowed
    assert len(asked) == 1


def test_a_policy_set_holds_policies_and_nothing_else():
    from dataclasses import fields

    from limen.engine import PolicySet

    assert {field.name for field in fields(PolicySet)} == {str(layer) for layer in Layer}
    assert all(field.init and field.compare for field in fields(PolicySet))


def test_what_does_not_depend_on_policies_is_found_once():
    assert request().is_plain
    assert request(account=None, principal=SESSION).is_plain
    special = [
        request(principal=ROOT), request(account=B), request(strict=True), request(in_management_account=True),
        request(principal=RoleSession(A, "AWSServiceRoleForX", "s", "/aws-service-role/")),
    ]  # fmt: skip
    assert not any(each.is_plain for each in special)
    assert request(arn="arn:AWS:s3:::B").arn == "arn:aws:s3:::B"
