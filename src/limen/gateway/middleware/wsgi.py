"""WSGI middleware (PEP 3333), for Flask, Django and any other WSGI program.

Limen's description of the caller replaces everything that the client sent under the names of the identity headers, in
every spelling that WSGI treats as the same.
"""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from http.client import responses

from limen.gateway.middleware.asking import DEFAULT_SERVER, IDENTITY_HEADERS, Arrived, Asking, Headers

Environ = MutableMapping[str, object]
StartResponse = Callable[..., object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class LimenMiddleware:
    """Lets through what Limen allows; answers everything else itself."""

    __slots__ = ("_app", "_asking", "_identity_headers")

    def __init__(
        self,
        app: Application,
        limen: str = DEFAULT_SERVER,
        identity_headers: Iterable[str] = IDENTITY_HEADERS,
    ) -> None:
        """Guard `app` by the Limen at that address."""
        self._app = app
        self._asking = Asking(limen)
        self._identity_headers = tuple(name.lower() for name in identity_headers)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        arrived = read_environ(environ)
        reply = self._asking.decide(arrived)
        if reply.status != 200 or arrived.is_for_limen:
            start_response(f"{reply.status} {responses.get(reply.status, 'Refused')}", list(reply.headers))
            return [reply.body]
        for name in self._identity_headers:
            environ[variable_of(name)] = reply.find(name)
        return self._app(environ, start_response)


def read_environ(environ: Mapping[str, object]) -> Arrived:
    """The request in a WSGI environment, whose path is bytes in the form of Latin-1 text."""
    path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}".encode("latin-1")
    host = str(environ.get("HTTP_HOST") or "") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return Arrived(
        method=str(environ["REQUEST_METHOD"]),
        path=path or b"/",
        query=str(environ.get("QUERY_STRING", "")),
        host=host,
        headers=_read_headers(environ),
        client=str(environ.get("REMOTE_ADDR", "")),
    )


def variable_of(header: str) -> str:
    """The name of a header in a WSGI environment."""
    return f"HTTP_{header.upper().replace('-', '_')}"


def _read_headers(environ: Mapping[str, object]) -> Headers:
    named = ((name, str(value)) for name, value in environ.items() if name.startswith("HTTP_"))
    return tuple((name[5:].lower().replace("_", "-"), value) for name, value in named)
