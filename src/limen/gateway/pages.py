"""The gate's own pages: plain HTML without scripts, with one style sheet, and nothing loaded from elsewhere.

The caller of `render_page` must escape every text in the body that comes from outside.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from typing import Final

from limen.wire.http import HTTPResponse

STYLE: Final = (
    ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}"
    "body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1rem;box-sizing:border-box}"
    "main{max-width:34rem;width:100%}"
    "h1{font-size:1.5rem;margin:0 0 1rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}"
    "dt{opacity:.75}"
    "dd{margin:0;overflow-wrap:anywhere}"
    "label{display:block;margin:.75rem 0}"
    "input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem;margin-top:.25rem}"
    "button{font:inherit;padding:.5rem 1.25rem;margin-top:.75rem}"
    ".error{border-left:.25rem solid #c62828;padding:.25rem .75rem}"
    "small{opacity:.75}"
)

_STYLE_HASH: Final = b64encode(sha256(STYLE.encode()).digest()).decode()

FIXED_HEADERS: Final = (
    ("cache-control", "no-store"),
    ("referrer-policy", "same-origin"),  # Without any, browsers send forms with `Origin: null`.
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-resource-policy", "same-origin"),
)


def render_page(
    status: int,
    title: str,
    body: str,
    *headers: tuple[str, str],
    form_targets: Iterable[str] = (),
) -> HTTPResponse:
    """A page; `body` is HTML. Forms in it go to this origin and from there to `form_targets` at most."""
    targets = " ".join(("'self'", *form_targets))
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    text = (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n<main>\n<h1>{escape(title)}</h1>\n{body}\n</main>\n</html>\n"
    )
    fixed = (("content-type", "text/html; charset=utf-8"), ("content-security-policy", policy), *FIXED_HEADERS)
    return HTTPResponse(status, (*fixed, *headers), text.encode())


def render_facts(facts: Iterable[tuple[str, str]]) -> str:
    """A list of names and values; empty values are left out."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    return f"<dl>{rows}</dl>"


def redirect(location: str, *headers: tuple[str, str], status: int = 303) -> HTTPResponse:
    """Redirect a browser."""
    return HTTPResponse(status, (("location", location), *FIXED_HEADERS, *headers), b"")
