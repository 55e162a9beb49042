"""`/signin` for people on their way to a protected site: forms that need no script (docs/gate.md).

`GET /signin?site=...&state=...&return=...` shows the form, or redirects at once if the browser is already signed in.
`POST /signin` takes the password and, in a second step, the code of an MFA device. From here a browser is redirected
only to sites of the route table, with a one-time code; the return address is always a path of that site.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import parse_qsl, quote

from limen.authn.sign_ins import end_session
from limen.domain.browser_sessions import BrowserSession
from limen.domain.iam.account import Account
from limen.gateway.audit_records import record_session
from limen.gateway.cookies import SESSION, find_cookie, set_cookie
from limen.gateway.hand_over import SESSION_PATH, is_own_form, safe_return
from limen.gateway.pages import redirect, render_page
from limen.gateway.request_questions import RefusedRequestError
from limen.gateway.table import CallerKind, Origin, Site, Table
from limen.operations.environment import Environment
from limen.runtime.recording import Arrival
from limen.signin.browser_sessions import begin_session, find_session, get_caller, hand_over
from limen.signin.faults import CodeRequiredError, SignInError, ThrottledError
from limen.signin.password_proofs import PROOF_LIFE, PasswordProof, open_proof, seal_proof
from limen.signin.refresh_tokens import SignIn
from limen.signin.token_endpoint import finish_sign_in, sign_in
from limen.signin.token_grants import CodeGrant, PasswordGrant, parse_password_grant
from limen.store.interface import Store, Transaction
from limen.wire.http import FORM_TYPE, HTTPRequest, HTTPResponse

MAX_FORM_BYTES: Final = 16_384
MAX_FIELDS: Final = 16

_STATE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Destination:
    """The site that a browser comes from and returns to."""

    site: Site
    state: str
    return_to: str

    @property
    def state_digest(self) -> bytes:
        """The digest of the secret that the browser keeps for the site."""
        return urlsafe_b64decode(f"{self.state}=")


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Answers `/signin`; `origin` is Limen's own address."""

    store: Store
    environment: Environment
    origin: Origin

    def show(self, request: HTTPRequest, table: Table, arrival: Arrival) -> HTTPResponse:
        """The form, or a redirect for a browser that is signed in."""
        destination = find_destination(_read_fields(request.raw_query), table)
        session = find_session(
            self.store.latest(), find_cookie(request, self.origin, SESSION), now=arrival.now, site=""
        )
        if session is None:
            return self._render(destination, {"account": self._name_account(destination.site)})
        with self.store.begin(now=arrival.now) as tx:
            present = tx.find(BrowserSession, session.account, session.id)
            code = self._hand_over(tx, present, destination, arrival) if present is not None else ""
        return _lead_on(destination, code) if code else self._render(destination, {})

    def take(self, request: HTTPRequest, table: Table, arrival: Arrival) -> HTTPResponse:
        """Process a submitted form."""
        if not is_own_form(request, self.origin):
            raise RefusedRequestError("Another website has sent this form.")
        fields = read_form(request)
        destination = find_destination(fields, table)
        try:
            accepted = self._sign_in(request, fields, arrival)
        except CodeRequiredError as fault:
            return self._ask_for_code(destination, fault, arrival.now)
        except SignInError as fault:
            return self._render(destination, fields, fault)
        return self._let_in(request, accepted, destination, arrival)

    def _sign_in(self, request: HTTPRequest, fields: Mapping[str, str], arrival: Arrival) -> SignIn:
        now, request_id = arrival.now, arrival.request_id
        new_password = fields.get("new_password") or None
        if "proof" in fields:
            proof = open_proof(self.environment.vault, fields["proof"], now=now)
            given = CodeGrant(proof, fields.get("code", "").replace(" ", ""), new_password)
            return finish_sign_in(request, given, self.store, self.environment, now=now, request_id=request_id)
        grant = _make_grant(fields, new_password)
        return sign_in(request, grant, self.store, self.environment, now=now, request_id=request_id)

    def _let_in(
        self, request: HTTPRequest, accepted: SignIn, destination: Destination, arrival: Arrival
    ) -> HTTPResponse:
        """Begin a session at Limen, in place of the browser's former one, and redirect to the site."""
        with self.store.begin(now=arrival.now) as tx:
            former = find_session(tx, find_cookie(request, self.origin, SESSION), now=arrival.now)
            if former is not None:
                end_session(tx, former)
            session, token = begin_session(
                tx,
                accepted,
                entropy=self.environment.entropy,
                now=arrival.now,
                user_agent=request.header("user-agent") or "",
                source_ip=request.peer,
            )
            code = self._hand_over(tx, session, destination, arrival)
        return _lead_on(destination, code, set_cookie(self.origin, SESSION, token))

    def _hand_over(self, tx: Transaction, session: BrowserSession, destination: Destination, arrival: Arrival) -> str:
        site = str(destination.site.origin)
        code = hand_over(
            tx,
            session,
            site=site,
            return_to=destination.return_to,
            state_digest=destination.state_digest,
            entropy=self.environment.entropy,
            now=arrival.now,
        )
        tx.commit(record_session(arrival, "HandOverSession", get_caller(tx, session), site))
        return code

    def _ask_for_code(self, destination: Destination, fault: CodeRequiredError, now: datetime) -> HTTPResponse:
        proof = PasswordProof(fault.account, fault.principal_id, fault.password_changed, now + PROOF_LIFE)
        return self._render(destination, {"proof": seal_proof(self.environment.vault, proof)})

    def _render(
        self, destination: Destination, fields: Mapping[str, str], fault: SignInError | None = None
    ) -> HTTPResponse:
        said = f'<p class="error" role="alert">{escape(fault.message)}</p>' if fault is not None else ""
        body = (
            f"<p>to open {escape(str(destination.site.origin))}</p>{said}"
            f'<form method="post" action="/signin">{_render_inputs(destination, fields, fault)}'
            "<button>Sign in</button></form>"
        )
        status = fault.status if fault is not None else 200
        headers = (("retry-after", str(fault.seconds)),) if isinstance(fault, ThrottledError) else ()
        return render_page(status, "Sign in", body, *headers, form_targets=(str(destination.site.origin),))

    def _name_account(self, site: Site) -> str:
        account = self.store.latest().find(Account, site.account, site.account)
        return (account.alias if account is not None else "") or site.account


def find_destination(fields: Mapping[str, str], table: Table) -> Destination:
    """The site and page that the browser wants to reach; raises `RefusedRequestError` for any other place."""
    site = next((each for each in table.sites if str(each.origin) == fields.get("site")), None)
    if site is None or CallerKind.SESSION not in site.callers:
        raise RefusedRequestError("This sign-in does not come from a site that Limen protects.", 400)
    state = fields.get("state", "")
    if not _STATE.fullmatch(state):
        raise RefusedRequestError("This sign-in is not complete. Open the site again.", 400)
    return Destination(site, state, safe_return(fields.get("return", "/")))


def read_form(request: HTTPRequest) -> dict[str, str]:
    """The fields of a form; raises `RefusedRequestError`."""
    content_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if content_type != FORM_TYPE or len(request.body) > MAX_FORM_BYTES:
        raise RefusedRequestError("This is not the form of this page.", 400)
    return _read_fields(request.body.decode("latin-1"))


def _read_fields(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError:
        raise RefusedRequestError("The form cannot be read.", 400) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise RefusedRequestError("A field of the form is given twice.", 400)
    return fields


def _render_inputs(destination: Destination, fields: Mapping[str, str], fault: SignInError | None) -> str:
    """The fields of the step that follows `fields` and `fault`; no password is ever written into a page."""
    hidden = {"site": str(destination.site.origin), "state": destination.state, "return": destination.return_to}
    is_second_step = "proof" in fields and (fault is None or fault.error != "TOKEN_EXPIRED")
    inputs = [f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in hidden.items()]
    if is_second_step:
        inputs.append(f'<input type="hidden" name="proof" value="{escape(fields["proof"])}">')
        inputs.append(_field("code", "Code of your MFA device", "", "text", "one-time-code", is_first=True))
    else:
        account, user = fields.get("account", ""), fields.get("user", "")
        inputs.append(_field("account", "Account (empty for the root user)", account, "text", "organization"))
        label = "User name, or e-mail address of the root user"
        inputs.append(_field("user", label, user, "text", "username", is_first=True))
        inputs.append(_field("password", "Password", "", "password", "current-password"))
    if fault is not None and fault.error in {"PASSWORD_CHANGE_REQUIRED", "PASSWORD_REFUSED"}:
        inputs.append(_field("new_password", "New password", "", "password", "new-password"))
    return "".join(inputs)


def _make_grant(fields: Mapping[str, str], new_password: str | None) -> PasswordGrant:
    account, user = fields.get("account", "").strip(), fields.get("user", "").strip()
    members = {"account": account, "userName": user} if account else {"email": user}
    given = {**members, "password": fields.get("password", "")}
    if new_password is not None:
        given["newPassword"] = new_password
    return parse_password_grant(given)


def _lead_on(destination: Destination, code: str, *headers: tuple[str, str]) -> HTTPResponse:
    return redirect(f"{destination.site.origin}{SESSION_PATH}?code={quote(code)}", *headers)


def _field(name: str, label: str, value: str, kind: str, completion: str, *, is_first: bool = False) -> str:
    focus = " autofocus" if is_first else ""
    return (
        f'<label>{escape(label)}<input type="{kind}" name="{name}" value="{escape(value)}" '
        f'autocomplete="{completion}" autocapitalize="none" spellcheck="false"{focus}></label>'
    )
