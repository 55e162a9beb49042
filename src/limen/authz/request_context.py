"""The condition keys of a request to IAM or STS (spec policy 5), in lower case, as the engine expects them.

There are three sources: the request (time, source, agent, transport, region), the caller (tags, session, MFA), and the
call (tags in the request, tags and boundary of the target, the attached policy, parameters of STS). A key without a
value is omitted, because absence has a meaning of its own (spec policy 3.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from limen.authn.caller import GLOBAL_REGION, AuthenticatedRequest, Caller, ProvenIdentity
from limen.authz.entities import NamedEntity
from limen.domain.iam.mfa import MFADevice
from limen.domain.iam.providers import OIDC_KIND, OIDCProvider, SAMLProvider
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.tags import Tag
from limen.domain.iam.users import User
from limen.domain.moments import render_moment
from limen.domain.principals import IAMUser, RoleSession
from limen.policy.match.context import AMBIGUOUS, ContextValue
from limen.store.interface import Reader
from limen.wire.http import LONGEST_FACT, HTTPRequest

Context = dict[str, ContextValue]
TaggedEntity = NamedEntity | ManagedPolicy | MFADevice | OIDCProvider | SAMLProvider

RESOURCE_TAG_PREFIXES = ("aws:resourcetag/", "iam:resourcetag/")


class PresentedTag(TypedDict):
    """A tag in a call."""

    Key: str
    Value: str


class Presented(TypedDict, total=False):
    """The parameters that decisions read by name, in whichever operations have them; the others are not listed."""

    AWSServiceName: str
    AllUsers: bool
    CredentialAgeDays: int
    CustomSuffix: str
    ExternalId: str
    NewPath: str
    Path: str
    PathPrefix: str
    PermissionsBoundary: str
    PolicyArn: str
    ProvidedContexts: Sequence[Mapping[str, str]]
    RoleName: str
    RoleSessionName: str
    ServiceName: str
    ServiceSpecificCredentialId: str
    SourceIdentity: str
    TagKeys: Sequence[str]
    Tags: Sequence[PresentedTag]
    TransitiveTagKeys: Sequence[str]


def request_context(request: AuthenticatedRequest, now: datetime) -> Context:
    """Keys that every request has (spec policy 5.3, 5.5)."""
    http = request.http
    context: Context = {
        "aws:currenttime": render_moment(now),
        "aws:epochtime": str(int(now.timestamp())),
        "aws:securetransport": "true" if http.scheme == "https" else "false",
        "aws:requestedregion": GLOBAL_REGION if request.service == "iam" else request.region,
        "aws:viaawsservice": "false",
    }
    if http.peer:
        context["aws:sourceip"] = http.peer
    for key, value in (("aws:useragent", user_agent(http)), ("aws:referer", http.header("referer"))):
        if value and len(value) <= LONGEST_FACT:
            context[key] = value
    return context


def user_agent(http: HTTPRequest) -> str:
    """The user agent; browsers may not set `User-Agent`, so the SDK's own header comes first."""
    return http.header("x-amz-user-agent") or http.header("user-agent") or ""


def caller_context(caller: Caller, reader: Reader, now: datetime) -> Context:
    """Keys about the principal and its session that the engine cannot derive (spec policy 5.1, 5.2)."""
    context: Context = {}
    for tag in _principal_tags(caller, reader):
        context[f"aws:principaltag/{tag.key.lower()}"] = tag.value
    session = caller.session
    if session is not None:
        context["aws:tokenissuetime"] = render_moment(session.issued)
        if session.source_identity:
            context["aws:sourceidentity"] = session.source_identity
        if f":{OIDC_KIND}/" in session.issuer_arn:
            context["aws:federatedprovider"] = session.issuer_arn
    return context | _mfa_context(caller, now)


def _mfa_context(caller: Caller, now: datetime) -> Context:
    """MFA keys: a code in the call itself is the newest; a long-term key without one has no such keys."""
    session = caller.session
    if caller.second_factor is not None:
        return {"aws:multifactorauthpresent": "true", "aws:multifactorauthage": "0"}
    if session is None:
        return {}
    if not session.mfa_authenticated:
        return {"aws:multifactorauthpresent": "false"}
    age = now - (session.mfa_moment or session.issued)
    return {"aws:multifactorauthpresent": "true", "aws:multifactorauthage": str(int(age.total_seconds()))}


def tag_context(parameters: Presented) -> Context:
    """`aws:RequestTag/*` and `aws:TagKeys` of a call that carries tags or tag keys."""
    if "Tags" not in parameters and "TagKeys" not in parameters:
        return {}
    context: Context = {}
    tags = parameters.get("Tags", ())
    context |= _by_key("aws:requesttag/", ((tag["Key"], tag["Value"]) for tag in tags))
    keys = tuple(tag["Key"] for tag in tags) or tuple(parameters.get("TagKeys", ()))
    if keys:
        context["aws:tagkeys"] = keys
    return context


def target_context(entity: TaggedEntity | None, account: str) -> Context:
    """Owner and tags of the target; users and roles have `iam:ResourceTag/*` too (spec policy 5.4, 5.6)."""
    context: Context = {"aws:resourceaccount": account}
    tags: tuple[Tag, ...] = getattr(entity, "tags", ())
    if not tags:
        return context
    for prefix in RESOURCE_TAG_PREFIXES if isinstance(entity, User | Role) else RESOURCE_TAG_PREFIXES[:1]:
        context |= _by_key(prefix, ((tag.key, tag.value) for tag in tags))
    return context


def _by_key(prefix: str, tags: Iterable[tuple[str, str]]) -> Context:
    """The condition keys of tags. Keys of tags may differ only in letter case, which condition keys ignore (E39)."""
    context: Context = {}
    for name, value in tags:
        key = f"{prefix}{name.lower()}"
        context[key] = AMBIGUOUS if key in context else value
    return context


def iam_context(parameters: Presented) -> Context:
    """`iam:PermissionsBoundary` and `iam:AWSServiceName` of a call that carries them (spec policy 5.6)."""
    context: Context = {}
    if boundary := parameters.get("PermissionsBoundary"):
        context["iam:permissionsboundary"] = boundary
    if "AWSServiceName" in parameters:
        context["iam:awsservicename"] = parameters["AWSServiceName"]
    return context


def assume_role_context(parameters: Presented, caller: Caller) -> Context:
    """STS's keys of AssumeRole, TagSession and SetSourceIdentity (spec policy 5.7)."""
    context: Context = {"sts:rolesessionname": parameters["RoleSessionName"]}
    if "ExternalId" in parameters:
        context["sts:externalid"] = parameters["ExternalId"]
    inherited = caller.session.source_identity if caller.session is not None else ""
    if identity := parameters.get("SourceIdentity", inherited):
        context["sts:sourceidentity"] = identity
    if keys := parameters.get("TransitiveTagKeys"):
        context["sts:transitivetagkeys"] = tuple(keys)
    return context


def federated_context(session_name: str, identity: ProvenIdentity) -> Context:
    """The keys of a token or assertion, and those of the session that it asks for (spec policy 5.2, 5.7)."""
    context: Context = {**identity.keys, "sts:rolesessionname": session_name}
    context |= tag_context({"Tags": [{"Key": tag.key, "Value": tag.value} for tag in identity.tags]})
    if identity.source_identity:
        context["sts:sourceidentity"] = identity.source_identity
    if identity.transitive_tag_keys:
        context["sts:transitivetagkeys"] = identity.transitive_tag_keys
    if identity.is_role_listed is not None and identity.saml is None:
        context["sts:roleauthorizedbyidp"] = "true" if identity.is_role_listed else "false"
    return context


def _principal_tags(caller: Caller, reader: Reader) -> Iterable[Tag]:
    """Tags of the user; of the role, overridden by the session's (spec policy 5.1); of the federated session."""
    principal, session = caller.principal, caller.session
    own: tuple[Tag, ...] = ()
    match principal:
        case IAMUser(account=account, id=user_id):
            user = reader.find(User, account, user_id)
            own = user.tags if user is not None else ()
        case RoleSession(account=account, role_id=role_id):
            role = reader.find(Role, account, role_id)
            own = role.tags if role is not None else ()
    return own if session is None else (*own, *session.tags)
