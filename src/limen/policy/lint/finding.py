"""What lint finds: a rule's id, how bad it is, what is wrong, and where in the text."""

from dataclasses import dataclass
from enum import StrEnum

from limen.policy.text.json_places import Span


class Severity(StrEnum):
    """Access Analyzer's four types of findings, the worst first."""

    ERROR = "ERROR"
    """A part of the policy does not work."""
    SECURITY_WARNING = "SECURITY_WARNING"
    """It works, and allows more than its author may think."""
    WARNING = "WARNING"
    """It works, but not as good practice has it, or a part has no effect."""
    SUGGESTION = "SUGGESTION"
    """It could be written better; access would stay the same."""

    def is_at_least(self, other: "Severity") -> bool:
        """Whether this one is as bad as `other` or worse."""
        ranks = list(Severity)
        return ranks.index(self) <= ranks.index(other)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong. `path` is such as `Statement[0].Action[2]`; a finding about the document has no statement."""

    rule: str
    severity: Severity
    message: str
    path: str
    span: Span
    statement_index: int | None = None
    sid: str | None = None
