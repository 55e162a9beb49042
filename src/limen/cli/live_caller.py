"""A question about a caller in the store: identity policies, boundary, tags, and a role's trust policy.

Session policies are in session tokens, not in the store; they are given as files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import IO, Any

from limen.authn.caller import Caller
from limen.authz.entities import find_account, find_customer_policy, find_named, find_role_by_arn
from limen.authz.policy_gatherer import gather_policies, parse_stored
from limen.authz.request_context import caller_context, target_context
from limen.cli.audit import parse_moment
from limen.cli.exits import INVALID, CommandError
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
from limen.policy.errors import PolicyError
from limen.policy.syntax.parse import parse_policy
from limen.scenario.decide import ScenarioError
from limen.scenario.request import parse_request
from limen.store.interface import Reader, Store

SESSION_NAME = "explained"
"""Session name used when the question names a role by its own ARN."""


def ask_store(store: Store, options: Mapping[str, Any], *, heeds_token_denies: bool, now: datetime) -> Decision:
    """Decide the question in the options of `limen explain`; raises `CommandError` for an invalid one."""
    moment = parse_moment(options["at"], now)
    reader = _open_reader(store, options["revision"], moment)
    caller = Caller(_find_principal(reader, options["principal"]))
    request = _make_request(reader, caller, options, moment or now)
    request = replace(request, heeds_token_denies=heeds_token_denies)
    policies = gather_policies(caller, reader)
    session = tuple(_read_policy(file) for file in options["session_policy"])
    policies = replace(
        policies,
        session=session or policies.session,
        resource=_resource_layer(reader, request, options["resource_policy"]),
    )
    return evaluate(request, policies)


def _open_reader(store: Store, revision: int | None, moment: datetime | None) -> Reader:
    if revision is None and moment is None:
        return store.latest()
    try:
        return store.snapshot(revision=revision, at=moment)
    except LookupError as error:
        raise CommandError(f"the store has no state of that time: {error}", exit_code=INVALID) from error


def _find_principal(reader: Reader, text: str) -> Principal:
    try:
        arn = parse_arn(text)
    except ARNError as error:
        raise CommandError(f"principal {error}", exit_code=INVALID) from error
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
        raise CommandError(f"the store has no {text} at revision {reader.revision}", exit_code=INVALID, advice=advice)
    return principal


def _session(role: Role | None, name: str) -> RoleSession | None:
    if role is None or not name:
        return None
    return RoleSession(role.account, role.name, name, role.path, role.id, role.partition)


def _make_request(reader: Reader, caller: Caller, options: Mapping[str, Any], moment: datetime) -> AuthorizationRequest:
    resource = {"arn": options["resource"]}
    if options["resource_account"]:
        resource["account"] = options["resource_account"]
    asked = {
        "principal": caller.principal.arn,
        "action": options["action"],
        "resource": resource,
        "context": _parse_context(options["context"]),
    }
    try:
        request = parse_request(asked)
    except ScenarioError as error:
        raise CommandError(str(error), exit_code=INVALID) from error
    known = {
        "aws:currenttime": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "aws:epochtime": str(int(moment.timestamp())),
        **caller_context(caller, reader, moment),
        **_target_tags(reader, options["resource"]),
    }
    return replace(request, principal=caller.principal, context={**known, **request.context})


def _parse_context(pairs: Iterable[str]) -> dict[str, object]:
    """`KEY=VALUE` pairs; a repeated key has several values."""
    context: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise CommandError(f"--context {pair!r} is not KEY=VALUE", exit_code=INVALID)
        earlier = context.get(key)
        many = earlier if isinstance(earlier, list) else [earlier]
        context[key] = value if earlier is None else [*many, value]
    return context


def _target_tags(reader: Reader, text: str) -> dict[str, Any]:
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


def _resource_layer(reader: Reader, request: AuthorizationRequest, given: IO[str] | None) -> Level | None:
    """The given policy, or a role's trust policy where that decides."""
    if given is not None:
        return (_read_policy(given),)
    if not is_trust_decision(request.action, request.resource.arn):
        return None
    role = find_role_by_arn(reader, request.resource.arn)
    if role is None:
        return ()
    ids = {trusted.arn: trusted.id for trusted in role.trusted}
    return (NamedPolicy("trust policy", parse_stored(role.trust_policy), principal_ids=ids),)


def _read_policy(file: IO[str]) -> NamedPolicy:
    try:
        return NamedPolicy(file.name, parse_policy(file.read()))
    except (PolicyError, UnicodeDecodeError) as error:
        raise CommandError(f"{file.name}: {error}", exit_code=INVALID) from error
