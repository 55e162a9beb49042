"""Policies given to a simulation as text (spec policy 7.1): parsed, or refused with IAM's messages in `InvalidInput`.

The simulator accepts more than IAM stores (any version, vendors with wildcards), so only the grammar and the rules for
the policy's parameter are checked; on failure, the validator of stored policies provides the message.
"""

from collections.abc import Sequence

from limen.domain.arn import PARTS
from limen.engine import NamedPolicy
from limen.engine.model.layers import Level
from limen.operations.iam.faults import InvalidInputError
from limen.policy import (
    MalformedPolicyError,
    PolicyDocument,
    PolicyKind,
    PolicySyntaxError,
    parse_policy,
    validate_policy,
)
from limen.policy.syntax.document import Statement

_WITHOUT_PRINCIPALS = frozenset({PolicyKind.IDENTITY_INLINE, PolicyKind.SERVICE_CONTROL})


def parse_inputs(texts: Sequence[str], parameter: str, kind: PolicyKind = PolicyKind.IDENTITY_INLINE) -> Level:
    """The policies of a list parameter, named `PolicyInputList.1` and so on; raises `InvalidInputError`."""
    return tuple(parse_input(text, f"{parameter}.{number}", kind) for number, text in enumerate(texts, 1))


def parse_input(text: str, name: str, kind: PolicyKind) -> NamedPolicy:
    """One policy; raises `InvalidInputError`."""
    try:
        document = _read_leniently(text, kind) or validate_policy(text, kind)
    except MalformedPolicyError as error:
        raise InvalidInputError(f"{name}: {error.message}") from error
    return NamedPolicy(name, document)


def check_applicable(policy: PolicyDocument, resource_arns: Sequence[str]) -> None:
    """Raise `InvalidInputError` for a resource of a service that the resource policy does not mention."""
    vendors = {vendor for statement in policy.statements for vendor in _vendors(statement)}
    for arn in resource_arns:
        if "*" not in vendors and arn != "*" and _vendor(arn) not in vendors:
            raise InvalidInputError(f"The resource policy is not applicable to the resource {arn}.")


def _read_leniently(text: str, kind: PolicyKind) -> PolicyDocument | None:
    """The document, or `None` if it violates the grammar or is not a policy of this kind."""
    try:
        document = parse_policy(text)
    except PolicySyntaxError:
        return None
    is_in_place = document.statements and all(_is_in_place(statement, kind) for statement in document.statements)
    return document if is_in_place else None


def _is_in_place(statement: Statement, kind: PolicyKind) -> bool:
    names_principals = statement.principal is not None or statement.not_principal is not None
    if kind in _WITHOUT_PRINCIPALS:
        return not names_principals and bool(statement.resources or statement.not_resources)
    return names_principals


def _vendors(statement: Statement) -> set[str]:
    """The services of a statement's resources; `*` where it means more than one, or the resource it is attached to."""
    if not statement.resources:
        return {"*"}
    return {"*" if any(sign in _vendor(arn) for sign in "*?$") else _vendor(arn) for arn in statement.resources}


def _vendor(arn: str) -> str:
    """The third part of an ARN; `*` for a text without such a part."""
    parts = arn.split(":", PARTS - 1)
    return parts[2].lower() if len(parts) > 2 else "*"
