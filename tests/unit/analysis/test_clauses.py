"""Every kind of clause as a formula, against the engine, on every shape of a value (spec analysis 3.2)."""

from itertools import product

import pytest

from limen.analysis.clauses import clause_formula, find_shapes, resource_formula, statement_formula
from limen.analysis.formula import RESOURCE, Lit, Node
from limen.analysis.outcome import literal_holds
from limen.domain.principals import IAMUser
from limen.policy.match.arn_pattern import ShortARNs, compile_resources, fold_head
from limen.policy.match.conditions import compile_clause
from limen.policy.match.operators import find_plain_values
from limen.policy.match.pattern import PatternSet
from limen.policy.syntax.document import ConditionClause, ConditionOperator, SetOperator, Version
from tests.unit.analysis.documents import allow, policy

NOBODY = IAMUser("111111111111", "")
VALUES = {
    "String": (["a", "B*"], ["${x:v}", "é", "*"], ["${x:v, 'a'}b*", "?"], []),
    "Numeric": (["5"], ["5", "10.50", "abc"], []),
    "Date": (["2026-01-01"], ["2026", "soon"], []),
    "Bool": (["true"], ["TRUE", "no"], ["${x:v}"], ["false", "true"], []),
    "Binary": (["YQ=="], ["!!"], []),
    "IpAddress": (["10.0.0.0/8"], ["::/0", "junk"], []),
    "NotIpAddress": (["10.0.0.0/8"], ["::/0", "junk"], []),
    "Arn": (["arn:aws:s3:::b*"], ["*"], ["arn:*:${x:v}"], ["a:b"], []),
    "Null": (["true"], ["false"], ["true", "false"], ["no"], []),
}
GIVEN = (
    None, "", "a", "A", "B", "é", "É", "5.0", "10.5", "abc", "true", "False", "2026-01-01T00:00:00Z", "YQ==",
    "10.1.2.3",
    "::1", "arn:aws:s3:::bx", "arn:a:b:c:d:e", ("",), ("a",), ("a", "b"), ("", "B1"), ("5",), ("true", "x"),
    ("10.1.2.3",),
)  # fmt: skip
VARIABLES = (None, "", "a", "é", "b:c:d:e", "true", ("a",))
OPERATORS = [
    (operator, set_operator, if_exists)
    for operator, set_operator, if_exists in product(ConditionOperator, SetOperator, (False, True))
    if operator is not ConditionOperator.NULL or (set_operator is SetOperator.NONE and not if_exists)
]


def holds(formula, values):
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, Lit):
        return literal_holds(formula, values)
    assert isinstance(formula, Node)
    return (all if formula.is_and else any)(holds(part, values) for part in formula.parts)


@pytest.mark.parametrize(("operator", "set_operator", "if_exists"), OPERATORS)
def test_a_clause_holds_where_the_engine_says_so(operator, set_operator, if_exists):
    family = next(values for family, values in VALUES.items() if operator.startswith(family))
    for values, version in product(family, Version):
        clause = ConditionClause(operator, "X:Key", tuple(values), set_operator, if_exists)
        formula, engine = clause_formula(clause, version, lambda _key: "ASM"), compile_clause(clause, version)
        for value, variable in product(GIVEN, VARIABLES if find_plain_values(clause) is None else VARIABLES[:1]):
            context = {k: v for k, v in {"x:key": value, "x:v": variable}.items() if v is not None}
            assert holds(formula, context) is engine(context, NOBODY), (clause, version, context)


@pytest.mark.parametrize("shapes", ["AS", "AM", "A", "S", "M"])
def test_what_a_shape_excludes_is_left_out(shapes):
    values = {"A": (None,), "S": ("", "a", "b"), "M": (("",), ("a",), ("b", "a"))}
    for operator, qualifier, if_exists in OPERATORS:
        if operator in (ConditionOperator.STRING_LIKE, ConditionOperator.STRING_NOT_EQUALS, ConditionOperator.NULL):
            clause = ConditionClause(operator, "k", ("a", "true"), qualifier, if_exists)
            formula = clause_formula(clause, Version.V2012, lambda _key: shapes)
            engine = compile_clause(clause, Version.V2012)
            for value in (each for shape in shapes for each in values[shape]):
                context = {} if value is None else {"k": value}
                assert holds(formula, context) is engine(context, NOBODY)


@pytest.mark.parametrize(
    ("key", "shapes"),
    [("aws:tagkeys", "AM"), ("aws:sourceip", "AS"), ("x:y", "ASM"), ("events:detail-type", "ASM"),
     ("aws:principaltag/team", "AS"), ("s3:max-keys", "AS"), ("dynamodb:attributes", "AM")],
)  # fmt: skip
def test_shapes_follow_the_catalog(key, shapes):
    assert find_shapes(key) == shapes


ENTRIES = ["*", "arn:aws:s3:::b/*", "arn:AWS:s3:::B", "arn:aws:s3", "arn:aws:*:b", "b",
           "arn:aws:s3:::b/${aws:username}",
           "arn:aws:${a:b}:::b", "arn:*:s3:*:*:?", "arn:aws:s3:::${*}"]  # fmt: skip
ASKED = ["*", "arn:aws:s3:::b/x", "arn:AWS:s3:::B", "arn:aws:s3:::b", "arn:aws:s3:r:1:x", "arn:aws:x:b::b",
         "arn:aws:s3:::",
         "arn:aws:s3:::b/bob", "arn:aws:s3:::*", "arn:aws:${a:b}:::b"]  # fmt: skip


@pytest.mark.parametrize("short", ShortARNs)
@pytest.mark.parametrize("version", Version)
def test_resources_match_as_the_engine_says(short, version):
    user = IAMUser("111111111111", "bob")
    for entry, arn in product(ENTRIES, ASKED):
        formula = resource_formula((entry, "arn:aws:q:::q"), version, short)
        engine = PatternSet(compile_resources([entry, "arn:aws:q:::q"], version, short))
        values = {RESOURCE: fold_head(arn), "aws:username": "bob"}
        assert holds(formula, values) is engine.matches(fold_head(arn), {}, user), (entry, arn)


def test_a_statement_without_resources_is_about_what_it_is_attached_to():
    (statement,) = policy(allow()).statements
    bare = type(statement)(statement.index, statement.effect, statement.start, statement.end, actions=("*",))
    for is_attached in (True, False):
        formula = statement_formula(bare, Version.V2012, ShortARNs.PADDED, find_shapes, is_attached=is_attached)
        assert formula is is_attached


def test_not_resource_matches_what_no_entry_does():
    (statement,) = policy(allow(NotResource=["arn:aws:s3:::b", "nothing"])).statements
    formula = statement_formula(statement, Version.V2012, ShortARNs.PADDED, find_shapes)
    assert holds(formula, {RESOURCE: "*"})
    assert not holds(formula, {RESOURCE: "arn:aws:s3:::b"})
