"""The gate's entry point: selects the part that answers a request, and turns every failure into a refusal.

Every exception is caught here: a request is let through only if a decision allowed it. If the database does not answer,
the code has a defect, or the table does not contain the host, it is refused.
"""

import logging
import traceback
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from limen.authz.policy_gatherer import PolicyGatherer
from limen.config.settings import Settings
from limen.errors import ServiceUnavailableError
from limen.gateway import proxy_answers
from limen.gateway.audit_records import make_arrival
from limen.gateway.authzen.decider import Decider
from limen.gateway.authzen.point import EVALUATION, EVALUATIONS, METADATA, SEARCHES, AuthZenPoint
from limen.gateway.callers import Keys
from limen.gateway.decision_point import DecisionPoint
from limen.gateway.forwarded import (
    ENVOY_PREFIX,
    FORWARD_AUTH,
    FORWARDED_HEADERS,
    NGINX_HEADERS,
    REQUEST_ID,
    Manner,
    find_client,
    find_site,
    read_asked,
)
from limen.gateway.hand_over import REFUSED_PATH, SESSION_PATH, SIGN_OUT_PATH, HandOverPoint
from limen.gateway.paths import OWN_PATHS
from limen.gateway.request_questions import RefusedRequestError, UnmappedRequestError
from limen.gateway.sign_in_page import SignInPage
from limen.gateway.table import Origin, Table
from limen.gateway.table_file import TableFile
from limen.operations.environment import Environment
from limen.runtime.composition import Composition
from limen.runtime.guest import Work
from limen.runtime.pipeline import Answer
from limen.runtime.recording import Arrival
from limen.store.interface import Store
from limen.wire.http import HTTPRequest, HTTPResponse

SIGN_IN_PATH: Final = proxy_answers.SIGN_IN_PATH

_SLOW_METHODS: Final = frozenset({"DELETE", "MOVE", "COPY", "LOCK", "PROPFIND"})
"""Methods whose requests may list a folder."""

_AUTHZEN_PATHS: Final = frozenset({EVALUATION, EVALUATIONS, METADATA, *SEARCHES})

_UNTRUSTED: Final = "This address may not request decisions. Add it to proxies in the route table."
_WRONG_HOST: Final = "Limen's sign-in page has another address."

_log = logging.getLogger(__name__)


class Gate:
    """All parts of the gate, for one process. Thread-safe."""

    __slots__ = ("_decisions", "_environment", "_hand_over", "_store", "_tables")

    def __init__(self, store: Store, environment: Environment, tables: TableFile) -> None:
        """Create the parts."""
        self._store = store
        self._environment = environment
        self._tables = tables
        self._decisions = DecisionPoint(
            PolicyGatherer(), Keys(environment.vault, environment.tokens), environment.entropy
        )
        self._hand_over = HandOverPoint(store, environment.entropy)

    def claims(self, request: HTTPRequest) -> bool:
        """Whether a request is for the gate, and not for another part of the server."""
        return self.is_from_proxy(request) or _is_sign_in(request)

    def is_from_proxy(self, request: HTTPRequest) -> bool:
        """Whether a proxy sends the request, so that the proxy's own address counts, not the client's."""
        path = request.raw_path
        return path == FORWARD_AUTH or path.startswith((f"{ENVOY_PREFIX}/", OWN_PATHS))

    def weigh(self, request: HTTPRequest) -> Work:
        """The cost of a request."""
        if _is_sign_in(request):
            return Work.HASHING if request.method == "POST" else Work.WRITING
        if request.raw_path in {SESSION_PATH, SIGN_OUT_PATH}:
            return Work.WRITING
        methods = {value for name, value in request.headers if name in (NGINX_HEADERS[0], FORWARDED_HEADERS[0])}
        return Work.READING if _SLOW_METHODS & {request.method, *methods} else Work.QUICK

    def answer(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer one request; never raises."""
        arrival = make_arrival(request, now, self._environment.entropy(32))
        try:
            return self._answer(request, arrival)
        except RefusedRequestError as error:
            response = proxy_answers.reject(request, error.status, error.message, arrival.request_id)
            outcome = "unmapped" if isinstance(error, UnmappedRequestError) else "invalid"
            return Answer(response, None, outcome=outcome if self.is_from_proxy(request) else "")
        except Exception as error:
            response = _fail(request, arrival.request_id, error)
            return Answer(response, None, outcome="failed" if self.is_from_proxy(request) else "")

    def render_failure(self, request: HTTPRequest, now: datetime) -> HTTPResponse:
        """The answer if no other one can be given."""
        return proxy_answers.fail(request, make_arrival(request, now, self._environment.entropy(32)).request_id)

    def _answer(self, request: HTTPRequest, arrival: Arrival) -> Answer:
        table = self._tables.current()
        if _is_sign_in(request):
            return Answer(self._sign_in(request, table, arrival), None)
        if not table.trusts(request.peer):
            raise RefusedRequestError(_UNTRUSTED)
        if request.raw_path.startswith(OWN_PATHS):
            return Answer(self._on_site(request, table, arrival), None)
        asked = read_asked(request, table)
        return self._decisions.answer(asked, self._store.latest(), arrival, table.sign_in)

    def _on_site(self, request: HTTPRequest, table: Table, arrival: Arrival) -> HTTPResponse:
        """`/.limen/*`, which a proxy passes on from a protected host."""
        site = find_site(request, table)
        if request.raw_path == REFUSED_PATH:
            return self._show_refusal(request, table, arrival)
        client = HTTPRequest(
            request.method,
            request.raw_path,
            request.raw_query,
            request.headers,
            request.body,
            find_client(request, table),
            site.origin.scheme,
        )
        at_site = Arrival(client, arrival.now, arrival.request_id, arrival.event_id)
        if request.raw_path == SESSION_PATH:
            return self._hand_over.begin(site, client, at_site)
        if request.raw_path == SIGN_OUT_PATH:
            return self._hand_over.end(site, client, at_site)
        return proxy_answers.reject(request, 404, "There is no such page.", arrival.request_id)

    def _show_refusal(self, request: HTTPRequest, table: Table, arrival: Arrival) -> HTTPResponse:
        """The page that nginx shows instead of its own error page; it names the decision that refused the request."""
        asked = replace(read_asked(request, table), manner=Manner.PASSED_ON)
        named = request.header(REQUEST_ID) or ""
        request_id = named if proxy_answers.is_request_id(named) else arrival.request_id
        return self._decisions.show_refusal(asked, self._store.latest(), arrival, table.sign_in, request_id)

    def _sign_in(self, request: HTTPRequest, table: Table, arrival: Arrival) -> HTTPResponse:
        origin = table.sign_in
        if origin is None or not _is_for(request, origin):
            raise RefusedRequestError(_WRONG_HOST, 400)
        page = SignInPage(self._store, self._environment, origin)
        return page.take(request, table, arrival) if request.method == "POST" else page.show(request, table, arrival)


def _is_sign_in(request: HTTPRequest) -> bool:
    """Whether the sign-in is for a site; the console uses the same path for other sign-ins."""
    if request.raw_path != SIGN_IN_PATH:
        return False
    return request.method == "POST" or (request.method == "GET" and "site=" in request.raw_query)


def _is_for(request: HTTPRequest, origin: Origin) -> bool:
    """Whether the browser used this server's own address; a name that somebody else points here does not count."""
    return request.header("host") == origin.authority


class Parts:
    """The gate, if there is a route table, and the AuthZEN endpoints, which need none."""

    __slots__ = ("_authzen", "_environment", "_gate", "_store")

    def __init__(self, store: Store, environment: Environment, gate: Gate | None) -> None:
        """Create the parts."""
        self._store = store
        self._environment = environment
        self._gate = gate
        self._authzen = AuthZenPoint(Decider(PolicyGatherer()))

    def claims(self, request: HTTPRequest) -> bool:
        """Whether a request is for one of the parts."""
        return request.raw_path in _AUTHZEN_PATHS or (self._gate is not None and self._gate.claims(request))

    def is_from_proxy(self, request: HTTPRequest) -> bool:
        """Whether a proxy asks about a client's request."""
        return self._gate is not None and self._gate.is_from_proxy(request)

    def weigh(self, request: HTTPRequest) -> Work:
        """The cost of a request."""
        if self._gate is None or request.raw_path in _AUTHZEN_PATHS:
            return Work.QUICK if request.raw_path in {EVALUATION, METADATA} else Work.READING
        return self._gate.weigh(request)

    def answer(self, request: HTTPRequest, now: datetime) -> Answer:
        """Answer one request; never raises."""
        if self._gate is not None and request.raw_path not in _AUTHZEN_PATHS:
            return self._gate.answer(request, now)
        arrival = make_arrival(request, now, self._environment.entropy(32))
        try:
            return self._authzen.answer(request, self._store.latest(), arrival)
        except Exception as error:
            return Answer(_fail(request, arrival.request_id, error), None)

    def render_failure(self, request: HTTPRequest, now: datetime) -> HTTPResponse:
        """The answer if no other one can be given."""
        return proxy_answers.fail(request, make_arrival(request, now, self._environment.entropy(32)).request_id)


def make_gate(composition: Composition, settings: Settings) -> Parts:
    """The gateway's part of the server of one process; raises `FileError` for a malformed route table."""
    store, environment = composition.store, composition.environment
    gate = Gate(store, environment, TableFile(Path(settings.gate).expanduser())) if settings.gate else None
    return Parts(store, environment, gate)


def _fail(request: HTTPRequest, request_id: str, error: Exception) -> HTTPResponse:
    """Refuse, and log an unexpected error by its type and position; its text may quote secrets."""
    if isinstance(error, ServiceUnavailableError):
        _log.warning("request %s cannot be decided: %s", request_id, error.message)
    else:
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("request %s failed: %s\n%s", request_id, type(error).__qualname__, frames)
    return proxy_answers.fail(request, request_id)
