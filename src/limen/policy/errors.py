"""Faults of policies (semantics L1, L8): the message for the client, and the position in the text."""

from dataclasses import dataclass
from enum import Enum, auto

from limen.errors import LimenError


@dataclass(frozen=True, slots=True)
class Position:
    """A position in the text as the simulator counts it (spec policy 7.3): both numbers start at 1."""

    line: int
    column: int


class SyntaxFault(Enum):
    """Which part of the grammar is violated; validators turn it into the message of their kind of policy."""

    JSON = auto()
    VERSION = auto()
    GRAMMAR = auto()
    MEMBER = auto()


class PolicyError(LimenError):
    """A policy document is refused: `message` says why, `position` where in its text, if one position can be named."""

    def __init__(self, message: str, position: Position | None = None) -> None:
        """Keep both for rendering."""
        super().__init__(message if position is None else f"{message} (line {position.line}, column {position.column})")
        self.message = message
        self.position = position


class PolicySyntaxError(PolicyError):
    """The text is not JSON or not of the policy grammar."""

    def __init__(
        self, message: str, position: Position, fault: SyntaxFault = SyntaxFault.GRAMMAR, member: str = ""
    ) -> None:
        """Keep which part of the grammar is violated, with message and position."""
        super().__init__(message, position)
        self.line = position.line
        self.column = position.column
        self.fault = fault
        self.member = member


class MalformedPolicyError(PolicyError):
    """A kind of policy does not accept the document; `message` is the text that AWS answers."""
