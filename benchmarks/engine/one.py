"""One engine, one workload, one mode, in a process of its own; prints its findings as one line of JSON.

Modes: `prepared`, the request is in the engine's own form; `from-dict`, it is built from a dict within the measured
time.
"""

import argparse
import gc
import json
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time_ns
from typing import Any

from benchmarks.engine.peers.refcore import Peer as Sketch
from benchmarks.measure import measure_paired, resident_mib
from benchmarks.workload.sets import draw_workload

CHECKED = 2000
LOAD_SECONDS = 8.0
YARDSTICK_CALLS = 1000
ASKED = ("principal", "session", "resource_policy")

Found = dict[str, Any]
Yardstick = Callable[[], float]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine")
    parser.add_argument("file", type=Path)
    parser.add_argument("--mode", choices=("prepared", "from-dict"), default="prepared")
    parser.add_argument("--seconds", type=float, default=1.0)
    given = parser.parse_args(arguments)
    measure = _measure_node if given.engine == "iam_simulate" else _measure
    print(json.dumps(measure(given)))


def _measure(given: argparse.Namespace) -> Found:
    try:
        module = import_module(f"benchmarks.engine.peers.{given.engine}")
    except ImportError as error:
        return {"missing": str(error)}
    workload = json.loads(given.file.read_bytes())
    peer = module.Peer(workload)
    requests, expected = workload.pop("requests"), workload.pop("expected")
    built = [peer.build(request) for request in requests]
    if given.mode == "prepared":
        # Only the policies are still needed: the rest would count as the engine's memory.
        requests = [{name: request.get(name) for name in ASKED} for request in requests]
    gc.collect()
    before = resident_mib()
    start = perf_counter()
    policies = _load(peer, workload, requests)
    load_ms = (perf_counter() - start) * 1000
    count = len(policies)
    find, build, decide = peer.find, peer.build, peer.decide
    # The first pass over the stream pays for what is prepared late.
    start_ns = process_time_ns()
    answers = [decide(*pair) for pair in zip(policies, built, strict=False)]
    first_us = (process_time_ns() - start_ns) / count / 1000
    gc.collect()
    after = resident_mib()

    def ask_prepared(index: int) -> object:
        return decide(policies[index], built[index])

    def ask_from_dict(index: int) -> object:
        request = requests[index]
        return decide(find(request), build(request))

    ask = ask_prepared if given.mode == "prepared" else ask_from_dict
    checked = min(CHECKED, count)
    paired = measure_paired(ask, count, make_yardstick(), given.seconds)
    return {
        "name": peer.name,
        "version": peer.version,
        "checked": checked,
        "disagree": sum(bool(answers[index]) is not bool(expected[index]) for index in range(checked)),
        "requests": count,
        "load_ms": load_ms,
        "before_mib": before,
        "after_mib": after,
        "first_us": first_us,
        "ratio": paired.ratio,
        "us": paired.microseconds,
        "chunks": paired.pairs,
    }


def _load(peer: Any, workload: Mapping[str, Any], requests: list[Mapping[str, Any]]) -> list[Any]:
    """Prepare everybody's policies, as far as time allows: the stream ends at the first unprepared user."""
    end = perf_counter() + LOAD_SECONDS
    policies = []
    for request in requests:
        policies.append(peer.find(request))
        if perf_counter() > end:
            break
    if len(policies) == len(requests) and "service_control" not in workload:
        for name in workload["principals"]:  # users without requests count too
            peer.find({"principal": name})
            if perf_counter() > end:
                break
    return policies


def make_yardstick() -> Yardstick:
    """Nanoseconds of CPU that the sketch takes for a decision on W2, right now."""
    workload = draw_workload("W2")
    sketch = Sketch(workload)
    requests = workload["requests"][:YARDSTICK_CALLS]
    engine = sketch.find(requests[0])
    built = [sketch.build(request) for request in requests]

    def yardstick() -> float:
        start = process_time_ns()
        for action, resource, context in built:
            engine.decide(action, resource, context)
        return (process_time_ns() - start) / YARDSTICK_CALLS

    yardstick()
    return yardstick


def _measure_node(given: argparse.Namespace) -> Found:
    from benchmarks.engine.peers.iam_simulate import Machine, MissingPeerError

    try:
        machine = Machine(given.file)
    except MissingPeerError as error:
        return {"missing": str(error)}
    expected = json.loads(given.file.read_bytes())["expected"]
    count = len(expected)
    answers = machine.answers(min(CHECKED, count))
    size = machine.chunk_size(count)
    paired = _pair_chunks(machine.cost_ns, size, count, given.seconds)
    found = {
        "name": machine.name,
        "version": machine.version,
        "checked": len(answers),
        "disagree": sum(answer != right for answer, right in zip(answers, expected, strict=False)),
        "requests": count,
        "load_ms": machine.load_ms,
        "before_mib": machine.before_mib,
        "after_mib": machine.resident_mib,
        **paired,
    }
    machine.close()
    return found


def _pair_chunks(cost_ns: Callable[[int, int], float], size: int, count: int, seconds: float) -> Found:
    """As `measure_paired`, for chunks that run in another process."""
    position = 0

    def chunk(_: int) -> float:
        nonlocal position
        position += size
        return cost_ns(position % count, size)

    yardstick = make_yardstick()
    ratios: list[float] = []
    costs: list[float] = []
    before = yardstick()
    end = perf_counter() + seconds
    while perf_counter() < end or len(ratios) < 3:
        costs.append(chunk(position))
        after = yardstick()
        ratios.append(costs[-1] / ((before + after) / 2))
        before = after
    middle = len(ratios) // 2
    return {"ratio": sorted(ratios)[middle], "us": sorted(costs)[middle] / 1000, "chunks": len(ratios)}


if __name__ == "__main__":
    main(sys.argv[1:])
