"""Exit codes of commands (docs/reference.md)."""

from limen.errors import LimenError

DONE = 0
FAILED = 1
DENIED = 2
INVALID = 3


class CommandError(LimenError):
    """A command failed; `advice` says what to do about it."""

    def __init__(self, message: str, *, exit_code: int = FAILED, advice: str = "") -> None:
        """Keep message, exit code and advice."""
        super().__init__(message)
        self.exit_code = exit_code
        self.advice = advice
