"""An ASGI program behind the gate. In FastAPI or Starlette: `app.add_middleware(LimenMiddleware, limen=...)`."""

import os

from limen.gateway.middleware.asgi import LimenMiddleware


async def app(scope, receive, send):
    """Say who is there; `X-Limen-User` can only come from Limen."""
    user = dict(scope["headers"])[b"x-limen-user"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"Hello, " + user + b"!\n"})


application = LimenMiddleware(app, os.environ.get("LIMEN_URL", "http://127.0.0.1:4260"))
