"""All operations that have a handler: the tables of the modules, put together."""

from collections.abc import Iterable, Mapping

from limen.authz.declaration import OperationKey
from limen.operations.accessanalyzer import validate_policy
from limen.operations.cloudtrail import lookup_events
from limen.operations.iam.account import authorization_details
from limen.operations.iam.account import overview as accounts
from limen.operations.iam.credentials import (
    access_keys,
    login_profiles,
    password_policies,
    service_credentials,
    signing_certificates,
    ssh_public_keys,
)
from limen.operations.iam.mfa import devices as mfa_devices
from limen.operations.iam.mfa import virtual_devices as virtual_mfa_devices
from limen.operations.iam.policies import attachments, boundaries
from limen.operations.iam.policies import inline as inline_policies
from limen.operations.iam.policies import managed as policies
from limen.operations.iam.policies import versions as policy_versions
from limen.operations.iam.principals import groups, instance_profiles, roles, users
from limen.operations.iam.simulation import context_key_lists as context_keys
from limen.operations.iam.simulation import simulator as simulation
from limen.operations.organizations import organization
from limen.operations.registry import Operation, OperationTable
from limen.operations.sts import assume_role, authorization_messages, identity, user_sessions

TABLES: tuple[OperationTable, ...] = (
    access_keys.table,
    accounts.table,
    attachments.table,
    authorization_details.table,
    boundaries.table,
    context_keys.table,
    groups.table,
    inline_policies.table,
    instance_profiles.table,
    login_profiles.table,
    mfa_devices.table,
    password_policies.table,
    policies.table,
    policy_versions.table,
    roles.table,
    service_credentials.table,
    signing_certificates.table,
    simulation.table,
    ssh_public_keys.table,
    users.table,
    virtual_mfa_devices.table,
    assume_role.table,
    authorization_messages.table,
    identity.table,
    user_sessions.table,
    lookup_events.table,
    organization.table,
    validate_policy.table,
)


def find_operation(service: str, name: str) -> Operation | None:
    """The operation with a handler, or `None` for one that is not built."""
    return OPERATIONS.get((service, name))


def all_operations() -> tuple[Operation, ...]:
    """All operations with a handler, by service and name."""
    return tuple(OPERATIONS[key] for key in sorted(OPERATIONS))


def _collect(tables: Iterable[OperationTable]) -> Mapping[OperationKey, Operation]:
    operations: dict[OperationKey, Operation] = {}
    for operation in (operation for table in tables for operation in table):
        if operations.setdefault(operation.key, operation) is not operation:
            raise ValueError(f"{operation.action} has two handlers")
    return operations


OPERATIONS = _collect(TABLES)
"""The declarations, by service and name: what the authorizer and the pipeline are given."""
