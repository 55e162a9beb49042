"""A recorded call decided again: the result that ExplainEvent renders, and the function that decides it.

The replay itself is in a layer above the operations, because it decides calls of all of them. The server passes it in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from limen.domain.events import AuditRecord
from limen.engine.decision import Decision
from limen.errors import LimenError


class ReplayError(LimenError):
    """A recorded call cannot be decided again; `advice` says what to do about it."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        """Keep message and advice."""
        super().__init__(message)
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result on one state. `refusal` is the message of a refusal for which no policies were evaluated.

    A call may need several decisions, and some calls need none.
    """

    revision: int
    decisions: tuple[Decision, ...] = ()
    refusal: str = ""

    @property
    def is_allowed(self) -> bool:
        """Whether the call may go ahead."""
        return not self.refusal and all(decision.is_allowed for decision in self.decisions)

    @property
    def decisive(self) -> Decision | None:
        """The first denial, or else the decision about the call's own action; `None` if no policy was evaluated."""
        denials = (decision for decision in self.decisions if not decision.is_allowed)
        return next(denials, self.decisions[0] if self.decisions else None)


class ReplayedEvent(Protocol):
    """A recorded call, decided again on the state of its decision and on the newest."""

    @property
    def record(self) -> AuditRecord:
        """The record of the call."""
        ...

    @property
    def error_message(self) -> str:
        """The recorded message; empty for a call that succeeded."""
        ...

    @property
    def was_allowed(self) -> bool:
        """The recorded decision."""
        ...

    @property
    def then(self) -> Verdict:
        """The decision on the state of that time."""
        ...

    @property
    def now(self) -> Verdict:
        """The decision on the newest state."""
        ...

    @property
    def differs_now(self) -> bool:
        """Whether the call would be decided differently now, or refused for another reason."""
        ...

    @property
    def unknown(self) -> tuple[str, ...]:
        """What the record does not contain."""
        ...


class Replay(Protocol):
    """Decides a recorded call of an account again; raises `ReplayError` if there is none, or nothing was decided."""

    def __call__(self, event_id: str, account: str, *, now: datetime) -> ReplayedEvent: ...


def refuse_replay(event_id: str, account: str, *, now: datetime) -> ReplayedEvent:
    """The replay that handlers have outside a server: it always refuses."""
    raise ReplayError("recorded calls cannot be decided again here")
