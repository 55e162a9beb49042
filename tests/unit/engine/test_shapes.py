"""In every compiled shape of a statement and in every layer, tests can depend on the caller."""

import pytest

from limen.engine import Layer, Outcome, evaluate
from limen.engine.compile.statements import compile_policy
from limen.engine.model.layers import LAYER_RULES, Grant
from tests.unit.engine.scenarios import FULL, NOTHING, SESSION, USER, A, B, policies, policy, request, statement

MINE, OTHERS = f"arn:aws:s3:::b/{A}/k", f"arn:aws:s3:::b/{B}/k"
OF_CALLER = "arn:aws:s3:::b/${aws:PrincipalAccount}/?"
BESIDE = {
    "alone": [],
    "an exact one": ["arn:aws:s3:::x"],
    "many": [f"arn:aws:s3:::{name}/?" for name in "cdefg"],
    "many of one beginning": [f"arn:aws:s3:::b/{name}?" for name in "cdefg"],
}
LAYERS = ["identity", "boundary", "session", "resource", "endpoint", "scp"]


def found(layer, statements):
    return [statements] if layer == "scp" else statements


def named(layer, **members):
    """A statement as the layer wants it: resource and endpoint policies name everyone."""
    return statement(**members, **({"Principal": "*"} if layer in ("resource", "endpoint") else {}))


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
def test_a_variable_in_a_resource(layer, beside):
    allowing = found(layer, [named(layer, resource=[*beside, OF_CALLER])])
    layers = {"identity": NOTHING if layer == "resource" else FULL, layer: allowing}
    decisions = [evaluate(request(SESSION, arn=arn), policies(**layers)) for arn in (MINE, OTHERS)]
    assert [decision.outcome for decision in decisions] == [Outcome.ALLOWED, Outcome.IMPLICIT_DENY]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
def test_a_variable_in_the_resource_of_a_deny(layer, beside):
    denying = [named(layer, effect="Deny", resource=[*beside, OF_CALLER]), named(layer)]
    layers = {"identity": FULL, layer: found(layer, denying)}
    decisions = [evaluate(request(SESSION, arn=arn), policies(**layers)) for arn in (MINE, OTHERS)]
    assert [decision.outcome for decision in decisions] == [Outcome.EXPLICIT_DENY, Outcome.ALLOWED]
    assert [decision.is_allowed for decision in decisions] == [False, True]


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize(("account", "expected"), [(A, True), (B, False)])
def test_a_condition_on_the_caller(layer, beside, account, expected):
    condition = {"StringEquals": {"aws:PrincipalAccount": account}, "Null": {"aws:userid": "false"}}
    allowing = found(layer, [named(layer, resource=[*beside, "arn:aws:s3:::b/*"], Condition=condition)])
    layers = {"identity": NOTHING if layer == "resource" else FULL, layer: allowing}
    assert evaluate(request(SESSION, arn=MINE), policies(**layers)).is_allowed is expected


@pytest.mark.parametrize(("arn", "expected"), [(MINE, True), (OTHERS, False)])
@pytest.mark.parametrize("limit", ["boundary", "session", "endpoint", "scp"])
def test_what_limits_a_grant_to_the_role(limit, arn, expected):
    granting = [statement(Principal={"AWS": f"arn:aws:iam::{A}:role/p/R"})]
    layers = {"resource": granting, limit: found(limit, [named(limit, resource=OF_CALLER)])}
    assert evaluate(request(SESSION, arn=arn), policies(**layers)).is_allowed is expected


@pytest.mark.parametrize(("arn", "expected"), [(MINE, True), (OTHERS, False)])
@pytest.mark.parametrize("entry", [A, f"arn:aws:iam::{A}:role/p/R", "*"])
def test_a_grant_across_accounts(entry, arn, expected):
    """Across accounts, and where a resource policy is mandatory, the strength of the grant is determined first."""
    granting = [statement(Principal={"AWS": entry}, resource=OF_CALLER)]
    decided = policies(identity=FULL, resource=granting)
    assert evaluate(request(SESSION, arn=arn, account=B), decided).is_allowed is expected
    assert evaluate(request(SESSION, arn=arn, strict=True), decided).is_allowed is expected


@pytest.mark.parametrize("count", [1, 3, 4, 6])
@pytest.mark.parametrize(("effect", "arn", "outcome"), [
    ("Allow", "arn:aws:s3:::b0", Outcome.ALLOWED),
    ("Deny", "arn:aws:s3:::b0", Outcome.EXPLICIT_DENY),
])  # fmt: skip
def test_many_exceptions_that_begin_alike_or_not_at_all(count, effect, arn, outcome):
    """`NotResource` has no literal prefix by which it could be found."""
    statements = [statement(effect, resource=None, NotResource=f"arn:aws:s3:::b{n}") for n in range(count)]
    decision = evaluate(request(arn=arn), policies(identity=[*statements, *([] if effect == "Allow" else FULL)]))
    expected = outcome if count > 1 else {"Allow": Outcome.IMPLICIT_DENY, "Deny": Outcome.ALLOWED}[effect]
    assert decision.outcome is expected


def test_in_2008_an_exception_has_no_variables():
    written, meant = "arn:aws:s3:::${aws:username}", "arn:aws:s3:::U"
    decided = policies()
    for version, excepted in (("2008-10-17", [written]), ("2012-10-17", [meant])):
        exception = policy([statement(resource=None, NotResource=written)], version=version)
        decided = type(decided)(identity=(exception,))
        denied = [arn for arn in (written, meant) if not evaluate(request(USER, arn=arn), decided).is_allowed]
        assert denied == excepted


def test_a_decision_says_why_it_is_not_a_truth_value():
    decision = evaluate(request(), policies(identity=NOTHING, resource=NOTHING))
    assert decision.is_allowed is False
    with pytest.raises(TypeError, match=r"^a Decision has no truth value; use its `is_allowed` or `outcome`$"):
        bool(decision)


def test_a_policy_compiled_for_any_caller_assumes_no_boundary():
    denying = policy([statement("Deny", NotPrincipal={"AWS": [A, USER.arn]})])
    rules = LAYER_RULES[Layer.RESOURCE]
    by_default, with_boundary = compile_policy(denying, rules), compile_policy(denying, rules, has_boundary=True)
    grants = [each.statements[0].grant({}, USER) for each in (by_default, with_boundary)]
    assert grants == [Grant.NONE, Grant.DIRECT]
