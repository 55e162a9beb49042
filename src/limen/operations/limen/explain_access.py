"""ExplainAccess: a request decided as the server would decide it, statement by statement, with what would allow it.

Session policies are in session tokens, so the caller's own are known and those of other sessions are not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.authz.questions import Question, QuestionError, ask
from limen.authz.targets import EVERYTHING
from limen.engine.explain.render import describe_change, find_owner
from limen.engine.explain.search import MAX_REMEDIES, Explanation, explain
from limen.errors import ValidationError
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.scenario.decide import render_decision
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.engine.explain.changes import Change
    from limen.engine.model.request import AuthorizationRequest
    from limen.engine.model.trace import ClauseFailure, StatementTrace
    from limen.operations.limen import shapes

table = OperationTable("limen", ())


@table.read("ExplainAccess", EVERYTHING, is_long=True)
def explain_access(
    call: AuthorizedCall[shapes.ExplainAccessRequest], reader: Reader, environment: Environment
) -> shapes.ExplainAccessResponse:
    """The decision about a principal of the caller's account, on the present state."""
    parameters = call.parameters
    principal = parameters.get("Principal", call.caller.principal.arn)
    if f":{call.account}:" not in principal:
        raise ValidationError("The principal must be one of your account.")
    if "At" in parameters:
        raise ValidationError("Past moments cannot be asked over the network yet: limen explain --at")
    question = Question(
        principal=principal,
        action=parameters["Action"],
        resource=parameters["Resource"],
        resource_account=parameters.get("ResourceAccount", ""),
        context={entry["Key"]: _read_values(entry["Values"]) for entry in parameters.get("Context", [])},
        heeds_token_denies=environment.heeds_token_denies,
    )
    try:
        decision = ask(reader, question, now=call.now)
    except QuestionError as error:
        raise ValidationError(f"{error} {error.advice}".strip()) from error
    found = explain(decision, limit=parameters.get("MaxChanges", MAX_REMEDIES))
    return _render(found, principal, reader.revision)


def _read_values(values: list[str]) -> object:
    return values[0] if len(values) == 1 else values


def _render(found: Explanation, principal: str, revision: int) -> shapes.ExplainAccessResponse:
    decision = found.decision
    return {
        "IsAllowed": decision.is_allowed,
        "Outcome": str(decision.outcome),
        "Reason": str(render_decision(decision)["reason"]),
        "DeniedBy": [str(layer) for layer in decision.denied_by],
        "Principal": principal,
        "Statements": [_render_statement(each) for each in decision.trace.statements],
        "MissingContextKeys": list(decision.missing_context_keys),
        "Remedies": [[_render_change(change, decision.request) for change in remedy] for remedy in found.remedies],
        "Revision": revision,
    }


def _render_statement(found: StatementTrace) -> shapes.ExplainedStatement:
    output: shapes.ExplainedStatement = {
        "Layer": str(found.layer),
        "Policy": found.policy.name,
        "Index": found.statement.index,
        "Effect": str(found.statement.effect),
        "Applied": found.applied,
        "Failures": [_render_failure(each) for each in found.failures],
    }
    if found.statement.sid is not None:
        output["Sid"] = found.statement.sid
    return output


def _render_failure(failure: ClauseFailure) -> shapes.Failure:
    output: shapes.Failure = {"Clause": str(failure.clause), "Wanted": list(failure.wanted)}
    if failure.found is not None:
        output["Found"] = [failure.found] if isinstance(failure.found, str) else list(failure.found)
    if failure.key:
        output["Key"], output["Operator"] = failure.key, failure.operator
    return output


def _render_change(change: Change, request: AuthorizationRequest) -> shapes.Change:
    output: shapes.Change = {"By": find_owner(change, request), "Text": describe_change(change, request)}
    text = getattr(change, "text", None)
    if text is not None:
        output["Statement"] = json.dumps(json.loads(text), indent=2)
    return output
