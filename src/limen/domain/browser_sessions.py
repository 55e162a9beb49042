"""Sign-ins of browsers and command lines, in the store so that they can be listed and ended.

A browser has a secret in a cookie; the store has only its digest. A command line has a refresh token, which is valid
once: each renewal creates the next one. The sign-in at Limen itself is the parent of those at
protected sites: each site has a secret of its own, and all of them end with the parent.
"""

from dataclasses import dataclass, field
from datetime import datetime

from limen.domain.sessions import Session


@dataclass(frozen=True, slots=True)
class BrowserSession:
    """A browser that is signed in at `site`, an origin such as `https://files.example.com`; empty for Limen itself.

    `principal_id` is the user's unique id, or the account id for root. `password_changed` is when the password of the
    sign-in was set: with another password the session has ended. `mfa_moment` is when a code of an MFA device was
    given. `secret_digest` is the SHA-256 of 256 random bits, so a slow hash would not add protection; it is empty for a
    command line, whose refresh token must carry the present `generation`. `renewed` is when credentials were last
    issued.

    `assumed` is, for the console of a role or federated user, the content of the credentials that opened it;
    `principal_id` is then the role, or the user who called GetFederationToken.
    """

    account: str
    id: str
    principal_id: str
    created: datetime
    expires: datetime
    password_changed: datetime
    secret_digest: bytes = field(repr=False)
    mfa_moment: datetime | None = None
    site: str = ""
    parent_id: str = ""
    user_agent: str = ""
    source_ip: str = ""
    generation: int = 0
    renewed: datetime | None = None
    assumed: Session | None = None

    @property
    def key(self) -> str:
        """The session's id."""
        return self.id


@dataclass(frozen=True, slots=True)
class HandOver:
    """A code that a browser carries from Limen to a site, valid once and for a minute.

    With `assumed`, it is a token of the federation endpoint, which opens the console until `ends`.

    It creates a session at `site` under the session `parent_id`, in the browser that has the secret of `state_digest`,
    and leads to `return_to`, a path of that site.
    """

    account: str
    id: str
    parent_id: str
    site: str
    return_to: str
    expires: datetime
    secret_digest: bytes = field(repr=False)
    state_digest: bytes = field(repr=False)
    assumed: Session | None = None
    ends: datetime | None = None

    @property
    def key(self) -> str:
        """The code's id."""
        return self.id
