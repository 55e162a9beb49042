"""The decision about a guarded request: the caller's policies against every question that the request raises.

It uses the same decision sequence as live calls of the API (promise P2): policies gathered from the stored state at one
revision, the context of the request and the caller, `engine.evaluate`. If a policy cannot be read, the request is
refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authz.decision_sequence import Inquiry
from limen.authz.request_context import Context, caller_context, request_context
from limen.authz.requirement import Requirement
from limen.domain.iam.users import Group, Membership
from limen.domain.principals import IAMUser
from limen.engine import Decision, PolicySet
from limen.engine.denial import denial_message
from limen.engine.model.request import Resource
from limen.errors import AccessDeniedError
from limen.gateway.request_questions import Question
from limen.gateway.table import Site
from limen.policy import PolicyError
from limen.store.interface import Reader
from limen.wire.http import HTTPRequest


class Gatherer(Protocol):
    """Finds the policies that apply to a caller."""

    def gather(self, caller: Caller, reader: Reader) -> PolicySet: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request is allowed, on the state of `revision`. `context` is common to all its questions.

    For a refusal, `question` is the first that was not allowed, `message` is the text of the denial in AWS's words, and
    `statement` and `policy` name the statement that denied it, if there is one.
    """

    is_allowed: bool
    revision: int
    context: Context = field(default_factory=dict)
    question: Question | None = None
    message: str = ""
    statement: str = ""
    policy: str = ""


def decide(
    site: Site,
    request: HTTPRequest,
    questions: Sequence[Question],
    caller: Caller,
    reader: Reader,
    *,
    gatherer: Gatherer,
    now: datetime,
) -> Verdict:
    """Decide all questions; the first that is not allowed refuses the request.

    Raises `ValueError` without questions, because a decision about nothing would allow everything.
    """
    if not questions:
        raise ValueError("there is no question to decide")
    try:
        policies = gatherer.gather(caller, reader)
        authenticated = AuthenticatedRequest(request, caller, site.service)
        context = {**request_context(authenticated, now), **caller_context(caller, reader, now)}
        inquiry = Inquiry(caller.principal, (), policies, context)
        for question in questions:
            requirement = _require(site, question)
            decision = inquiry.decide(requirement)
            if not decision.is_allowed:
                return _refuse(question, requirement, decision, caller, reader.revision)
    except (AccessDeniedError, PolicyError) as error:
        return Verdict(is_allowed=False, revision=reader.revision, message=f"A policy cannot be read: {error}")
    return Verdict(is_allowed=True, revision=reader.revision, context=context)


def find_groups(reader: Reader, caller: Caller) -> tuple[str, ...]:
    """The names of the groups that a user is in, in order."""
    principal = caller.principal
    if not isinstance(principal, IAMUser):
        return ()
    memberships = reader.find_by(Membership, "user", principal.account, principal.id)
    groups = (reader.find(Group, principal.account, each.group_id) for each in memberships)
    return tuple(sorted(group.name for group in groups if group is not None))


def _require(site: Site, question: Question) -> Requirement:
    context = {"aws:resourceaccount": site.account, **question.context}
    return Requirement(question.action, Resource(question.resource, site.account), question.resource, context)


def _refuse(question: Question, requirement: Requirement, decision: Decision, caller: Caller, revision: int) -> Verdict:
    message = denial_message(
        decision, principal_arn=caller.principal.arn, action=question.action, resource_text=requirement.shown
    )
    matched = decision.matched_statements
    denying = next((each for each in matched if each.is_deny), None)
    return Verdict(
        is_allowed=False,
        revision=revision,
        question=question,
        message=message,
        statement=(denying.statement.sid or "without a Sid") if denying is not None else "",
        policy=denying.policy.name if denying is not None else "",
    )
