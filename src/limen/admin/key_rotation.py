"""Rotation of the data key: a new key seals from now on, and all secrets in the store are sealed again with it.

Servers may run in the meantime: they follow a rotation before they seal. An interrupted rotation is finished by the
next one. Session tokens, which are not in the store, stay under the former key for at most 36 hours; then it can be
dropped. Each account's audit trail records what was done to its secrets.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from limen.admin.server_actions import record_server_action
from limen.authn.data_keys import drop_data_key, rotate_data_key, unseal_keyring
from limen.authn.keyring import Keyring, VaultError
from limen.authn.master_key import MasterKey
from limen.authn.proofs.mfa_codes import reseal_seed
from limen.authn.vault import Vault, sealing_key_of
from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.mfa import MFADevice
from limen.domain.iam.providers import SAMLPrivateKey
from limen.operations.environment import Environment
from limen.store.interface import Reader, Store

Sealed = AccessKey | MFADevice | SAMLPrivateKey
"""The kinds of entities with a sealed secret."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """The active key, how many secrets were sealed again, and whether an earlier rotation was finished."""

    active: bytes
    resealed: int
    is_resumed: bool


def open_keyring(store: Store, master: MasterKey) -> Keyring:
    """The data keys; raises `VaultError` if there are none or another master key sealed them."""
    sealed = store.sealed_keys()
    if sealed is None:
        raise VaultError("There are no data keys yet. Start the server once.")
    return unseal_keyring(sealed, (master,))


def count_secrets(store: Store) -> Mapping[bytes, int]:
    """How many secrets in the store each data key seals, by the key's id."""
    reader = store.latest()
    accounts = (account.account for account in reader.accounts())
    return Counter(sealing_key_of(_secret_in(each)) for account in accounts for each in _sealed_in(reader, account))


def rotate(store: Store, master: MasterKey, environment: Environment, *, now: datetime) -> Rotation:
    """Create a data key, unless the last rotation is unfinished, and seal all secrets with the active key."""
    keyring = open_keyring(store, master)
    is_resumed = bool(count_secrets(store).keys() - {keyring.active})
    if not is_resumed:
        keyring = rotate_data_key(store, master, entropy=environment.entropy)
    accounts = [account.account for account in store.latest().accounts()]
    resealed = sum(_reseal_account(store, account, keyring.active, environment, now) for account in accounts)
    return Rotation(keyring.active, resealed, is_resumed)


def drop(store: Store, master: MasterKey, key_id: bytes, environment: Environment) -> None:
    """Delete a former data key, which ends the session tokens under it; raises `VaultError` while it is needed."""
    if key_id not in open_keyring(store, master).keys:
        raise VaultError(f"There is no data key {key_id.hex()}.")
    if needed := count_secrets(store).get(key_id):
        raise VaultError(f"Data key {key_id.hex()} still seals secrets ({needed}). Rotate first: limen keys rotate")
    drop_data_key(store, master, key_id, entropy=environment.entropy)


def _sealed_in(reader: Reader, account: str) -> Iterator[Sealed]:
    yield from reader.all(AccessKey, account)
    yield from reader.all(MFADevice, account)
    yield from reader.all(SAMLPrivateKey, account)


def _secret_in(entity: Sealed) -> bytes:
    return entity.sealed_seed if isinstance(entity, MFADevice) else entity.sealed_secret


def _reseal(vault: Vault, entity: Sealed) -> Sealed:
    if isinstance(entity, MFADevice):
        return reseal_seed(vault, entity)
    return replace(entity, sealed_secret=vault.reseal(entity.sealed_secret, entity.id.encode()))


def _reseal_account(store: Store, account: str, active: bytes, environment: Environment, now: datetime) -> int:
    """Seal an account's secrets again in one transaction; return how many were not sealed by the active key."""
    with store.begin(now=now) as transaction:
        stale = [each for each in _sealed_in(transaction, account) if sealing_key_of(_secret_in(each)) != active]
        for entity in stale:
            transaction.put(_reseal(environment.vault, entity))
        if stale:
            details = {"KeyId": active.hex(), "Resealed": len(stale)}
            record = record_server_action(account, "kms", "RotateKey", details, now=now, entropy=environment.entropy)
            transaction.commit(record)
    return len(stale)
