"""What a rule is, what it looks at, and what it says: rules know paths, `lint.run` turns them into places."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from limen.policy.lint.finding import Severity
from limen.policy.syntax.document import ConditionClause, Effect, PolicyDocument, PolicyKind, Statement
from limen.policy.text.json_places import Path, Places

_IDENTITY = frozenset({PolicyKind.IDENTITY_MANAGED, PolicyKind.IDENTITY_INLINE, PolicyKind.SESSION})


@dataclass(frozen=True, slots=True)
class Subject:
    """The policy under examination; `kind` is `None` where nobody said what it is used as."""

    document: PolicyDocument
    places: Places
    kind: PolicyKind | None = None

    @property
    def names_principals(self) -> bool:
        """Whether it is a policy that says whom it is about."""
        return any(each.principal or each.not_principal for each in self.document.statements)

    @property
    def is_identity_policy(self) -> bool:
        """Whether it grants to whoever has it: known by its kind, else by its naming nobody."""
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
    """A message and the path it is about; `at_name` points at the member's name and not at its value."""

    message: str
    path: Path = ()
    at_name: bool = False


Check: TypeAlias = Callable[[Subject], Iterable[Remark]]
StatementCheck: TypeAlias = Callable[[Subject, Statement], Iterable[Remark]]
ClauseCheck: TypeAlias = Callable[[Subject, Statement, ConditionClause], Iterable[Remark]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; docs/lint.md tells the why and how to fix it."""

    id: str
    severity: Severity
    summary: str
    check: Check


def each_statement(check: StatementCheck) -> Check:
    """Make the check of a policy of one of a statement."""
    return lambda subject: (remark for statement in subject.document.statements for remark in check(subject, statement))


def each_clause(check: ClauseCheck) -> Check:
    """Make the check of a policy of one of a condition clause."""
    return each_statement(
        lambda subject, statement: (
            remark for clause in statement.conditions for remark in check(subject, statement, clause)
        )
    )


def statement_path(statement: Statement) -> Path:
    return "Statement", statement.index


def action_path(statement: Statement, index: int | None = None) -> Path:
    """The list of actions or one entry of it, whichever member it is."""
    member = "NotAction" if statement.actions is None else "Action"
    return (*statement_path(statement), member, *_index(index))


def resource_path(statement: Statement, index: int | None = None) -> Path:
    """The list of resources or one entry of it, whichever member it is."""
    member = "NotResource" if statement.resources is None else "Resource"
    return (*statement_path(statement), member, *_index(index))


def clause_path(statement: Statement, clause: ConditionClause, index: int | None = None) -> Path:
    """A clause's key, or one of its values."""
    return (*statement_path(statement), "Condition", clause.operator_text, clause.key, *_index(index))


def action_entries(statement: Statement) -> tuple[str, ...]:
    """Those of `Action` or `NotAction`."""
    return statement.actions or statement.not_actions or ()


def resource_entries(statement: Statement) -> tuple[str, ...]:
    """Those of `Resource` or `NotResource`."""
    return statement.resources or statement.not_resources or ()


def _index(index: int | None) -> tuple[int, ...]:
    return () if index is None else (index,)
