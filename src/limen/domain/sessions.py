"""Temporary credentials (spec api 2.13, policy 5.2).

The content of a session token, which carries it, sealed, from STS to every later request.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from limen.domain.iam.tags import Tag


class SessionKind(StrEnum):
    """The operation that created the session."""

    ASSUMED_ROLE = "assumed-role"
    SESSION_TOKEN = "session-token"  # noqa: S105 - a kind, not a secret
    FEDERATION = "federation"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """One session policy, frozen when the session was created: `arn` is empty for the inline policy."""

    document: str
    arn: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A session: its principal, its end, and its limits.

    `principal_id` is the role's unique id for an assumed role, otherwise the user's (the account id for root). `name`
    is the role session name or the federated user's name. `policies` is `None` if no session policy was passed, which
    is not the same as an empty tuple. The secret access key is not here: it is derived from the token (see `authn`).
    `password_changed` is, for a sign-in, when its password was set. `mfa_moment` is when the code of an MFA device was
    given, if that was before the session was issued. `sign_in_id` names the saved sign-in that issued the credentials,
    which end with it.
    """

    kind: SessionKind
    account: str
    principal_id: str
    access_key_id: str
    issued: datetime
    expires: datetime
    name: str = ""
    policies: tuple[SessionPolicy, ...] | None = None
    tags: tuple[Tag, ...] = ()
    transitive_tag_keys: tuple[str, ...] = ()
    source_identity: str = ""
    mfa_authenticated: bool = False
    issuer_arn: str = ""
    password_changed: datetime | None = None
    mfa_moment: datetime | None = None
    sign_in_id: str = ""
