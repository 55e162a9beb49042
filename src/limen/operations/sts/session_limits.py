"""The limits and marks of a new session.

Session policies, tags, source identity (spec policy 1.6, 6.8, api 2.13).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from limen.authz.entities import find_policy_document
from limen.domain.iam.tags import Tag
from limen.domain.sessions import Session, SessionPolicy
from limen.errors import AccessDeniedError, NotImplementedOperationError, ValidationError
from limen.operations.iam.faults import MalformedPolicyDocumentError, NoSuchEntityError
from limen.operations.iam.tags import DUPLICATE_KEYS, RESERVED_KEY, RESERVED_PREFIX
from limen.operations.sts.faults import InvalidParameterValueError
from limen.operations.sts.session_credentials import require_packed, require_tags_packed
from limen.policy import MalformedPolicyError, PolicyKind, validate_policy
from limen.policy.validate.size import SESSION_POLICY_SIZE
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.sts import shapes
from limen.wire.validate import MAX_ECHO_CHARACTERS

SESSION_POLICY_ARNS = 10
POLICIES_BUDGET_BYTES = 4096
"""AWS does not document its budget; this one holds 2,048 characters of policy and ten ARNs."""

TAGS_BUDGET_CHARACTERS = 456
"""For the passed tags, and again for the inherited ones. Nine values of 250 equal characters were observed on AWS to
take 498 % of it, so repetition saves nothing."""

_TRANSITIVE_NOT_REQUESTED = "The specified transitive tag key must be included in the requested tags."
_TRANSITIVE_CONFLICT = (
    "One of the specified transitive tag keys can't be set because it conflicts "
    "with a transitive tag key from the calling session."
)


def read_session_policies(
    inline: str | None, descriptors: Iterable[shapes.PolicyDescriptorType], account: str, reader: Reader
) -> tuple[SessionPolicy, ...] | None:
    """The session policies that a call passes, managed ones with their present text; `None` if it passes none."""
    arns = [entry["arn"] for entry in descriptors if "arn" in entry]
    if inline is None and not arns:
        return None
    if len(arns) > SESSION_POLICY_ARNS:
        raise ValidationError(f"The number of managed session policies must not exceed {SESSION_POLICY_ARNS}.")
    inlines = () if inline is None else (SessionPolicy(_checked_inline(inline)),)
    return (*inlines, *(SessionPolicy(_managed_document(reader, account, arn), arn) for arn in arns))


def read_session_tags(
    tags_passed: Iterable[shapes.Tag], keys_passed: Iterable[str], session: Session | None
) -> tuple[tuple[Tag, ...], tuple[str, ...]]:
    """Tags and transitive keys of the new session: those of the call override inherited ones."""
    requested, transitive = tuple(Tag(tag["Key"], tag["Value"]) for tag in tags_passed), tuple(keys_passed)
    inherited_keys = () if session is None else session.transitive_tag_keys
    _check_tag_keys([tag.key.lower() for tag in requested], _folded(transitive), _folded(inherited_keys))
    tags = () if session is None else session.tags
    inherited = tuple(tag for tag in tags if tag.key.lower() in _folded(inherited_keys))
    return (*inherited, *requested), (*inherited_keys, *transitive)


def read_source_identity(requested: str, session: Session | None) -> str:
    """The source identity of the new session: once set, it cannot change (spec policy 6.8)."""
    inherited = "" if session is None else session.source_identity
    if requested.lower().startswith(RESERVED_PREFIX):
        raise ValidationError(f"SourceIdentity must not begin with {RESERVED_PREFIX}")
    if inherited and requested and requested != inherited:
        raise AccessDeniedError("The source identity of the calling session cannot be changed.")
    return inherited or requested


def packed_percentage(policies: Iterable[SessionPolicy], passed: Iterable[Tag], inherited: Iterable[Tag] = ()) -> int:
    """Per cent of the fullest of the three budgets: session policies, passed tags, inherited tags.

    A managed policy counts by its ARN. Raises `PackedPolicyTooLargeError` above 100.
    """
    parts = [policy.arn or policy.document for policy in policies]
    policies_size = len(zlib.compress("\n".join(parts).encode(), level=9)) if parts else 0
    return max(
        require_packed(policies_size, POLICIES_BUDGET_BYTES),
        *(require_tags_packed(_count_characters(tags), TAGS_BUDGET_CHARACTERS) for tags in (passed, inherited)),
    )


def _count_characters(tags: Iterable[Tag]) -> int:
    return sum(len(tag.key) + len(tag.value) for tag in tags)


def refuse_contexts(parameters: shapes.AssumeRoleRequest) -> None:
    """Refuse Identity Center's contexts: sessions do not carry them, and dropping them silently could widen access."""
    if parameters.get("ProvidedContexts"):
        raise NotImplementedOperationError("ProvidedContexts is not implemented.")


def _folded(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key.lower() for key in keys)


def _check_tag_keys(requested: list[str], transitive: frozenset[str], inherited: frozenset[str]) -> None:
    """Refuse the tag keys that AWS refuses, in its order; all keys are folded."""
    if any(key.startswith(RESERVED_PREFIX) for key in requested):
        raise InvalidParameterValueError(RESERVED_KEY)
    if len(set(requested)) != len(requested):
        raise InvalidParameterValueError(DUPLICATE_KEYS)
    if not transitive.issubset(requested):
        raise InvalidParameterValueError(_TRANSITIVE_NOT_REQUESTED)
    if not inherited.isdisjoint(requested):
        raise InvalidParameterValueError(_TRANSITIVE_CONFLICT)


def _checked_inline(text: str) -> str:
    if len(text) > SESSION_POLICY_SIZE:
        raise ValidationError(
            f"1 validation error detected: Value '{text[:MAX_ECHO_CHARACTERS]}' at 'policy' failed to satisfy "
            f"constraint: Member must have length less than or equal to {SESSION_POLICY_SIZE}"
        )
    try:
        validate_policy(text, PolicyKind.SESSION)
    except MalformedPolicyError as error:
        raise MalformedPolicyDocumentError(error.message) from error
    return text


def _managed_document(reader: Reader, account: str, arn: str) -> str:
    document = find_policy_document(reader, account, arn)
    if document is None:
        raise NoSuchEntityError(f"Policy {arn} was not found.")
    return document
