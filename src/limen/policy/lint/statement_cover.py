"""Whether one statement applies wherever another one does: a sound but incomplete test of their texts."""

from limen.policy.lint.entries import action_covers, actions_overlap, resource_covers, resources_overlap
from limen.policy.match.operators import NEGATED
from limen.policy.syntax.document import ConditionClause, PrincipalElement, Statement, Version


def statement_covers(wide: Statement, narrow: Statement, version: Version) -> bool:
    """Whether `wide` applies to every request that `narrow` applies to; effects are ignored."""
    return (
        _principal_covers(wide, narrow)
        and _conditions_cover(wide, narrow)
        and _actions_cover(wide, narrow)
        and _resources_cover(wide, narrow, version)
    )


def _principal_covers(wide: Statement, narrow: Statement) -> bool:
    if wide.not_principal or narrow.not_principal or wide.principal is None or narrow.principal is None:
        return (wide.principal, wide.not_principal) == (narrow.principal, narrow.not_principal)
    return wide.principal.everyone or _entries(narrow.principal) <= _entries(wide.principal)


def _entries(principal: PrincipalElement) -> set[tuple[str, str]]:
    if principal.everyone:
        return {("everyone", "")}
    return {
        *(("aws", entry) for entry in principal.aws),
        *(("federated", entry) for entry in principal.federated),
        *(("service", entry) for entry in principal.service),
        *(("canonical", entry) for entry in principal.canonical_user),
    }


def _conditions_cover(wide: Statement, narrow: Statement) -> bool:
    return all(any(_implies(clause, needed) for clause in narrow.conditions) for needed in wide.conditions)


def _implies(clause: ConditionClause, needed: ConditionClause) -> bool:
    """Whether meeting `clause` implies meeting `needed`: the same comparison, with at least as many ways to meet it."""
    same = (clause.operator, clause.set_operator) == (needed.operator, needed.set_operator)
    if not same or clause.key.lower() != needed.key.lower() or (clause.if_exists and not needed.if_exists):
        return False
    given, wanted = set(clause.values), set(needed.values)
    return wanted <= given if clause.operator in NEGATED else given <= wanted


def _actions_cover(wide: Statement, narrow: Statement) -> bool:
    if wide.actions is not None:
        return narrow.actions is not None and all(
            any(action_covers(entry, action) for entry in wide.actions) for action in narrow.actions
        )
    excluded = wide.not_actions or ()
    if narrow.actions is not None:
        return not any(actions_overlap(entry, action) for entry in excluded for action in narrow.actions)
    return all(any(action_covers(other, entry) for other in narrow.not_actions or ()) for entry in excluded)


def _resources_cover(wide: Statement, narrow: Statement, version: Version) -> bool:
    if wide.resources is not None:
        return narrow.resources is not None and all(
            any(resource_covers(entry, resource, version) for entry in wide.resources) for resource in narrow.resources
        )
    if wide.not_resources is None:
        return (narrow.resources, narrow.not_resources) == (None, None)
    excluded = wide.not_resources
    if narrow.resources is not None:
        return not any(
            resources_overlap(entry, resource, version) for entry in excluded for resource in narrow.resources
        )
    others = narrow.not_resources or ()
    return narrow.not_resources is not None and all(
        any(resource_covers(other, entry, version) for other in others) for entry in excluded
    )
