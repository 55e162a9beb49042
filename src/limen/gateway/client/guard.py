"""What the guards of all frameworks have in common: who calls, on which resource, and what a refusal says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from limen.gateway.client.decisions import Context, Decision, Limen, UndecidedError

Request = TypeVar("Request")

UNAUTHENTICATED: Final = 401
DENIED: Final = 403
UNDECIDED: Final = 503


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as an HTTP status and the members of its JSON body."""

    status: int
    code: str
    message: str
    decision: Decision | None = None

    def describe(self) -> dict[str, str]:
        """The JSON body; members without a value are left out."""
        found = {"code": self.code, "message": self.message}
        if self.decision is not None:
            details = {
                "statement": self.decision.statement,
                "policy": self.decision.policy,
                "requestId": self.decision.request_id,
            }
            found |= {name: value for name, value in details.items() if value}
        return found


@dataclass(frozen=True, slots=True)
class Guard(Generic[Request]):
    """Asks Limen about requests.

    `caller` says who sends a request, as `Limen.allowed` takes it, and returns `None` for nobody. `context` has the
    condition keys of a request.
    """

    limen: Limen
    caller: Callable[[Request], str | None]
    context: Callable[[Request], Context] = lambda _: {}

    def check(self, request: Request, action: str, resource: str, values: Mapping[str, object]) -> Refusal | None:
        """Why the request is refused, `None` if it is allowed.

        `resource` is a template: `arn:aws:files:::share/{path}` with the values of the route.
        """
        name = self.caller(request)
        if not name:
            return Refusal(UNAUTHENTICATED, "SignInRequired", "Sign in to use this.")
        try:
            arn = resource.format_map({key: str(value) for key, value in values.items()})
            decision = self.limen.decide(name, action, arn, self.context(request))
        except KeyError as error:
            return Refusal(UNDECIDED, "ServiceUnavailable", f"The route has no value {error} for its resource.")
        except UndecidedError:
            return Refusal(UNDECIDED, "ServiceUnavailable", "Access cannot be decided right now. Please try again.")
        if decision.is_allowed:
            return None
        return Refusal(DENIED, "AccessDenied", decision.reason or "Access is denied.", decision)
