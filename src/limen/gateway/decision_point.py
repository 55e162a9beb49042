"""`/forward-auth`: a proxy asks whether to let a request through (docs/gate.md).

The order is fixed: the meaning of the request, its sender, the sender's policies. Unmapped and ambiguous requests are
refused for every sender. Public requests are let through without identifying the sender.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from limen.gateway import proxy_answers
from limen.gateway.audit_records import record_decision, record_refusal
from limen.gateway.callers import BadCredentialsError, Keys, SiteCaller, find_site_caller
from limen.gateway.folder import SiteFolder
from limen.gateway.forwarded import Asked, Manner
from limen.gateway.request_questions import Question, RefusedRequestError, UnmappedRequestError, find_questions
from limen.gateway.request_verdict import Gatherer, Verdict, decide
from limen.gateway.table import Origin
from limen.runtime.pipeline import Answer
from limen.runtime.recording import Arrival
from limen.store.interface import Reader
from limen.wire.http import HTTPResponse

STATE_BYTES: Final = 32

SIGN_IN: Final = "Sign in to use this."


@dataclass(frozen=True, slots=True)
class Found:
    """What is known about a request before the answer is rendered; `verdict` is there if a decision was made."""

    questions: tuple[Question, ...] = ()
    caller: SiteCaller | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """Decides guarded requests on the state that a reader provides."""

    gatherer: Gatherer
    keys: Keys
    entropy: Callable[[int], bytes]

    def answer(self, asked: Asked, reader: Reader, arrival: Arrival, sign_in: Origin | None) -> Answer:
        """The answer for the proxy, and the record that must be durable before the answer is sent."""
        request, request_id = asked.request, arrival.request_id
        try:
            found = self.find(asked, reader, arrival.now)
        except RefusedRequestError as error:
            code = "UnmappedRequest" if isinstance(error, UnmappedRequestError) else "InvalidRequest"
            record = record_refusal(arrival, request, asked.site.account, code, error.message)
            # nginx treats any other refusal as a failure of the gate, and shows no reason.
            status = 403 if asked.manner is Manner.NGINX else error.status
            outcome = "unmapped" if isinstance(error, UnmappedRequestError) else "invalid"
            return Answer(proxy_answers.reject(request, status, error.message, request_id), record, outcome=outcome)
        except BadCredentialsError as error:
            record = record_refusal(arrival, request, asked.site.account, "InvalidCredentials", str(error))
            response = self._ask_to_sign_in(asked, sign_in, request_id, str(error))
            return Answer(response, record, outcome="bad_credentials")
        if not found.questions:
            return Answer(proxy_answers.allow(asked.site, {}, request_id), None, outcome="public")
        if found.caller is None or found.verdict is None:
            return Answer(self._ask_to_sign_in(asked, sign_in, request_id, SIGN_IN), None, outcome="sign_in")
        record = record_decision(arrival, request, found.questions, found.verdict, found.caller.caller)
        outcome = "allowed" if found.verdict.is_allowed else "denied"
        return Answer(self._render(asked, found.caller, found.verdict, reader, arrival), record, outcome=outcome)

    def show_refusal(
        self, asked: Asked, reader: Reader, arrival: Arrival, sign_in: Origin | None, request_id: str
    ) -> HTTPResponse:
        """The page for a request that was refused a moment ago under `request_id`; the decision is made again."""
        try:
            found = self.find(asked, reader, arrival.now)
        except RefusedRequestError as error:
            return proxy_answers.reject(asked.request, error.status, error.message, request_id)
        except BadCredentialsError as error:
            return self._ask_to_sign_in(asked, sign_in, request_id, str(error))
        if found.caller is None or found.verdict is None:
            return self._ask_to_sign_in(asked, sign_in, request_id, SIGN_IN)
        if found.verdict.is_allowed:
            return proxy_answers.reject(
                asked.request, 403, "This was refused a moment ago. Please try again.", request_id
            )
        return proxy_answers.refuse(asked, found.verdict, request_id, found.caller.caller)

    def find(self, asked: Asked, reader: Reader, now: datetime) -> Found:
        """The meaning of the request, its sender, and the decision; raises the error of an earlier refusal."""
        site, request = asked.site, asked.request
        folder = SiteFolder(site.root, site.case) if site.root is not None else None
        questions = find_questions(site, request, folder)
        if not questions:
            return Found()
        caller = find_site_caller(site, request, reader, keys=self.keys, now=now)
        if caller is None:
            return Found(questions)
        verdict = decide(site, request, questions, caller.caller, reader, gatherer=self.gatherer, now=now)
        return Found(questions, caller, verdict)

    def _render(
        self, asked: Asked, caller: SiteCaller, verdict: Verdict, reader: Reader, arrival: Arrival
    ) -> HTTPResponse:
        if not verdict.is_allowed:
            return proxy_answers.refuse(asked, verdict, arrival.request_id, caller.caller)
        facts = proxy_answers.find_facts(asked.site, caller.caller, verdict.context, reader)
        return proxy_answers.allow(asked.site, facts, arrival.request_id)

    def _ask_to_sign_in(self, asked: Asked, sign_in: Origin | None, request_id: str, message: str) -> HTTPResponse:
        return proxy_answers.ask_to_sign_in(asked, sign_in, self.entropy(STATE_BYTES).hex(), request_id, message)
