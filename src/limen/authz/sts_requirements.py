"""The requirements of the operations that assume roles, and of GetFederationToken (spec policy 5.7, 6.8, 6.9)."""

from collections.abc import Iterator

from limen.authn.caller import ProvenIdentity
from limen.authn.proofs.web_identity import parse_role_arn
from limen.authz.entities import find_role_by_arn
from limen.authz.policy_gatherer import parse_stored
from limen.authz.request_context import Context, assume_role_context, federated_context, tag_context, target_context
from limen.authz.requirement import Requirement, Subject
from limen.authz.targets import Target
from limen.domain.arn import federated_user_arn
from limen.domain.iam.roles import Role
from limen.engine.model.layers import Level, NamedPolicy
from limen.engine.model.request import Resource
from limen.errors import AccessDeniedError

TRUST_POLICY = "trust policy"


def federated_user(subject: Subject, target: Target) -> Iterator[Requirement]:
    """The session that GetFederationToken would create."""
    arn = federated_user_arn(subject.partition, subject.account, subject.get_text(target.parameter))
    context = {**tag_context(subject.parameters), "aws:resourceaccount": subject.account}
    yield Requirement(subject.action, subject.own(arn), arn, context)
    if subject.parameters.get("Tags"):
        yield Requirement("sts:TagSession", subject.own(arn), arn, context)


def role_arn(subject: Subject, target: Target) -> Iterator[Requirement]:
    """The role as a resource with a mandatory policy, its trust policy; a role that does not exist trusts nobody."""
    text = subject.get_text(target.parameter)
    arn = parse_role_arn(text)
    role = find_role_by_arn(subject.reader, text)
    resource = Resource(text, arn.account, requires_resource_policy=True)
    context: Context = {
        **target_context(role, arn.account),
        **tag_context(subject.parameters),
        **assume_role_context(subject.parameters, subject.caller),
    }
    policy = _trust_layer(role)
    for action in _assume_role_actions(subject):
        yield Requirement(action, resource, text, context, policy)


def federated_role(subject: Subject, target: Target) -> Iterator[Requirement]:
    """A role that a federated identity assumes: its trust policy alone decides, with the keys of the proof."""
    text, identity = subject.get_text(target.parameter), subject.caller.identity
    arn = parse_role_arn(text)
    if identity is None or identity.account != arn.account or identity.is_role_listed is False:
        raise AccessDeniedError(f"Not authorized to perform {subject.action}")
    role = find_role_by_arn(subject.reader, text)
    resource = Resource(text, arn.account, requires_resource_policy=True)
    name = subject.get_text("RoleSessionName") if identity.saml is None else identity.saml.session_name
    asked = federated_context(name, identity)
    context: Context = {**target_context(role, arn.account), **asked}
    policy = _trust_layer(role)
    for action in _federated_actions(subject.action, identity):
        yield Requirement(action, resource, text, context, policy)


def _federated_actions(action: str, identity: ProvenIdentity) -> Iterator[str]:
    yield action
    if identity.tags:
        yield "sts:TagSession"
    if identity.source_identity:
        yield "sts:SetSourceIdentity"


def _trust_layer(role: Role | None) -> Level:
    if role is None:
        return ()
    ids = {trusted.arn: trusted.id for trusted in role.trusted}
    return (NamedPolicy(TRUST_POLICY, parse_stored(role.trust_policy), principal_ids=ids),)


def _assume_role_actions(subject: Subject) -> Iterator[str]:
    """Every role of a chain must trust inherited tags and source identities again."""
    session = subject.caller.session
    yield subject.action
    if subject.parameters.get("Tags") or (session is not None and session.transitive_tag_keys):
        yield "sts:TagSession"
    if "SourceIdentity" in subject.parameters or (session is not None and session.source_identity):
        yield "sts:SetSourceIdentity"
    if subject.parameters.get("ProvidedContexts"):
        yield "sts:SetContext"
