"""A finding of lint: the rule's id, the severity, the message, and the position in the text."""

from dataclasses import dataclass
from enum import StrEnum

from limen.policy.text.json_places import Place, Span


class Severity(StrEnum):
    """Access Analyzer's four types of findings, the most severe first."""

    ERROR = "ERROR"
    """A part of the policy does not work."""
    SECURITY_WARNING = "SECURITY_WARNING"
    """It works, and allows more than its author may expect."""
    WARNING = "WARNING"
    """It works, but against good practice, or a part has no effect."""
    SUGGESTION = "SUGGESTION"
    """It could be written better, with the same access."""

    def is_at_least(self, other: "Severity") -> bool:
        """Whether this one is as severe as `other` or more severe."""
        ranks = list(Severity)
        return ranks.index(self) <= ranks.index(other)


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake. `path` is, for example, `Statement[0].Action[2]`; a finding about the document has no statement.

    `place` is the whole value that the finding is about, where `span` may be only its beginning; it is `None` for a
    text that does not parse. `at_name` says that the finding is about the name of the member.
    """

    rule: str
    severity: Severity
    message: str
    path: str
    span: Span
    statement_index: int | None = None
    sid: str | None = None
    place: Place | None = None
    at_name: bool = False
