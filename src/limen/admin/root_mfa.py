"""Recovery for a root user that has lost its MFA devices: the database administrator may deactivate them.

Nobody in the account can, because root is above all of them and its own credentials need a code (spec api 2.11).
"""

from dataclasses import replace
from datetime import datetime

from limen.admin.server_actions import record_server_action
from limen.authn.keyring import Entropy
from limen.authn.mfa_devices import find_mfa_devices
from limen.domain.iam.account import Account
from limen.domain.iam.mfa import Passkey
from limen.operations.iam.faults import NoSuchEntityError
from limen.operations.iam.mfa.devices import DEACTIVATION
from limen.store.interface import Store


def deactivate_root_devices(store: Store, account_id: str, *, now: datetime, entropy: Entropy) -> tuple[str, ...]:
    """Deactivate all MFA devices of an account's root; their serial numbers.

    Raises `NoSuchEntityError` for an unknown account.
    """
    with store.begin(now=now) as transaction:
        if transaction.find(Account, account_id, account_id) is None:
            raise NoSuchEntityError(f"There is no account {account_id}.")
        devices = find_mfa_devices(transaction, account_id, account_id)
        serials = tuple(device.arn for device in devices)
        if not devices:
            return serials
        for device in devices:
            if isinstance(device, Passkey):
                transaction.delete(device)
            else:
                transaction.put(replace(device, owner_id="", enabled=None))
        parameters = {"UserName": account_id, "SerialNumbers": serials}
        record = record_server_action(account_id, "iam", DEACTIVATION, parameters, now=now, entropy=entropy)
        transaction.commit(record)
    return serials
