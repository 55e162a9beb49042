"""The audit record of a request, by the step it reached: sender unknown, call unknown, or both known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from limen.audit.elements import HIDDEN
from limen.audit.record import Decided, Observation, make_record
from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authz.call import AnyCall
from limen.domain.events import AuditRecord
from limen.domain.principals import Principal
from limen.domain.sessions import Session
from limen.errors import AccessDeniedError, ApiError
from limen.operations.registry import Operation, ReadOperation, WriteOperation
from limen.runtime.presented import read_presented
from limen.store.interface import Reader
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall

READING_VERBS = ("Check", "Describe", "Get", "List", "Lookup", "Simulate", "Validate")
CREDENTIALS = "Credentials"
"""The member of STS's answers with the issued credentials."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An incoming request, with the ids that were assigned to it."""

    request: HTTPRequest
    now: datetime
    request_id: str
    event_id: str


class Sender(NamedTuple):
    """The sender of a request, as far as it is known."""

    account: str
    access_key_id: str
    principal: Principal | None = None
    session: Session | None = None


class Asked(NamedTuple):
    """The call of a request, as far as it is known."""

    service: str
    operation: str
    region: str
    is_read: bool
    parameters: Mapping[str, object] | None = None


class Arrived(NamedTuple):
    """A request whose sender is not known; `reader`, if the store answered, knows whose key it names."""

    arrival: Arrival
    reader: Reader | None = None

    @property
    def service(self) -> str:
        """The service is not known."""
        return ""

    def describe(self) -> tuple[Sender, Asked]:
        """The unverified claims of the request."""
        presented = read_presented(self.arrival.request)
        key = self.reader.find_access_key(presented.access_key_id) if self.reader and presented.access_key_id else None
        sender = Sender(key.account if key else "", presented.access_key_id)
        return sender, _ask(presented.service, presented.operation, presented.region)


class Identified(NamedTuple):
    """A request with a known sender whose call could not be parsed."""

    arrival: Arrival
    request: AuthenticatedRequest

    @property
    def service(self) -> str:
        """The service of the credential scope."""
        return self.request.service

    def describe(self) -> tuple[Sender, Asked]:
        """The sender, and the operation that the request seems to name."""
        operation = read_presented(self.arrival.request).operation
        return _send(self.request.caller), _ask(self.request.service, operation, self.request.region)


class Understood(NamedTuple):
    """A parsed call, of an operation that may not be implemented; `authorized` once the policies allow it."""

    arrival: Arrival
    request: AuthenticatedRequest
    call: ParsedCall
    operation: Operation | None
    authorized: AnyCall | None = None

    @property
    def service(self) -> str:
        """The called service."""
        return self.call.service

    def describe(self) -> tuple[Sender, Asked]:
        """The caller and the call; the caller may be named by the call's proof."""
        call, operation = self.call, self.operation
        caller = self.request.caller if self.authorized is None else self.authorized.caller
        is_read = _sounds_like_reading(call.operation) if operation is None else isinstance(operation, ReadOperation)
        secrets = frozenset[str]() if operation is None else operation.secrets
        parameters = _hide(call.parameters, secrets) if secrets else call.parameters
        return _send(caller), Asked(call.service, call.operation, self.request.region, is_read, parameters)


Reached = Arrived | Identified | Understood
"""The step that a request reached."""


def record(
    reached: Reached, *, output: Mapping[str, object] | None = None, error: ApiError | None = None
) -> AuditRecord:
    """Record a request that was answered with `output` or refused with `error`."""
    arrival = reached.arrival
    sender, asked = reached.describe()
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=arrival.request,
            service=asked.service,
            operation=asked.operation,
            region=asked.region,
            account=sender.account,
            principal=sender.principal,
            access_key_id=sender.access_key_id,
            session=sender.session,
            parameters=asked.parameters,
            output=output if output and _is_recorded(reached, output) else None,
            error_code=error.code if error else "",
            error_message=error.recorded_message if error else "",
            read_only=asked.is_read,
            decided=_find_decision(reached, error),
        )
    )


def _send(caller: Caller) -> Sender:
    return Sender(caller.account, caller.access_key_id, caller.principal, caller.session)


def _ask(service: str, operation: str, region: str) -> Asked:
    return Asked(service, operation, region, _sounds_like_reading(operation))


def _hide(parameters: Mapping[str, object], secrets: frozenset[str]) -> Mapping[str, object]:
    return {name: HIDDEN if name in secrets else value for name, value in parameters.items()}


def _sounds_like_reading(operation: str) -> bool:
    return operation.startswith(READING_VERBS)


def _is_recorded(reached: Reached, output: Mapping[str, object]) -> bool:
    """The recorded output: nothing for a read, except the key id of issued credentials."""
    is_write = isinstance(reached, Understood) and isinstance(reached.operation, WriteOperation)
    return is_write or CREDENTIALS in output


def _find_decision(reached: Reached, error: ApiError | None) -> Decided | None:
    """The last decision: an allowed write may have been denied when it was decided again."""
    if isinstance(error, AccessDeniedError) and error.decision_id:
        return Decided(is_allowed=False, revision=error.revision)
    if isinstance(reached, Understood) and reached.authorized is not None:
        return Decided(is_allowed=True, revision=reached.authorized.revision)
    return None
