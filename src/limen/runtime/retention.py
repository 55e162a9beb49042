"""The removal of old audit records by the server itself (setting `audit_retention_days`), in a thread.

The retention time is rounded to the midnight in UTC before it. The thread checks every hour, but there is one removal a
day, by the first worker or node that checks. It pauses between batches, so that requests do not wait for it.
"""

import logging
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from limen.admin.audit_retention import remove_older
from limen.authn.keyring import Entropy
from limen.config.ambient import Clock
from limen.errors import LimenError
from limen.store.interface import OperatedStore

LOOK_SECONDS: Final = 3600.0
FIRST_LOOK_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 0.05

_log = logging.getLogger(__name__)


class Retention:
    """Removes records that are older than `days` between `start` and `close`; if `days` is 0, it removes nothing."""

    __slots__ = ("_clock", "_days", "_ended", "_entropy", "_store", "_thread")

    def __init__(self, store: OperatedStore, days: int, *, clock: Clock, entropy: Entropy) -> None:
        """Keep the parts."""
        self._store = store
        self._days = days
        self._clock = clock
        self._entropy = entropy
        self._ended = Event()
        self._thread = Thread(target=self._keep_removing, name="retention", daemon=True)

    def start(self) -> None:
        """Start the thread, unless `days` is 0."""
        if self._days:
            self._thread.start()

    def close(self) -> None:
        """Wait for the current batch, and stop."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def remove_once(self, now: datetime) -> int:
        """Remove the records that are too old at `now`; return their number. Ends early after `close`."""
        before = find_limit(now, self._days)
        counts = self._store.count_audit_records(before=before)
        removed = 0
        for count in remove_older(self._store, counts, before=before, now=now, entropy=self._entropy):
            removed += count
            if self._ended.wait(PAUSE_SECONDS):
                break
        return removed

    def _keep_removing(self) -> None:
        seconds = FIRST_LOOK_SECONDS
        while not self._ended.wait(seconds):
            seconds = LOOK_SECONDS
            try:
                removed = self.remove_once(self._clock())
            except LimenError as error:
                _log.warning("old audit records were not removed: %s", type(error).__name__)
            else:
                _log.info("%d audit records older than %d days were removed", removed, self._days)


def find_limit(now: datetime, days: int) -> datetime:
    """The last midnight in UTC at which records were already too old."""
    return (now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
