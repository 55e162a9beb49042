"""The last uses of all subjects, in memory: what a process has read of them so far.

Each write of uses has a number. A process that sees a higher one reads what was written since. Uses that another
process removed with their subjects stay here; nothing can look them up, since identifiers are not reused.
"""

from collections.abc import Iterable, Mapping

from limen.domain.iam.credentials import LastUsed

Subject = tuple[str, str]
"""The account and the id of what was used."""


class LastUses:
    """The uses up to the write `number`. Reading needs no lock; its owner writes under one."""

    def __init__(self) -> None:
        """Start with no write known."""
        self.number = -1
        self._uses: dict[Subject, LastUsed] = {}

    def find(self, account: str, subject: str) -> LastUsed | None:
        """The last use of a subject."""
        return self._uses.get((account, subject))

    def add(self, number: int, uses: Iterable[LastUsed]) -> None:
        """Add what was written since, up to a number."""
        self._uses.update(((use.account, use.subject), use) for use in uses)
        self.number = number

    def take(self, number: int, write: Mapping[Subject, LastUsed | None]) -> None:
        """Apply one write of this process, unless it was read already; `None` removes a use and has no number."""
        uses = [use for use in write.values() if use is not None]
        if uses and number > self.number:
            self.add(number, uses)
        for subject, use in write.items():
            if use is None:
                self._uses.pop(subject, None)
