"""Slowing down guesses of passwords: after some free failures every further attempt has to wait longer than the last.

An attempt is counted when it is admitted and taken back when it succeeds, so that a burst of simultaneous attempts gets
no more tries than a slow one. The state is this process's own; the workers of a server divide the allowance, so that
together they allow as much as one. It is bounded: the subjects whose last attempt is longest ago are forgotten first.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

FORGET_AFTER = timedelta(hours=1)
MAX_SUBJECTS = 20_000


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures are free, and up to how many seconds the doubling delay grows."""

    free_failures: int
    max_delay_seconds: int

    def delay(self, failures: int) -> timedelta:
        """How long the next attempt has to wait after that many failures."""
        excess = failures - self.free_failures
        if excess < 0:
            return timedelta()
        # The exponent is bounded because the number of failures is not.
        return timedelta(seconds=min(self.max_delay_seconds, 2 ** min(excess, 30)))

    def divided(self, workers: int) -> "Patience":
        """The share of one of several processes; at least one failure is free, since a first attempt never waits."""
        return Patience(max(1, self.free_failures // workers), self.max_delay_seconds * workers)


PER_USER = Patience(free_failures=5, max_delay_seconds=60)
"""The delay is short, because anybody can fail in a user's name and so keep the user out."""


def user_subject(account: str, principal_id: str) -> str:
    """A user, or an account's root, whose password is tried: at sign-in or when it is changed."""
    return f"user {account} {principal_id}"


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    last: datetime


class AttemptLimiter:
    """Counts the failures of subjects: opaque texts, such as a user or an address. Thread-safe."""

    __slots__ = ("_failures", "_lock", "_max_subjects", "_workers")

    def __init__(self, max_subjects: int = MAX_SUBJECTS, *, workers: int = 1) -> None:
        """Start with nothing remembered; `workers` processes divide each allowance."""
        self._workers = workers
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = Lock()
        self._max_subjects = max_subjects

    def admit(self, subjects: Mapping[str, Patience], *, now: datetime) -> int:
        """Count an attempt on all `subjects` and return 0, or count nothing and return the seconds to wait."""
        with self._lock:
            shares = {subject: patience.divided(self._workers) for subject, patience in subjects.items()}
            waits = [self._wait(subject, share, now) for subject, share in shares.items()]
            longest = max(waits, default=timedelta())
            if longest > timedelta():
                return ceil(longest.total_seconds())
            for subject in subjects:
                self._count(subject, now)
            return 0

    def forgive(self, subject: str) -> None:
        """Forget all failures of a subject that has proved itself."""
        with self._lock:
            self._failures.pop(subject, None)

    def take_back(self, subject: str) -> None:
        """Uncount the one attempt that has succeeded; earlier failures of the subject stay."""
        with self._lock:
            failures = self._failures.get(subject)
            if failures is not None:
                self._failures[subject] = _Failures(failures.count - 1, failures.last)

    def _wait(self, subject: str, patience: Patience, now: datetime) -> timedelta:
        failures = self._failures.get(subject)
        if failures is None or now - failures.last > FORGET_AFTER:
            return timedelta()
        delay = patience.delay(failures.count)
        # A clock that was set back must not make anybody wait longer than the delay.
        return min(delay, failures.last + delay - now)

    def _count(self, subject: str, now: datetime) -> None:
        failures = self._failures.pop(subject, None)
        is_fresh = failures is not None and now - failures.last <= FORGET_AFTER
        self._failures[subject] = _Failures(failures.count + 1 if failures is not None and is_fresh else 1, now)
        if len(self._failures) > self._max_subjects:
            self._failures.popitem(last=False)
