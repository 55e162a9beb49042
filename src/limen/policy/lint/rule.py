"""Rules, their subject and their remarks: rules know paths, `lint.run` turns them into positions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from limen.policy.lint.finding import Severity
from limen.policy.syntax.document import ConditionClause, Effect, PolicyDocument, PolicyKind, Statement
from limen.policy.text.json_places import Path, Places

_IDENTITY = frozenset({PolicyKind.IDENTITY_MANAGED, PolicyKind.IDENTITY_INLINE, PolicyKind.SESSION})


@dataclass(frozen=True, slots=True)
class Subject:
    """The examined policy; `kind` is `None` if it is not known what the policy is used as."""

    document: PolicyDocument
    places: Places
    kind: PolicyKind | None = None

    @property
    def names_principals(self) -> bool:
        """Whether it is a policy that names principals."""
        return any(each.principal or each.not_principal for each in self.document.statements)

    @property
    def is_identity_policy(self) -> bool:
        """Whether it grants to the entity that has it: by its kind, or else because it names nobody."""
        return self.kind in _IDENTITY if self.kind is not None else not self.names_principals

    @property
    def is_control_policy(self) -> bool:
        """Whether it grants nothing by itself."""
        return self.kind in {PolicyKind.SERVICE_CONTROL, PolicyKind.RESOURCE_CONTROL}

    @property
    def allows(self) -> Iterator[Statement]:
        """The statements that grant; those of control policies only limit."""
        statements = () if self.is_control_policy else self.document.statements
        return (statement for statement in statements if statement.effect is Effect.ALLOW)


@dataclass(frozen=True, slots=True)
class Remark:
    """A message and its path; `at_name` points at the member's name instead of its value."""

    message: str
    path: Path = ()
    at_name: bool = False


Check: TypeAlias = Callable[[Subject], Iterable[Remark]]
StatementCheck: TypeAlias = Callable[[Subject, Statement], Iterable[Remark]]
ClauseCheck: TypeAlias = Callable[[Subject, Statement, ConditionClause], Iterable[Remark]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; docs/lint.md says why it exists and how to fix what it finds."""

    id: str
    severity: Severity
    summary: str
    check: Check


def each_statement(check: StatementCheck) -> Check:
    """Turn a check of a statement into a check of a policy."""
    return lambda subject: (remark for statement in subject.document.statements for remark in check(subject, statement))


def each_clause(check: ClauseCheck) -> Check:
    """Turn a check of a condition clause into a check of a policy."""
    return each_statement(
        lambda subject, statement: (
            remark for clause in statement.conditions for remark in check(subject, statement, clause)
        )
    )


def statement_path(statement: Statement) -> Path:
    return "Statement", statement.index


def action_path(statement: Statement, index: int | None = None) -> Path:
    """The path of the list of actions or of one entry, in whichever member it is."""
    member = "NotAction" if statement.actions is None else "Action"
    return (*statement_path(statement), member, *_index(index))


def resource_path(statement: Statement, index: int | None = None) -> Path:
    """The path of the list of resources or of one entry, in whichever member it is."""
    member = "NotResource" if statement.resources is None else "Resource"
    return (*statement_path(statement), member, *_index(index))


def clause_path(statement: Statement, clause: ConditionClause, index: int | None = None) -> Path:
    """The path of a clause's key, or of one of its values."""
    return (*statement_path(statement), "Condition", clause.operator_text, clause.key, *_index(index))


def action_entries(statement: Statement) -> tuple[str, ...]:
    """The entries of `Action` or `NotAction`."""
    return statement.actions or statement.not_actions or ()


def resource_entries(statement: Statement) -> tuple[str, ...]:
    """The entries of `Resource` or `NotResource`."""
    return statement.resources or statement.not_resources or ()


def _index(index: int | None) -> tuple[int, ...]:
    return () if index is None else (index,)
