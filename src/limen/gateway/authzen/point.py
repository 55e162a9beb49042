"""The AuthZEN endpoints: authentication, authorization and decisions (AuthZEN 1.0, 6, 7, 9 and 10).

Callers authenticate with a service-specific credential of the service `limen`, by Basic or Bearer, and need
`limen:EvaluateAccess`. They ask about principals of their own account. A subject that does not exist is allowed
nothing. What a subject's policies say about its own facts (its ARN, its tags, its account) cannot be given in the
context.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from limen.authn.caller import Caller
from limen.errors import AccessDeniedError, LimenError
from limen.gateway.audit_records import record_evaluation
from limen.gateway.authzen.decider import Decider
from limen.gateway.authzen.evaluations import (
    AuthZenError,
    Evaluations,
    Semantic,
    parse_evaluation,
    parse_evaluations,
)
from limen.gateway.authzen.searches import ACTIONS, RESOURCES, SUBJECTS, parse_search, search
from limen.gateway.callers import BadCredentialsError, find_credential_caller
from limen.policy import PolicyError
from limen.runtime.pipeline import Answer
from limen.runtime.recording import Arrival
from limen.store.interface import Reader
from limen.wire.http import HTTPRequest, HTTPResponse

EVALUATION: Final = "/access/v1/evaluation"
EVALUATIONS: Final = "/access/v1/evaluations"
METADATA: Final = "/.well-known/authzen-configuration"
SEARCHES: Final = frozenset({SUBJECTS, RESOURCES, ACTIONS})
SERVICE: Final = "limen"
ACTION: Final = "limen:EvaluateAccess"

_LOGIN_ACCOUNT: Final = re.compile(r".*-at-([0-9]{12})", re.DOTALL)
_REQUEST_ID: Final = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass(frozen=True, slots=True)
class AuthZenPoint:
    """Answers AuthZEN requests from the state that a reader provides."""

    decider: Decider

    def answer(self, request: HTTPRequest, reader: Reader, arrival: Arrival) -> Answer:
        """Answer one request; the questions are recorded for every caller."""
        named = request.header("x-request-id") or ""
        echoed = (("x-request-id", named),) if _REQUEST_ID.fullmatch(named) else ()
        if request.raw_path == METADATA:
            return Answer(_describe(request), None)
        if request.method != "POST":
            return Answer(_render(405, {"error": "the method must be POST"}, ("allow", "POST"), *echoed), None)
        asker: Caller | None = None
        try:
            asker = _find_asker(request, reader, arrival.now)
            self._require_permission(asker, reader, arrival.now)
            if request.raw_path in SEARCHES:
                content = self._answer_search(request, asker, reader, arrival.now)
            else:
                content = self._answer_evaluations(request, asker, reader, arrival.request_id, arrival.now)
        except (BadCredentialsError, AccessDeniedError, AuthZenError) as error:
            return _refuse(arrival, asker, error, echoed)
        return Answer(_render(200, content, *echoed), record_evaluation(arrival, asker))

    def _require_permission(self, asker: Caller, reader: Reader, now: datetime) -> None:
        if not self.decider.may(asker, ACTION, reader, now):
            raise AccessDeniedError(f"{asker.principal.arn} may not perform {ACTION}.")

    def _answer_search(self, request: HTTPRequest, asker: Caller, reader: Reader, now: datetime) -> object:
        """Answer a search; no part of the results is given if a policy cannot be read."""
        asked = parse_search(request.raw_path, _read_json(request))
        try:
            return search(self.decider, asked, asker.principal.account or "", reader, now)
        except PolicyError as error:
            raise AccessDeniedError(f"A policy cannot be read: {error}") from error

    def _answer_evaluations(
        self, request: HTTPRequest, asker: Caller, reader: Reader, request_id: str, now: datetime
    ) -> object:
        body = _read_json(request)
        asked = parse_evaluation(body) if request.raw_path == EVALUATION else parse_evaluations(body)
        decided = self._decide_all(asked, asker.principal.account or "", reader, request_id, now)
        return decided[0] if asked.is_single else {"evaluations": decided}

    def _decide_all(
        self, asked: Evaluations, account: str, reader: Reader, request_id: str, now: datetime
    ) -> list[dict[str, object]]:
        decided: list[dict[str, object]] = []
        for evaluation in asked.items:
            answer = self.decider.decide(evaluation, account, reader, request_id, now)
            decided.append(answer)
            is_over = (asked.semantic is Semantic.FIRST_DENY and not answer["decision"]) or (
                asked.semantic is Semantic.FIRST_PERMIT and answer["decision"]
            )
            if is_over:
                break
        return decided


def _refuse(arrival: Arrival, asker: Caller | None, error: LimenError, echoed: tuple[tuple[str, str], ...]) -> Answer:
    challenge: tuple[tuple[str, str], ...] = ()
    if isinstance(error, BadCredentialsError):
        status, code, challenge = 401, "InvalidCredentials", (("www-authenticate", 'Basic realm="Limen"'),)
    elif isinstance(error, AccessDeniedError):
        status, code = 403, "AccessDenied"
    else:
        status, code = 400, "InvalidRequest"
    response = _render(status, {"error": str(error)}, *challenge, *echoed)
    return Answer(response, record_evaluation(arrival, asker, code, str(error)))


def _find_asker(request: HTTPRequest, reader: Reader, now: datetime) -> Caller:
    values = [value for name, value in request.headers if name == "authorization"]
    scheme, _, text = values[0].partition(" ") if len(values) == 1 else ("", "", "")
    if scheme.lower() not in {"basic", "bearer"}:
        raise BadCredentialsError("A service-specific credential of the service limen is needed.")
    return find_credential_caller(SERVICE, text.strip(), reader, now=now, account_of=_account_of)


def _account_of(login: str) -> str:
    found = _LOGIN_ACCOUNT.fullmatch(login)
    return found[1] if found is not None else ""


def _read_json(request: HTTPRequest) -> bytes:
    content_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise AuthZenError("the content type must be application/json")
    return request.body


def _describe(request: HTTPRequest) -> HTTPResponse:
    """The metadata (AuthZEN 1.0, 9)."""
    base = f"{request.scheme}://{request.header('host') or ''}"
    return _render(
        200,
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}{EVALUATION}",
            "access_evaluations_endpoint": f"{base}{EVALUATIONS}",
            "search_subject_endpoint": f"{base}{SUBJECTS}",
            "search_resource_endpoint": f"{base}{RESOURCES}",
            "search_action_endpoint": f"{base}{ACTIONS}",
        },
    )


def _render(status: int, content: object, *headers: tuple[str, str]) -> HTTPResponse:
    fixed = (("content-type", "application/json"), ("cache-control", "no-store"))
    return HTTPResponse(status, (*fixed, *headers), json.dumps(content, separators=(",", ":")).encode())
