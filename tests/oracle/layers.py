"""What each layer says to the request: which deny, which fail to allow, what is granted (spec policy 6.1 to 6.7)."""

from __future__ import annotations

from collections.abc import Iterable

from tests.oracle.conditions import conditions_hold
from tests.oracle.document import Statement
from tests.oracle.matching import action_matches, resource_matches
from tests.oracle.principals import Grant, grant_of
from tests.oracle.scenario import Scenario

# Services whose resources resource control policies reach (spec policy 1.2, 6.7); iam is not among them.
RESOURCE_CONTROLLED_SERVICES = frozenset(
    ["s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "ecr", "logs", "cognito-idp", "cognito-identity", "aoss"]
)


def layer_applies(scenario: Scenario, layer: str) -> bool:
    """Whether the layer is given and concerns this caller and this resource."""
    if layer not in scenario.layers:
        return False
    if layer == "service_control":
        return scenario.caller.account != "" and not (
            scenario.caller_in_management_account or scenario.service_linked_role
        )
    if layer == "resource_control":
        return _resource_controlled(scenario)
    return True


def denies(scenario: Scenario, layer: str) -> bool:
    """Whether a Deny of the layer applies to the request, at any level."""
    if not layer_applies(scenario, layer):
        return False
    return any(_applies(each, scenario, layer, "Deny") for level in scenario.layers[layer] for each in level)


def allows(scenario: Scenario, layer: str) -> bool:
    """Whether every level of the layer has an Allow that applies. A layer without levels allows nothing."""
    levels = scenario.layers[layer]
    return bool(levels) and all(_any_allow(level, scenario, layer) for level in levels)


def fails_to_allow(scenario: Scenario, layer: str) -> bool:
    """Whether a layer that only limits is there and is silent."""
    return layer_applies(scenario, layer) and not allows(scenario, layer)


def resource_grant(scenario: Scenario) -> Grant:
    """The closest grant among the resource policy's Allow statements that apply (spec policy 6.3)."""
    statements = scenario.layers.get("resource", [[]])[0]
    grants = [_grant(each, scenario) for each in statements if _applies(each, scenario, "resource", "Allow")]
    return max(grants, default=Grant.NONE)


def _resource_controlled(scenario: Scenario) -> bool:
    if scenario.service_linked_role or scenario.resource_in_management_account:
        return False
    parts = scenario.resource.split(":", 5)
    if parts[2:3] == ["kms"] and parts[5].startswith("alias/aws/"):
        return False  # a key that AWS manages
    return scenario.action.lower().split(":")[0] in RESOURCE_CONTROLLED_SERVICES


def _any_allow(level: Iterable[Statement], scenario: Scenario, layer: str) -> bool:
    return any(_applies(each, scenario, layer, "Allow") for each in level)


def _applies(statement: Statement, scenario: Scenario, layer: str, effect: str) -> bool:
    return (
        statement.effect == effect
        and _names_caller(statement, scenario, layer)
        and action_matches(statement, scenario.action)
        and resource_matches(statement, scenario.resource, scenario.context, layer)
        and conditions_hold(statement, scenario.context)
    )


def _names_caller(statement: Statement, scenario: Scenario, layer: str) -> bool:
    """Without a principal element: nobody in a resource policy, everybody in all the others (spec policy 1.2)."""
    if statement.principals is None:
        return layer != "resource"
    return _grant(statement, scenario) is not Grant.NONE


def _grant(statement: Statement, scenario: Scenario) -> Grant:
    has_boundary = "permissions_boundary" in scenario.layers
    return grant_of(statement, scenario.caller, scenario.context, has_boundary=has_boundary)
