"""The enforcement point: an authenticated request and a parsed call become an `AuthorizedCall`, or are refused.

Nothing else makes an `AuthorizedCall` (a test greps for it). Every decision comes from `engine.evaluate`; what cannot
be decided is refused: an unmapped operation, an unreadable policy, an anonymous caller (promises P1, P2).
"""

from dataclasses import replace
from datetime import datetime

from limen.authn.caller import AuthenticatedRequest
from limen.authz.call import AuthorizedCall
from limen.authz.context_keys import Context, caller_context, request_context
from limen.authz.policies import PolicyGatherer
from limen.authz.requirements import Requirement, find_requirements
from limen.authz.restrictions import check_restrictions
from limen.authz.targets import find_target
from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate
from limen.engine.message import denial_message
from limen.engine.request import AuthorizationRequest, PolicySet
from limen.errors import AccessDeniedError, MissingAuthenticationTokenError
from limen.policy import PolicyError
from limen.store.interface import Reader
from limen.wire.call import ParsedCall


class Authorizer:
    """Authorises calls; remembers gathered policies between them."""

    __slots__ = ("_gatherer",)

    def __init__(self) -> None:
        """Start with nothing remembered."""
        self._gatherer = PolicyGatherer()

    def authorize(
        self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime, request_id: str
    ) -> AuthorizedCall:
        """Authorise one call; raises `AccessDeniedError` in AWS' wording, or the error that the credentials earn."""
        caller = request.caller
        if caller.is_anonymous:
            message = "Request is missing Authentication Token"
            raise MissingAuthenticationTokenError(message)
        check_restrictions(caller, call.service, call.operation)
        for requirement in self._requirements(request, call, reader):
            self._require(request, requirement, reader, now)
        return AuthorizedCall(
            service=call.service,
            operation=call.operation,
            parameters=call.parameters,
            caller=caller,
            account=caller.principal.account or "",
            partition=getattr(caller.principal, "partition", "aws"),
            region=request.region,
            request_id=request_id,
            now=now,
        )

    def _requirements(self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader) -> tuple[Requirement, ...]:
        target = find_target(call.service, call.operation)
        if target is None:
            message = (
                f"User: {request.caller.principal.arn} is not authorized to perform: {call.service}:{call.operation}"
                " because the operation is not mapped to an action"
            )
            raise AccessDeniedError(message)
        return find_requirements(request, call, target, reader)

    def _require(self, request: AuthenticatedRequest, requirement: Requirement, reader: Reader, now: datetime) -> None:
        decision = self._decide(request, requirement, reader, now)
        if not decision.is_allowed:
            raise AccessDeniedError(
                denial_message(
                    decision,
                    principal_arn=request.caller.principal.arn,
                    action=requirement.action,
                    resource_text=requirement.shown,
                )
            )

    def _decide(
        self, request: AuthenticatedRequest, requirement: Requirement, reader: Reader, now: datetime
    ) -> Decision:
        caller = request.caller
        context: Context = {
            **request_context(request, now),
            **caller_context(caller, reader, now),
            **requirement.context,
        }
        try:
            policies = self._with_resource_policy(self._gatherer.gather(caller, reader), requirement)
        except PolicyError as error:
            message = f"A policy that applies to this request cannot be read: {error}"
            raise AccessDeniedError(message) from error
        return evaluate(
            AuthorizationRequest(caller.principal, requirement.action, requirement.resource, context), policies
        )

    @staticmethod
    def _with_resource_policy(policies: PolicySet, requirement: Requirement) -> PolicySet:
        return policies if requirement.policy is None else replace(policies, resource=requirement.policy)
