"""The answers that do not belong to the API: health, the redirect to the console, and a page if it was not built."""

from limen.wire.http import HTTPResponse

# spec console 3; nothing is loaded, not even from this server.
SECURITY_HEADERS = (
    ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-cache"),
)

ABSENT_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Limen</title>
<h1>Limen is running, without its web console</h1>
<p>This installation does not contain the built console. In a clone of the repository, <code>make console</code>
builds it (Node is taken from a Python package if you do not have it); then start the server again.</p>
<p>The <code>aws</code> command line and every AWS SDK work:</p>
<pre>
eval "$(limen env)"
aws sts get-caller-identity
aws iam list-users
</pre>
<p>People sign in with <code>limen login --account ACCOUNT --user NAME</code>, which writes a profile with temporary
credentials for the <code>aws</code> command line.</p>
</html>
"""


def render_text(status: int, text: str, *headers: tuple[str, str]) -> HTTPResponse:
    """Render a line of plain text."""
    return HTTPResponse(status, (("content-type", "text/plain; charset=utf-8"), *headers), f"{text}\n".encode())


HEALTHY = render_text(200, "ok")
READY = render_text(200, "ready")
NOT_READY = render_text(503, "not ready")
NOT_FOUND = render_text(404, "not found")
HOST_NOT_SERVED = render_text(
    421, "This server does not serve the host that the request names. Add it with --allowed-hosts."
)
NO_CLIENT_ADDRESS = render_text(
    400,
    "The trusted proxy does not name the client's address. Check X-Forwarded-For; 'limen docs operations' says how.",
)
OTHER_ORIGIN = render_text(403, "A page of another site sent this request. Sign in on a page of this server.")
METHOD_NOT_ALLOWED = render_text(405, "method not allowed", ("allow", "GET, HEAD, POST"))
TO_CONSOLE = render_text(302, "the console is at /console/", ("location", "/console/"))
CONSOLE_ABSENT = HTTPResponse(
    200, (("content-type", "text/html; charset=utf-8"), *SECURITY_HEADERS), ABSENT_PAGE.encode()
)
