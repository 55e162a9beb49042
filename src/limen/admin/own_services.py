"""Own services of an account, which the database administrator may describe, replace and remove."""

from datetime import datetime

from limen.admin.server_actions import record_server_action
from limen.authn.keyring import Entropy
from limen.domain.iam.account import Account
from limen.domain.own_services import OwnService
from limen.operations.limen.own_services import DELETE, PUT, OwnServiceError, keep_service, remove_service
from limen.store.interface import Store, Transaction


def put_own_service(store: Store, account: str, document: str, *, now: datetime, entropy: Entropy) -> OwnService:
    """Keep a service, in place of the one with its prefix; raises `ServiceReferenceError` or `OwnServiceError`."""
    with store.begin(now=now) as tx:
        _require_account(tx, account)
        kept = keep_service(tx, account, document, now=now)
        tx.commit(record_server_action(account, "limen", PUT, {"Document": document}, now=now, entropy=entropy))
    return kept


def remove_own_service(store: Store, account: str, prefix: str, *, now: datetime, entropy: Entropy) -> None:
    """Remove a service; raises `OwnServiceError` if it is not there, or users have credentials for it."""
    with store.begin(now=now) as tx:
        _require_account(tx, account)
        remove_service(tx, account, prefix)
        tx.commit(record_server_action(account, "limen", DELETE, {"Prefix": prefix}, now=now, entropy=entropy))


def _require_account(tx: Transaction, account: str) -> None:
    if tx.find(Account, account, account) is None:
        raise OwnServiceError(f"There is no account {account}.")
