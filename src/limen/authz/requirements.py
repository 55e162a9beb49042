"""What a call needs: one or more (action, resource, context) questions, all of which must be answered with yes.

Most calls need one. Tags at creation need the tag action too, a rename or move needs the action on both ARNs, a role
put into an instance profile needs `iam:PassRole`, an assumed role `sts:TagSession` and `sts:SetSourceIdentity` (spec
policy 2.2, 6.8, 6.10). Some need none: GetCallerIdentity, GetSessionToken (spec policy 6.9).
"""

from collections.abc import Iterator, Mapping

from limen.authn.caller import Caller
from limen.authz import iam_requirements, sts_requirements
from limen.authz.requirement import Requirement, Resolver, Subject
from limen.authz.targets import Form, Target, find_target
from limen.engine.request import Resource
from limen.errors import AccessDeniedError
from limen.store.interface import Reader
from limen.wire.call import ParsedCall


def find_requirements(caller: Caller, call: ParsedCall, reader: Reader) -> tuple[Requirement, ...]:
    """Everything that must be allowed for the call to go ahead; empty where no permission is needed.

    Raises `AccessDeniedError` for an operation that is not mapped, `ValidationError` for a resource that is no ARN.
    """
    target = find_target(call.service, call.operation)
    if target is None:
        raise AccessDeniedError(
            f"User: {caller.principal.arn} is not authorized to perform: {call.service}:{call.operation}"
            " because the operation is not mapped to an action"
        )
    return tuple(_RESOLVERS[target.form](Subject(caller, call, reader), target))


def find_deniable(caller: Caller, call: ParsedCall) -> tuple[Requirement, ...]:
    """What needs no permission, but which a Deny takes away where the owner chose so (spec policy 6.9)."""
    if (call.service, call.operation) not in _DENIABLE:
        return ()
    account = caller.principal.account or ""
    return (Requirement(f"{call.service}:{call.operation}", Resource("*"), "*", {"aws:resourceaccount": account}),)


def _unrestricted(_subject: Subject, _target: Target) -> Iterator[Requirement]:
    return iter(())


_DENIABLE = frozenset({("sts", "GetSessionToken")})
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
    Form.MFA_DEVICE: iam_requirements.mfa_device,
    Form.FEDERATED_USER: sts_requirements.federated_user,
    Form.ROLE_ARN: sts_requirements.role_arn,
}
