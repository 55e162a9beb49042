"""A WSGI program behind the gate. Any Flask or Django program is guarded the same way, around its `app`."""

import os

from limen.gateway.middleware.wsgi import LimenMiddleware


def app(environ, start_response):
    """Say who is there; `X-Limen-User` can only come from Limen."""
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"Hello, {environ['HTTP_X_LIMEN_USER']}!\n".encode()]


application = LimenMiddleware(app, os.environ.get("LIMEN_URL", "http://127.0.0.1:4260"))
