"""The enforcement point: an authenticated request and a proven call become an `AuthorizedCall`, or are refused.

Nothing else creates an `AuthorizedCall` (tests/architecture checks it). Every decision comes from `engine.evaluate`;
what cannot be decided is refused: an undeclared operation, an unreadable policy, an anonymous caller (promises P1, P2).
"""

from datetime import datetime
from typing import NoReturn

from limen.authn.caller import AuthenticatedRequest
from limen.authn.proofs.proven_call import ProvenCall
from limen.authz.authorization_messages import AuthorizationMessages
from limen.authz.call import AuthorizedCall, OpaqueCall
from limen.authz.decision_sequence import Inquiry, get_declaration, open_inquiry
from limen.authz.declaration import Declarations
from limen.authz.policy_gatherer import PolicyGatherer
from limen.authz.requirement import Requirement
from limen.domain.principals import FederatedIdentity
from limen.engine import Decision
from limen.engine.denial import denial_message
from limen.errors import AccessDeniedError, MissingAuthenticationTokenError
from limen.policy import PolicyError
from limen.store.interface import Reader


class Authorizer:
    """Authorizes calls; caches gathered policies between them. Thread-safe."""

    __slots__ = ("_declarations", "_gatherer", "_heeds_token_denies", "_messages", "_shows_decision_id")

    def __init__(
        self,
        declarations: Declarations,
        *,
        shows_decision_id: bool = False,
        heeds_token_denies: bool = False,
        messages: AuthorizationMessages | None = None,
    ) -> None:
        """Authorize the operations that `declarations` declare, by service and name, and no others.

        `shows_decision_id` appends the decision's id to AWS's text of a denial.
        `heeds_token_denies` lets a Deny of sts:GetSessionToken refuse it; AWS documents such a Deny as without effect,
        but relies on it in a sample policy (spec policy 6.9). With `messages`, the text ends with the encoded denial
        (spec policy 7.7).
        """
        self._declarations = declarations
        self._heeds_token_denies = heeds_token_denies
        self._gatherer = PolicyGatherer()
        self._messages = messages
        self._shows_decision_id = shows_decision_id

    def authorize(
        self, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, *, now: datetime, request_id: str
    ) -> OpaqueCall:
        """Authorize one call; raises `AccessDeniedError` with AWS's text, or the error for the kind of credentials.

        The decision's id is the request's, by which the audit record of the call, refused or not, can be found.
        """
        try:
            self._check(request, proven, reader, now)
        except AccessDeniedError as refusal:
            raise self._identify(refusal.message, request_id, reader.revision) from refusal
        except PolicyError as error:
            message = f"A policy that applies to this request cannot be read: {error}"
            raise self._identify(message, request_id, reader.revision) from error
        call = proven.parsed
        return AuthorizedCall(
            service=call.service,
            operation=call.operation,
            parameters=call.parameters,
            caller=proven.caller,
            account=proven.caller.account,
            partition=proven.caller.partition,
            region=request.region,
            request_id=request_id,
            now=now,
            revision=reader.revision,
            origin=request.http.origin,
        )

    def _check(self, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, now: datetime) -> None:
        """Return if all that the call needs is allowed."""
        if proven.caller.is_anonymous:
            raise MissingAuthenticationTokenError
        inquiry = open_inquiry(
            get_declaration(self._declarations, proven),
            request,
            proven,
            reader,
            now=now,
            gather=self._gatherer.gather,
            heeds_token_denies=self._heeds_token_denies,
        )
        for requirement in inquiry.requirements:
            decision = inquiry.decide(requirement)
            if not decision.is_allowed:
                self._refuse(inquiry, requirement, _choose_reported(inquiry, requirement, decision))

    def _refuse(self, inquiry: Inquiry, requirement: Requirement, reported: Decision) -> NoReturn:
        message = denial_message(
            reported,
            principal_arn=inquiry.principal.arn,
            action=requirement.action,
            resource_text=requirement.shown,
        )
        if isinstance(inquiry.principal, FederatedIdentity):
            message = f"Not authorized to perform {requirement.action}"
        encoded = "" if self._messages is None else self._messages.announce(reported)
        raise AccessDeniedError(message + encoded)

    def _identify(self, message: str, decision_id: str, revision: int) -> AccessDeniedError:
        shown = f"{message} (decision id: {decision_id})" if self._shows_decision_id else message
        return AccessDeniedError(shown, decision_id=decision_id, revision=revision)


def _choose_reported(inquiry: Inquiry, requirement: Requirement, decision: Decision) -> Decision:
    """The refusal to report. It reveals nothing about a resource that the caller's own policies do not allow.

    Otherwise the reason would reveal whether a role exists (spec api 2.13).
    """
    if requirement.policy is None:
        return decision
    own_side = inquiry.decide(requirement.without_resource_side())
    return decision if own_side.is_allowed else own_side
