"""The console's static files: the file for a path, and the headers that confine what runs in the browser.

The rules (spec console 3): nothing from another origin, no inline script or style, Trusted
Types on. Files under `assets/` carry their digest in the name and never change; every other path of the console is a
page that `index.html` shows.
"""

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from limen.server import pages
from limen.signin.console_session import SESSION_PATH
from limen.wire.http import HTTPRequest, HTTPResponse

ASSETS = Path(__file__).parent / "console_assets"
"""The output of the build (hatch_build.py); not in git."""

PREFIX = "/console/"

INDEX = "index.html"

# The data: images are QR codes of new MFA devices, from an answer of the API.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types default"
)

SECURITY_HEADERS = (
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
)

ONE_WINDOW = ("cross-origin-opener-policy", "same-origin")
"""Browsers ignore it, with an error in their console, on plain HTTP."""

_REVALIDATED = ("cache-control", "no-cache")
_UNCHANGING = ("cache-control", "public, max-age=31536000, immutable")

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_COMPRESSED_ALREADY = frozenset({".woff2"})
_ACCOUNT = re.compile(r"[a-z0-9](?:-?[a-z0-9]){0,62}")
"""An account's id or alias, without characters that have a meaning in a URL."""


@dataclass(frozen=True, slots=True)
class _File:
    """One file, ready to be sent; `gzipped` is empty if compression gains nothing."""

    content_type: str
    plain: bytes
    gzipped: bytes


class ConsoleFiles:
    """The files of one build. Only files in the folder at the start are served: no request's path is opened on disk."""

    __slots__ = ("_load", "_names")

    def __init__(self, directory: Path = ASSETS) -> None:
        """List the folder; files are read and compressed at the first request."""
        self._names = frozenset(
            path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()
        )
        self._load = cache(lambda name: _read(directory / name))

    @property
    def is_built(self) -> bool:
        return INDEX in self._names

    def respond(self, request: HTTPRequest) -> HTTPResponse:
        """Answer a GET or HEAD below `/console/` or `/signin`."""
        if not request.raw_path.startswith(PREFIX):
            return _redirect_to_sign_in(request.raw_path)
        name = self._find_name(request.raw_path.removeprefix(PREFIX))
        # The paths of browser sessions are never pages.
        if name is None or request.raw_path.startswith(SESSION_PATH):
            return pages.NOT_FOUND
        if not self.is_built:
            return pages.CONSOLE_ABSENT
        try:
            file = self._load(name)
        except OSError:  # A new build has taken the place of the one that this server started with.
            return pages.NOT_FOUND
        return _render(file, request, _UNCHANGING if name.startswith("assets/") else _REVALIDATED)

    def _find_name(self, path: str) -> str | None:
        if path in self._names:
            return path
        segments = path.lower().replace("%2e", ".").split("/")
        if segments[0] == "assets" or ".." in segments or "." in segments:
            return None
        return INDEX


def _redirect_to_sign_in(path: str) -> HTTPResponse:
    """`/signin` and `/signin/<account>` are addresses to hand out; the page is the console's own."""
    account = path.removeprefix("/signin").removeprefix("/")
    if not account:
        return pages.render_text(302, "sign in at /console/", ("location", "/console/"))
    if _ACCOUNT.fullmatch(account) is None:
        return pages.NOT_FOUND
    return pages.render_text(302, "sign in at /console/", ("location", f"/console/?account={account}"))


def _read(path: Path) -> _File:
    plain = path.read_bytes()
    gzipped = b"" if path.suffix in _COMPRESSED_ALREADY else gzip.compress(plain, mtime=0)
    return _File(
        content_type=_TYPES.get(path.suffix, "application/octet-stream"),
        plain=plain,
        gzipped=gzipped if len(gzipped) < len(plain) else b"",
    )


def _render(file: _File, request: HTTPRequest, caching: tuple[str, str]) -> HTTPResponse:
    headers = [("content-type", file.content_type), *SECURITY_HEADERS, caching]
    if request.scheme == "https":
        headers.append(ONE_WINDOW)
    if not file.gzipped:
        return HTTPResponse(200, tuple(headers), file.plain)
    headers.append(("vary", "accept-encoding"))
    if not _accepts_gzip(request.header("accept-encoding") or ""):
        return HTTPResponse(200, tuple(headers), file.plain)
    return HTTPResponse(200, (*headers, ("content-encoding", "gzip")), file.gzipped)


def _accepts_gzip(accepted: str) -> bool:
    codings = [coding.strip().replace(" ", "").lower() for coding in accepted.split(",")]
    return any(
        coding == "gzip" or (coding.startswith("gzip;q=") and coding.strip("0.") != "gzip;q=") for coding in codings
    )
