"""Removal of old audit records, in batches so small that nobody waits for it, and recorded in the trail itself.

The trail of each account says how many of its records are removed, before the first one is. An interrupted removal is
finished by the next one. The history of entities, by which past states are known, stays.
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
"""Records in a transaction: a few milliseconds, for which writers wait."""


def remove_older(
    store: OperatedStore, counts: Mapping[str, int], *, before: datetime, now: datetime, entropy: Entropy
) -> Iterator[int]:
    """Remove the records that are older than `before`; yields the number of each batch, so that the caller may pause.

    `counts` is what the store counts for `before`; nothing is recorded or removed if it is empty.
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
