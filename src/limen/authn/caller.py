"""The caller: an authenticated principal and its credentials."""

from collections.abc import Mapping
from dataclasses import dataclass

from limen.authn.one_time_codes import ProvedCode
from limen.domain.iam.tags import Tag
from limen.domain.principals import Anonymous, Principal
from limen.domain.sessions import Session
from limen.policy.match.context import ContextValue
from limen.wire.http import HTTPRequest

GLOBAL_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class WebIdentity:
    """What a verified web identity token says, for a call into the account of the role that it names.

    `keys` are condition keys in lower case. `is_role_listed` is whether the token's list of roles has that role; `None`
    for a token without such a list.
    """

    account: str
    partition: str
    provider_arn: str
    subject: str
    audience: str
    keys: Mapping[str, ContextValue]
    tags: tuple[Tag, ...] = ()
    transitive_tag_keys: tuple[str, ...] = ()
    source_identity: str = ""
    is_role_listed: bool | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request. `session` is `None` for long-term access keys.

    `second_factor` is the proof of a code of the caller's MFA device that came with this very call. `web_identity` is
    the proof of a caller without credentials.
    """

    principal: Principal
    access_key_id: str = ""
    session: Session | None = None
    second_factor: ProvedCode | None = None
    web_identity: WebIdentity | None = None

    @property
    def partition(self) -> str:
        """The partition of `account`."""
        found = self.principal if self.web_identity is None else self.web_identity
        return str(getattr(found, "partition", "aws"))

    @property
    def account(self) -> str:
        """The account that the call is made in: the principal's, or the one whose role an identity asks for."""
        return self.principal.account or ("" if self.web_identity is None else self.web_identity.account)

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
