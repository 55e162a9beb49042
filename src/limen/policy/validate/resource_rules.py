"""Put-time rules of resource and VPC endpoint policies (semantics L17), with S3's messages where S3 has any."""

from limen.policy.errors import SyntaxFault
from limen.policy.syntax.document import Effect
from limen.policy.syntax.grammar import PolicyDraft, PrincipalDraft, StatementDraft
from limen.policy.syntax.parse import EVERYONE
from limen.policy.validate.kind_rules import (
    KindRules,
    check_effect,
    check_sids_unique,
    check_statements_exist,
    refuse,
    refuse_grammar,
)
from limen.policy.validate.principal_form import PrincipalEntry, is_well_formed
from limen.policy.validate.resource_form import find_resource_fault
from limen.policy.validate.value_forms import find_action_fault

INVALID_PRINCIPAL = "Invalid principal in policy"


def describe_invalid_principal(entry: PrincipalEntry) -> str:
    """The message for an unknown principal; S3 does not say which one it is."""
    return INVALID_PRINCIPAL


def _check_resource_statements(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        if statement.principal is None and statement.not_principal is None:
            refuse(statement, "Missing required field Principal")
        if statement.not_principal is not None and statement.effect == Effect.ALLOW:
            refuse(statement, "Allow with NotPrincipal is not allowed.")
        if () in (statement.resources, statement.not_resources):
            refuse(statement, "Missing required field Resource")


def _check_endpoint_statements(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        if not statement.all_resources:
            refuse(statement, "Missing required field Resource")


def _check_statements(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        check_effect(statement)
        _check_principal(statement, statement.principal)
        _check_principal(statement, statement.not_principal)
        if not statement.all_actions:
            refuse(statement, "Missing required field Action")
        if any(map(find_action_fault, statement.all_actions)):
            refuse(statement, "Policy has invalid action")
        if any(map(find_resource_fault, statement.all_resources)):
            refuse(statement, "Policy has invalid resource")


def _check_principal(statement: StatementDraft, found: PrincipalDraft | None) -> None:
    if found is None or found == EVERYONE:
        return
    if isinstance(found, str):
        refuse_grammar(statement, 'a principal that is a string must be "*"')
    if not found or not all(found.values()):
        refuse(statement, INVALID_PRINCIPAL)
    for type_name, texts in found.items():
        if not all(is_well_formed(PrincipalEntry(type_name, text)) for text in texts):
            refuse(statement, INVALID_PRINCIPAL)


_WORDS = {
    SyntaxFault.JSON: "Policies must be valid JSON and the first byte must be '{'",
    SyntaxFault.VERSION: "The policy must contain a valid version string",
    SyntaxFault.GRAMMAR: "Syntax errors in policy.",
}
_HAS_STATEMENTS = check_statements_exist("Missing required field Statement")
_HAS_UNIQUE_SIDS = check_sids_unique("The Statement Ids in the policy are not unique")

RESOURCE_RULES = KindRules(
    _WORDS,
    (_HAS_STATEMENTS, _HAS_UNIQUE_SIDS, _check_statements, _check_resource_statements),
    describe_invalid_principal,
)
ENDPOINT_RULES = KindRules(
    _WORDS,
    (_HAS_STATEMENTS, _HAS_UNIQUE_SIDS, _check_statements, _check_endpoint_statements),
    describe_invalid_principal,
)
