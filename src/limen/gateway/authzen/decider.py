"""Decisions about AuthZEN questions, by the same inquiry as live calls (promise P2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from limen.authn.caller import Caller
from limen.authz.decision_sequence import Inquiry
from limen.authz.policy_gatherer import PolicyGatherer
from limen.authz.requirement import Requirement
from limen.domain.moments import render_moment
from limen.engine import Decision
from limen.engine.denial import denial_message
from limen.engine.model.request import Resource
from limen.errors import AccessDeniedError
from limen.gateway.authzen.evaluations import Evaluation
from limen.gateway.authzen.subjects import Subject, find_subject, make_subject
from limen.policy import PolicyError
from limen.policy.match.context import DERIVED, ContextValue
from limen.store.interface import Reader

_PRINCIPAL_KEYS: Final = ("aws:principaltag/", "aws:multifactorauth", "aws:tokenissuetime", "aws:sourceidentity")


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides questions of an account on the state that a reader sees."""

    gatherer: PolicyGatherer

    def decide(
        self, evaluation: Evaluation, account: str, reader: Reader, request_id: str, now: datetime
    ) -> dict[str, object]:
        """The answer to one evaluation (AuthZEN 1.0, 6.2), with the reason of a refusal."""
        try:
            subject = self.find(evaluation.subject_type, evaluation.subject_id, account, reader, now)
            if subject is None:
                reason = f"There is no {evaluation.subject_type} {evaluation.subject_id} in account {account}."
                return _answer(request_id, reason=reason)
            decision = decide_about(subject, evaluation, account, now)
        except (AccessDeniedError, PolicyError) as error:
            return _answer(request_id, reason=f"A policy cannot be read: {error}")
        if decision.is_allowed:
            return {"decision": True, "context": {"request_id": request_id}}
        message = denial_message(
            decision, principal_arn=subject.arn, action=evaluation.action, resource_text=evaluation.resource
        )
        denying = next((each for each in decision.matched_statements if each.is_deny), None)
        if denying is None:
            return _answer(request_id, reason=message)
        return _answer(request_id, reason=message, statement=denying.statement.sid or "", policy=denying.policy.name)

    def find(self, kind: str, name: str, account: str, reader: Reader, now: datetime) -> Subject | None:
        """The subject of a question."""
        return find_subject(kind, name, account, reader, gatherer=self.gatherer, now=now)

    def may(self, caller: Caller, action: str, reader: Reader, now: datetime) -> bool:
        """Whether a caller may perform an action of Limen's; nobody may if a policy cannot be read."""
        account = caller.principal.account or ""
        try:
            subject = make_subject(caller, reader, gatherer=self.gatherer, now=now)
            return decide_about(subject, Evaluation("", "", action, "*"), account, now).is_allowed
        except (AccessDeniedError, PolicyError):
            return False


def decide_about(subject: Subject, evaluation: Evaluation, account: str, now: datetime) -> Decision:
    """One decision; raises `PolicyError` for an unreadable policy."""
    owner = _owner_of(evaluation.resource) or account
    requirement = Requirement(evaluation.action, Resource(evaluation.resource, owner), evaluation.resource)
    context = {**_given_context(evaluation.context, now), **subject.context}
    return Inquiry(subject.principal, (), subject.policies, context).decide(requirement)


def _answer(request_id: str, **details: str) -> dict[str, object]:
    return {"decision": False, "context": {**details, "request_id": request_id}}


def _given_context(given: Mapping[str, ContextValue], now: datetime) -> dict[str, ContextValue]:
    """The keys that may be given: all except those that the principal determines."""
    kept = {k: v for k, v in given.items() if k not in DERIVED and not k.startswith(_PRINCIPAL_KEYS)}
    return {"aws:currenttime": render_moment(now), "aws:epochtime": str(int(now.timestamp())), **kept}


def _owner_of(arn: str) -> str:
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 else ""
