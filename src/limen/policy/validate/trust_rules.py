"""Put-time rules of role trust policies (semantics L16), in the words of CreateRole and UpdateAssumeRolePolicy."""

from collections.abc import Mapping

from limen.policy.errors import SyntaxFault
from limen.policy.match.glob import matches_tokens, tokenize
from limen.policy.match.variables import Variable
from limen.policy.syntax.document import TRUST_ACTIONS, ConditionClause, ConditionOperator, Effect
from limen.policy.syntax.grammar import PolicyDraft, StatementDraft
from limen.policy.validate.kind_rules import (
    KindRules,
    check_effect,
    check_sid_characters,
    check_sids_unique,
    check_statements_exist,
    refuse,
)
from limen.policy.validate.principal_directory import describe_invalid_principal
from limen.policy.validate.principal_form import COGNITO, PrincipalEntry, is_federated_user_arn, is_well_formed

SHARED_PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "agent.buildkite.com": ("sub",),
    "api.pulumi.com/oidc": ("aud",),
    "app.terraform.io": ("sub",),
    "gitlab.com": ("sub",),
    "oidc-configuration.audit-log.githubusercontent.com": ("sub",),
    "oidc.codefresh.io": ("sub",),
    "oidc.vercel.com": ("aud",),
    "proidc.upbound.io": ("sub",),
    "sandboxes.cloud": ("aud",),
    "scalr.io": ("sub",),
    "studio.datachain.ai/api": ("sub",),
    "token.actions.githubusercontent.com": ("sub", "job_workflow_ref"),
    "tokens.cloud.shisho.dev": ("sub",),
    "vstoken.actions.githubusercontent.com": ("sub",),
}
"""OIDC providers that many tenants share, with the claims; a trust policy must test one of them (IAM User Guide)."""

_NARROWING = frozenset(
    {ConditionOperator.STRING_EQUALS, ConditionOperator.STRING_LIKE, ConditionOperator.STRING_EQUALS_IGNORE_CASE}
)


def _check_statements(draft: PolicyDraft) -> None:
    """Check one statement after the other, as AWS does for trust policies: prohibited fields before missing ones."""
    for statement in draft.statements:
        _check_no_resources(statement)
        check_effect(statement)
        _check_principal(statement)
        _check_actions(statement)
        _check_providers(statement)


def _check_principal(statement: StatementDraft) -> None:
    if statement.not_principal is not None:
        if statement.effect == Effect.ALLOW:
            refuse(statement, "Allow with NotPrincipal is not allowed.")
        refuse(statement, "AssumeRole policy must not contain NotPrincipal field.")
    if statement.principal is None:
        refuse(statement, "Missing required field Principal")
    if isinstance(statement.principal, str):
        refuse(statement, "Principal must be a JSON object.")
    if not statement.principal or not all(texts and all(texts) for texts in statement.principal.values()):
        refuse(statement, "Missing required field Principal cannot be empty!")
    for entry in _entries(statement):
        if not _can_assume(entry):
            refuse(statement, describe_invalid_principal(entry))


def _entries(statement: StatementDraft) -> list[PrincipalEntry]:
    found = {} if statement.principal is None or isinstance(statement.principal, str) else statement.principal
    return [PrincipalEntry(type_name, text) for type_name, texts in found.items() for text in texts]


def _can_assume(entry: PrincipalEntry) -> bool:
    """Refuse principals that cannot assume roles: canonical users belong to S3, federated users cannot call STS."""
    is_kind = entry.type_name != "CanonicalUser" and not is_federated_user_arn(entry.text)
    return is_kind and is_well_formed(entry)


def _check_actions(statement: StatementDraft) -> None:
    if not statement.actions:
        refuse(statement, "Missing required field Action")
    if not all(map(_is_of_family, statement.actions)):
        refuse(statement, "AssumeRole policy may only specify STS AssumeRole actions.")


def _is_of_family(action: str) -> bool:
    """Whether the action is one of the family, or a pattern that matches at least one of it (semantics L16)."""
    vendor, _, name = action.lower().partition(":")
    tokens = [token for token in tokenize((name,)) if not isinstance(token, Variable)]
    return vendor == "sts" and any(matches_tokens(tokens, action[4:]) for action in TRUST_ACTIONS)


def _check_no_resources(statement: StatementDraft) -> None:
    if statement.resources is not None:
        refuse(statement, "Has prohibited field Resource")
    if statement.not_resources is not None:
        refuse(statement, "AssumeRole policy must not contain resources.")


def _check_providers(statement: StatementDraft) -> None:
    """Refuse trust in a shared provider, from which everybody can get tokens, without a condition on its tenant."""
    keys = {clause.key.lower() for clause in statement.conditions}
    for entry in _entries(statement):
        if entry.type_name != "Federated" or statement.effect != Effect.ALLOW:
            continue
        if entry.text == COGNITO and not keys:
            refuse(statement, "A condition block must be present for the Cognito provider")
        host = entry.text.partition(":oidc-provider/")[2].lower()
        wanted = tuple(f"{host}:{claim}" for claim in SHARED_PROVIDERS.get(host, ()))
        if wanted and not any(_narrows(clause, wanted) for clause in statement.conditions):
            refuse(
                statement,
                f"Trust policy with trusted principal {entry.text} must evaluate, using StringEquals, StringLike or "
                f"StringEqualsIgnoreCase, {' or '.join(wanted)} which is not scoped to all",
            )


def _narrows(clause: ConditionClause, keys: tuple[str, ...]) -> bool:
    """Whether the clause tests one of `keys` for anything but `*` alone; a list with `*` in it was seen accepted."""
    return (
        clause.key.lower() in keys
        and clause.operator in _NARROWING
        and not all(value == "*" for value in clause.values)
    )


TRUST_RULES = KindRules(
    words={
        SyntaxFault.JSON: "This policy contains invalid Json",
        SyntaxFault.VERSION: "The policy must contain a valid version string",
        SyntaxFault.GRAMMAR: "Syntax error in policy.",
        SyntaxFault.MEMBER: "Unknown field {member}",
    },
    checks=(
        check_statements_exist("Could not parse the policy: Statement is empty!"),
        check_sids_unique("The Statement Ids in the policy are not unique"),
        check_sid_characters,
        _check_statements,
    ),
)
