"""The chapter about the server's paths, from `limen.server.routes`."""

from limen.server.routes import Route
from tools.reference.tables import code, render_table

PATHS: dict[Route, tuple[str, str, str]] = {
    Route.API_UNSIGNED: (
        "POST",
        "/",
        "IAM and STS, signed or anonymous; every request with an AWS signature, on any path",
    ),
    Route.SIGN_IN: ("POST", "/v1/token", "the sign-in service"),
    Route.CONSOLE_SESSION: (
        "POST",
        "/console/session",
        "the console's session: `POST` begins it, `POST /console/session/credentials` renews, `DELETE` ends it",
    ),
    Route.FEDERATION: ("GET", "/federation", "AWS's federation endpoint, also by POST: credentials open the console"),
    Route.HOME: ("GET", "/", "for browsers: a redirect to the console"),
    Route.CONSOLE: ("GET", "/console/", "the web console; without its built files, how to use Limen without it"),
    Route.DOCUMENTATION: ("GET", "/docs", "the pages of the documentation; `/docs/lint/RULE` is the section of a rule"),
    Route.HEALTH: ("GET", "/healthz", "200 while the process runs"),
    Route.READINESS: (
        "GET",
        "/readyz",
        "200 if this process can answer requests, else 503; with the monitoring token, why",
    ),
    Route.METRICS: ("GET", "/metrics", "numbers for Prometheus; needs the monitoring token"),
}
"""Method, path and purpose of each part of the server."""

REFUSALS = frozenset({Route.API_METHOD_UNKNOWN, Route.METHOD_NOT_ALLOWED, Route.NOT_FOUND})
SIGNED = frozenset({Route.API})
"""Found by the signature, on any path."""


def render_paths() -> str:
    """The chapter."""
    rows = ((code(f"{method} {path}"), what) for method, path, what in PATHS.values())
    return f"## Paths\n\n{render_table(('Request', 'Answer'), rows)}"
