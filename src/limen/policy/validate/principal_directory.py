"""Whether the principals that a policy names exist, and their unique ids (semantics L14).

A user or role is looked up once, when the policy is saved; the evaluator then compares unique ids, so that an entity
that is created later under the same name does not inherit the trust.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from limen.policy.errors import MalformedPolicyError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.validate.principal_form import PrincipalEntry, find_named_account, is_entity_arn


class PrincipalDirectory(Protocol):
    """Which principals exist. Services and identity providers are recognized by their form (semantics L13)."""

    def resolve_principal(self, arn: str) -> str | None:
        """The unique id of the user or role with this ARN; `None` if there is none."""
        ...

    def account_exists(self, account: str) -> bool:
        """Whether there is an account with this id."""
        ...


def describe_invalid_principal(entry: PrincipalEntry) -> str:
    """IAM's message for an entry that names no existing principal."""
    return f'Invalid principal in policy: "{entry.type_name.upper()}":"{entry.text}"'


def resolve_principals(
    document: PolicyDocument,
    directory: PrincipalDirectory,
    describe: Callable[[PrincipalEntry], str] = describe_invalid_principal,
) -> Mapping[str, str]:
    """Unique ids of all users and roles that the document names, by ARN; raises `MalformedPolicyError` for unknown."""
    ids: dict[str, str] = {}
    for entry in dict.fromkeys(_aws_entries(document)):
        account = find_named_account(entry.text)
        if account is not None and not directory.account_exists(account):
            raise MalformedPolicyError(describe(entry))
        if is_entity_arn(entry.text):
            unique_id = directory.resolve_principal(entry.text)
            if unique_id is None:
                raise MalformedPolicyError(describe(entry))
            ids[entry.text] = unique_id
    return ids


def _aws_entries(document: PolicyDocument) -> Iterator[PrincipalEntry]:
    for statement in document.statements:
        for element in (statement.principal, statement.not_principal):
            yield from () if element is None else (PrincipalEntry("AWS", text) for text in element.aws)
