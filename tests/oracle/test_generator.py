"""The generator makes valid scenarios, the same for the same seed, of every outcome."""

from __future__ import annotations

import json
from collections import Counter

from tests.oracle import decide
from tests.oracle.generator import generate_scenario

SEEDS = range(1500)


def test_the_same_seed_gives_the_same_scenario():
    assert generate_scenario(7) == generate_scenario(7)
    assert generate_scenario(7) != generate_scenario(8)


def test_scenarios_are_valid_json_and_every_outcome_is_frequent():
    decisions: Counter[str] = Counter()
    for seed in SEEDS:
        scenario = generate_scenario(seed)
        assert json.loads(json.dumps(scenario)) == scenario
        decisions[decide(scenario)["decision"]] += 1
    assert all(decisions[each] > len(SEEDS) * 0.15 for each in ("Allowed", "ExplicitDeny", "ImplicitDeny")), decisions


def test_every_layer_is_at_fault_somewhere():
    faults: Counter[tuple[str, str]] = Counter()
    for seed in SEEDS:
        answer = decide(generate_scenario(seed))
        faults.update((answer["decision"], layer) for layer in answer["denied_by"])
    assert len(faults) == 14, faults
