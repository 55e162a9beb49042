"""`/.limen/*`, on the host of a protected site: a one-time code begins a session there, and sign-out ends it.

The cookie that replaces a code belongs to that host alone. The code is valid once, for a minute, at that site and in
the browser that was sent to sign in. A link with another person's code creates no session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from limen.authn.sign_ins import end_session
from limen.domain.browser_sessions import BrowserSession
from limen.gateway.audit_records import record_refusal, record_session
from limen.gateway.cookies import SESSION, STATE, drop_cookie, find_cookie, set_cookie
from limen.gateway.pages import redirect, render_page
from limen.gateway.paths import OWN_PATHS, AmbiguousPathError, parse_target
from limen.gateway.table import Origin, Site
from limen.runtime.recording import Arrival
from limen.signin.browser_sessions import SiteSession, find_session, get_caller, is_code, redeem
from limen.store.interface import Store
from limen.wire.http import HTTPRequest, HTTPResponse

SESSION_PATH: Final = f"{OWN_PATHS}session"
SIGN_OUT_PATH: Final = f"{OWN_PATHS}sign-out"
REFUSED_PATH: Final = f"{OWN_PATHS}refused"

_CODE: Final = "code="
_STALE: Final = (
    "<p>The link has been used already, is too old, or belongs to another browser.</p>"
    '<p><a href="/">Open the site again</a></p>'
)
_SIGNED_OUT: Final = (
    '<p>Limen and all sites that you opened with it have forgotten you.</p><p><a href="/">Open the site</a></p>'
)
SIGN_OUT_FORM: Final = f'<form method="post" action="{SIGN_OUT_PATH}"><button>Sign out</button></form>'


@dataclass(frozen=True, slots=True)
class HandOverPoint:
    """Begins and ends sessions at sites."""

    store: Store
    entropy: Callable[[int], bytes]

    def begin(self, site: Site, request: HTTPRequest, arrival: Arrival) -> HTTPResponse:
        """Turn a code into a session and redirect to the page that was requested."""
        if request.method != "GET":
            return _only("GET")
        code = request.raw_query.removeprefix(_CODE) if request.raw_query.startswith(_CODE) else ""
        state = find_cookie(request, site.origin, STATE)
        is_good = bool(state) and is_code(self.store.latest(), code)
        made = self._redeem(site, code, state, arrival) if is_good else None
        if made is None:
            return render_page(400, "Please open the site again", _STALE)
        cookies = (set_cookie(site.origin, SESSION, made.token), drop_cookie(site.origin, STATE))
        return redirect(safe_return(made.return_to), *cookies)

    def end(self, site: Site, request: HTTPRequest, arrival: Arrival) -> HTTPResponse:
        """End the session at this site and at Limen, and with it those at all other sites."""
        if request.method in {"GET", "HEAD"}:
            return render_page(200, "Sign out", SIGN_OUT_FORM)
        if request.method != "POST":
            return _only("GET, POST")
        if not is_own_form(request, site.origin):
            return render_page(403, "This request is refused", "<p>Another website has sent this form.</p>")
        self._end(site.origin, find_cookie(request, site.origin, SESSION), arrival)
        return render_page(200, "You are signed out", _SIGNED_OUT, drop_cookie(site.origin, SESSION))

    def _redeem(self, site: Site, code: str, state: str, arrival: Arrival) -> SiteSession | None:
        """Consume the code, even if no session is created: a code used in the wrong place must not work again."""
        with self.store.begin(now=arrival.now) as tx:
            origin = str(site.origin)
            made = redeem(tx, code, site=origin, state=state, entropy=self.entropy, now=arrival.now)
            if made is None:
                record = record_refusal(arrival, arrival.request, site.account, "InvalidCode", "The code is not valid.")
            else:
                record = record_session(arrival, "BeginSession", get_caller(tx, made.session), origin)
            tx.commit(record)
        return made

    def _end(self, origin: Origin, token: str, arrival: Arrival) -> None:
        with self.store.begin(now=arrival.now) as tx:
            session = find_session(tx, token, now=arrival.now, site=str(origin))
            if session is None:
                return
            parent = tx.find(BrowserSession, session.account, session.parent_id)
            record = record_session(arrival, "EndSiteSession", get_caller(tx, session), str(origin))
            end_session(tx, parent if parent is not None else session)
            tx.commit(record)


def is_own_form(request: HTTPRequest, origin: Origin) -> bool:
    """Whether a form was sent from a page of the same origin.

    Browsers say so in `Sec-Fetch-Site`. Over plain HTTP, and in older browsers, only `Origin` is available.
    """
    fetch_site = request.header("sec-fetch-site")
    return request.header("origin") == str(origin) if fetch_site is None else fetch_site == "same-origin"


def safe_return(target: str) -> str:
    """A path of the same site, `/` for anything that could lead elsewhere."""
    try:
        parse_target(target)
    except AmbiguousPathError:
        return "/"
    return target


def _only(methods: str) -> HTTPResponse:
    return render_page(405, "This request is refused", f"<p>Only {methods}.</p>", ("allow", methods))
