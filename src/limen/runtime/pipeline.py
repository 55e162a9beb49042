"""The request flow (docs/architecture.md): authenticate, parse, prove, authorize, handle, store, serialize, audit.

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
from limen.authn.proofs.proven_call import ProvenCall
from limen.authz.account_view import knowing_services_of
from limen.authz.call import OpaqueCall
from limen.domain.events import AuditRecord
from limen.domain.identifiers import make_uuid
from limen.errors import ApiError, NotImplementedOperationError, ServiceFailureError
from limen.operations.environment import Environment
from limen.operations.registry import Operation, Output, ReadOperation, WriteOperation
from limen.runtime.recording import Arrival, Arrived, Identified, Reached, Understood, record
from limen.signin.console_session import answer_session
from limen.signin.federation import PATH as FEDERATION_PATH
from limen.signin.federation import answer_federation
from limen.signin.token_endpoint import is_renewal, refuse_busy, token
from limen.store.interface import Reader, Store, Transaction
from limen.wire.http import HTTPRequest, HTTPResponse
from limen.wire.parsed_call import ParsedCall

FAILURE_MESSAGE = "The request processing has failed because of an unknown error, exception or failure."

_log = logging.getLogger(__name__)


class Steps(Protocol):
    """The steps of the pipeline; `runtime.composition` provides the real ones."""

    def authenticate(self, request: HTTPRequest, reader: Reader, now: datetime) -> AuthenticatedRequest:
        """Determine who is calling."""
        ...

    def parse(self, request: AuthenticatedRequest) -> ParsedCall:
        """Read which operation is called, with which parameters."""
        ...

    def find_operation(self, call: ParsedCall) -> Operation | None:
        """Find the handler."""
        ...

    def prove(
        self, operation: Operation, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, now: datetime
    ) -> ProvenCall:
        """Check the proof in the input, before any transaction."""
        ...

    def prove_again(
        self, operation: Operation, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, now: datetime
    ) -> ProvenCall:
        """Check it on the newer state of a transaction."""
        ...

    def authorize(
        self, request: AuthenticatedRequest, call: ProvenCall, reader: Reader, *, now: datetime, request_id: str
    ) -> OpaqueCall:
        """Decide."""
        ...

    def render_output(self, call: ParsedCall, output: Output, arrival: Arrival) -> HTTPResponse:
        """Serialize an answer."""
        ...

    def render_error(self, error: ApiError, service: str, arrival: Arrival) -> HTTPResponse:
        """Serialize a fault."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """The response to send, and the record that must be durable first; `committed` is one that is already.

    `outcome` is that of a decision of the gate, in a word.
    """

    response: HTTPResponse
    record: AuditRecord | None
    committed: AuditRecord | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class PendingWrite:
    """A call that has been authorized at `revision` and waits for its transaction.

    Its operation writes, or it reads and has a proof to consume.
    """

    reached: Understood
    operation: Operation
    proven: ProvenCall
    authorized: OpaqueCall
    revision: int

    @property
    def is_rehearsed(self) -> bool:
        """Whether it has slow work, which is done once before the transaction."""
        return isinstance(self.operation, WriteOperation) and self.operation.is_rehearsed


@dataclass(frozen=True, slots=True)
class PendingRead:
    """A read that has been authorized on what `reader` sees, and is answered from that."""

    reached: Understood
    operation: ReadOperation
    authorized: OpaqueCall
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
        """Keep the parts; `noted` is called for every request whose caller is known."""
        self._store = store
        self._steps = steps
        self._environment = environment
        self._noted = noted

    def handle(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer one request."""
        begun = self.begin(request, now)
        return begun if isinstance(begun, Answer) else self.finish(begun)

    def begin(self, request: HTTPRequest, now: datetime) -> Answer | Pending:
        """Answer a short read or a refusal; return a long read or a write that may proceed."""
        reached: Reached = Arrived(arrival := self._arrive(request, now))
        try:
            reader = self._store.latest()
            reached = Arrived(arrival, reader)
            authenticated = self._steps.authenticate(request, reader, now)
            reached = Identified(arrival, authenticated)
            self._noted(authenticated, reader, now)
            call = self._steps.parse(authenticated)
            reached = Understood(arrival, authenticated, call, self._steps.find_operation(call))
            operation = _get_operation(reached)
            proven = self._steps.prove(operation, authenticated, call, reader, now)
            authorized = self._authorize(arrival, authenticated, proven, reader)
            reached = reached._replace(authorized=authorized)
            if isinstance(operation, WriteOperation) or proven.single_use is not None:
                return PendingWrite(reached, operation, proven, authorized, reader.revision)
            pending = PendingRead(reached, operation, authorized, reader)
            return pending if operation.is_long else self._read(pending)
        except Exception as error:
            return self._refuse(reached, _as_fault(error, arrival.request_id))

    def finish(self, pending: Pending) -> Answer:
        """Finish what `begin` returned."""
        try:
            return self._write(pending) if isinstance(pending, PendingWrite) else self._read(pending)
        except Exception as error:
            return self.refuse(pending, _as_fault(error, pending.reached.arrival.request_id))

    def sign_in(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer the sign-in service, which keeps its own records."""
        arrival = self._arrive(request, now)
        try:
            response = token(request, self._store, self._environment, now=now, request_id=arrival.request_id)
            return Answer(response, None)
        except Exception as error:
            return self._refuse(Arrived(arrival), _as_fault(error, arrival.request_id))

    def answer_console(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer the console's session and the federation endpoint, which keep their own records."""
        arrival = self._arrive(request, now)
        respond = answer_federation if request.raw_path == FEDERATION_PATH else answer_session
        try:
            response = respond(request, self._store, self._environment, now=now, request_id=arrival.request_id)
            return Answer(response, None)
        except Exception as error:
            return self._refuse(Arrived(arrival), _as_fault(error, arrival.request_id))

    def is_renewal(self, request: HTTPRequest) -> bool:
        """Whether a request to the sign-in service renews credentials, which needs no password."""
        return is_renewal(request)

    def refuse_busy_sign_in(self, request: HTTPRequest, now: datetime) -> Answer:
        """Refuse a sign-in for which there is no capacity."""
        arrival = self._arrive(request, now)
        return Answer(*refuse_busy(request, self._environment, now=now, request_id=arrival.request_id))

    def refuse(self, pending: Pending, error: ApiError) -> Answer:
        """Refuse what `begin` returned."""
        return self._refuse(pending.reached, error)

    def reject(self, request: HTTPRequest, error: ApiError, now: datetime) -> Answer:
        """Answer a request that cannot be processed: its body is too large, or its method unknown."""
        return self._refuse(Arrived(self._arrive(request, now)), error)

    def render_fault(self, request: HTTPRequest, error: ApiError, now: datetime) -> HTTPResponse:
        """Serialize a fault of the server itself, which has no record."""
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

    def _read(self, pending: PendingRead) -> Answer:
        with knowing_services_of(pending.reader, pending.authorized.account):
            output = pending.operation.handle(pending.authorized, pending.reader, self._environment)
        response = self._steps.render_output(pending.reached.call, output, pending.reached.arrival)
        return Answer(response, record(pending.reached, output=output))

    def _write(self, pending: PendingWrite) -> Answer:
        """Run a write in its transaction; on a newer revision the caller is authorized again (promise P7)."""
        arrival, operation = pending.reached.arrival, pending.operation
        environment = self._rehearse(pending) if pending.is_rehearsed else self._environment
        with self._store.begin(now=arrival.now) as transaction:
            proven, authorized = self._confirm(pending, transaction)
            output = _handle(operation, proven, authorized, transaction, environment)
            response = self._steps.render_output(pending.reached.call, output, arrival)
            committed = record(pending.reached._replace(authorized=authorized), output=output)
            transaction.commit(committed)
        return Answer(response, None, committed)

    def _rehearse(self, pending: PendingWrite) -> Environment:
        """Do the slow work while others write; the environment caches it. Refusals are raised here already."""
        environment = replace(self._environment, passwords=RememberingHasher(self._environment.passwords))
        rehearsal = self._store.rehearse()
        _handle(pending.operation, *self._confirm(pending, rehearsal), rehearsal, environment)
        return environment

    def _confirm(self, pending: PendingWrite, transaction: Transaction) -> tuple[ProvenCall, OpaqueCall]:
        """The results of `begin` if the state is still the same, otherwise the same steps on the newer one."""
        if transaction.revision == pending.revision:
            return pending.proven, pending.authorized
        arrival = pending.reached.arrival
        request = self._steps.authenticate(arrival.request, transaction, arrival.now)
        proven = self._steps.prove_again(pending.operation, request, pending.proven, transaction, arrival.now)
        return proven, self._authorize(arrival, request, proven, transaction)

    def _authorize(
        self, arrival: Arrival, request: AuthenticatedRequest, call: ProvenCall, reader: Reader
    ) -> OpaqueCall:
        return self._steps.authorize(request, call, reader, now=arrival.now, request_id=arrival.request_id)

    def _refuse(self, reached: Reached, fault: ApiError) -> Answer:
        response = self._steps.render_error(fault, reached.service, reached.arrival)
        return Answer(response, record(reached, error=fault))


def _get_operation(understood: Understood) -> Operation:
    if understood.operation is None:
        call = understood.call
        raise NotImplementedOperationError(f"The operation {call.service}:{call.operation} is not implemented.")
    return understood.operation


def _handle(
    operation: Operation, proven: ProvenCall, authorized: OpaqueCall, tx: Transaction, environment: Environment
) -> Output:
    """Consume the call's proof, then let the operation write."""
    if proven.single_use is not None:
        proven.single_use.use_up(tx)
    return operation.handle(authorized, tx, environment)


def _as_fault(error: Exception, request_id: str) -> ApiError:
    """Log an unexpected error by type and position; its text may quote secrets (promise P8)."""
    if isinstance(error, ApiError):
        return error
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("request %s failed: %s\n%s", request_id, type(error).__qualname__, frames)
    return ServiceFailureError(FAILURE_MESSAGE)
