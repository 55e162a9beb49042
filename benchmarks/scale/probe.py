"""`python -m benchmarks.scale.probe FILE USERS`: one process that opens a store, measures it, and prints JSON.

A process of its own, because the cost of a store at its start is CPU time and memory of the whole process. CPU time is
measured, not wall time: it depends less on the machine's other work.
"""

import json
import statistics
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import process_time

from benchmarks.measure import resident_mib
from benchmarks.scale.filling import ACCOUNT, MOMENT, make_record, make_user
from limen.domain.iam.users import User
from limen.store.opening import open_store

RECORDS = 5_000
ROUNDS = 5


def probe(path: Path, users: int) -> dict[str, float]:
    """What a store with so many users costs."""
    empty = resident_mib()
    begun = process_time()
    store = open_store(path)
    found = {"start_seconds": process_time() - begun, "memory_mib": resident_mib() - empty}
    reader, names = store.latest(), count(users)
    found["read_us"] = 1e6 * _median(lambda: store.latest().find_access_key(f"AKIA{users // 2:016}"))
    found["list_ms"] = 1e3 * _median(lambda: list(reader.all(User, ACCOUNT)))

    def write() -> None:
        with store.begin(now=MOMENT) as transaction:
            for entity in make_user(next(names)):
                transaction.put(entity)
            transaction.commit(make_record(0))

    found["write_ms"] = 1e3 * _median(write)
    past = store.latest().revision // 2
    found["history_seconds"] = _median(lambda: store.snapshot(revision=past), rounds=1)
    before = _size(path)
    begun = process_time()
    for first in range(0, RECORDS, 50):
        store.append([make_record(number) for number in range(first, first + 50)])
    found["audit_us"] = 1e6 * (process_time() - begun) / RECORDS
    store.close()
    found["audit_bytes"] = (_size(path) - before) / RECORDS
    return found


def _median(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    costs = []
    for _ in range(rounds):
        begun = process_time()
        act()
        costs.append(process_time() - begun)
    return statistics.median(costs)


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))


if __name__ == "__main__":
    print(json.dumps(probe(Path(sys.argv[1]), int(sys.argv[2]))))
