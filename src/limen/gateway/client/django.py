"""Django: `@requires(guard, "files:Read", "arn:aws:files:::share/{path}")` above a view, synchronous or not."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import TypeVar, cast

from django.http import HttpRequest, HttpResponseBase, JsonResponse

from limen.gateway.client.guard import Guard, Refusal

View = TypeVar("View", bound=Callable[..., object])


def requires(guard: Guard[HttpRequest], action: str, resource: str) -> Callable[[View], View]:
    """Call the view only if Limen allows the action on the resource; the values of the URL fill the resource in."""

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_coroutine(request: HttpRequest, *args: object, **kwargs: object) -> object:
                refusal = await asyncio.to_thread(guard.check, request, action, resource, kwargs)
                if refusal is not None:
                    return _render(refusal)
                return await cast("Awaitable[object]", view(request, *args, **kwargs))

            return cast("View", guarded_coroutine)

        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> object:
            refusal = guard.check(request, action, resource, kwargs)
            return view(request, *args, **kwargs) if refusal is None else _render(refusal)

        return cast("View", guarded)

    return decorate


def _render(refusal: Refusal) -> HttpResponseBase:
    return JsonResponse(refusal.describe(), status=refusal.status)
