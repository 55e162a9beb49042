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
from limen.authz.decision_sequence import Inquiry
from limen.authz.entities import find_named
from limen.authz.policy_gatherer import PolicyGatherer
from limen.authz.request_context import caller_context
from limen.authz.requirement import Requirement
from limen.domain.iam.account import Account
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.domain.moments import render_moment
from limen.domain.principals import IAMUser, RoleSession, RootUser
from limen.engine.denial import denial_message
from limen.engine.model.request import Resource
from limen.errors import AccessDeniedError, LimenError
from limen.gateway.authzen.evaluations import (
    AuthZenError,
    Evaluation,
    Evaluations,
    Semantic,
    parse_evaluation,
    parse_evaluations,
)
from limen.gateway.callers import BadCredentialsError, find_credential_caller
from limen.gateway.records import record_evaluation
from limen.policy import PolicyError
from limen.policy.match.context import DERIVED, Context
from limen.runtime.pipeline import Answer
from limen.runtime.recording import Arrival
from limen.store.interface import Reader
from limen.wire.http import HTTPRequest, HTTPResponse

EVALUATION: Final = "/access/v1/evaluation"
EVALUATIONS: Final = "/access/v1/evaluations"
METADATA: Final = "/.well-known/authzen-configuration"
SERVICE: Final = "limen"
ACTION: Final = "limen:EvaluateAccess"
SESSION_NAME: Final = "authzen"

_LOGIN_ACCOUNT: Final = re.compile(r".*-at-([0-9]{12})", re.DOTALL)
_REQUEST_ID: Final = re.compile(r"[\x21-\x7e]{1,128}")
_PRINCIPAL_KEYS: Final = ("aws:principaltag/", "aws:multifactorauth", "aws:tokenissuetime", "aws:sourceidentity")


@dataclass(frozen=True, slots=True)
class AuthZenPoint:
    """Answers AuthZEN requests on the state that a reader sees."""

    gatherer: PolicyGatherer

    def answer(self, request: HTTPRequest, reader: Reader, arrival: Arrival) -> Answer:
        """Answer one request; the questions are recorded for every caller."""
        named = request.header("x-request-id") or ""
        echoed = (("x-request-id", named),) if _REQUEST_ID.fullmatch(named) else ()
        if request.raw_path == METADATA:
            return Answer(_describe(request), None)
        if request.method != "POST":
            return Answer(_render(405, {"error": "only POST"}, ("allow", "POST"), *echoed), None)
        asker: Caller | None = None
        try:
            asker = _find_asker(request, reader, arrival.now)
            self._require_permission(asker, reader, arrival.now)
            asked = _read_body(request)
        except (BadCredentialsError, AccessDeniedError, AuthZenError) as error:
            return _refuse(arrival, asker, error, echoed)
        decided = self._decide_all(asked, asker, reader, arrival.request_id, arrival.now)
        content = decided[0] if asked.is_single else {"evaluations": decided}
        return Answer(_render(200, content, *echoed), record_evaluation(arrival, asker))

    def _require_permission(self, asker: Caller, reader: Reader, now: datetime) -> None:
        question = Evaluation("", "", ACTION, "*")
        found = self._ask(asker, question, asker.principal.account or "", reader, now)
        if not found["decision"]:
            raise AccessDeniedError(f"{asker.principal.arn} may not perform {ACTION}.")

    def _decide_all(
        self, asked: Evaluations, asker: Caller, reader: Reader, request_id: str, now: datetime
    ) -> list[dict[str, object]]:
        decided: list[dict[str, object]] = []
        for evaluation in asked.items:
            answer = self._decide(evaluation, asker.principal.account or "", reader, request_id, now)
            decided.append(answer)
            is_over = (asked.semantic is Semantic.FIRST_DENY and not answer["decision"]) or (
                asked.semantic is Semantic.FIRST_PERMIT and answer["decision"]
            )
            if is_over:
                break
        return decided

    def _decide(
        self, evaluation: Evaluation, account: str, reader: Reader, request_id: str, now: datetime
    ) -> dict[str, object]:
        subject = find_subject(evaluation, account, reader)
        if subject is None:
            reason = f"There is no {evaluation.subject_type} {evaluation.subject_id} in account {account}."
            return {"decision": False, "context": {"reason": reason, "request_id": request_id}}
        answer = self._ask(subject, evaluation, account, reader, now)
        context = answer.pop("context")
        return {**answer, "context": {**(context if isinstance(context, dict) else {}), "request_id": request_id}}

    def _ask(
        self, caller: Caller, evaluation: Evaluation, account: str, reader: Reader, now: datetime
    ) -> dict[str, object]:
        """One decision, by the same inquiry as live calls."""
        requirement = Requirement(
            evaluation.action,
            Resource(evaluation.resource, _owner_of(evaluation.resource) or account),
            evaluation.resource,
        )
        try:
            context = {**_given_context(evaluation.context, now), **caller_context(caller, reader, now)}
            inquiry = Inquiry(caller.principal, (), self.gatherer.gather(caller, reader), context)
            decision = inquiry.decide(requirement)
        except (AccessDeniedError, PolicyError) as error:
            return {"decision": False, "context": {"reason": f"A policy cannot be read: {error}"}}
        if decision.is_allowed:
            return {"decision": True, "context": {}}
        denying = next((each for each in decision.matched_statements if each.is_deny), None)
        details: dict[str, object] = {
            "reason": denial_message(
                decision,
                principal_arn=caller.principal.arn,
                action=evaluation.action,
                resource_text=evaluation.resource,
            )
        }
        if denying is not None:
            details |= {"statement": denying.statement.sid or "", "policy": denying.policy.name}
        return {"decision": False, "context": details}


def find_subject(evaluation: Evaluation, account: str, reader: Reader) -> Caller | None:
    """The principal of a question, by name or ARN; `None` if it does not exist."""
    kind, name = evaluation.subject_type, evaluation.subject_id
    if name.startswith("arn:"):
        name = _name_in(name, kind, account)
    match kind:
        case "user":
            user = find_named(reader, User, account, name)
            return None if user is None else Caller(IAMUser(account, user.name, user.path, user.id, user.partition))
        case "role":
            role = find_named(reader, Role, account, name)
            if role is None:
                return None
            return Caller(RoleSession(account, role.name, SESSION_NAME, role.path, role.id, role.partition))
        case "root":
            owner = reader.find(Account, account, account) if name == account else None
            return None if owner is None else Caller(RootUser(owner.account, owner.partition))
        case _:
            return None


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


def _read_body(request: HTTPRequest) -> Evaluations:
    content_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise AuthZenError("the content type is application/json")
    return parse_evaluation(request.body) if request.raw_path == EVALUATION else parse_evaluations(request.body)


def _given_context(given: Context, now: datetime) -> dict[str, str | tuple[str, ...]]:
    """The keys that may be given: all except those that the principal determines."""
    kept = {k: v for k, v in given.items() if k not in DERIVED and not k.startswith(_PRINCIPAL_KEYS)}
    return {"aws:currenttime": render_moment(now), "aws:epochtime": str(int(now.timestamp())), **kept}


def _name_in(arn: str, kind: str, account: str) -> str:
    """The name in the ARN of a user or role of this account; empty for any other, which no principal has."""
    parts = arn.split(":", 5)
    is_own = len(parts) == 6 and parts[2] == "iam" and parts[4] == account
    if not is_own:
        return ""
    if kind == "root":
        return account if parts[5] == "root" else ""
    return parts[5].rpartition("/")[2] if parts[5].startswith(f"{kind}/") else ""


def _owner_of(arn: str) -> str:
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 else ""


def _describe(request: HTTPRequest) -> HTTPResponse:
    """The metadata; search endpoints are not offered, and so not named."""
    base = f"{request.scheme}://{request.header('host') or ''}"
    return _render(
        200,
        {
            "policy_decision_point": base,
            "access_evaluation_endpoint": f"{base}{EVALUATION}",
            "access_evaluations_endpoint": f"{base}{EVALUATIONS}",
        },
    )


def _render(status: int, content: object, *headers: tuple[str, str]) -> HTTPResponse:
    fixed = (("content-type", "application/json"), ("cache-control", "no-store"))
    return HTTPResponse(status, (*fixed, *headers), json.dumps(content, separators=(",", ":")).encode())
