"""The audit record of a request, by how far it came: caller unknown, call unknown, or both known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen.audit.record import Decided, Observation, make_record
from limen.authn.caller import AuthenticatedRequest
from limen.authz.call import AuthorizedCall
from limen.domain.events import AuditRecord
from limen.errors import AccessDeniedError, ApiError
from limen.operations.registry import Operation, ReadOperation, WriteOperation
from limen.runtime.presented import read_presented
from limen.store.interface import Reader
from limen.wire.call import ParsedCall
from limen.wire.http import HTTPRequest

READING_VERBS = ("Get", "List", "Simulate", "Describe")
CREDENTIALS = "Credentials"
"""The member of STS' answers with the credentials that it has made."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it came in, with the ids that it was given."""

    request: HTTPRequest
    now: datetime
    request_id: str
    event_id: str


def record_stranger(arrival: Arrival, reader: Reader | None, error: ApiError) -> AuditRecord:
    """Record a request whose sender is not known; `reader` tells whose key it named."""
    presented = read_presented(arrival.request)
    key = reader.find_access_key(presented.access_key_id) if reader and presented.access_key_id else None
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=arrival.request,
            service=presented.service,
            operation=presented.operation,
            region=presented.region,
            account=key.account if key else "",
            access_key_id=presented.access_key_id,
            error_code=error.code,
            error_message=error.recorded_message,
            read_only=presented.operation.startswith(READING_VERBS),
        )
    )


def record_misunderstood(arrival: Arrival, request: AuthenticatedRequest, error: ApiError) -> AuditRecord:
    """Record a request whose sender is known but whose call could not be read."""
    operation = read_presented(arrival.request).operation
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=arrival.request,
            service=request.service,
            operation=operation,
            region=request.region,
            account=request.caller.principal.account or "",
            principal=request.caller.principal,
            access_key_id=request.caller.access_key_id,
            session=request.caller.session,
            error_code=error.code,
            error_message=error.recorded_message,
            read_only=operation.startswith(READING_VERBS),
        )
    )


def record_call(
    arrival: Arrival,
    request: AuthenticatedRequest,
    call: ParsedCall,
    operation: Operation | None,
    *,
    authorized: AuthorizedCall | None,
    output: Mapping[str, Any] | None = None,
    error: ApiError | None = None,
) -> AuditRecord:
    """Record a call that was understood, and `authorized` or not; `output` is that of one that went through.

    What an operation only read is not written down, but credentials that it gave out are, by their key id.
    """
    caller = request.caller
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=arrival.request,
            service=call.service,
            operation=call.operation,
            region=request.region,
            account=caller.principal.account or "",
            principal=caller.principal,
            access_key_id=caller.access_key_id,
            session=caller.session,
            parameters=call.parameters,
            output=output if isinstance(operation, WriteOperation) or (output and CREDENTIALS in output) else None,
            error_code=error.code if error else "",
            error_message=error.recorded_message if error else "",
            read_only=_is_read_only(call, operation),
            decided=_find_decision(authorized, error),
        )
    )


def _find_decision(authorized: AuthorizedCall | None, error: ApiError | None) -> Decided | None:
    """The last decision: a write that was allowed may have been refused when it was decided anew."""
    if isinstance(error, AccessDeniedError) and error.decision_id:
        return Decided(is_allowed=False, revision=error.revision)
    return None if authorized is None else Decided(is_allowed=True, revision=authorized.revision)


def _is_read_only(call: ParsedCall, operation: Operation | None) -> bool:
    if operation is None:
        return call.operation.startswith(READING_VERBS)
    return isinstance(operation, ReadOperation) or operation.is_told_as_read
