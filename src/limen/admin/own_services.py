"""Services of one's own in an account: what the database administrator may describe, replace and remove."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from limen.admin.server_actions import record_server_action
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import ServiceCredential
from limen.domain.own_services import OwnService
from limen.errors import LimenError
from limen.policy.catalog.lookup import find_service
from limen.policy.catalog.reference import parse_service_reference
from limen.store.interface import Store, Transaction

RESERVED: Final = frozenset({"aws"})
MAX_SERVICES: Final = 100

Entropy = Callable[[int], bytes]


class OwnServiceError(LimenError):
    """A service cannot be kept or removed; the message says why."""


def put_own_service(store: Store, account: str, document: str, *, now: datetime, entropy: Entropy) -> OwnService:
    """Keep a service, in place of the one with its prefix; raises `ServiceReferenceError` or `OwnServiceError`."""
    service = parse_service_reference(document)
    if service.prefix in RESERVED or find_service(service.prefix) is not None:
        raise OwnServiceError(f"The prefix {service.prefix} belongs to a service of AWS or to Limen. Choose another.")
    with store.begin(now=now) as tx:
        _require_account(tx, account)
        present = tx.find(OwnService, account, service.prefix)
        if present is None and len(tx.all(OwnService, account)) >= MAX_SERVICES:
            raise OwnServiceError(f"An account has at most {MAX_SERVICES} services of its own.")
        kept = OwnService(account, service.prefix, document, present.created if present else now, now)
        tx.put(kept)
        parameters = {"Name": service.prefix, "Document": document}
        tx.commit(record_server_action(account, "limen", "PutService", parameters, now=now, entropy=entropy))
    return kept


def remove_own_service(store: Store, account: str, prefix: str, *, now: datetime, entropy: Entropy) -> None:
    """Remove a service; raises `OwnServiceError` if it is not there, or users have credentials for it."""
    with store.begin(now=now) as tx:
        _require_account(tx, account)
        service = tx.find(OwnService, account, prefix.lower())
        if service is None:
            raise OwnServiceError(f"Account {account} has no service {prefix} of its own.")
        if any(credential.service == service.prefix for credential in tx.all(ServiceCredential, account)):
            raise OwnServiceError(f"Users have credentials for the service {service.prefix}. Delete them first.")
        tx.delete(service)
        tx.commit(record_server_action(account, "limen", "DeleteService", {"Name": prefix}, now=now, entropy=entropy))


def _require_account(tx: Transaction, account: str) -> None:
    if tx.find(Account, account, account) is None:
        raise OwnServiceError(f"There is no account {account}.")
