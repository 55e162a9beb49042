"""The request of a scenario (semantics E37): principal, action, resource and context."""

from reprlib import repr as shorten
from typing import Final

from limen.domain.arn import ARN, ARNError, iam_arn, parse_arn
from limen.domain.identifiers import is_account_id
from limen.domain.principals import (
    SERVICE_LINKED_PATH,
    Anonymous,
    FederatedIdentity,
    FederatedUser,
    IAMUser,
    Principal,
    RoleSession,
    RootUser,
    ServicePrincipal,
)
from limen.engine.denial import is_kind_of_resource, is_trust_decision
from limen.engine.model.request import AuthorizationRequest, Resource
from limen.policy.match.context import MULTIVALUED_KEYS, Context, ContextValue
from limen.policy.validate.principal_form import COGNITO, PUBLIC_PROVIDERS
from limen.scenario.members import JSON, ScenarioError, check_characters, check_members, get_flag, get_object, get_text

_REQUEST_MEMBERS: Final = frozenset(
    {"principal", "principal_id", "issuing_user", "service_linked_role", "management_account"}
) | {"action", "resource", "context", "heed_token_denies"}
_RESOURCE_MEMBERS: Final = frozenset({"arn", "account", "management_account", "strict"})

_ANONYMOUS: Final = "anonymous"
_PROVIDERS: Final = ("saml-provider/", "oidc-provider/")
_PROVIDER_HOSTS: Final = PUBLIC_PROVIDERS - {COGNITO}
"""Hosts that name a provider and nothing else; Cognito's also names the service itself."""
_FEDERATED_ACTION: Final = "sts:assumerolewith"


def parse_request(found: JSON) -> AuthorizationRequest:
    """Read the request; raises `ScenarioError`."""
    check_members("request", found, _REQUEST_MEMBERS)
    action = _parse_action(get_text(found, "action"))
    resource = _parse_resource(get_object(found, "resource"), action)
    owner = {} if resource.account is None else {"aws:resourceaccount": resource.account}
    context = {**owner, **_parse_context(get_object(found, "context", default={}))}
    principal = _parse_principal(found, action, context)
    if get_flag(found, "service_linked_role") and not isinstance(principal, RoleSession):
        raise ScenarioError("service_linked_role is about sessions of roles only")
    return AuthorizationRequest(
        principal=principal,
        action=action,
        resource=resource,
        context=context,
        in_management_account=get_flag(found, "management_account"),
        heeds_token_denies=get_flag(found, "heed_token_denies"),
    )


def _parse_action(action: str) -> str:
    service, _, name = action.partition(":")
    if not service or not name:
        raise ScenarioError(f"action {shorten(action)} is not of the form service:Name")
    return action


def _parse_resource(found: JSON, action: str) -> Resource:
    check_members("resource", found, _RESOURCE_MEMBERS)
    arn = get_text(found, "arn")
    if arn != "*":
        _arn("resource", arn)
    account = get_text(found, "account", default=_account_in(arn))
    if account and not is_account_id(account):
        raise ScenarioError(f"account {shorten(account)} is not twelve digits")
    return Resource(
        arn=arn,
        account=account or None,
        requires_resource_policy=get_flag(found, "strict") or _is_strict(action, arn),
        in_management_account=get_flag(found, "management_account"),
    )


def _account_in(arn: str) -> str:
    """The account in the ARN; empty if it names none, like ARNs of buckets."""
    account = arn.split(":")[4:5]
    return account[0] if account and is_account_id(account[0]) else ""


def _is_strict(action: str, arn: str) -> bool:
    """Whether identity policies alone grant nothing: on KMS keys and on assumed roles (spec policy 6.8, 6.12)."""
    is_key = action.lower().startswith("kms:") and is_kind_of_resource(arn, "kms", "key/")
    return is_key or is_trust_decision(action, arn)


def _parse_context(found: JSON) -> Context:
    context = {key.lower(): value for key in found if (value := _parse_value(key, found[key])) is not None}
    if len({key.lower() for key in found}) < len(found):
        raise ScenarioError("context holds the same key in two spellings")
    return context


def _parse_value(key: str, value: object) -> ContextValue | None:
    """A list is the value of a multivalued key, like every value of a key known to be multivalued; null is absence."""
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(_text(key, each) for each in value)
    return (_text(key, value),) if key.lower() in MULTIVALUED_KEYS else _text(key, value)


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    what = f"context key {shorten(key)}"
    if not isinstance(value, str | int | float):
        raise ScenarioError(f"{what} must be a string, a number, a boolean or a list of them")
    try:
        text = str(value)
    except ValueError as error:
        raise ScenarioError(f"{what} must be a number of fewer digits") from error
    check_characters(what, f"{key}{text}")
    return text


def _parse_principal(found: JSON, action: str, context: Context) -> Principal:
    principal = _read_principal(found, action, context)
    # Root has no unique id, nor has a federated user issued by root, so no policy can name them by one.
    entity = principal.issuer if isinstance(principal, FederatedUser) else principal
    if get_text(found, "principal_id", default="") and not isinstance(entity, IAMUser | RoleSession):
        raise ScenarioError("principal_id is the unique id of a user or a role, which this principal is not")
    return principal


def _read_principal(found: JSON, action: str, context: Context) -> Principal:
    text = get_text(found, "principal")
    _check_name("principal", text)
    if text == _ANONYMOUS:
        return Anonymous()
    if ":" in text:
        return _parse_arn_principal(_arn("principal", text), text, found, context)
    if text in _PROVIDER_HOSTS or (text == COGNITO and action.lower().startswith(_FEDERATED_ACTION)):
        return FederatedIdentity(text)
    if "." not in text:
        raise ScenarioError(f"principal {shorten(text)} is neither an ARN nor a service nor anonymous")
    return ServicePrincipal(text)


def _arn(what: str, text: str) -> ARN:
    try:
        return parse_arn(text)
    except ARNError as error:
        raise ScenarioError(f"{what} {error}") from error


def _check_name(what: str, text: str) -> None:
    """Refuse a caller with a wildcard in its name, which neither IAM nor STS allow and no policy could name."""
    if "*" in text or "?" in text:
        raise ScenarioError(f"{what} {shorten(text)} contains a wildcard")


def _parse_arn_principal(arn: ARN, text: str, found: JSON, context: Context) -> Principal:
    kind, _, name = arn.resource.partition("/")
    match arn.service, kind:
        case "iam", "root" if not name:
            return RootUser(arn.account, arn.partition)
        case "iam", "user" if name:
            return _user(arn, get_text(found, "principal_id", default=_known_id(context)))
        case "iam", "saml-provider" | "oidc-provider" if name:
            return FederatedIdentity(text)
        case "sts", "assumed-role" if "/" in name:
            return _role_session(arn, found, context)
        case "sts", "federated-user" if name:
            identifier = get_text(found, "principal_id", default="")
            return FederatedUser(arn.account, name, _issuer(arn, found, identifier), arn.partition)
    raise ScenarioError(f"principal {shorten(text)} is not a user, root, role session, federated user or provider")


def _user(arn: ARN, identifier: str) -> IAMUser:
    path, _, name = arn.resource.removeprefix("user").rpartition("/")
    return IAMUser(arn.account, name, f"{path}/", identifier, arn.partition)


def _issuer(arn: ARN, found: JSON, identifier: str) -> IAMUser | RootUser:
    """The user that requested a federated session; without `issuing_user`, one that no policy can name."""
    text = get_text(found, "issuing_user", default="")
    if not text:
        return IAMUser(arn.account, "", "/", identifier, arn.partition)
    _check_name("issuing_user", text)
    issuer = _arn("issuing_user", text)
    if issuer.resource == "root":
        return RootUser(issuer.account, issuer.partition)
    if issuer.service != "iam" or not issuer.resource.startswith("user/"):
        raise ScenarioError("issuing_user must be the ARN of a user or of the account's root")
    return _user(issuer, identifier)


def _role_session(arn: ARN, found: JSON, context: Context) -> RoleSession:
    role, _, session = arn.resource.removeprefix("assumed-role/").partition("/")
    identifier = get_text(found, "principal_id", default=_known_id(context).partition(":")[0])
    path = _role_path(context.get("aws:principalarn"), iam_arn(arn.partition, arn.account, "role", "/", ""), role)
    if get_flag(found, "service_linked_role"):
        path = path or SERVICE_LINKED_PATH
        if not path.startswith(SERVICE_LINKED_PATH):
            raise ScenarioError(f"the path of a service-linked role begins with {SERVICE_LINKED_PATH}")
    return RoleSession(arn.account, role, session, path or "/", identifier, arn.partition)


def _role_path(principal_arn: ContextValue | None, start: str, role: str) -> str:
    """The role's path from its full ARN; empty if the context does not have it."""
    if not isinstance(principal_arn, str):
        return ""
    _check_name("aws:PrincipalArn", principal_arn)
    path, slash, name = principal_arn.removeprefix(start).rpartition("/")
    return f"/{path}{slash}" if principal_arn.startswith(start) and name == role else ""


def _known_id(context: Context) -> str:
    """The caller's unique id from `aws:userid`."""
    found = context.get("aws:userid")
    return found if isinstance(found, str) else ""
