"""Which layers apply and which must allow (semantics E27 to E32; spec policy 6.2 to 6.8, 6.11, 6.12)."""

import re
from typing import Final

from limen.domain.principals import SERVICE_LINKED_PATH, FederatedUser, IAMUser, Principal, RoleSession, RootUser
from limen.engine.compile.index import CompiledPolicies
from limen.engine.compile.plan import Plan
from limen.engine.model.layers import LIMITS, PRINCIPAL_SIDE, Grant, Layer
from limen.engine.model.request import AuthorizationRequest

_NOTHING: Final[frozenset[Layer]] = frozenset()
_SERVICE_CONTROL: Final = frozenset({Layer.SERVICE_CONTROL})
_RESOURCE_CONTROL: Final = frozenset({Layer.RESOURCE_CONTROL})

CONTROLLED_SERVICES: Final = frozenset(
    {"s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "ecr", "logs", "cognito-idp", "cognito-identity", "aoss"}
)
"""Services whose resources resource control policies apply to (spec policy 1.2); AWS extends the list."""
_MANAGED_KEY: Final = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:alias/aws/")

_RESOURCE: Final = (Layer.RESOURCE,)
_SESSION: Final = (Layer.SESSION,)


def find_plan(request: AuthorizationRequest, compiled: CompiledPolicies) -> Plan:
    """The plan of the layers that apply to the request, except the resource's own."""
    index = compiled.index
    exempt = find_exempt_controls(request, index.controls)
    return (index.without(exempt) if exempt else index)[request.action]


def is_denied_explicitly(request: AuthorizationRequest, compiled: CompiledPolicies) -> bool:
    """Whether a statement of a layer that applies to the request denies (E27)."""
    if not request.is_deniable:
        return False
    groups = find_plan(request, compiled).denies
    if compiled.own is not None:
        groups = (compiled.own[request.action].denies, *groups)
    return any(applies(request.arn, request.context, request.principal) for applies in groups)


def find_exempt_controls(request: AuthorizationRequest, controls: frozenset[Layer]) -> frozenset[Layer]:
    """The layers among `controls` that do not apply to the request (E28).

    Service control policies apply to principals of member accounts, resource control policies to their resources.
    Neither applies to service-linked roles.
    """
    principal = request.principal
    if principal.__class__ is RoleSession and principal.role_path.startswith(SERVICE_LINKED_PATH):
        return controls
    exempt = _NOTHING
    if principal.account is None or request.in_management_account:
        exempt = controls & _SERVICE_CONTROL
    if controls >= _RESOURCE_CONTROL and not _is_under_resource_control(request):
        exempt |= _RESOURCE_CONTROL
    return exempt


def _is_under_resource_control(request: AuthorizationRequest) -> bool:
    """Whether the resource belongs to a member account and a participating service, and is not an AWS managed key."""
    resource = request.resource
    if resource.in_management_account or (":alias/" in resource.arn and _MANAGED_KEY.match(resource.arn)):
        return False
    return request.action.partition(":")[0].lower() in CONTROLLED_SERVICES


def is_cross_account(request: AuthorizationRequest) -> bool:
    """Whether resource and caller belong to different accounts."""
    owner = request.resource.account
    return owner is not None and owner != request.principal.account


def has_full_identity(principal: Principal) -> bool:
    """Whether identity policies are not needed: root, and sessions made with root's credentials (E30)."""
    return isinstance(principal, RootUser) or (
        isinstance(principal, FederatedUser) and isinstance(principal.issuer, RootUser)
    )


def needed_layers(request: AuthorizationRequest, grant: Grant) -> tuple[Layer, ...]:
    """The layers that must still allow, given how directly the resource policy allows (E29 to E32).

    `RESOURCE` among them means that its grant does not suffice: the request is denied.
    """
    principal = request.principal
    if principal.account is None:
        return () if grant is Grant.DIRECT else _RESOURCE
    if is_cross_account(request):
        return _principal_side(principal) if grant else (*_RESOURCE, *_principal_side(principal))
    if grant is Grant.DIRECT:
        return _SESSION if isinstance(principal, RootUser) else ()
    if grant is Grant.ENTITY:
        return LIMITS
    if request.resource.requires_resource_policy and grant is Grant.NONE:
        return (*_RESOURCE, *_principal_side(principal))
    return _principal_side(principal)


def _principal_side(principal: Principal) -> tuple[Layer, ...]:
    """The limits of root, which has no boundary; a session of AssumeRoot is limited by the session's policy."""
    if isinstance(principal, IAMUser | RoleSession):
        return PRINCIPAL_SIDE
    if isinstance(principal, RootUser):
        return _SESSION
    return LIMITS if has_full_identity(principal) else PRINCIPAL_SIDE


def may_be_absent(layer: Layer, principal: Principal) -> bool:
    """Whether the layer allows if it is absent: limits do, except a federated session's session policies (E31)."""
    return layer in LIMITS and not (layer is Layer.SESSION and isinstance(principal, FederatedUser))
