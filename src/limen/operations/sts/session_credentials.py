"""Turning a session into credentials: the `Credentials` member that every STS answer carries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, NotRequired, TypedDict

from limen.authz.call import AnyCall, AuthorizedCall
from limen.domain.iam.roles import Role
from limen.domain.identifiers import ENTROPY_BYTES, SESSION_KEY_PREFIX, make_access_key_id
from limen.domain.sessions import Session
from limen.errors import NotImplementedOperationError, ValidationError
from limen.operations.environment import Environment
from limen.operations.sts.faults import PackedPolicyTooLargeError

if TYPE_CHECKING:
    from limen.operations.sts import shapes

    class AsksForCredentials(TypedDict):
        MinimumSessionTokenSize: NotRequired[int]


FULL = 100
LONGEST_TOKEN = 48 * 1024
"""Requests carry the token in a header; all headers together may have 64 KiB."""


def issue_credentials(
    call: AuthorizedCall[AsksForCredentials], session: Session, environment: Environment
) -> shapes.Credentials:
    """Seal the session into a token; the `Credentials` structure of the API.

    Raises `PackedPolicyTooLargeError` if the policies that the token would carry make it too long to be sent, and
    `NotImplementedOperationError` if the call requests a longer token than the session needs.
    """
    key_id = make_access_key_id(SESSION_KEY_PREFIX, session.account, environment.entropy(ENTROPY_BYTES))
    issued = environment.tokens.issue(replace(session, access_key_id=key_id), entropy=environment.entropy)
    require_packed(len(issued.session_token), LONGEST_TOKEN)
    if len(issued.session_token) < call.parameters.get("MinimumSessionTokenSize", 0):
        raise NotImplementedOperationError("Session tokens cannot be made longer than they are.")
    return {
        "AccessKeyId": issued.access_key_id,
        "SecretAccessKey": issued.secret_access_key,
        "SessionToken": issued.session_token,
        "Expiration": session.expires,
    }


def require_packed(size: int, budget: int) -> int:
    """Per cent of the budget that `size` takes; raises `PackedPolicyTooLargeError` above 100."""
    percentage = ceil(100 * size / budget)
    if percentage > FULL:
        raise PackedPolicyTooLargeError(
            f"Packed policy consumes {percentage}% of allotted space, please use smaller policy."
        )
    return percentage


def require_tags_packed(size: int, budget: int) -> int:
    """Like `require_packed`, for session tags, whose refusal has another message."""
    percentage = ceil(100 * size / budget)
    if percentage > FULL:
        raise PackedPolicyTooLargeError(f"Packed size of session tags consumes {percentage}% of allotted space.")
    return percentage


def require_role_duration(seconds: int, role: Role) -> int:
    """The requested duration of a session; raises `ValidationError` if the role's sessions are shorter."""
    if seconds > role.max_session_seconds:
        raise ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return seconds


def session_times(call: AnyCall, seconds: int) -> tuple[datetime, datetime]:
    """When a session that starts now is issued and when it expires; whole seconds, as the wire has them."""
    issued = call.now.replace(microsecond=0)
    return issued, issued + timedelta(seconds=seconds)
