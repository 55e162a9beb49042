"""A recorded call rebuilt: the request, its parameters, its session, and what is unknown about them."""

from collections.abc import Iterator
from dataclasses import dataclass

from limen.audit.record import MAX_TEXT_LENGTH
from limen.authn.authenticate import get_owner, get_session_principal
from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.faults import InvalidClientTokenIdError
from limen.authn.one_time_codes import ProvedCode
from limen.authn.proofs.mfa_codes import carries_code
from limen.domain.iam.credentials import KeyStatus
from limen.domain.sessions import Session
from limen.operations.replays import ReplayError
from limen.replay.event import RecordedEvent
from limen.replay.parameters import find_hidden, restore_call
from limen.replay.recorded_session import find_session
from limen.store.interface import Reader, Store
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import SERVICES, load_service

REFERER, SECURE_TRANSPORT, USER_AGENT = "aws:referer", "aws:securetransport", "aws:useragent"


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A call to be decided again, on any state. `session` is `None` for a long-term key.

    `unknown` describes what else is not known; `unrecorded` are the context keys that the record does not contain.
    """

    event: RecordedEvent
    http: HTTPRequest
    parsed: ParsedCall
    session: Session | None
    unknown: tuple[str, ...]
    unrecorded: frozenset[str]

    def find_caller(self, reader: Reader) -> Caller:
        """The caller in this state; raises `InvalidClientTokenIdError` if it does not exist any more, or never did."""
        key_id, proof = self.event.record.access_key_id, self._second_factor()
        if self.session is not None:
            return Caller(get_session_principal(reader, self.session), key_id, self.session, proof)
        key = reader.find_access_key(key_id)
        if key is None or key.status is not KeyStatus.ACTIVE:
            raise InvalidClientTokenIdError("The access key no longer exists, or is not active.")
        return Caller(get_owner(reader, key.account, key.owner_id), key_id, second_factor=proof)

    def request_by(self, caller: Caller) -> AuthenticatedRequest:
        """The request, sent by that caller."""
        return AuthenticatedRequest(self.http, caller, self.event.service, str(self.event.document["awsRegion"]))

    def _second_factor(self) -> ProvedCode | None:
        """The code of the call, which must have been correct: otherwise there would be no decision."""
        if self.parsed.service != "sts" or not carries_code(self.parsed.parameters):
            return None
        return ProvedCode(self.event.record.account, str(self.parsed.parameters["SerialNumber"]), 0)


def rebuild_call(store: Store, event: RecordedEvent) -> RecordedCall:
    """Rebuild the call; raises `ReplayError` for an operation that this version does not have."""
    service = load_service(event.service) if event.service in SERVICES else None
    operation = service.find_operation(event.record.event_name) if service is not None else None
    if operation is None:
        name = f"{event.service}:{event.record.event_name}"
        raise ReplayError(f"{name} of event {event.id} is unknown in this version")
    session, doubt = find_session(store, event)
    agent = str(event.document.get("userAgent") or "")
    return RecordedCall(
        event=event,
        http=HTTPRequest(
            "POST",
            "/",
            "",
            (("user-agent", agent),) if agent else (),
            b"",
            peer=event.record.source_ip,
            scheme="https" if event.additional.get("secureTransport") else "http",
        ),
        parsed=restore_call(event.service, operation, event.parameters),
        session=session,
        unknown=tuple(_find_unknown(event, doubt)),
        unrecorded=frozenset(_find_unrecorded(event, agent)),
    )


def _find_unknown(event: RecordedEvent, doubt: str) -> Iterator[str]:
    if event.revision is None:
        yield "the revision of the decision: the one at the time of the request is used instead"
    if doubt:
        yield doubt
    if hidden := ", ".join(find_hidden(event.parameters)):
        yield f"secret parameters ({hidden}), which no policy can test"


def _find_unrecorded(event: RecordedEvent, agent: str) -> Iterator[str]:
    yield REFERER
    if event.revision is None:
        yield SECURE_TRANSPORT
    if len(agent) >= MAX_TEXT_LENGTH:
        yield USER_AGENT
