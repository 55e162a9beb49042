"""Proofs under attack, and the laws that they keep (spec analysis 14.2).

Seeds that once were answered wrongly stay listed. `python -m tests.properties.proof_attack` runs as many as one has
time for.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.analysis.compare import equivalent, no_new_access
from limen.analysis.verdict import Verdict
from limen.policy.syntax.parse import parse_policy
from tests.properties.proof_attack import Writer, find_contradiction, parse

PROVED = Verdict.PROVED


@pytest.mark.parametrize("first", range(0, 240, 20))
def test_no_request_contradicts_a_proof(first):
    for seed in range(first, first + 20):
        result, contradiction = find_contradiction(seed, requests=60)
        assert contradiction is None
        assert result.reason != "not confirmed"


@given(st.integers(min_value=0, max_value=2**32))
def test_no_request_contradicts_a_proof_about_any_pair(seed):
    result, contradiction = find_contradiction(seed, requests=20)
    assert contradiction is None
    assert result.reason != "not confirmed"


@pytest.mark.parametrize("seed", range(0, 400, 10))
def test_laws(seed):
    writer = Writer(seed)
    old, new = writer.pair()
    extra = writer.statement()
    one, other = parse(old), parse(new)
    assert no_new_access(one, one).verdict is PROVED
    assert equivalent(one, one).verdict is PROVED
    grown = {**old, "Statement": [*old["Statement"], extra]}
    smaller, larger = (one, parse(grown)) if extra["Effect"] == "Allow" else (parse(grown), one)
    assert no_new_access(larger, smaller).verdict is PROVED
    forth, back = no_new_access(one, other).verdict, no_new_access(other, one).verdict
    same = equivalent(one, other, company=False).verdict
    if Verdict.UNKNOWN not in (forth, back, same):
        assert (same is PROVED) is (forth is PROVED and back is PROVED)


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_no_new_access_is_transitive(seed):
    writer = Writer(seed)
    first, second = writer.pair()
    third = parse(writer.document())
    one, two = parse(first), parse(second)
    verdicts = [no_new_access(a, b).verdict for a, b in ((one, two), (two, third), (one, third))]
    if verdicts[:2] == [PROVED, PROVED]:
        assert verdicts[2] is PROVED


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_order_does_not_matter(seed):
    old, new = Writer(seed).pair()
    turned = {**old, "Statement": old["Statement"][::-1]}
    result, again = no_new_access(parse(old), parse(new)), no_new_access(parse(turned), parse(new))
    assert result.verdict is again.verdict
    assert equivalent(parse(old), parse(turned)).verdict in (PROVED, Verdict.UNKNOWN)


def test_the_same_question_has_the_same_answer():
    old, new = Writer(7).pair()
    results = [no_new_access(parse(old), parse(new)) for _ in range(2)]
    assert results[0] == results[1]


def test_seeds_that_were_answered_wrongly_once():
    for seed in (100359,):
        result, contradiction = find_contradiction(seed, requests=1000)
        assert contradiction is None
        assert result.verdict is Verdict.REFUTED


def test_an_empty_policy_grants_nothing():
    nothing = parse_policy('{"Statement": []}')
    assert no_new_access(nothing, nothing).verdict is PROVED
