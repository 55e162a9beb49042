"""An answer (spec analysis 2.2 to 2.4): the verdict, a witness or a reason, and the scope of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from limen.analysis.witness import Witness


class Verdict(StrEnum):
    """Proved, refuted with a request that the engine confirms, or not decided."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNKNOWN = "unknown"

    def __bool__(self) -> NoReturn:
        """Refuse: a verdict has three values, and "not decided" is not "proved"."""
        raise TypeError("compare a Verdict with its members")


class Scope(StrEnum):
    """The actions that an answer is about: those that are listed or named, or also those that AWS may add later."""

    CATALOG = "catalog"
    ALL = "all"


class Assumption(StrEnum):
    """A restriction on the requests of a question; it can turn REFUTED into PROVED and never the other way."""

    CALLER_KINDS = "caller-kinds"


@dataclass(frozen=True, slots=True)
class StatementRef:
    """A statement of one of the documents in question."""

    policy: str
    index: int
    sid: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """An answer; `statements` are those that grant the access of the witness."""

    verdict: Verdict
    scope: Scope = Scope.CATALOG
    assumptions: tuple[Assumption, ...] = ()
    witness: Witness | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    statements: tuple[StatementRef, ...] = ()
    steps: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> NoReturn:
        """Refuse, as `Verdict` does."""
        raise TypeError("use the verdict of a Result")
