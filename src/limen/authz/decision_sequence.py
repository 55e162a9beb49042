"""The decision sequence: the checks of a call, in order. Live calls and replayed ones share it (promise P2).

1. The operation must be declared.
2. The kind of caller must not be one that AWS refuses for this operation.
3. The engine decides each requirement. Most calls have one. Tags at creation need the tag action too, a rename or
   move needs the action on both ARNs, a role put into an instance profile needs `iam:PassRole`, assuming a role needs
   `sts:TagSession` and `sts:SetSourceIdentity` (spec policy 2.2, 6.8, 6.10). Some have none: GetCallerIdentity.
"""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.proofs.proven_call import ProvenCall
from limen.authz import iam_requirements, sts_requirements
from limen.authz.declaration import Declaration, Declarations
from limen.authz.request_context import Context, caller_context, request_context
from limen.authz.requirement import Requirement, Subject
from limen.authz.restrictions import check_restrictions
from limen.authz.targets import Form, Target
from limen.domain.principals import Principal
from limen.engine import Decision, PolicySet
from limen.engine.model.request import Resource
from limen.errors import AccessDeniedError
from limen.store.interface import Reader

Gather = Callable[[Caller, Reader], PolicySet]
"""The policies that apply to a caller."""
Resolver = Callable[[Subject, Target], Iterator[Requirement]]
"""The requirements of a form of target."""

_NO_POLICIES: Final = PolicySet()


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The questions to the engine about one call. `context` is common to all requirements.

    The gate, AuthZEN and `authz.questions` have no declared operation, so they build an inquiry without `open_inquiry`:
    the gate has a request to a site, AuthZEN a context that the asker supplies, and questions may bring policies of
    their own. All take a caller's facts from `caller_context` and its policies from the gatherer, and ask
    `engine.evaluate`. The simulator's callers and policies need not exist, so it has no facts to look up.
    """

    principal: Principal
    requirements: tuple[Requirement, ...] = ()
    policies: PolicySet = _NO_POLICIES
    context: Context = field(default_factory=dict)

    def decide(self, requirement: Requirement) -> Decision:
        """The engine's answer to one requirement."""
        return requirement.decide(self.principal, self.policies, self.context)

    def without_keys(self, keys: AbstractSet[str]) -> "Inquiry":
        """The same inquiry with some context keys unknown."""
        known = {key: value for key, value in self.context.items() if key not in keys}
        return replace(self, context=known)


def open_inquiry(
    declared: Declaration,
    request: AuthenticatedRequest,
    proven: ProvenCall,
    reader: Reader,
    *,
    now: datetime,
    gather: Gather,
    heeds_token_denies: bool,
) -> Inquiry:
    """All questions about a call of a declared operation; raises the error if its caller is refused.

    `heeds_token_denies` says whether a Deny counts for GetSessionToken, which needs no permission.
    """
    caller = proven.caller
    check_restrictions(declared.restrictions, caller, declared.name)
    requirements = find_requirements(declared, proven, reader)
    if heeds_token_denies and declared.is_deniable:
        requirements += (_find_deniable(declared, caller),)
    if not requirements:
        return Inquiry(caller.principal)
    context = {**request_context(request, now), **caller_context(caller, reader, now)}
    return Inquiry(caller.principal, requirements, gather(caller, reader), context)


def get_declaration(declarations: Declarations, proven: ProvenCall) -> Declaration:
    """The declaration of the called operation; raises `AccessDeniedError` for an operation without one."""
    call, caller = proven.parsed, proven.caller
    declared = declarations.get((call.service, call.operation))
    if declared is None:
        raise AccessDeniedError(
            f"User: {caller.principal.arn} is not authorized to perform: {call.service}:{call.operation}"
            " because the operation is not mapped to an action"
        )
    return declared


def find_requirements(declared: Declaration, proven: ProvenCall, reader: Reader) -> tuple[Requirement, ...]:
    """Everything that must be allowed for the call to proceed; empty if no permission is needed.

    Raises `ValidationError` for a resource that is not an ARN.
    """
    subject = Subject(proven.caller, proven.parsed, reader, declared.needed_action, declared.facts)
    return tuple(_RESOLVERS[declared.target.form](subject, declared.target))


def _find_deniable(declared: Declaration, caller: Caller) -> Requirement:
    context: Context = {"aws:resourceaccount": caller.principal.account or ""}
    return Requirement(declared.action, Resource("*"), "*", context, heeds_token_denies=True)


def _unrestricted(_subject: Subject, _target: Target) -> Iterator[Requirement]:
    return iter(())


_RESOLVERS: Mapping[Form, Resolver] = {
    Form.UNRESTRICTED: _unrestricted,
    Form.EVERYTHING: iam_requirements.everything,
    Form.COLLECTION: iam_requirements.collection,
    Form.NAMED: iam_requirements.named,
    Form.NAMED_OR_ALL: iam_requirements.named_or_all,
    Form.CREATED: iam_requirements.created,
    Form.POLICY_ARN: iam_requirements.policy_arn,
    Form.ACCESS_KEY: iam_requirements.access_key,
    Form.SOURCE_ARN: iam_requirements.source_arn,
    Form.PROVIDER_ARN: iam_requirements.provider_arn,
    Form.PROVIDER_URL: iam_requirements.provider_url,
    Form.SERVICE_LINKED_ROLE: iam_requirements.service_linked_role,
    Form.DELETION_TASK: iam_requirements.deletion_task,
    Form.MFA_DEVICE: iam_requirements.mfa_device,
    Form.FEDERATED_USER: sts_requirements.federated_user,
    Form.FEDERATED_ROLE: sts_requirements.federated_role,
    Form.ROLE_ARN: sts_requirements.role_arn,
}
