"""Policy documents in requests.

Validated with IAM's messages and checked against the quotas (spec policy 1.6, 1.9, 1.10).
"""

from collections.abc import Iterable, Mapping

from limen.authz.entities import find_account, find_principal_id
from limen.domain.iam.roles import TrustedPrincipal
from limen.domain.iam.stored_policies import InlinePolicy
from limen.operations.iam.faults import LimitExceededError, MalformedPolicyDocumentError
from limen.operations.iam.quotas import require_within
from limen.policy import MalformedPolicyError, PolicyDocument, PolicyKind, validate_policy
from limen.policy.validate.put_time import validate_trust_policy
from limen.policy.validate.resource_form import find_foreign_partition
from limen.policy.validate.size import (
    GROUP_INLINE_SIZE,
    MANAGED_POLICY_SIZE,
    ROLE_INLINE_SIZE,
    TRUST_POLICY_SIZE,
    USER_INLINE_SIZE,
    policy_size,
)
from limen.store.interface import Reader

MAIN_PARTITION = "aws"

INLINE_QUOTAS: Mapping[str, int] = {
    "user": USER_INLINE_SIZE,
    "group": GROUP_INLINE_SIZE,
    "role": ROLE_INLINE_SIZE,
}


def check_managed(text: str, partition: str) -> str:
    """A managed policy's document; raises `MalformedPolicyDocumentError` or `LimitExceededError`."""
    _validate(text, PolicyKind.IDENTITY_MANAGED, partition)
    require_within("PolicySize", MANAGED_POLICY_SIZE, wanted=policy_size(text))
    return text


def check_inline(text: str, kind: str, owner_name: str, others: Iterable[InlinePolicy], *, partition: str) -> str:
    """An inline policy's document, which shares the owner's quota with the `others`."""
    _validate(text, PolicyKind.IDENTITY_INLINE, partition)
    total = policy_size(text) + sum(policy_size(other.document) for other in others)
    limit = INLINE_QUOTAS[kind]
    if total > limit:
        raise LimitExceededError(f"Maximum policy size of {limit} bytes exceeded for {kind} {owner_name}")
    return text


def check_trust(reader: Reader, text: str) -> tuple[TrustedPrincipal, ...]:
    """A trust policy's document: the users and roles that it names, with their present ids (spec policy 2.6)."""
    try:
        trusted = validate_trust_policy(text, Directory(reader))
    except MalformedPolicyError as error:
        raise MalformedPolicyDocumentError(error.message) from error
    require_within("ACLSizePerRole", TRUST_POLICY_SIZE, wanted=policy_size(text))
    return tuple(TrustedPrincipal(arn, unique_id) for arn, unique_id in trusted.items())


class Directory:
    """Looks up in the store the principals that the validator checks."""

    __slots__ = ("_reader",)

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def resolve_principal(self, arn: str) -> str | None:
        """The unique id behind a user's or role's ARN, or `None` if there is none."""
        return find_principal_id(self._reader, arn)

    def account_exists(self, account: str) -> bool:
        """Whether the account exists here; all others count as unknown, since they look like mistakes."""
        return find_account(self._reader, account) is not None


def _validate(text: str, kind: PolicyKind, partition: str) -> None:
    try:
        document = validate_policy(text, kind)
    except MalformedPolicyError as error:
        raise MalformedPolicyDocumentError(error.message) from error
    if partition != MAIN_PARTITION:
        _require_partition(document, partition)


def _require_partition(document: PolicyDocument, partition: str) -> None:
    """Outside of the main partition, resources of other partitions are refused, as observed on AWS (U65)."""
    for statement in document.statements:
        for resource in (*(statement.resources or ()), *(statement.not_resources or ())):
            if fault := find_foreign_partition(resource, partition):
                raise MalformedPolicyDocumentError(fault)
