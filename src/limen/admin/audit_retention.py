"""Removal of old audit records, in small batches between which requests are served, and recorded in the trail itself.

Before the first record is removed, the trail of each account says how many of its records will be. The next removal
finishes an interrupted one. The history of entities, from which past states are restored, stays.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from limen.admin.server_actions import LIMEN, record_server_action
from limen.authn.keyring import Entropy
from limen.domain.moments import render_moment
from limen.store.interface import OperatedStore

REMOVAL: Final = "RemoveAuditRecords"

BATCH: Final = 250
"""Records per transaction; writers wait for it, a few milliseconds."""


def remove_older(
    store: OperatedStore, counts: Mapping[str, int], *, before: datetime, now: datetime, entropy: Entropy
) -> Iterator[int]:
    """Remove the records that are older than `before`; yields the number of each batch, so that the caller may pause.

    `counts` is the store's count for `before`, by account; nothing is recorded or removed if it is empty.
    """
    if not counts:
        return
    store.append(
        [
            record_server_action(
                account,
                LIMEN.name,
                REMOVAL,
                {"Before": render_moment(before), "Records": count},
                now=now,
                entropy=entropy,
            )
            for account, count in sorted(counts.items())
        ]
    )
    while removed := store.remove_audit_records(before=before, limit=BATCH):
        yield removed
