"""The enforcement point: an authenticated request and a parsed call become an `AuthorizedCall`, or are refused.

Nothing else makes an `AuthorizedCall` (tests/architecture looks). Every decision comes from `engine.evaluate`; what
cannot be decided is refused: an unmapped operation, an unreadable policy, an anonymous caller (promises P1, P2).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from limen.authn.caller import AuthenticatedRequest
from limen.authz.authorization_messages import AuthorizationMessages
from limen.authz.call import AuthorizedCall
from limen.authz.policy_gatherer import PolicyGatherer
from limen.authz.request_context import Context, caller_context, request_context
from limen.authz.requirement import Requirement
from limen.authz.requirements import find_deniable, find_requirements
from limen.authz.restrictions import check_restrictions
from limen.domain.principals import Principal
from limen.engine import Decision, Outcome, PolicySet
from limen.engine.message import denial_message
from limen.errors import AccessDeniedError, MissingAuthenticationTokenError
from limen.policy import PolicyError
from limen.store.interface import Reader
from limen.wire.call import ParsedCall


class Authorizer:
    """Authorises calls; remembers gathered policies between them. Thread-safe."""

    __slots__ = ("_gatherer", "_heeds_token_denies", "_messages", "_shows_decision_id")

    def __init__(
        self,
        *,
        shows_decision_id: bool = False,
        heeds_token_denies: bool = False,
        messages: AuthorizationMessages | None = None,
    ) -> None:
        """Start with nothing remembered. `shows_decision_id` appends the decision's id to AWS' text of a denial.

        `heeds_token_denies` lets a Deny of sts:GetSessionToken refuse it, which AWS documents as without effect but
        counts on in a sample policy (spec policy 6.9). With `messages` the text ends with the denial itself, encoded
        (spec policy 7.7).
        """
        self._heeds_token_denies = heeds_token_denies
        self._gatherer = PolicyGatherer()
        self._messages = messages
        self._shows_decision_id = shows_decision_id

    def authorize(
        self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime, request_id: str
    ) -> AuthorizedCall:
        """Authorise one call; raises `AccessDeniedError` in AWS' wording, or the error that the credentials earn.

        The decision's id is the request's: under it the audit record of the call, refused or not, is found again.
        """
        try:
            self._check(request, call, reader, now)
        except AccessDeniedError as refusal:
            raise self._identify(refusal.message, request_id, reader.revision) from refusal
        except PolicyError as error:
            message = f"A policy that applies to this request cannot be read: {error}"
            raise self._identify(message, request_id, reader.revision) from error
        principal = request.caller.principal
        return AuthorizedCall(
            service=call.service,
            operation=call.operation,
            parameters=call.parameters,
            caller=request.caller,
            account=principal.account or "",
            partition=getattr(principal, "partition", "aws"),
            region=request.region,
            request_id=request_id,
            now=now,
            revision=reader.revision,
        )

    def _check(self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, now: datetime) -> None:
        """Return if all that the call needs is allowed."""
        caller = request.caller
        if caller.is_anonymous:
            raise MissingAuthenticationTokenError("Request is missing Authentication Token")
        check_restrictions(caller, call.service, call.operation)
        requirements = find_requirements(caller, call, reader)
        deniable = find_deniable(caller, call) if self._heeds_token_denies else ()
        if not requirements and not deniable:
            return
        context = {**request_context(request, now), **caller_context(caller, reader, now)}
        asker = _Asker(caller.principal, self._gatherer.gather(caller, reader), context, self._messages)
        for requirement in requirements:
            asker.require(requirement)
        for requirement in deniable:
            asker.refuse_denied(requirement)

    def _identify(self, message: str, decision_id: str, revision: int) -> AccessDeniedError:
        shown = f"{message} (decision id: {decision_id})" if self._shows_decision_id else message
        return AccessDeniedError(shown, decision_id=decision_id, revision=revision)


@dataclass(frozen=True, slots=True)
class _Asker:
    """Puts a caller's requirements to the engine; `context` is what all of them have in common."""

    principal: Principal
    policies: PolicySet
    context: Context
    messages: AuthorizationMessages | None

    def require(self, requirement: Requirement) -> None:
        decision = self._decide(requirement)
        if not decision.is_allowed:
            self._refuse(requirement, self._choose_told(requirement, decision))

    def refuse_denied(self, requirement: Requirement) -> None:
        """Ask of what is allowed unless a statement denies it."""
        decision = self._decide(requirement)
        if decision.outcome is Outcome.EXPLICIT_DENY:
            self._refuse(requirement, decision)

    def _refuse(self, requirement: Requirement, told: Decision) -> NoReturn:
        message = denial_message(
            told,
            principal_arn=self.principal.arn,
            action=requirement.action,
            resource_text=requirement.shown,
        )
        raise AccessDeniedError(message + self._encode(told))

    def _encode(self, told: Decision) -> str:
        return "" if self.messages is None else self.messages.announce(told)

    def _choose_told(self, requirement: Requirement, decision: Decision) -> Decision:
        """The refusal to tell. Nobody learns by it of a resource that its own policies do not let it use.

        Otherwise the reason would tell whether a role exists (spec api 2.13).
        """
        if requirement.policy is None:
            return decision
        own_side = self._decide(requirement.without_resource_side())
        return decision if own_side.is_allowed else own_side

    def _decide(self, requirement: Requirement) -> Decision:
        return requirement.decide(self.principal, self.policies, self.context)
