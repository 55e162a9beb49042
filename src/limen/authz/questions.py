"""A question about a caller in the store: identity policies, boundary, tags, and a role's trust policy.

Session policies are in session tokens, not in the store; the question supplies them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from limen.authn.caller import Caller
from limen.authz.entities import find_account, find_customer_policy, find_named, find_role_by_arn
from limen.authz.policy_gatherer import gather_policies, parse_stored
from limen.authz.request_context import Context, caller_context, target_context
from limen.authz.sts_requirements import TRUST_POLICY
from limen.domain.arn import ARN, PARTS, ARNError, parse_arn
from limen.domain.iam.roles import Role
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.users import User
from limen.domain.principals import IAMUser, Principal, RoleSession, RootUser
from limen.engine.decision import Decision
from limen.engine.denial import is_trust_decision
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import Level, NamedPolicy
from limen.engine.model.request import AuthorizationRequest
from limen.errors import LimenError
from limen.scenario.members import ScenarioError
from limen.scenario.request import parse_request
from limen.store.interface import Reader

SESSION_NAME = "explained"
"""Session name used when the question names a role by its own ARN."""


class QuestionError(LimenError):
    """The question is invalid; `advice` says what to do."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        """Keep the message and the advice."""
        super().__init__(message)
        self.advice = advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """May `principal` (an ARN) do `action` on `resource`? `context` has values by key, several in a list."""

    principal: str
    action: str
    resource: str
    resource_account: str = ""
    context: Mapping[str, object] = field(default_factory=dict)
    session_policies: Level = ()
    resource_policy: NamedPolicy | None = None
    heeds_token_denies: bool = False


def ask(reader: Reader, question: Question, *, now: datetime) -> Decision:
    """Decide the question on a state; raises `QuestionError` for an invalid one."""
    caller = Caller(find_principal(reader, question.principal))
    request = replace(_make_request(reader, caller, question, now), heeds_token_denies=question.heeds_token_denies)
    policies = gather_policies(caller, reader)
    policies = replace(
        policies,
        session=question.session_policies or policies.session,
        resource=_resource_layer(reader, request, question.resource_policy),
    )
    return evaluate(request, policies)


def find_principal(reader: Reader, text: str) -> Principal:
    try:
        arn = parse_arn(text)
    except ARNError as error:
        raise QuestionError(f"principal {error}") from error
    kind, _, name = arn.resource.partition("/")
    principal: Principal | None = None
    match arn.service, kind:
        case "iam", "root" if find_account(reader, arn.account) is not None:
            principal = RootUser(arn.account, arn.partition)
        case "iam", "user":
            user = find_named(reader, User, arn.account, name.rpartition("/")[2])
            if user is not None and user.arn == text:
                principal = IAMUser(user.account, user.name, user.path, user.id, user.partition)
        case "iam", "role":
            principal = _session(find_role_by_arn(reader, text), SESSION_NAME)
        case "sts", "assumed-role":
            role_name, _, session_name = name.partition("/")
            principal = _session(find_named(reader, Role, arn.account, role_name), session_name)
    if principal is None:
        advice = "Name a user, a role, a role session or an account's root; for others, use a scenario."
        raise QuestionError(f"the store has no {text} at revision {reader.revision}", advice=advice)
    return principal


def _session(role: Role | None, name: str) -> RoleSession | None:
    if role is None or not name:
        return None
    return RoleSession(role.account, role.name, name, role.path, role.id, role.partition)


def _make_request(reader: Reader, caller: Caller, question: Question, moment: datetime) -> AuthorizationRequest:
    resource = {"arn": question.resource}
    if question.resource_account:
        resource["account"] = question.resource_account
    asked = {
        "principal": caller.principal.arn,
        "action": question.action,
        "resource": resource,
        "context": dict(question.context),
    }
    try:
        request = parse_request(asked)
    except ScenarioError as error:
        raise QuestionError(str(error)) from error
    known = {
        "aws:currenttime": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "aws:epochtime": str(int(moment.timestamp())),
        **caller_context(caller, reader, moment),
        **_target_tags(reader, question.resource),
    }
    return replace(request, principal=caller.principal, context={**known, **request.context})


def _target_tags(reader: Reader, text: str) -> Context:
    """Owner and tags of a resource that is in the store."""
    entity = _find_target(reader, text)
    return {} if entity is None else target_context(entity, entity.account)


def _find_target(reader: Reader, text: str) -> User | Role | ManagedPolicy | None:
    arn = _iam_arn(text)
    if arn is None:
        return None
    kind, _, name = arn.resource.partition("/")
    match kind:
        case "user":
            return find_named(reader, User, arn.account, name.rpartition("/")[2])
        case "role":
            return find_role_by_arn(reader, text)
        case "policy":
            return find_customer_policy(reader, arn.account, text)
    return None


def _iam_arn(text: str) -> ARN | None:
    return parse_arn(text) if text.startswith("arn:") and text.split(":", PARTS - 1)[2:3] == ["iam"] else None


def _resource_layer(reader: Reader, request: AuthorizationRequest, given: NamedPolicy | None) -> Level | None:
    """The given policy, or a role's trust policy where that decides."""
    if given is not None:
        return (given,)
    if not is_trust_decision(request.action, request.resource.arn):
        return None
    role = find_role_by_arn(reader, request.resource.arn)
    if role is None:
        return ()
    ids = {trusted.arn: trusted.id for trusted in role.trusted}
    return (NamedPolicy(TRUST_POLICY, parse_stored(role.trust_policy), principal_ids=ids),)
