"""ExplainAccess: a request decided as the server would decide it, statement by statement, with what would allow it.

Session policies are in session tokens, so the caller's own are known and those of other sessions are not.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.questions import Question, QuestionError, ask
from limen.authz.targets import EVERYTHING
from limen.engine.explain.smallest_changes import MAX_REMEDIES, explain
from limen.errors import ValidationError
from limen.operations.environment import AuditTrail, Environment
from limen.operations.limen.explanations import render_explanation
from limen.operations.registry import OperationTable
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.limen import shapes

table = OperationTable("limen", ())


@table.read("ExplainAccess", EVERYTHING, is_long=True)
def explain_access(
    call: AuthorizedCall[shapes.ExplainAccessRequest], reader: Reader, environment: Environment
) -> shapes.ExplainAccessResponse:
    """The decision about a principal of the caller's account: on the present state, or on that of a past moment."""
    parameters = call.parameters
    principal = parameters.get("Principal", call.caller.principal.arn)
    if f":{call.account}:" not in principal:
        raise ValidationError("The principal must be one of your account.")
    moment = parameters.get("At", call.now)
    if "At" in parameters:
        reader = _open_past(environment.trail, moment, call.now)
    question = Question(
        principal=principal,
        action=parameters["Action"],
        resource=parameters["Resource"],
        resource_account=parameters.get("ResourceAccount", ""),
        context={entry["Key"]: _read_values(entry["Values"]) for entry in parameters.get("Context", [])},
        heeds_token_denies=environment.heeds_token_denies,
    )
    try:
        decision = ask(reader, question, now=moment)
    except QuestionError as error:
        raise ValidationError(f"{error} {error.advice}".strip()) from error
    found = explain(decision, limit=parameters.get("MaxChanges", MAX_REMEDIES))
    return {**render_explanation(found), "Principal": principal, "Revision": reader.revision}


def _open_past(trail: AuditTrail, moment: datetime, now: datetime) -> Reader:
    if moment > now:
        raise ValidationError("The moment is in the future.")
    try:
        return trail.snapshot(at=moment, now=now)
    except LookupError as error:
        raise ValidationError(f"There is no state of that moment: {error}") from error


def _read_values(values: list[str]) -> object:
    return values[0] if len(values) == 1 else values
