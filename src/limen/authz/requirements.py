"""What a call needs: one or more (action, resource, context) questions, all of which must be answered with yes.

Most calls need one. Tags at creation need the tag action too, a rename needs the action on both ARNs, a role put into
an instance profile needs `iam:PassRole`, an assumed role `sts:TagSession` and `sts:SetSourceIdentity` (spec policy
2.2, 6.8, 6.10).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authz.context_keys import Context, assume_role_context, iam_context, tag_context, target_context
from limen.authz.entities import NAMED_TYPES, NamedEntity, find_customer_policy, find_named, find_role_by_arn
from limen.authz.policies import parse_stored
from limen.authz.targets import Form, Target
from limen.domain.arn import ARN, ARNError, federated_user_arn, iam_arn, parse_arn
from limen.domain.entities import ManagedPolicy, Role, User
from limen.domain.principals import Principal
from limen.engine.request import Level, NamedPolicy, Resource
from limen.errors import ValidationError
from limen.store.interface import Reader
from limen.wire.call import ParsedCall

EC2_SERVICE = "ec2.amazonaws.com"
TRUST_POLICY = "trust policy"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One question for the engine.

    `shown` is the resource as the denial text prints it; `policy` the resource's own policy.
    """

    action: str
    resource: Resource
    shown: str
    context: Context = field(default_factory=dict)
    policy: Level | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks for what, on which state: the arguments that every resolution needs."""

    caller: Caller
    account: str
    partition: str
    call: ParsedCall
    reader: Reader

    @property
    def action(self) -> str:
        """`service:Operation`."""
        return f"{self.call.service}:{self.call.operation}"

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The call's parameters."""
        return self.call.parameters


def find_requirements(
    request: AuthenticatedRequest, call: ParsedCall, target: Target, reader: Reader
) -> tuple[Requirement, ...]:
    """Everything that must be allowed for the call to go ahead; empty where no permission is needed."""
    principal = request.caller.principal
    subject = Subject(request.caller, principal.account or "", _partition(principal), call, reader)
    return tuple(_RESOLVERS[target.form](subject, target))


def _partition(principal: Principal) -> str:
    return str(getattr(principal, "partition", "aws"))


def _unrestricted(_subject: Subject, _target: Target) -> Iterator[Requirement]:
    return iter(())


def _everything(subject: Subject, _target: Target) -> Iterator[Requirement]:
    yield Requirement(subject.action, Resource("*"), "*", {"aws:resourceaccount": subject.account})


def _collection(subject: Subject, target: Target) -> Iterator[Requirement]:
    path = subject.parameters.get("PathPrefix") or "/"
    arn = iam_arn(subject.partition, subject.account, target.kind, path, "")
    shown = f"{target.kind} path {path}" if target.is_shown_short else arn
    yield Requirement(subject.action, Resource(arn, subject.account), shown, {"aws:resourceaccount": subject.account})


def _named(subject: Subject, target: Target) -> Iterator[Requirement]:
    name = subject.parameters.get(target.parameter)
    if name is None:
        yield _own_user(subject)
        return
    entity = find_named(subject.reader, NAMED_TYPES[target.kind], subject.account, name)
    requirement = _on_entity(subject, target, entity, name)
    yield requirement
    if new_name := subject.parameters.get(target.renames_with):
        path = str(subject.parameters.get("NewPath") or getattr(entity, "path", "/"))
        arn = iam_arn(subject.partition, subject.account, target.kind, path, new_name)
        yield Requirement(subject.action, Resource(arn, subject.account), arn, requirement.context)
    if subject.call.operation == "AddRoleToInstanceProfile":
        yield _pass_role(subject)


def _own_user(subject: Subject) -> Requirement:
    """Operations on a user may leave the name out and then mean the caller."""
    principal = subject.caller.principal
    arn = principal.principal_arn or principal.arn
    entity = subject.reader.find(User, subject.account, principal.user_id or "")
    context = _contexts(subject, entity)
    return Requirement(subject.action, Resource(arn, subject.account), arn, context)


def _on_entity(subject: Subject, target: Target, entity: NamedEntity | None, name: str) -> Requirement:
    short = f"{target.kind.replace('-', ' ')} {name}"
    if entity is None:
        arn, shown = iam_arn(subject.partition, subject.account, target.kind, "/", name), short
    else:
        arn, shown = entity.arn, short if target.is_shown_short else entity.arn
    return Requirement(subject.action, Resource(arn, subject.account), shown, _contexts(subject, entity))


def _contexts(subject: Subject, entity: NamedEntity | ManagedPolicy | None) -> Context:
    return {
        **target_context(entity, subject.account),
        **tag_context(subject.parameters),
        **iam_context(subject.call.operation, subject.parameters, entity),
    }


def _pass_role(subject: Subject) -> Requirement:
    name = subject.parameters.get("RoleName", "")
    role = find_named(subject.reader, Role, subject.account, name)
    arn = role.arn if role is not None else iam_arn(subject.partition, subject.account, "role", "/", name)
    context = {**target_context(role, subject.account), "iam:passedtoservice": EC2_SERVICE}
    return Requirement("iam:PassRole", Resource(arn, subject.account), arn, context)


def _created(subject: Subject, target: Target) -> Iterator[Requirement]:
    """What does not exist yet has no tags; it is authorised on the ARN that it will have (spec policy 2.3)."""
    name = subject.parameters.get(target.parameter, "")
    arn = iam_arn(subject.partition, subject.account, target.kind, subject.parameters.get("Path") or "/", name)
    shown = f"{target.kind} {name}" if target.is_shown_short else arn
    context = _contexts(subject, None)
    yield Requirement(subject.action, Resource(arn, subject.account), shown, context)
    if target.tag_action and subject.parameters.get("Tags"):
        yield Requirement(target.tag_action, Resource(arn, subject.account), shown, context)


def _policy_arn(subject: Subject, target: Target) -> Iterator[Requirement]:
    arn = subject.parameters.get(target.parameter, "")
    policy = find_customer_policy(subject.reader, subject.account, arn)
    shown = arn if arn.startswith("arn:") else f"policy {arn}"
    yield Requirement(subject.action, Resource(arn, subject.account), shown, _contexts(subject, policy))


def _access_key(subject: Subject, _target: Target) -> Iterator[Requirement]:
    """An unknown key, or another account's, is refused like one that may not be seen (spec api 2.10)."""
    key = subject.reader.find_access_key(subject.parameters.get("AccessKeyId", ""))
    owner = (
        None if key is None or key.account != subject.account else subject.reader.find(User, key.account, key.owner_id)
    )
    arn = owner.arn if owner is not None else iam_arn(subject.partition, subject.account, "user", "/", "*")
    yield Requirement(subject.action, Resource(arn, subject.account), arn, _contexts(subject, owner))


def _source_arn(subject: Subject, target: Target) -> Iterator[Requirement]:
    arn = subject.parameters.get(target.parameter, "")
    yield Requirement(subject.action, Resource(arn, subject.account), arn, {"aws:resourceaccount": subject.account})


def _federated_user(subject: Subject, target: Target) -> Iterator[Requirement]:
    arn = federated_user_arn(subject.partition, subject.account, subject.parameters.get(target.parameter, ""))
    context = {**tag_context(subject.parameters), "aws:resourceaccount": subject.account}
    yield Requirement(subject.action, Resource(arn, subject.account), arn, context)
    if subject.parameters.get("Tags"):
        yield Requirement("sts:TagSession", Resource(arn, subject.account), arn, context)


def _role_arn(subject: Subject, target: Target) -> Iterator[Requirement]:
    """AssumeRole: the role is a resource with a mandatory policy, its trust policy (spec policy 6.8)."""
    text = subject.parameters.get(target.parameter, "")
    arn = _parse_role_arn(text)
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


def _parse_role_arn(text: str) -> ARN:
    try:
        arn = parse_arn(text)
    except ARNError:
        message = f"{text} is invalid"
        raise ValidationError(message) from None
    if arn.service != "iam" or not arn.resource.startswith("role/"):
        message = f"{text} is invalid"
        raise ValidationError(message)
    return arn


def _trust_layer(role: Role | None) -> Level:
    if role is None:
        return ()
    ids = {trusted.arn: trusted.id for trusted in role.trusted}
    return (NamedPolicy(TRUST_POLICY, parse_stored(role.trust_policy), principal_ids=ids),)


def _assume_role_actions(subject: Subject) -> Iterator[str]:
    session = subject.caller.session
    yield "sts:AssumeRole"
    if subject.parameters.get("Tags") or (session is not None and session.transitive_tag_keys):
        yield "sts:TagSession"
    if subject.parameters.get("SourceIdentity") or (session is not None and session.source_identity):
        yield "sts:SetSourceIdentity"
    if subject.parameters.get("ProvidedContexts"):
        yield "sts:SetContext"


_RESOLVERS = {
    Form.UNRESTRICTED: _unrestricted,
    Form.EVERYTHING: _everything,
    Form.COLLECTION: _collection,
    Form.NAMED: _named,
    Form.CREATED: _created,
    Form.POLICY_ARN: _policy_arn,
    Form.ACCESS_KEY: _access_key,
    Form.SOURCE_ARN: _source_arn,
    Form.FEDERATED_USER: _federated_user,
    Form.ROLE_ARN: _role_arn,
}
