"""What a process has counted since its start: requests, refusals, sign-ins, decisions of the gate.

A request costs one look-up and two additions; everything else is done when somebody asks for the numbers. Names of
services and operations come from the models only, so that no client can make the numbers grow without limit.
Requests are counted in the event loop, audit records in the threads that write them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from limen.audit.record import SOURCE_SUFFIX
from limen.authn.faults import (
    ExpiredIdentityTokenError,
    ExpiredTokenError,
    InvalidClientTokenIdError,
    InvalidIdentityTokenError,
)
from limen.domain.events import AuditRecord
from limen.errors import AccessDeniedError, MissingAuthenticationTokenError, ThrottlingError
from limen.operations.iam.faults import InvalidAuthenticationCodeError
from limen.runtime.pipeline import Answer
from limen.server.routes import Route
from limen.signin.faults import DeniedError, InvalidRequestError, ThrottledError
from limen.signin.sign_in_events import LOGIN, MFA_CHECK, RENEWAL
from limen.sigv4.faults import IncompleteSignatureError, RequestExpiredError, SignatureDoesNotMatchError
from limen.wire.service_models import SERVICES, load_service

BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds: a read takes one to two milliseconds, a password a tenth of a second."""

OTHER: Final = "other"

GATE: Final = "gate"

GATE_CODES: Final = frozenset({"UnmappedRequest", "InvalidRequest", "InvalidCredentials"})
"""Of requests that the gate refuses without a decision."""

DENIALS: Final = frozenset(
    {
        each.code
        for each in (
            AccessDeniedError,
            ExpiredIdentityTokenError,
            ExpiredTokenError,
            IncompleteSignatureError,
            InvalidAuthenticationCodeError,
            InvalidClientTokenIdError,
            InvalidIdentityTokenError,
            MissingAuthenticationTokenError,
            RequestExpiredError,
            SignatureDoesNotMatchError,
        )
    }
    | GATE_CODES
)
"""The codes that refuse a caller; other errors are about the request, and count by their status only."""

_SIGN_IN_SOURCE: Final = f"signin{SOURCE_SUFFIX}"
_SIGN_INS: Final = {LOGIN: "password", MFA_CHECK: "password", RENEWAL: "renewal"}
_OUTCOMES: Final = {
    "": "succeeded",
    DeniedError.shape: "refused",
    InvalidRequestError.shape: "invalid",
    ThrottledError.shape: "throttled",
}
_API: Final = Route.API
_CALLS: Final = frozenset({Route.API, Route.API_UNSIGNED, Route.API_METHOD_UNKNOWN})
_PARTS: Final = {
    Route.SIGN_IN: ("signin", RENEWAL),
    Route.CONSOLE_SESSION: ("signin", "ConsoleSession"),
    Route.FEDERATION: ("signin", "Federation"),
}

Requests = Mapping[tuple[str, str, str], Sequence[float]]
"""By service, operation and class of status: the number of requests in each interval of `BOUNDS`, and all seconds."""

Counts = Mapping[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of a process, or of several together. The first part of a key of `counts` names the metric."""

    requests: Requests
    counts: Counts


class Meter:
    """Counts; one for each process."""

    __slots__ = ("_cells", "_counts", "_gate", "_lock", "_named")

    def __init__(self) -> None:
        """Start with nothing."""
        # The same cells by the names in a record, for speed, and by the names that are shown.
        self._cells: dict[tuple[object, str, int], list[float]] = {}
        self._named: dict[tuple[str, str, str], list[float]] = {}
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._gate: Counter[tuple[str, ...]] = Counter()
        self._lock = Lock()

    def note(self, route: Route | None, answer: Answer, status: int, seconds: float) -> None:
        """Count an answered request; `route` is `None` for those of the gate."""
        record = answer.record or answer.committed
        if record is not None and (route is _API or route in _CALLS):
            key: tuple[object, str, int] = (record.event_source, record.event_name, status // 100)
        else:
            key = (route, answer.outcome and GATE, status // 100)
            if answer.outcome:
                self._gate["gate_decisions", answer.outcome] += 1
        cell = self._cells.get(key) or self._find_cell(key)
        cell[bisect_left(BOUNDS, seconds)] += 1
        cell[-1] += seconds

    def note_records(self, records: Sequence[AuditRecord]) -> None:
        """Count what audit records say; called for all that this process has written, in any thread."""
        for record in records:
            if record.error_code or record.event_source == _SIGN_IN_SOURCE:
                self._note_record(record)

    def read(self) -> Counted:
        """The numbers now; called in the event loop."""
        with self._lock:
            counts = self._counts + self._gate
        return Counted({key: tuple(cell) for key, cell in self._named.items()}, counts)

    def _note_record(self, record: AuditRecord) -> None:
        code = record.error_code
        with self._lock:
            if code in DENIALS:
                self._counts["denials", code] += 1
            if code in (ThrottlingError.code, ThrottledError.shape):
                is_sign_in = record.event_source == _SIGN_IN_SOURCE
                self._counts["throttled", "sign_in" if is_sign_in else "api"] += 1
            if record.event_source == _SIGN_IN_SOURCE and record.event_name in _SIGN_INS:
                outcome = "code_required" if record.event_name == MFA_CHECK else _OUTCOMES.get(code, "failed")
                self._counts["sign_ins", _SIGN_INS[record.event_name], outcome] += 1

    def _find_cell(self, key: tuple[object, str, int]) -> list[float]:
        """The cell of a key that was not counted before; only those of known names are remembered by the key."""
        where, name, hundreds = key
        service, operation = _name_part(where, name) if isinstance(where, Route | None) else _name_call(where, name)
        cell = self._named.setdefault((service, operation, f"{hundreds}xx"), [0] * (len(BOUNDS) + 2))
        if OTHER not in (service, operation):
            self._cells[key] = cell
        return cell


def _name_call(source: object, name: str) -> tuple[str, str]:
    service = str(source).removesuffix(SOURCE_SUFFIX)
    if service not in SERVICES:
        return OTHER, OTHER
    return service, name if load_service(service).find_operation(name) is not None else OTHER


def _name_part(route: Route | None, name: str) -> tuple[str, str]:
    """The names of what is not a call of an API: a page, a sign-in, a decision of the gate."""
    if route is None:
        return GATE, "decision" if name else "page"
    return _PARTS.get(route, ("http", route.name.lower()))
