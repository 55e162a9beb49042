"""The requirements of calls of IAM, by the form of their target (spec policy 2.3, 5.6, 7.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from limen.authz.entities import (
    NAMED_TYPES,
    NamedEntity,
    find_account_in_arn,
    find_by_arn,
    find_customer_policy,
    find_named,
)
from limen.authz.request_context import Context, TaggedEntity, iam_context, tag_context, target_context
from limen.authz.requirement import Requirement, Subject
from limen.authz.targets import Target
from limen.domain.arn import root_arn
from limen.domain.iam.mfa import MFADevice
from limen.domain.iam.providers import OIDC_KIND, SAML_KIND, OIDCProvider, SAMLProvider, strip_scheme
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.domain.principals import SERVICE_LINKED_PATH, IAMUser
from limen.engine.model.request import Resource
from limen.store.aws_managed.service_linked_roles import NAME_PREFIX, load_service_linked_roles

EC2_SERVICE = "ec2.amazonaws.com"
PROVIDER_TYPES: Final[Mapping[str, type[OIDCProvider] | type[SAMLProvider]]] = {
    OIDC_KIND: OIDCProvider,
    SAML_KIND: SAMLProvider,
}
"""The kinds of identity providers by the word in their ARNs."""


def everything(subject: Subject, _target: Target) -> Iterator[Requirement]:
    """Actions without resource-level permissions."""
    yield Requirement(subject.action, Resource("*"), "*", {"aws:resourceaccount": subject.account})


def collection(subject: Subject, target: Target) -> Iterator[Requirement]:
    """All entities of a kind, under the path prefix if there is one."""
    path = subject.parameters.get("PathPrefix", "/")
    arn = subject.arn(target.kind, path, "")
    shown = f"{target.kind} path {path}" if target.is_shown_short else arn
    yield Requirement(subject.action, subject.own(arn), shown, {"aws:resourceaccount": subject.account})


def named(subject: Subject, target: Target) -> Iterator[Requirement]:
    """An entity by its name; operations on a user may omit the name and then mean the caller."""
    name = subject.find_text(target.parameter)
    if name is None:
        yield _own_user(subject)
        return
    entity = find_named(subject.reader, NAMED_TYPES[target.kind], subject.account, name)
    requirement = _on_entity(subject, target, entity, name)
    yield requirement
    if target.new_name:
        yield from _moved(subject, target, requirement, entity)
    if target.passes_role:
        yield _pass_role(subject)


def named_or_all(subject: Subject, target: Target) -> Iterator[Requirement]:
    """An entity by its name, or every entity of its kind, whatever its path."""
    if not subject.parameters.get("AllUsers"):
        yield from named(subject, target)
        return
    arn = subject.arn(target.kind, "/", "*")
    yield Requirement(subject.action, subject.own(arn), arn, _contexts(subject, None))


def created(subject: Subject, target: Target) -> Iterator[Requirement]:
    """An entity to be created: it has no tags yet, and is authorized on its future ARN."""
    name = subject.get_text(target.parameter)
    arn = subject.arn(target.kind, subject.parameters.get("Path", "/"), name)
    yield from _creation(subject, target, arn, _short(target, name) if target.is_shown_short else arn)


def provider_url(subject: Subject, target: Target) -> Iterator[Requirement]:
    """An OIDC provider to be created: its URL takes the place of a name."""
    arn = subject.arn(target.kind, "/", strip_scheme(subject.get_text(target.parameter)))
    yield from _creation(subject, target, arn, arn)


def provider_arn(subject: Subject, target: Target) -> Iterator[Requirement]:
    """An identity provider by its ARN."""
    arn = subject.get_text(target.parameter)
    provider = subject.reader.find(PROVIDER_TYPES[target.kind], subject.account, arn)
    yield Requirement(subject.action, _by_arn(subject, arn), arn, _contexts(subject, provider))


def policy_arn(subject: Subject, target: Target) -> Iterator[Requirement]:
    """A managed policy: the account's own, AWS's (which nobody owns), or another account's, which is refused."""
    arn = subject.get_text(target.parameter)
    policy = find_customer_policy(subject.reader, subject.account, arn)
    shown = arn if target.is_shown_whole else f"policy {arn}"
    yield Requirement(subject.action, _by_arn(subject, arn), shown, _contexts(subject, policy))


def access_key(subject: Subject, target: Target) -> Iterator[Requirement]:
    """The key's owner; an unknown key and another account's are treated the same (spec api 2.10).

    The denial names the key instead of its owner, which the denied call would have revealed.
    """
    key_id = subject.get_text(target.parameter)
    key = subject.reader.find_access_key(key_id)
    owner, arn = None, subject.arn("user", "/", "*")
    if key is not None and key.account == subject.account:
        owner = subject.reader.find(User, key.account, key.owner_id)
        arn = owner.arn if owner is not None else root_arn(subject.partition, subject.account)
    yield Requirement(subject.action, subject.own(arn), f"access key {key_id}", _contexts(subject, owner))


def mfa_device(subject: Subject, target: Target) -> Iterator[Requirement]:
    """A device by its serial number, which for a virtual one is its ARN."""
    serial = subject.get_text(target.parameter)
    device = subject.reader.find(MFADevice, subject.account, serial)
    arn = serial if serial.startswith("arn:") else subject.arn(target.kind, "/", serial)
    yield Requirement(subject.action, _by_arn(subject, arn), arn, _contexts(subject, device))


def source_arn(subject: Subject, target: Target) -> Iterator[Requirement]:
    """An entity by its ARN."""
    arn = subject.get_text(target.parameter)
    resource = _by_arn(subject, arn)
    owner = resource.account or subject.account
    entity = find_by_arn(subject.reader, arn) if owner == subject.account else None
    yield Requirement(subject.action, resource, arn, target_context(entity, owner))


def service_linked_role(subject: Subject, target: Target) -> Iterator[Requirement]:
    """The role of a service; of an unknown service, a role below the service's path."""
    service = subject.get_text(target.parameter).lower()
    described, suffix = load_service_linked_roles().get(service), subject.parameters.get("CustomSuffix", "")
    name = f"{NAME_PREFIX}{suffix}" if described is None else described.name_with(suffix)
    arn = subject.arn(target.kind, f"{SERVICE_LINKED_PATH}{service}/", name)
    yield Requirement(subject.action, subject.own(arn), arn, _contexts(subject, None))


def deletion_task(subject: Subject, target: Target) -> Iterator[Requirement]:
    """The role in a task's id, which ends with a UUID."""
    name = subject.get_text(target.parameter).removeprefix(f"task{SERVICE_LINKED_PATH}").rpartition("/")[0]
    arn = subject.arn(target.kind, SERVICE_LINKED_PATH, name)
    yield Requirement(subject.action, subject.own(arn), arn, _contexts(subject, None))


def _creation(subject: Subject, target: Target, arn: str, shown: str) -> Iterator[Requirement]:
    resource = subject.own(arn)
    yield Requirement(subject.action, resource, shown, _contexts(subject, None))
    if subject.parameters.get("Tags"):
        context = {**target_context(None, subject.account), **tag_context(subject.parameters)}
        yield Requirement(target.tag_action, resource, shown, context)


def _by_arn(subject: Subject, arn: str) -> Resource:
    return Resource(arn, find_account_in_arn(arn) or subject.account)


def _own_user(subject: Subject) -> Requirement:
    principal = subject.caller.principal
    arn = principal.principal_arn or principal.arn
    entity = subject.reader.find(User, subject.account, principal.user_id or "")
    shown = f"user {principal.name}" if isinstance(principal, IAMUser) else arn
    return Requirement(subject.action, subject.own(arn), shown, _contexts(subject, entity))


def _on_entity(subject: Subject, target: Target, entity: NamedEntity | None, name: str) -> Requirement:
    """The resource as IAM prints it, by the operation and not by existence, which a denial must not reveal (U53)."""
    arn = subject.arn(target.kind, "/", name) if entity is None else entity.arn
    shown = arn if target.is_shown_whole else _short(target, name)
    return Requirement(subject.action, subject.own(arn), shown, _contexts(subject, entity))


def _moved(
    subject: Subject, target: Target, requirement: Requirement, entity: NamedEntity | None
) -> Iterator[Requirement]:
    """A rename or move needs the same permission on the new ARN."""
    path = subject.parameters.get("NewPath", entity.path if entity is not None else "/")
    old_name = entity.name if entity is not None else subject.get_text(target.parameter)
    new_name = subject.find_text(target.new_name)
    arn = subject.arn(target.kind, path, old_name if new_name is None else new_name)
    if arn != requirement.resource.arn:
        yield replace(requirement, resource=subject.own(arn), shown=arn)


def _pass_role(subject: Subject) -> Requirement:
    name = subject.parameters["RoleName"]
    role = find_named(subject.reader, Role, subject.account, name)
    arn = subject.arn("role", "/", name) if role is None else role.arn
    context = {**target_context(role, subject.account), "iam:passedtoservice": EC2_SERVICE}
    return Requirement("iam:PassRole", subject.own(arn), arn, context)


def _short(target: Target, name: str) -> str:
    return f"{target.kind.replace('-', ' ')} {name}"


def _contexts(subject: Subject, entity: TaggedEntity | None) -> Context:
    context = {
        **target_context(entity, subject.account),
        **tag_context(subject.parameters),
        **iam_context(subject.parameters),
    }
    for fact in subject.facts:
        context |= fact(subject, entity)
    return context
