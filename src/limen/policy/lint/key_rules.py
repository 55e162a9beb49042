"""Rules about condition keys: whether they exist, for these actions, with one value or several."""

from collections.abc import Iterator
from typing import Final

from limen.policy.catalog import ContextKey, find_context_key, find_service
from limen.policy.catalog.condition_keys import GLOBAL_KEYS
from limen.policy.catalog.errata import COMPARED_AS_ONE
from limen.policy.lint.catalog_facts import has_context_key, is_global_key, is_provider_key, listed_actions, suggest
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import Remark, Rule, Subject, clause_path, each_clause, each_statement
from limen.policy.match.operators import NEGATED
from limen.policy.syntax.document import ConditionClause, ConditionOperator, Effect, SetOperator, Statement

_GLOBAL_PREFIX: Final = "aws"


def guess_key(name: str) -> str:
    """A suggestion for a key that does not exist."""
    prefix = name.partition(":")[0]
    service = find_service(prefix)
    own = () if service is None else (key.name for key in service.context_keys.values())
    return suggest(name, [*(key.name for key in GLOBAL_KEYS), *own])


def _find_known(clause: ConditionClause) -> ContextKey | None:
    return None if is_provider_key(clause.key) else find_context_key(clause.key)


def _remark(statement: Statement, clause: ConditionClause, message: str) -> Remark:
    return Remark(message, clause_path(statement, clause), at_name=True)


def _is_missing(clause: ConditionClause) -> bool:
    return not is_provider_key(clause.key) and find_context_key(clause.key) is None


def _is_global_name(clause: ConditionClause) -> bool:
    return clause.key.lower().partition(":")[0] == _GLOBAL_PREFIX


def _check_global(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    if _is_missing(clause) and _is_global_name(clause):
        yield _remark(statement, clause, f"there is no global key {clause.key}{guess_key(clause.key)}")


def _check_exists(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    if _is_missing(clause) and not _is_global_name(clause):
        yield _remark(statement, clause, f"there is no condition key {clause.key}{guess_key(clause.key)}")


def _check_available(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    actions, key = listed_actions(statement), _find_known(clause)
    if not actions or key is None or is_global_key(clause.key) or _is_session_key(clause):
        return
    if not any(has_context_key(action, key) for action in actions):
        yield _remark(statement, clause, f"requests for these actions never carry {key.name}")


def _is_session_key(clause: ConditionClause) -> bool:
    """Whether the key belongs to no service, or to the session: it may accompany any action."""
    prefix = clause.key.partition(":")[0]
    return prefix.lower() == "sts" or find_service(prefix) is None


def _check_several_values(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    key = _find_known(clause)
    if key is None or not key.is_multivalued or key.name.lower() in COMPARED_AS_ONE:
        return
    if _compares(clause) and clause.set_operator is SetOperator.NONE:
        message = f"{key.name} has several values: without ForAnyValue or ForAllValues they are never compared"
        yield _remark(statement, clause, message)


def _check_single_value(subject: Subject, statement: Statement, clause: ConditionClause) -> Iterator[Remark]:
    key = _find_known(clause)
    if key and not key.is_multivalued and _compares(clause) and clause.set_operator:
        message = f"{key.name} has one value; {clause.set_operator} is for keys with several"
        yield _remark(statement, clause, message)


def _check_for_all(subject: Subject, statement: Statement) -> Iterator[Remark]:
    if statement.effect is not Effect.ALLOW or subject.is_control_policy:
        return
    required = {clause.key.lower() for clause in statement.conditions if needs_key(clause)}
    for clause in statement.conditions:
        if clause.set_operator is SetOperator.FOR_ALL_VALUES and clause.key.lower() not in required:
            message = f'ForAllValues is met if {clause.key} is absent; add "Null": {{"{clause.key}": "false"}}'
            yield _remark(statement, clause, message)


def needs_key(clause: ConditionClause) -> bool:
    """Whether the clause is met only if its key has a value (semantics E7, E8)."""
    if clause.operator is ConditionOperator.NULL:
        return bool(clause.values) and all(value.lower() == "false" for value in clause.values)
    if clause.if_exists or clause.set_operator is SetOperator.FOR_ALL_VALUES:
        return False
    return clause.set_operator is SetOperator.FOR_ANY_VALUE or clause.operator not in NEGATED


def _compares(clause: ConditionClause) -> bool:
    return clause.operator is not ConditionOperator.NULL


RULES: Final = (
    Rule(
        "unknown-global-key", Severity.ERROR, "A global condition key that does not exist", each_clause(_check_global)
    ),
    Rule("unknown-condition-key", Severity.ERROR, "A condition key that does not exist", each_clause(_check_exists)),
    Rule("key-not-of-actions", Severity.WARNING, "A key that none of the actions has", each_clause(_check_available)),
    Rule(
        "missing-set-operator",
        Severity.ERROR,
        "A key with several values is compared as one",
        each_clause(_check_several_values),
    ),
    Rule(
        "needless-set-operator",
        Severity.WARNING,
        "A key with one value is compared as several",
        each_clause(_check_single_value),
    ),
    Rule(
        "for-all-values-without-null",
        Severity.SECURITY_WARNING,
        "An Allow that an absent key satisfies",
        each_statement(_check_for_all),
    ),
)
