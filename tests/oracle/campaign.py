"""``python -m tests.oracle.campaign --count N --seed S``: compare the engine with the oracle on generated scenarios.

Differences in the decision, in the layers at fault, and in what is refused as malformed are counted apart; for each
kind the smallest scenario found is printed, cut down as far as it still differs. Exit code 1 if there was any.
"""

from __future__ import annotations

import argparse
import copy
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from limen.scenario.decide import ScenarioError, evaluate_scenario
from tests.oracle import decide
from tests.oracle.generator import generate_scenario

Answer = dict[str, Any]
MALFORMED: Answer = {"decision": "malformed", "denied_by": []}


def oracle_answer(scenario: Answer) -> Answer:
    try:
        return decide(scenario)
    except ValueError:
        return MALFORMED


def engine_answer(scenario: Answer) -> Answer:
    """The engine's answer; anything but its own error for malformed scenarios is a difference of its own."""
    try:
        decision = evaluate_scenario(scenario)
    except ScenarioError:
        return MALFORMED
    return {"decision": str(decision.outcome), "denied_by": [str(layer) for layer in decision.denied_by]}


def difference(scenario: Answer) -> str:
    """How the two differ; empty if they do not."""
    oracle, engine = oracle_answer(scenario), engine_answer(scenario)
    if oracle["decision"] != engine["decision"]:
        return f"oracle {oracle['decision']}, engine {engine['decision']}"
    if oracle["denied_by"] != engine["denied_by"]:
        return f"{oracle['decision']} by other layers"
    return ""


def shrink(scenario: Answer, kind: str) -> Answer:
    """Leave out members and list entries, over and over, as long as the scenario still differs in the same way."""
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(scenario):
            if difference(smaller) == kind:
                scenario, progress = smaller, True
                break
    return scenario


def _smaller(scenario: Answer) -> Iterator[Answer]:
    """The scenario with one place left out, the big places first."""
    for path in sorted(_places(scenario), key=len):
        found = copy.deepcopy(scenario)
        parent: Any = found
        for step in path[:-1]:
            parent = parent[step]
        if isinstance(parent, list) and len(parent) == 1 and not isinstance(parent[0], dict | list):
            continue
        del parent[path[-1]]
        yield found


def _places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries: Iterator[tuple[Any, object]] = iter(())
    if isinstance(value, dict):
        entries = iter(value.items())
    elif isinstance(value, list):
        entries = iter(enumerate(value))
    for step, inner in entries:
        yield (*path, step)
        yield from _places(inner, (*path, step))


def run(count: int, first: int) -> tuple[Counter[str], Counter[str], dict[str, Answer]]:
    """Decisions, differences by kind, and the smallest example of each kind."""
    decisions: Counter[str] = Counter()
    differences: Counter[str] = Counter()
    examples: dict[str, Answer] = {}
    for seed in range(first, first + count):
        scenario = generate_scenario(seed)
        decisions[oracle_answer(scenario)["decision"]] += 1
        kind = difference(scenario)
        if kind:
            differences[kind] += 1
            if kind not in examples or len(json.dumps(scenario)) < len(json.dumps(examples[kind])):
                examples[kind] = scenario
    return decisions, differences, examples


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started = time.monotonic()
    decisions, differences, examples = run(options.count, options.seed)
    print(
        f"{options.count} scenarios from seed {options.seed} in {time.monotonic() - started:.1f} s: {dict(decisions)}"
    )
    for kind, number in differences.most_common():
        smallest = shrink(examples[kind], kind)
        print(f"\n{number} x {kind}\n{json.dumps(smallest, ensure_ascii=False)}")
        print(f"oracle: {oracle_answer(smallest)}\nengine: {engine_answer(smallest)}")
    print("" if differences else "no difference")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
