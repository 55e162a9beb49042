"""The caller as CloudTrail's `userIdentity` element: one shape per kind of principal."""

from limen.domain.moments import render_moment
from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    Principal,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.domain.sessions import Session

Identity = dict[str, object]


def describe_identity(principal: Principal, access_key_id: str, session: Session | None) -> Identity:
    """Describe the caller; `access_key_id` is omitted if there is none."""
    identity = _describe_principal(principal)
    if access_key_id:
        identity["accessKeyId"] = access_key_id
    if session is not None:
        identity["sessionContext"] = _describe_session(principal, session)
    return identity


def describe_unproven(access_key_id: str) -> Identity:
    """Describe a caller that could not be authenticated: at most the key id that it named."""
    identity: Identity = {"type": "Unknown", "principalId": "", "accountId": ""}
    return identity | {"accessKeyId": access_key_id} if access_key_id else identity


def _describe_principal(principal: Principal) -> Identity:
    match principal:
        case RootUser():
            return {"type": "Root", **_account_fields(principal)}
        case IAMUser():
            return {"type": "IAMUser", **_account_fields(principal), "userName": principal.name}
        case RoleSession():
            return {"type": "AssumedRole", **_account_fields(principal)}
        case FederatedUser():
            return {"type": "FederatedUser", **_account_fields(principal)}
        case ServicePrincipal():
            return {"type": "AWSService", "invokedBy": principal.name}
        case FederatedIdentity():
            kind = "SAMLUser" if ":saml-provider/" in principal.provider else "WebIdentityUser"
            return {"type": kind, "userName": principal.subject, "identityProvider": principal.provider}
        case Anonymous():
            return {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}


def _account_fields(principal: RootUser | IAMUser | RoleSession | FederatedUser) -> Identity:
    return {"principalId": principal.user_id, "arn": principal.arn, "accountId": principal.account}


def _describe_session(principal: Principal, session: Session) -> Identity:
    context: Identity = {
        "attributes": {
            "creationDate": render_moment(session.issued),
            "mfaAuthenticated": "true" if session.mfa_authenticated else "false",
        }
    }
    issuer = _describe_issuer(principal)
    if issuer:
        context["sessionIssuer"] = issuer
    if session.source_identity:
        context["sourceIdentity"] = session.source_identity
    return context


def _describe_issuer(principal: Principal) -> Identity:
    match principal:
        case RoleSession():
            return {
                "type": "Role",
                "principalId": principal.role_id,
                "arn": principal.principal_arn,
                "accountId": principal.account,
                "userName": principal.role_name,
            }
        case FederatedUser():
            return _describe_principal(principal.issuer)
        case _:
            return {}
