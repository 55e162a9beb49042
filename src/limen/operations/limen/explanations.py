"""An explained decision in the members of the service model: ExplainAccess and ExplainEvent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from limen.engine.explain.render import describe_change, find_owner
from limen.policy.lint.catalog_facts import describe_unknown_action
from limen.scenario.decide import render_decision

if TYPE_CHECKING:
    from limen.engine.explain.changes import Change
    from limen.engine.explain.smallest_changes import Explanation
    from limen.engine.model.request import AuthorizationRequest
    from limen.engine.model.trace import ClauseFailure, StatementTrace
    from limen.operations.limen import shapes


def render_explanation(found: Explanation) -> shapes.ExplainedDecision:
    """The decision, every statement, and what would allow the request."""
    decision = found.decision
    output: shapes.ExplainedDecision = {
        "Action": decision.request.action,
        "Resource": decision.request.resource.arn,
        "IsAllowed": decision.is_allowed,
        "Outcome": str(decision.outcome),
        "Reason": str(render_decision(decision)["reason"]),
        "DeniedBy": [str(layer) for layer in decision.denied_by],
        "Statements": [_render_statement(each) for each in decision.trace.statements],
        "MissingContextKeys": list(decision.missing_context_keys),
        "Remedies": [[_render_change(change, decision.request) for change in remedy] for remedy in found.remedies],
    }
    if unknown := describe_unknown_action(decision.request.action):
        output["UnknownAction"] = unknown
    return output


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
