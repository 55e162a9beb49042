"""When access keys and roles were last used (spec api 2.10): written at once on first use, then every 15 minutes.

The request itself only looks up a dictionary entry. Due entries are written afterwards, all of them in one housekeeping
transaction; entries that cannot be written are written with the next use.
"""

import logging
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.domain.iam.credentials import LastUsed
from limen.domain.iam.roles import Role
from limen.domain.principals import RoleSession
from limen.store.interface import Reader, Store

GRANULARITY = timedelta(minutes=15)

_log = logging.getLogger(__name__)


class UsageTracker:
    """Notes uses and writes them after the requests. Thread-safe."""

    __slots__ = ("_due", "_executor", "_lock", "_noted", "_store")

    def __init__(self, store: Store) -> None:
        """Start with nothing noted."""
        self._store = store
        self._noted: dict[str, datetime] = {}
        self._due: dict[str, LastUsed] = {}
        self._lock = Lock()
        self._executor = ThreadPoolExecutor(1, "usage")

    def note(self, request: AuthenticatedRequest, reader: Reader, now: datetime) -> None:
        """Note that the caller's access key or role was used."""
        subject = _find_subject(request.caller)
        if not subject or self._is_recent(subject, now):
            return
        account = request.caller.principal.account or ""
        written = reader.find(LastUsed, account, subject)
        if written is not None and now - written.at < GRANULARITY:
            self._noted[subject] = written.at
            return
        self._noted[subject] = now
        self._enqueue(LastUsed(account, subject, now, request.region, request.service))

    def close(self) -> None:
        """Write the waiting entries and stop."""
        self._executor.shutdown()

    def _is_recent(self, subject: str, now: datetime) -> bool:
        noted = self._noted.get(subject)
        return noted is not None and now - noted < GRANULARITY

    def _enqueue(self, used: LastUsed) -> None:
        with self._lock:
            is_scheduled = bool(self._due)
            self._due[used.subject] = used
        if not is_scheduled:
            self._executor.submit(self._write_due).add_done_callback(_report)

    def _write_due(self) -> None:
        with self._lock:
            batch, self._due = self._due, {}
        try:
            self._write(batch)
        except BaseException:
            for subject in batch:
                self._noted.pop(subject, None)
            raise

    def _write(self, batch: Mapping[str, LastUsed]) -> None:
        with self._store.begin(now=max(used.at for used in batch.values())) as transaction:
            for used in batch.values():
                if _still_exists(used, transaction):
                    transaction.put(used)
            transaction.commit(None)


def _still_exists(used: LastUsed, reader: Reader) -> bool:
    return bool(reader.find_access_key(used.subject) or reader.find(Role, used.account, used.subject))


def _report(written: Future[None]) -> None:
    error = written.exception()
    if error is not None:
        _log.warning("last uses were not written: %s", type(error).__name__)


def _find_subject(caller: Caller) -> str:
    """The subject whose last use AWS reports: long-term keys and roles, not the sessions of users."""
    if isinstance(caller.principal, RoleSession):
        return caller.principal.role_id
    return caller.access_key_id if caller.session is None else ""
