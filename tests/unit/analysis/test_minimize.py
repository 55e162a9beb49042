"""Statements without effect and smaller policies (spec analysis 5.7, 5.9, hard cases 55 to 57)."""

import pytest

from limen.analysis.budget import Budget
from limen.analysis.compare import equivalent
from limen.analysis.minimize import minimize
from limen.analysis.redundancy import Flaw, find_flaws
from limen.analysis.verdict import Scope, Verdict
from limen.policy.catalog.lookup import find_service
from limen.policy.syntax.parse import parse_policy
from limen.policy.syntax.render import render_policy
from tests.properties.proof_attack import Writer, parse
from tests.unit.analysis.documents import TAG, B, allow, deny, policy


def flaws(*statements):
    return {each.index: each.flaw for each in find_flaws(policy(*statements))}


def test_statements_without_effect():
    assert flaws(allow("s3:*"), allow("s3:Get*", f"{B}/*")) == {1: Flaw.REDUNDANT}
    assert flaws(allow("s3:Get*", f"{B}/*"), allow("s3:*")) == {0: Flaw.REDUNDANT}
    assert flaws(allow("s3:Get*"), deny("s3:*")) == {0: Flaw.SHADOWED}
    assert flaws(deny("s3:*"), deny("s3:Put*")) == {1: Flaw.REDUNDANT}
    impossible = {"StringEquals": {TAG: "a"}, "Null": {TAG: "true"}}
    assert flaws(allow(condition=impossible)) == {0: Flaw.DEAD}
    assert flaws(deny("s3:*"), allow("ec2:*")) == {}


def test_of_two_that_say_the_same_one_stays():
    assert flaws(allow("s3:*"), allow("s3:*")) == {1: Flaw.REDUNDANT}


def test_together_they_cover_what_none_does_alone():
    low, high = ({"IpAddress": {"aws:SourceIp": each}} for each in ("10.0.0.0/9", "10.128.0.0/9"))
    whole = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    assert flaws(allow(condition=low), allow(condition=high), allow(condition=whole)) == {2: Flaw.REDUNDANT}


def smaller(*statements, **options):
    found = minimize(policy(*statements), **options)
    assert found.verdict is Verdict.PROVED
    return [
        (s.actions or s.not_actions, s.resources or s.not_resources, len(s.conditions))
        for s in found.document.statements
    ]


def test_55_nothing_goes_where_a_deny_matters_in_company():
    assert len(smaller(deny("s3:*", f"{B}/tmp/*"), allow("s3:*", f"{B}/*"))) == 2


def test_56_an_action_that_a_pattern_matches_goes():
    assert smaller(allow(["s3:GetObject", "s3:Get*"])) == [(("s3:Get*",), ("*",), 0)]
    assert smaller(allow(["s3:Get*", "s3:GetObject"])) == [(("s3:Get*",), ("*",), 0)]


def test_57_all_actions_are_a_pattern_for_the_catalog_only():
    names = [f"sqs:{action.name}" for action in find_service("sqs").actions.values()]
    assert len(smaller(allow(names))[0][0]) == len(names)
    assert smaller(allow(names), scope=Scope.CATALOG) == [(("sqs:*",), ("*",), 0)]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow(resource=[f"{B}/x/*", f"{B}/*"]), (("s3:GetObject",), (f"{B}/*",), 0)),
        (allow(condition={"StringLike": {TAG: ["*", "a"]}}), (("s3:GetObject",), ("*",), 1)),
        (allow(condition={"StringLike": {"aws:PrincipalArn": "arn:*"}}), (("s3:GetObject",), ("*",), 0)),
        (allow(condition={"StringEquals": {TAG: "a"}, "StringLike": {TAG: "a*"}}), (("s3:GetObject",), ("*",), 1)),
    ],
)
def test_parts_without_effect(statement, expected):
    assert smaller(statement) == [expected]


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(0, 240, 12))
def test_what_is_left_means_the_same_in_company(seed):
    document = parse(Writer(seed).document())
    found = minimize(document)
    again = parse_policy(render_policy(found.document))
    assert equivalent(document, again, scope=Scope.ALL, budget=Budget()).verdict is Verdict.PROVED
    assert len(again.statements) <= len(document.statements)
    assert bool(found.steps) is (render_policy(found.document) != render_policy(document))
