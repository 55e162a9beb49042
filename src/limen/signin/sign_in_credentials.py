"""The credentials of a sign-in: the user's own principal, valid for 15 minutes (docs/sign-in.md)."""

from datetime import datetime, timedelta

from limen.authn.tokens import IssuedCredentials
from limen.domain.identifiers import ENTROPY_BYTES, SESSION_KEY_PREFIX, make_access_key_id
from limen.domain.sessions import Session, SessionKind
from limen.operations.environment import Environment
from limen.signin.refresh_tokens import SignIn

CREDENTIAL_SECONDS = 900  # The model's maximum of expiresIn.
TOKEN_TYPE = "aws_sigv4"  # noqa: S105 - the model's word for the kind of token


def issue_credentials(
    environment: Environment, sign_in: SignIn, session_id: str, *, now: datetime
) -> IssuedCredentials:
    """Credentials that end with the sign-in and, unless `session_id` is empty, with the stored session of that id."""
    entropy = environment.entropy
    session = Session(
        kind=SessionKind.SIGN_IN,
        account=sign_in.account,
        principal_id=sign_in.principal_id,
        access_key_id=make_access_key_id(SESSION_KEY_PREFIX, sign_in.account, entropy(ENTROPY_BYTES)),
        issued=now,
        expires=min(sign_in.ends, now + timedelta(seconds=CREDENTIAL_SECONDS)),
        mfa_authenticated=sign_in.mfa_moment is not None,
        password_changed=sign_in.password_changed,
        mfa_moment=sign_in.mfa_moment,
        sign_in_id=session_id,
    )
    return environment.tokens.issue(session, entropy=entropy)


def describe_credentials(credentials: IssuedCredentials, sign_in: SignIn, *, now: datetime) -> dict[str, object]:
    """Their members in the answer."""
    remaining_seconds = int((sign_in.ends - now).total_seconds())
    return {
        "accessToken": {
            "accessKeyId": credentials.access_key_id,
            "secretAccessKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
        },
        "tokenType": TOKEN_TYPE,
        "expiresIn": max(1, min(CREDENTIAL_SECONDS, remaining_seconds)),
    }
