"""A few seconds of what the campaigns do for hours: the same inputs every time, and targets that can fail."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from limen.policy import parse_policy
from limen.policy.errors import PolicySyntaxError
from limen.policy.syntax.document import Version
from limen.scenario import ScenarioError, evaluate_scenario
from tests.fuzz import targets
from tests.fuzz.corpus import seeds, write_dictionary, write_seeds
from tests.fuzz.draws import PIECES, Draws
from tests.fuzz.edits import decode_scenario, load_scenarios
from tests.fuzz.targets import check_policy, check_scenario

POLICIES = sorted(seeds("policy"), key=len)
ALLOW_ALL = b'{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


def mutate(source: random.Random, text: bytes) -> bytes:
    """Like a fuzzer, but blind: up to four pieces put over the bytes, or cut out."""
    for _ in range(source.randrange(1, 5)):
        start = source.randrange(len(text) + 1)
        piece = source.choice(PIECES).encode("utf-8", "surrogatepass") if source.random() < 0.7 else b""
        text = text[:start] + piece + text[start + source.randrange(6) :]
    return text


@pytest.mark.parametrize("part", range(10))
def test_policies_are_read_or_refused(part):
    source = random.Random(part)
    for text in source.sample(POLICIES, 12):
        check_policy(text)
        check_policy(mutate(source, text))


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[" * 100_000, b'{"Statement":' * 9000, b'"' + b"\\u0000" * 20_000, b"9" * 131_072, ALLOW_ALL],
    ids=["empty", "no text", "deep lists", "deep objects", "escapes", "digits", "good"],
)  # fmt: skip
def test_hostile_texts_are_read_or_refused(data):
    check_policy(data)


def test_cases_are_decided_alike():
    for data in list(seeds("scenario"))[::4]:
        check_scenario(data)


@pytest.mark.parametrize("part", range(10))
def test_edited_cases_are_decided_alike_or_refused(part):
    source = random.Random(part)
    for _ in range(150):
        check_scenario(source.randbytes(source.randrange(3, 60)))


def test_without_edits_a_case_is_itself():
    scenarios = load_scenarios()
    assert decode_scenario((5).to_bytes(2, "big")) == scenarios[5]
    assert decode_scenario((5).to_bytes(2, "big") + b"\x07" * 30) != scenarios[5]
    assert load_scenarios() is scenarios
    assert decode_scenario((5).to_bytes(2, "big")) == scenarios[5]


def test_edits_decide_in_all_ways():
    source = random.Random(7)
    found = set()
    for _ in range(400):
        try:
            found.add(str(evaluate_scenario(decode_scenario(source.randbytes(12))).outcome))
        except ScenarioError:
            found.add("refused")
    assert found == {"Allowed", "ExplicitDeny", "ImplicitDeny", "refused"}


def test_draws_that_are_used_up_choose_the_first():
    draws = Draws(b"\x03\x01")
    assert (draws.number(4), draws.pick("ab"), bool(draws), draws.number(300), draws.pick("ab")) == (
        3,
        "b",
        False,
        0,
        "a",
    )


@pytest.mark.parametrize("name", ["render_policy", "decide", "evaluate_scenario", "MOST_SECONDS"])
def test_a_target_can_fail(name, monkeypatch):
    wrong = {
        "render_policy": lambda _document: '{"Statement":[]}',
        "decide": lambda _scenario: {"decision": "ExplicitDeny", "denied_by": []},
        "evaluate_scenario": lambda scenario: scenario["absent"],
        "MOST_SECONDS": -1.0,
    }
    monkeypatch.setattr(targets, name, wrong[name])
    with pytest.raises((AssertionError, KeyError)):
        (check_policy if name == "render_policy" else check_scenario)(
            ALLOW_ALL if name == "render_policy" else b"\x00\x05"
        )


def test_a_parser_that_forgets_is_found(monkeypatch):
    seen = []

    def forgetful(text):
        seen.append(text)
        document = parse_policy(text)
        return document if len(seen) % 2 else replace(document, version=Version.V2012)

    monkeypatch.setattr(targets, "parse_policy", forgetful)
    with pytest.raises(AssertionError):
        check_policy(ALLOW_ALL)


def test_seeds_are_good_policies():
    refused = 0
    for text in POLICIES[::10]:
        try:
            parse_policy(text.decode())
        except PolicySyntaxError:
            refused += 1
    assert refused * 10 < len(POLICIES[::10])


def test_seeds_and_dictionary_are_written(tmp_path):
    write_seeds("scenario", tmp_path / "kept")
    write_dictionary(tmp_path / "dictionary")
    assert len(list((tmp_path / "kept").iterdir())) == len(load_scenarios())
    assert all(line.startswith('"\\x') for line in (tmp_path / "dictionary").read_text().splitlines())
