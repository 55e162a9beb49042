"""ListServices and GetService: the catalog, with the services that the account itself has described."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authz.account_view import find_catalog
from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.operations.environment import Environment
from limen.operations.limen.faults import ResourceNotFoundError
from limen.operations.registry import OperationTable
from limen.policy.catalog import GLOBAL_KEYS, Action, ActionResource, ContextKey, ResourceType
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.limen import shapes

table = OperationTable("limen", ())


@table.read("ListServices", EVERYTHING, is_long=True)
def list_known_services(
    call: AuthorizedCall[shapes.ListServicesRequest], reader: Reader, environment: Environment
) -> shapes.ListServicesResponse:
    """Every service that policies of the account can name, by prefix, and the condition keys of all services."""
    catalog = find_catalog(reader, call.account)
    found = [catalog.find_service(prefix) for prefix in catalog.list_services()]
    return {
        "Services": [
            {"Prefix": each.prefix, "Title": each.title, "IsOwn": each.prefix in catalog.own}
            for each in found
            if each is not None
        ],
        "GlobalConditionKeys": [_render_key(each) for each in GLOBAL_KEYS],
    }


@table.read("GetService", EVERYTHING, is_long=True)
def get_known_service(
    call: AuthorizedCall[shapes.GetServiceRequest], reader: Reader, environment: Environment
) -> shapes.GetServiceResponse:
    """A service with its actions, resource types and condition keys."""
    catalog = find_catalog(reader, call.account)
    service = catalog.find_service(call.parameters["Prefix"])
    if service is None:
        raise ResourceNotFoundError(f"There is no service {call.parameters['Prefix']}.")
    return {
        "Prefix": service.prefix,
        "Title": service.title,
        "IsOwn": service.prefix in catalog.own,
        "Actions": [_render_action(each) for each in service.actions.values()],
        "ResourceTypes": [_render_type(each) for each in service.resource_types.values()],
        "ConditionKeys": [_render_key(each) for each in service.context_keys.values()],
    }


def _render_action(action: Action) -> shapes.ServiceAction:
    return {
        "Name": action.name,
        "AccessLevel": action.access_level.value,
        "ResourceTypes": [_render_action_resource(each) for each in action.resources],
        "ConditionKeys": list(action.context_keys),
        "DependentActions": list(action.dependent_actions),
        "IsPermissionOnly": action.is_permission_only,
    }


def _render_action_resource(resource: ActionResource) -> shapes.ActionResourceType:
    return {
        "Name": resource.type_name,
        "IsRequired": resource.is_required,
        "ConditionKeys": list(resource.context_keys),
    }


def _render_type(resource_type: ResourceType) -> shapes.ServiceResourceType:
    return {
        "Name": resource_type.name,
        "ArnFormats": list(resource_type.arns),
        "ConditionKeys": list(resource_type.context_keys),
    }


def _render_key(key: ContextKey) -> shapes.ServiceConditionKey:
    return {
        "Name": key.name,
        "Types": sorted(each.value for each in key.value_types),
        "IsMultivalued": key.is_multivalued,
    }
