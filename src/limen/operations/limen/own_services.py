"""PutService and DeleteService: the services that an account describes, in the format of AWS's service reference.

`limen service add` and `remove` call `keep_service` and `remove_service` too.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from limen.authz.call import AuthorizedCall
from limen.authz.targets import EVERYTHING
from limen.domain.iam.credentials import ServiceCredential
from limen.domain.own_services import OwnService
from limen.errors import LimenError, ValidationError
from limen.operations.environment import Environment
from limen.operations.limen.faults import ResourceNotFoundError
from limen.operations.registry import OperationTable
from limen.policy.catalog.lookup import is_of_aws
from limen.policy.catalog.reference import ServiceReferenceError, parse_service_reference
from limen.store.interface import Transaction

if TYPE_CHECKING:
    from limen.operations.limen import shapes

PUT: Final = "PutService"
DELETE: Final = "DeleteService"

RESERVED: Final = frozenset({"aws"})
MAX_SERVICES: Final = 100

table = OperationTable("limen", ())


class OwnServiceError(LimenError):
    """A service cannot be stored or removed; the message says why."""


class UnknownServiceError(OwnServiceError):
    """The account has not described the service."""


@table.write(PUT, EVERYTHING)
def put_service(
    call: AuthorizedCall[shapes.PutServiceRequest], tx: Transaction, environment: Environment
) -> shapes.PutServiceResponse:
    """Describe a service, or replace its description."""
    try:
        kept = keep_service(tx, call.account, call.parameters["Document"], now=call.now)
    except ServiceReferenceError as error:
        place = f"line {error.position.line}, column {error.position.column}"
        raise ValidationError(f"The document is not a service reference: {place}: {error.message}") from error
    except OwnServiceError as error:
        raise ValidationError(str(error)) from error
    actions = parse_service_reference(kept.document).actions.values()
    return {"Prefix": kept.prefix, "Actions": [action.full_name for action in actions]}


@table.write(DELETE, EVERYTHING)
def delete_service(
    call: AuthorizedCall[shapes.DeleteServiceRequest], tx: Transaction, environment: Environment
) -> shapes.DeleteServiceResponse:
    """Delete the description of a service; policies that name its actions stay."""
    try:
        remove_service(tx, call.account, call.parameters["Prefix"])
    except UnknownServiceError as error:
        raise ResourceNotFoundError(str(error)) from error
    except OwnServiceError as error:
        raise ValidationError(str(error)) from error
    return {}


def keep_service(tx: Transaction, account: str, document: str, *, now: datetime) -> OwnService:
    """Store a service, replacing the one with its prefix; raises `ServiceReferenceError` or `OwnServiceError`."""
    service = parse_service_reference(document)
    if service.prefix in RESERVED or is_of_aws(service.prefix):
        raise OwnServiceError(f"The prefix {service.prefix} belongs to a service of AWS or to Limen. Choose another.")
    present = tx.find(OwnService, account, service.prefix)
    if present is None and len(tx.all(OwnService, account)) >= MAX_SERVICES:
        raise OwnServiceError(f"An account has at most {MAX_SERVICES} services of its own.")
    kept = OwnService(account, service.prefix, document, present.created if present else now, now)
    tx.put(kept)
    return kept


def remove_service(tx: Transaction, account: str, prefix: str) -> None:
    """Remove a service; raises `OwnServiceError` if it is not there, or users have credentials for it."""
    service = tx.find(OwnService, account, prefix.lower())
    if service is None:
        raise UnknownServiceError(f"Account {account} has no service {prefix} of its own.")
    if any(credential.service == service.prefix for credential in tx.all(ServiceCredential, account)):
        raise OwnServiceError(f"Users have credentials for the service {service.prefix}. Delete them first.")
    tx.delete(service)
