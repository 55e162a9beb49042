"""Answers to a proxy: allowed, with the caller's identity; sign in; refused, with the reason; or undecidable now.

People get a page, programs get JSON. Every answer that lets a request through sets every identity header of the site,
empty if there is nothing to send, so that no value from the client reaches the program.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from limen.authn.caller import Caller
from limen.domain.principals import IAMUser, RootUser
from limen.gateway.cookies import STATE, STATE_SECONDS, set_cookie
from limen.gateway.forwarded import REQUEST_ID, Asked, Manner
from limen.gateway.hand_over import SIGN_OUT_FORM
from limen.gateway.pages import FIXED_HEADERS, redirect, render_facts, render_page
from limen.gateway.request_verdict import Verdict, find_groups
from limen.gateway.table import CallerKind, Origin, Site
from limen.signin.browser_sessions import digest_of_state
from limen.store.interface import Reader
from limen.wire.http import HTTPRequest, HTTPResponse

SIGN_IN_PATH: Final = "/signin"
RETRY_SECONDS: Final = 5

_REQUEST_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAVIGATION: Final = frozenset({"navigate", None})
_PAGE_METHODS: Final = frozenset({"GET", "HEAD"})


def allow(site: Site, facts: Mapping[str, str], request_id: str) -> HTTPResponse:
    """Let the request through; `facts` describe the caller and are empty for public routes."""
    headers = tuple((name, facts.get(fact, "")) for name, fact in site.identity_headers.items())
    return HTTPResponse(200, (*headers, (REQUEST_ID, request_id), ("cache-control", "no-store")), b"")


def find_facts(site: Site, caller: Caller, context: Mapping[str, object], reader: Reader) -> dict[str, str]:
    """The values for a site's identity headers, encoded; tags are among the caller's condition keys."""
    principal = caller.principal
    facts = {"user": _encode(_name(caller)), "arn": _encode(principal.arn), "account": principal.account or ""}
    wanted = set(site.identity_headers.values())
    if "groups" in wanted:
        facts["groups"] = ",".join(map(_encode_item, find_groups(reader, caller)))
    for fact in wanted:
        if fact.startswith("tag/"):
            value = context.get(f"aws:principaltag/{fact[4:].lower()}", "")
            facts[fact] = _encode(value) if isinstance(value, str) else ""
    return facts


def ask_to_sign_in(asked: Asked, sign_in: Origin | None, state: str, request_id: str, message: str) -> HTTPResponse:
    """Redirect a browser to the sign-in page; send a program the challenges by which it can authenticate."""
    has_page = sign_in is not None and CallerKind.SESSION in asked.site.callers
    if has_page and asked.manner is Manner.PASSED_ON and is_navigation(asked.request):
        return lead_to_sign_in(asked, sign_in, state)
    challenges = tuple(("www-authenticate", text) for text in _challenges(asked))
    return _render_json(401, "SignInRequired", message, request_id, *challenges)


def lead_to_sign_in(asked: Asked, sign_in: Origin | None, state: str) -> HTTPResponse:
    """Redirect to Limen's page, with the return address; the browser keeps `state`, whose digest is sent."""
    request = asked.request
    back = request.raw_path + (f"?{request.raw_query}" if request.raw_query else "")
    query = urlencode(
        {
            "site": str(asked.site.origin),
            "state": urlsafe_b64encode(digest_of_state(state)).decode().rstrip("="),
            "return": back,
        }
    )
    cookie = set_cookie(asked.site.origin, STATE, state, max_age_seconds=STATE_SECONDS)
    return redirect(f"{sign_in}{SIGN_IN_PATH}?{query}", cookie, status=302)


def refuse(asked: Asked, verdict: Verdict, request_id: str, caller: Caller | None) -> HTTPResponse:
    """Refuse with the reason: statement and policy, and the id by which the owner finds the decision."""
    message = verdict.message
    if not wants_page(asked.request):
        return _render_json(
            403, "AccessDenied", message, request_id, statement=verdict.statement, policy=verdict.policy
        )
    question = verdict.question
    facts = render_facts(
        (
            ("Signed in as", _name(caller) if caller is not None else ""),
            ("Action", question.action if question is not None else ""),
            ("Resource", question.resource if question is not None else ""),
            ("Refused by", f"statement {verdict.statement}" if verdict.statement else ""),
            ("Policy", verdict.policy),
            ("Reason", message),
            ("Request id", request_id),
        )
    )
    advice = "<p><small>If you need this, give the owner of this site the request id.</small></p>"
    sign_out = SIGN_OUT_FORM if caller else ""
    return render_page(403, "You may not do this", facts + advice + sign_out, (REQUEST_ID, request_id))


def reject(request: HTTPRequest, status: int, message: str, request_id: str) -> HTTPResponse:
    """Refuse a request that cannot be decided: unmapped, ambiguous, or from an untrusted proxy."""
    code = "InvalidRequest" if status == 400 else "AccessDenied"
    if not wants_page(request):
        return _render_json(status, code, message, request_id)
    body = render_facts((("Reason", message), ("Request id", request_id)))
    return render_page(status, "This request is refused", body, (REQUEST_ID, request_id))


def fail(request: HTTPRequest, request_id: str) -> HTTPResponse:
    """Refuse because nothing can be decided right now."""
    message = "Access cannot be decided right now. Please try again."
    retry = ("retry-after", str(RETRY_SECONDS))
    if not wants_page(request):
        return _render_json(503, "ServiceUnavailable", message, request_id, retry)
    body = render_facts((("Reason", message), ("Request id", request_id)))
    return render_page(503, "Not available", body, (REQUEST_ID, request_id), retry)


def is_navigation(request: HTTPRequest) -> bool:
    """Whether a person has opened an address; a redirect does not help scripts and programs."""
    is_opened = request.method in _PAGE_METHODS and request.header("sec-fetch-mode") in _NAVIGATION
    return is_opened and wants_page(request)


def is_request_id(text: str) -> bool:
    """Whether a text has the form of a request id, and so may be shown."""
    return _REQUEST_ID.fullmatch(text) is not None


def wants_page(request: HTTPRequest) -> bool:
    """Whether the client reads HTML."""
    return "text/html" in (request.header("accept") or "")


def _challenges(asked: Asked) -> tuple[str, ...]:
    """Whether to send a challenge: not to scripts in pages, for which browsers would open a password dialog."""
    if asked.request.header("sec-fetch-mode") is not None:
        return ('Limen realm="Limen"',)
    site = asked.site
    found = []
    if CallerKind.BASIC in site.callers:
        found.append(f'Basic realm="{site.origin.host}", charset="UTF-8"')
    if CallerKind.BEARER in site.callers:
        found.append(f'Bearer realm="{site.origin.host}"')
    return tuple(found) or ('Limen realm="Limen"',)


def _name(caller: Caller) -> str:
    principal = caller.principal
    if isinstance(principal, IAMUser):
        return principal.name
    return "root" if isinstance(principal, RootUser) else principal.arn.rpartition("/")[2]


def _encode(value: str) -> str:
    """Header values are ASCII: anything else is percent-encoded, and so is the percent sign."""
    return quote(value, safe=" !\"#$&'()*+,/:;<=>?@[\\]^`{|}~")


def _encode_item(value: str) -> str:
    """Like `_encode`, for a list: a group may have a comma in its name, and must not count as two groups."""
    return _encode(value).replace(",", "%2C")


def _render_json(
    status: int, code: str, message: str, request_id: str, *headers: tuple[str, str], **more: str
) -> HTTPResponse:
    content = {"code": code, "message": message, "requestId": request_id, **{k: v for k, v in more.items() if v}}
    fixed = (("content-type", "application/json"), *FIXED_HEADERS, (REQUEST_ID, request_id))
    return HTTPResponse(status, (*fixed, *headers), json.dumps(content).encode())
