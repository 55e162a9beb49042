"""The gate inside a Python program: WSGI and ASGI middleware that ask Limen about each request (docs/gate.md)."""
