"""Django REST framework: `permission_classes = [make_permission(guard, {"GET": "files:Read"}, "arn:...{path}")]`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rest_framework.exceptions import APIException, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from limen.gateway.client.guard import DENIED, UNAUTHENTICATED, Guard, Refusal

if TYPE_CHECKING:
    from rest_framework.views import APIView


class Undecided(APIException):  # type: ignore[misc]  # the base publishes no types
    """Limen has not decided."""

    status_code = 503


def make_permission(guard: Guard[Request], actions: Mapping[str, str], resource: str) -> type[BasePermission]:
    """A permission class; `actions` are by method, and a method without one is refused. `HEAD` is `GET`."""

    class LimenPermission(BasePermission):  # type: ignore[misc]  # the base publishes no types
        """Asks Limen about each request."""

        def has_permission(self, request: Request, view: "APIView") -> bool:
            """Whether the request may go ahead; raises the framework's exception with the reason otherwise."""
            action = actions.get("GET" if request.method == "HEAD" else request.method)
            if action is None:
                return False
            refusal = guard.check(request, action, resource, view.kwargs)
            if refusal is not None:
                raise _make_error(refusal)
            return True

    return LimenPermission


def _make_error(refusal: Refusal) -> APIException:
    kind = {UNAUTHENTICATED: NotAuthenticated, DENIED: PermissionDenied}.get(refusal.status, Undecided)
    return kind(refusal.describe())
