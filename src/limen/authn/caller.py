"""The caller: an authenticated principal and its credentials."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from limen.authn.one_time_codes import ProvedCode
from limen.domain.iam.tags import Tag
from limen.domain.principals import Anonymous, Principal
from limen.domain.sessions import Session
from limen.policy.match.context import ContextValue
from limen.wire.http import HTTPRequest

GLOBAL_REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class SAMLFacts:
    """What only a SAML assertion says. `subject_type` is the format of its name; `session_ends` a moment or `None`.

    `session_seconds` limits the session's duration; 0 if the provider does not.
    """

    issuer: str
    subject_type: str
    name_qualifier: str
    session_name: str
    session_seconds: int = 0
    session_ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProvenIdentity:
    """What a verified web identity token or SAML assertion says, for a call into the account of the role it names.

    `keys` are condition keys in lower case. `is_role_listed` is whether the token's list of roles has that role; `None`
    for a token without such a list. `audience` is the recipient of an assertion.
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
    saml: SAMLFacts | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request. `session` is `None` for long-term access keys.

    `second_factor` is the proof of a code of the caller's MFA device that came with this very call. `identity` is
    the proof of a caller without credentials.
    """

    principal: Principal
    access_key_id: str = ""
    session: Session | None = None
    second_factor: ProvedCode | None = None
    identity: ProvenIdentity | None = None

    @property
    def partition(self) -> str:
        """The partition of `account`."""
        found = self.principal if self.identity is None else self.identity
        return str(getattr(found, "partition", "aws"))

    @property
    def account(self) -> str:
        """The account that the call is made in: the principal's, or the one whose role an identity asks for."""
        return self.principal.account or ("" if self.identity is None else self.identity.account)

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
