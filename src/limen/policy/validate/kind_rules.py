"""The rules of one kind of policy: its messages for violated grammar, and its checks in AWS's order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from limen.policy.errors import MalformedPolicyError, PolicySyntaxError, SyntaxFault
from limen.policy.syntax.document import Effect
from limen.policy.syntax.grammar import PolicyDraft, StatementDraft
from limen.policy.validate.principal_directory import describe_invalid_principal
from limen.policy.validate.principal_form import PrincipalEntry

DraftCheck: TypeAlias = Callable[[PolicyDraft], None]
"""Raises `MalformedPolicyError`, or `PolicySyntaxError` to answer with the kind's message for that fault."""


@dataclass(frozen=True, slots=True)
class KindRules:
    """The first check that fails determines the answer. `words` may name the offending member as `{member}`."""

    words: Mapping[SyntaxFault, str]
    checks: tuple[DraftCheck, ...]
    describe_invalid_principal: Callable[[PrincipalEntry], str] = describe_invalid_principal

    def describe(self, error: PolicySyntaxError) -> str:
        """The message of this kind for violated grammar."""
        words = self.words.get(error.fault, self.words[SyntaxFault.GRAMMAR])
        return words.replace("{member}", error.member)


def refuse(statement: StatementDraft, message: str) -> NoReturn:
    """Refuse the document for one of its statements."""
    raise MalformedPolicyError(message, statement.start)


def check_statements_exist(message: str) -> DraftCheck:
    """Return the check that there is at least one statement."""

    def check(draft: PolicyDraft) -> None:
        if not draft.statements:
            raise MalformedPolicyError(message)

    return check


def check_sids_unique(message: str) -> DraftCheck:
    """Return the check that no two statements have the same Sid; absent and empty Sids never clash (semantics L9)."""

    def check(draft: PolicyDraft) -> None:
        seen: set[str] = set()
        for statement in draft.statements:
            if statement.sid and statement.sid in seen:
                refuse(statement, message)
            seen.add(statement.sid or "")

    return check


def check_sid_characters(draft: PolicyDraft) -> None:
    """Refuse Sids with characters other than letters and digits, as IAM does (semantics L9)."""
    for statement in draft.statements:
        sid = statement.sid or ""
        if sid and not (sid.isascii() and sid.isalnum()):
            refuse(
                statement,
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
                "[0-9A-Za-z]*",
            )


def check_effect(statement: StatementDraft) -> None:
    """The message of trust and resource policies for an invalid Effect."""
    if statement.effect is None:
        refuse(statement, "Missing required field Effect")
    if statement.effect not in tuple(Effect):
        refuse(statement, f"Invalid effect: {statement.effect}")


def refuse_grammar(statement: StatementDraft, reason: str) -> NoReturn:
    """Refuse the document with its kind's message for violated grammar."""
    raise PolicySyntaxError(reason, statement.start)
