"""The audit records of the gate: decisions about guarded requests, and the beginning and end of sessions at sites.

A decision is recorded as an event of the service and action that it was about. Queries are left out, because people put
secrets in them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from limen.audit.record import API_CALL, Decided, Observation, make_record
from limen.authn.caller import GLOBAL_REGION, Caller
from limen.domain.events import AuditRecord
from limen.domain.identifiers import make_uuid
from limen.gateway.request_questions import Question
from limen.gateway.request_verdict import Verdict
from limen.runtime.recording import Arrival
from limen.signin.sign_in_events import SIGN_IN_EVENT_TYPE
from limen.wire.http import HTTPRequest

MAX_RESOURCES: Final = 100


def record_decision(
    arrival: Arrival, request: HTTPRequest, questions: Sequence[Question], verdict: Verdict, caller: Caller
) -> AuditRecord:
    """The record of a decision; `request` is the client's own request, `arrival` the proxy's."""
    about = verdict.question or questions[0]
    service, _, action = about.action.partition(":")
    principal = caller.principal
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=request,
            service=service,
            operation=action,
            region=GLOBAL_REGION,
            account=principal.account or "",
            principal=principal,
            access_key_id=caller.access_key_id,
            session=caller.session,
            parameters=_describe(request, questions),
            error_code="" if verdict.is_allowed else "AccessDenied",
            error_message=verdict.message,
            read_only=request.method in {"GET", "HEAD", "OPTIONS", "PROPFIND"},
            decided=Decided(is_allowed=verdict.is_allowed, revision=verdict.revision),
            event_type=API_CALL,
            is_data_event=True,
        )
    )


def record_refusal(arrival: Arrival, request: HTTPRequest, account: str, code: str, message: str) -> AuditRecord:
    """The record of a request that was refused without a decision: unmapped, ambiguous, or with bad credentials."""
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=request,
            service="limen",
            operation="GuardRequest",
            region=GLOBAL_REGION,
            account=account,
            parameters=_describe(request, ()),
            error_code=code,
            error_message=message,
            read_only=True,
            event_type=API_CALL,
            is_data_event=True,
        )
    )


def record_evaluation(arrival: Arrival, asker: Caller | None, code: str = "", message: str = "") -> AuditRecord:
    """The record of a request for decisions over AuthZEN, `EvaluateAccess`; `asker` is `None` if it is not known."""
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=arrival.request,
            service="limen",
            operation="EvaluateAccess",
            region=GLOBAL_REGION,
            account=(asker.principal.account or "") if asker is not None else "",
            principal=asker.principal if asker is not None else None,
            access_key_id=asker.access_key_id if asker is not None else "",
            error_code=code,
            error_message=message,
            read_only=True,
            event_type=API_CALL,
        )
    )


def record_session(arrival: Arrival, event: str, caller: Caller, site: str) -> AuditRecord:
    """The record of a change to a browser's session: `BeginSession`, `HandOverSession` or `EndSiteSession`."""
    return make_record(
        Observation(
            event_id=arrival.event_id,
            request_id=arrival.request_id,
            at=arrival.now,
            request=arrival.request,
            service="signin",
            operation=event,
            region=GLOBAL_REGION,
            account=caller.principal.account or "",
            principal=caller.principal,
            session=caller.session,
            parameters={"site": site} if site else None,
            read_only=False,
            event_type=SIGN_IN_EVENT_TYPE,
        )
    )


def make_arrival(request: HTTPRequest, now: datetime, entropy: bytes) -> Arrival:
    """A request with ids from 32 random bytes."""
    return Arrival(request, now, make_uuid(entropy[:16]), make_uuid(entropy[16:]))


def _describe(request: HTTPRequest, questions: Sequence[Question]) -> dict[str, object]:
    described: dict[str, object] = {
        "method": request.method[:32],
        "host": request.header("host") or "",
        "path": request.raw_path[:1024],
    }
    if len(questions) > 1:
        described["resources"] = [f"{each.action} {each.resource}" for each in questions[:MAX_RESOURCES]]
    elif questions:
        described["resource"] = questions[0].resource
    return described
