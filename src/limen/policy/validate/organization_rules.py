"""Put-time rules of service control and resource control policies (semantics L18); all faults get the same answer."""

from limen.policy.errors import MalformedPolicyError, SyntaxFault
from limen.policy.syntax.document import Effect, Version
from limen.policy.syntax.grammar import PolicyDraft, StatementDraft
from limen.policy.syntax.parse import EVERYONE
from limen.policy.validate.kind_rules import KindRules, check_sids_unique, check_statements_exist, refuse_grammar
from limen.policy.validate.resource_form import find_resource_fault, is_complete_arn
from limen.policy.validate.value_forms import find_action_fault

_MALFORMED = "The provided policy document does not meet the requirements of the specified policy type."

RESOURCE_CONTROL_SERVICES = frozenset(
    {
        "aoss",
        "cognito-identity",
        "cognito-idp",
        "dynamodb",
        "ecr",
        "kms",
        "logs",
        "s3",
        "secretsmanager",
        "sqs",
        "sts",
    }
)
"""Services that resource control policies apply to (Organizations User Guide; the list grows)."""


def _check_statements(draft: PolicyDraft) -> None:
    if draft.version is None:
        raise MalformedPolicyError(_MALFORMED)
    for statement in draft.statements:
        if statement.effect not in tuple(Effect):
            refuse_grammar(statement, "Effect must be Allow or Deny")
        if not statement.all_actions or any(map(find_action_fault, statement.all_actions)):
            refuse_grammar(statement, "a statement must contain well-formed actions")
        if not statement.all_resources or any(map(find_resource_fault, statement.all_resources)):
            refuse_grammar(statement, "a statement must contain well-formed resources")


def _check_service_control(draft: PolicyDraft) -> None:
    for statement in draft.statements:
        if statement.principal is not None or statement.not_principal is not None:
            refuse_grammar(statement, "a service control policy must not name principals")
        if not all(map(_is_complete_or_open, statement.all_resources)):
            refuse_grammar(statement, "a shortened ARN must end with *")


def _is_complete_or_open(resource: str) -> bool:
    return is_complete_arn(resource) or resource.endswith("*")


def _check_resource_control(draft: PolicyDraft) -> None:
    if draft.version is not Version.V2012:
        raise MalformedPolicyError(_MALFORMED)
    for statement in draft.statements:
        if statement.effect != Effect.DENY:
            refuse_grammar(statement, "a resource control policy can only deny")
        if not _is_for_everyone(statement):
            refuse_grammar(statement, 'the principal of a resource control policy must be "*"')
        if not all(map(_is_controlled, statement.actions or ("",))):
            refuse_grammar(statement, "actions must be of services that resource control policies apply to")
        if not all(resource == EVERYONE or is_complete_arn(resource) for resource in statement.all_resources):
            refuse_grammar(statement, 'a resource must be "*" or a complete ARN')


def _is_for_everyone(statement: StatementDraft) -> bool:
    return statement.principal in (EVERYONE, {"AWS": (EVERYONE,)})


def _is_controlled(action: str) -> bool:
    return action.partition(":")[0].lower() in RESOURCE_CONTROL_SERVICES


_WORDS = dict.fromkeys(SyntaxFault, _MALFORMED)
_OUTLINE = (check_statements_exist(_MALFORMED), check_sids_unique(_MALFORMED), _check_statements)

SERVICE_CONTROL_RULES = KindRules(_WORDS, (*_OUTLINE, _check_service_control))
RESOURCE_CONTROL_RULES = KindRules(_WORDS, (*_OUTLINE, _check_resource_control))
