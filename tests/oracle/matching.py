"""Does an Action or a Resource element cover the request? (spec policy 2.1 to 2.3)"""

from __future__ import annotations

from tests.oracle.document import Statement
from tests.oracle.variables import Context, Token, expand, glob


def action_matches(statement: Statement, action: str) -> bool:
    """Spec policy 2.2."""
    hit = any(_covers_action(pattern, action) for pattern in statement.actions)
    return hit != statement.not_action


def resource_matches(statement: Statement, resource: str, context: Context, layer: str) -> bool:
    """Spec policy 2.3. No Resource element at all means the resource that the policy is attached to."""
    if statement.resources is None:
        return True
    active = statement.variables_active
    hit = any(_covers_resource(pattern, resource, context, layer, active=active) for pattern in statement.resources)
    return hit != statement.not_resource


def _covers_action(pattern: str, action: str) -> bool:
    if pattern in ("*", "*:*"):
        return True
    if ":" not in pattern:
        return False
    pattern_service, pattern_name = pattern.lower().split(":", 1)
    service, name = action.lower().split(":", 1)
    return pattern_service == service and glob(_wild(pattern_name), name)


def _covers_resource(pattern: str, resource: str, context: Context, layer: str, *, active: bool) -> bool:
    if pattern == "*":
        return True
    if resource == "*" or not pattern.startswith("arn:"):
        return False
    wanted = _complete(pattern.split(":", 5), pattern, layer)
    if wanted is None:
        return False
    actual = resource.split(":", 5)
    heads = zip(wanted[1:5], actual[1:5], strict=True)
    if not all(glob(_wild(part.lower()), text.lower()) for part, text in heads):
        return False
    last = expand(wanted[5], context, active=active, wildcards=True)
    return last is not None and glob(last, actual[5])


def _complete(parts: list[str], pattern: str, layer: str) -> list[str] | None:
    """A short ARN pattern is filled up with ``*`` where its kind of policy allows it, and matches nothing elsewhere."""
    if len(parts) == 6:
        return parts
    if layer in ("identity", "permissions_boundary", "session"):
        accepted = True
    elif layer in ("resource", "endpoint"):
        accepted = "*" in pattern
    elif layer == "service_control":
        accepted = pattern.endswith("*")
    else:
        accepted = False
    return parts + ["*"] * (6 - len(parts)) if accepted else None


def _wild(text: str) -> list[Token]:
    tokens = expand(text, {}, active=False, wildcards=True)
    assert tokens is not None
    return tokens
