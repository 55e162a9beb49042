"""The caller: an authenticated principal and its credentials."""

from dataclasses import dataclass

from limen.authn.one_time_codes import ProvedCode
from limen.domain.principals import Anonymous, Principal
from limen.domain.sessions import Session
from limen.wire.http import HTTPRequest

GLOBAL_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request. `session` is `None` for long-term access keys.

    `second_factor` is the proof of a code of the caller's MFA device that came with this very call.
    """

    principal: Principal
    access_key_id: str = ""
    session: Session | None = None
    second_factor: ProvedCode | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether the request is unsigned."""
        return isinstance(self.principal, Anonymous)


ANONYMOUS = Caller(Anonymous())


@dataclass(frozen=True, slots=True)
class AuthenticatedRequest:
    """A request whose signature has been verified, or an unsigned one (`caller` is then `ANONYMOUS`).

    `service` and `region` are those of the credential scope; for an unsigned request `service` is empty.
    """

    http: HTTPRequest
    caller: Caller
    service: str = ""
    region: str = GLOBAL_REGION
