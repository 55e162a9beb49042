"""The catalog: AWS's services, their actions, resource types and condition keys, as facts (spec gateway 1, policy 5).

Lint, the simulator's lists of context keys and the console use it. Decisions never do: an action that AWS adds later is
decided like any other.
"""

from limen.policy.catalog.condition_keys import GLOBAL_KEYS, ContextKey, ValueType, find_global_key
from limen.policy.catalog.lookup import find_action, find_context_key, find_service, list_services
from limen.policy.catalog.service import AccessLevel, Action, ActionResource, ResourceType, Service

__all__ = [
    "GLOBAL_KEYS",
    "AccessLevel",
    "Action",
    "ActionResource",
    "ContextKey",
    "ResourceType",
    "Service",
    "ValueType",
    "find_action",
    "find_context_key",
    "find_global_key",
    "find_service",
    "list_services",
]
