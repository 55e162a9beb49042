"""FastAPI: `Depends(Requires(guard, "files:Read", "arn:aws:files:::share/{path}"))` of a route, router or application.

The dependency is a plain function, which FastAPI runs in a thread, so that the event loop waits for nothing.
"""

from dataclasses import dataclass

from fastapi import HTTPException, Request

from limen.gateway.client.guard import Guard


@dataclass(frozen=True, slots=True)
class Requires:
    """Lets a request through if Limen allows the action on the resource; path parameters fill the resource in."""

    guard: Guard[Request]
    action: str
    resource: str

    def __call__(self, request: Request) -> None:
        """Raise `HTTPException` for a request that is refused."""
        refusal = self.guard.check(request, self.action, self.resource, request.path_params)
        if refusal is not None:
            raise HTTPException(refusal.status, refusal.describe())
