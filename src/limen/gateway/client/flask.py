"""Flask: `@requires(guard, "files:Read", "arn:aws:files:::share/{path}")` above a view."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Request, Response, current_app, jsonify, request

from limen.gateway.client.guard import Guard

P = ParamSpec("P")
R = TypeVar("R")

View = Callable[P, R]


def requires(guard: Guard[Request], action: str, resource: str) -> Callable[[View[P, R]], View[P, R | Response]]:
    """Call the view only if Limen allows the action on the resource; the view's arguments fill the resource in."""

    def decorate(view: View[P, R]) -> View[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            refusal = guard.check(request, action, resource, request.view_args or {})
            if refusal is None:
                answer: R = current_app.ensure_sync(view)(*args, **kwargs)
                return answer
            response = jsonify(refusal.describe())
            response.status_code = refusal.status
            return response

        return guarded

    return decorate
