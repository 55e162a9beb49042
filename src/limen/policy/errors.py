"""What is said of a policy that is not acceptable (semantics L1, L8): the words for the client, and the place."""

from dataclasses import dataclass
from enum import Enum, auto

from limen.errors import LimenError


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the text as the simulator counts it (spec policy 7.3): both numbers start at 1."""

    line: int
    column: int


class SyntaxFault(Enum):
    """Which part of the grammar is broken; validators turn it into the message of their kind of policy."""

    JSON = auto()
    VERSION = auto()
    GRAMMAR = auto()


class PolicyError(LimenError):
    """A policy document is refused: `message` says why, `position` where in its text, if one place can be named."""

    def __init__(self, message: str, position: Position | None = None) -> None:
        """Keep both for whoever renders the refusal."""
        super().__init__(message if position is None else f"{message} (line {position.line}, column {position.column})")
        self.message = message
        self.position = position


class PolicySyntaxError(PolicyError):
    """The text is not JSON or not of the policy grammar."""

    def __init__(self, message: str, position: Position, fault: SyntaxFault = SyntaxFault.GRAMMAR) -> None:
        """Say which part of the grammar is broken besides what and where."""
        super().__init__(message, position)
        self.line = position.line
        self.column = position.column
        self.fault = fault


class MalformedPolicyError(PolicyError):
    """A kind of policy does not accept the document; `message` is the text that AWS answers."""
