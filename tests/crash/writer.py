"""Writes without end and prints each acknowledged write: `python -m tests.crash.writer PATH START`.

Each transaction creates a user with its key, and removes the key of the user ten before: entities are created, changed
and deleted.
"""

import sys

from limen.domain.iam.credentials import AccessKey
from limen.store.opening import open_store
from tests.store.samples import ACCOUNT, access_key, record, second, user


def main(path: str, start: int) -> None:
    store = open_store(path)
    for number in range(start, start + 1_000_000):
        with store.begin(now=second(number)) as tx:
            tx.put(user("counter", key="AIDACOUNTER", path=f"/{number}/"))
            tx.put(user(f"u{number}"))
            tx.put(access_key(f"AKIA{number}", f"AIDAU{number}"))
            old = tx.find(AccessKey, ACCOUNT, f"AKIA{number - 10}")
            if old is not None:
                tx.delete(old)
            tx.commit(record(number, id=f"write-{number}"))
        print("write", number, flush=True)
        store.append([record(number, id=f"read-{number}-{part}") for part in range(3)])
        print("read", number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
