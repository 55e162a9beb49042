"""Put-time rules of identity policies (semantics L8 to L12): managed, inline and session policies, in IAM's order."""

from limen.policy.errors import MalformedPolicyError, SyntaxFault
from limen.policy.syntax.document import ConditionClause, Effect, Version
from limen.policy.syntax.grammar import PolicyDraft, StatementDraft
from limen.policy.validate.kind_rules import KindRules, check_sid_characters, check_sids_unique, refuse, refuse_grammar
from limen.policy.validate.resource_form import find_resource_fault, has_legacy_fault
from limen.policy.validate.value_forms import find_action_fault, is_legacy_date

_SYNTAX = "Syntax errors in policy."
_LEGACY = "The policy failed legacy parsing"


def _check_outline(draft: PolicyDraft) -> None:
    """Finish the grammar: there are statements, each with an Effect in any letter case."""
    if not draft.statements:
        raise MalformedPolicyError(_SYNTAX)
    for statement in draft.statements:
        if (statement.effect or "").lower() not in {"allow", "deny"}:
            refuse_grammar(statement, "Effect must be Allow or Deny")


def _check_version(draft: PolicyDraft) -> None:
    if draft.version is not Version.V2012:
        raise MalformedPolicyError("Policy document must be version 2012-10-17 or greater.")


def _check_no_principal(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        if statement.principal is not None or statement.not_principal is not None:
            refuse(statement, "Policy document should not specify a principal.")


def _check_legacy(draft: PolicyDraft) -> None:
    """The rules of the legacy parser: the Effect's letter case, readable dates, whole ARNs (semantics L10).

    It also fails where a single statement, not a list, comes before the version (observed on AWS).
    """
    if draft.has_single_statement_first:
        refuse(draft.statements[0], _LEGACY)
    for statement in draft.statements:
        if statement.effect not in tuple(Effect) or not all(map(_has_readable_dates, statement.conditions)):
            refuse(statement, _LEGACY)
    for statement in draft.statements:
        if _has_legacy_resource(statement):
            refuse(statement, _LEGACY)


def _has_readable_dates(clause: ConditionClause) -> bool:
    return not clause.operator.startswith("Date") or all(map(is_legacy_date, clause.values))


def _has_legacy_resource(statement: StatementDraft) -> bool:
    """Whether a resource with a valid form is one that the legacy parser refuses."""
    return any(
        has_legacy_fault(resource) for resource in statement.all_resources if find_resource_fault(resource) is None
    )


def _check_has_actions(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        if not statement.all_actions:
            refuse(statement, "Policy statement must contain actions.")


def _check_resource_forms(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        for resource in statement.all_resources:
            fault = find_resource_fault(resource)
            if fault:
                refuse(statement, fault)


def _check_action_forms(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        for action in statement.all_actions:
            fault = find_action_fault(action)
            if fault:
                refuse(statement, fault)


def _check_has_resources(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        if not statement.all_resources:
            refuse(statement, "Policy statement must contain resources.")


_WORDS = dict.fromkeys(SyntaxFault, _SYNTAX)
_AFTER_VERSION = (
    _check_no_principal,
    _check_legacy,
    check_sids_unique("Statement IDs (SID) in a single policy must be unique."),
    check_sid_characters,
    _check_has_actions,
    _check_resource_forms,
    _check_action_forms,
    _check_has_resources,
)

MANAGED_RULES = KindRules(_WORDS, (_check_outline, _check_version, *_AFTER_VERSION))
INLINE_RULES = KindRules(_WORDS, (_check_outline, *_AFTER_VERSION))
SESSION_RULES = INLINE_RULES
