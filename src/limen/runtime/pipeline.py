"""The request flow (docs/architecture.md): authenticate, parse, authorize, handle, store, serialize, audit.

Synchronous and without sockets: `begin` does everything for short reads and stops in front of a long read's work and a
write's transaction, so that the server can run `finish` in a thread; `handle` is both. Every outcome has an audit
record. That of a write is committed with it (`Answer.record` is then `None`); any other must be made durable before the
response leaves.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from limen.authn.caller import AuthenticatedRequest
from limen.authn.passwords import RememberingHasher
from limen.authz.call import AuthorizedCall
from limen.domain.events import AuditRecord
from limen.domain.identifiers import make_uuid
from limen.errors import ApiError, NotImplementedOperationError, ServiceFailureError
from limen.operations.environment import Environment
from limen.operations.registry import Operation, Output, ReadOperation, WriteOperation
from limen.runtime.recording import Arrival, record_call, record_misunderstood, record_stranger
from limen.signin.service import is_renewal, refuse_busy, token
from limen.store.interface import Reader, Store, Transaction
from limen.wire.call import ParsedCall
from limen.wire.http import HTTPRequest, HTTPResponse

FAILURE_MESSAGE = "The request processing has failed because of an unknown error, exception or failure."

_log = logging.getLogger(__name__)


class Steps(Protocol):
    """What the pipeline is made of; `runtime.composition` puts the real parts in."""

    def authenticate(self, request: HTTPRequest, reader: Reader, now: datetime) -> AuthenticatedRequest:
        """Prove who is calling."""
        ...

    def parse(self, request: AuthenticatedRequest) -> ParsedCall:
        """Read which operation is called, with which parameters."""
        ...

    def find_operation(self, call: ParsedCall) -> Operation | None:
        """Find the handler."""
        ...

    def authorize(
        self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime, request_id: str
    ) -> AuthorizedCall:
        """Decide."""
        ...

    def render_output(self, call: ParsedCall, output: Output, arrival: Arrival) -> HTTPResponse:
        """Serialise an answer."""
        ...

    def render_error(self, error: ApiError, service: str, arrival: Arrival) -> HTTPResponse:
        """Serialise a fault."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send, and the record that must be durable before."""

    response: HTTPResponse
    record: AuditRecord | None


@dataclass(frozen=True, slots=True)
class PendingWrite:
    """A write that has been authorised at `revision` and waits for its transaction."""

    arrival: Arrival
    request: AuthenticatedRequest
    call: ParsedCall
    operation: WriteOperation
    authorized: AuthorizedCall
    revision: int


@dataclass(frozen=True, slots=True)
class PendingRead:
    """A read that has been authorised on what `reader` sees, and is answered from that."""

    arrival: Arrival
    request: AuthenticatedRequest
    call: ParsedCall
    operation: ReadOperation
    authorized: AuthorizedCall
    reader: Reader


Pending = PendingRead | PendingWrite


class Pipeline:
    """Answers requests. Thread-safe as far as its store and steps are."""

    __slots__ = ("_environment", "_noted", "_steps", "_store")

    def __init__(
        self,
        store: Store,
        steps: Steps,
        environment: Environment,
        noted: Callable[[AuthenticatedRequest, Reader, datetime], None],
    ) -> None:
        """Keep the parts; `noted` is told of every request whose caller is known."""
        self._store = store
        self._steps = steps
        self._environment = environment
        self._noted = noted

    def handle(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer one request."""
        begun = self.begin(request, now)
        return begun if isinstance(begun, Answer) else self.finish(begun)

    def begin(self, request: HTTPRequest, now: datetime) -> Answer | Pending:
        """Answer a short read or a refusal; hand back a long read or a write that may go ahead."""
        arrival = self._arrive(request, now)
        reader: Reader | None = None
        authenticated: AuthenticatedRequest | None = None
        call: ParsedCall | None = None
        authorized: AuthorizedCall | None = None
        try:
            reader = self._store.latest()
            authenticated = self._steps.authenticate(request, reader, now)
            self._noted(authenticated, reader, now)
            call = self._steps.parse(authenticated)
            operation = self._get_operation(call)
            authorized = self._authorize(arrival, authenticated, call, reader)
            if isinstance(operation, WriteOperation):
                return PendingWrite(arrival, authenticated, call, operation, authorized, reader.revision)
            pending = PendingRead(arrival, authenticated, call, operation, authorized, reader)
            return pending if operation.is_long else self._read(pending)
        except Exception as error:
            fault = _as_fault(error, arrival.request_id)
            return self._refuse(arrival, fault, reader=reader, request=authenticated, call=call, authorized=authorized)

    def finish(self, pending: Pending) -> Answer:
        """Do what `begin` handed back."""
        try:
            return self._write(pending) if isinstance(pending, PendingWrite) else self._read(pending)
        except Exception as error:
            return self.refuse(pending, _as_fault(error, pending.arrival.request_id))

    def sign_in(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer the sign-in service, which keeps its own records."""
        arrival = self._arrive(request, now)
        try:
            response = token(request, self._store, self._environment, now=now, request_id=arrival.request_id)
            return Answer(response, None)
        except Exception as error:
            return self._refuse(arrival, _as_fault(error, arrival.request_id))

    def is_renewal(self, request: HTTPRequest) -> bool:
        """Whether a request to the sign-in service renews credentials, which needs no password."""
        return is_renewal(request)

    def refuse_busy_sign_in(self, request: HTTPRequest, now: datetime) -> Answer:
        """Refuse a sign-in for which there is no room right now."""
        arrival = self._arrive(request, now)
        response, record = refuse_busy(request, self._environment, now=now, request_id=arrival.request_id)
        return Answer(response, record)

    def refuse(self, pending: Pending, error: ApiError) -> Answer:
        """Refuse what `begin` handed back."""
        return self._refuse(
            pending.arrival, error, request=pending.request, call=pending.call, authorized=pending.authorized
        )

    def reject(self, request: HTTPRequest, error: ApiError, now: datetime) -> Answer:
        """Answer a request that cannot even be looked at: its body is too large, its method unknown."""
        return self._refuse(self._arrive(request, now), error)

    def render_fault(self, request: HTTPRequest, error: ApiError, now: datetime) -> HTTPResponse:
        """Serialise a fault of the server itself, behind which no record stands."""
        return self._steps.render_error(error, "", self._arrive(request, now))

    def is_ready(self) -> bool:
        """Whether the store answers."""
        try:
            self._store.latest()
        except Exception as error:
            _log.warning("the store does not answer: %s", type(error).__qualname__)
            return False
        return True

    def _arrive(self, request: HTTPRequest, now: datetime) -> Arrival:
        entropy = self._environment.entropy(32)
        return Arrival(request, now, make_uuid(entropy[:16]), make_uuid(entropy[16:]))

    def _get_operation(self, call: ParsedCall) -> Operation:
        operation = self._steps.find_operation(call)
        if operation is None:
            raise NotImplementedOperationError(f"The operation {call.service}:{call.operation} is not implemented.")
        return operation

    def _read(self, pending: PendingRead) -> Answer:
        output = pending.operation.handle(pending.authorized, pending.reader, self._environment)
        response = self._steps.render_output(pending.call, output, pending.arrival)
        record = record_call(
            pending.arrival,
            pending.request,
            pending.call,
            pending.operation,
            authorized=pending.authorized,
            output=output,
        )
        return Answer(response, record)

    def _write(self, pending: PendingWrite) -> Answer:
        """Run a write in its transaction; on a newer revision the caller is authorised anew (promise P7)."""
        arrival, call = pending.arrival, pending.call
        environment = self._rehearse(pending) if pending.operation.is_rehearsed else self._environment
        with self._store.begin(now=arrival.now) as transaction:
            authorized = self._confirm(pending, transaction)
            output = pending.operation.handle(authorized, transaction, environment)
            response = self._steps.render_output(call, output, arrival)
            transaction.commit(
                record_call(arrival, pending.request, call, pending.operation, authorized=authorized, output=output)
            )
        return Answer(response, None)

    def _rehearse(self, pending: PendingWrite) -> Environment:
        """Do the slow work while others write; the environment remembers it. What would be refused is refused here."""
        environment = replace(self._environment, passwords=RememberingHasher(self._environment.passwords))
        rehearsal = self._store.rehearse()
        pending.operation.handle(self._confirm(pending, rehearsal), rehearsal, environment)
        return environment

    def _confirm(self, pending: PendingWrite, transaction: Transaction) -> AuthorizedCall:
        if transaction.revision == pending.revision:
            return pending.authorized
        request = self._steps.authenticate(pending.arrival.request, transaction, pending.arrival.now)
        return self._authorize(pending.arrival, request, pending.call, transaction)

    def _authorize(
        self, arrival: Arrival, request: AuthenticatedRequest, call: ParsedCall, reader: Reader
    ) -> AuthorizedCall:
        return self._steps.authorize(request, call, reader, now=arrival.now, request_id=arrival.request_id)

    def _refuse(
        self,
        arrival: Arrival,
        fault: ApiError,
        *,
        reader: Reader | None = None,
        request: AuthenticatedRequest | None = None,
        call: ParsedCall | None = None,
        authorized: AuthorizedCall | None = None,
    ) -> Answer:
        if request is None:
            record, service = record_stranger(arrival, reader, fault), ""
        elif call is None:
            record, service = record_misunderstood(arrival, request, fault), request.service
        else:
            operation = self._steps.find_operation(call)
            record = record_call(arrival, request, call, operation, authorized=authorized, error=fault)
            service = call.service
        return Answer(self._steps.render_error(fault, service, arrival), record)


def _as_fault(error: Exception, request_id: str) -> ApiError:
    """Log what nobody foresaw, by type and place; its text may quote what must not be logged (promise P8)."""
    if isinstance(error, ApiError):
        return error
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("request %s failed: %s\n%s", request_id, type(error).__qualname__, frames)
    return ServiceFailureError(FAILURE_MESSAGE)
