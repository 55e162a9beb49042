"""A process that writes: `python -m tests.store.writing ADDRESS NAME COUNT` creates users and prints each revision."""

import sys

from limen.store.opening import open_store
from tests.store.samples import START, record, user


def main(address: str, name: str, count: int) -> None:
    store = open_store(address, timeout_seconds=60)
    for number in range(count):
        with store.begin(now=START) as tx:
            tx.put(user(f"{name}-{number}"))
            print(tx.commit(record(number, id=f"{name}-{number}")))
        store.append([record(number, id=f"read-{name}-{number}")])
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
