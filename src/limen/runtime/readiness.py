"""Whether a process can answer requests, by its parts, for its operator: each part with what is wrong, if anything."""

from collections.abc import Callable
from typing import Final

from limen.authn.keyring import VaultError
from limen.authn.vault import Vault
from limen.errors import LimenError
from limen.store.interface import OperatedStore

_PROBE: Final = b"readiness"
_UNKNOWN: Final = "not known, because the store does not answer"


def examine(store: OperatedStore, vault: Vault, is_answering: Callable[[], bool]) -> dict[str, str]:
    """The fault of each part as a sentence, empty where there is none. Waits for the store."""
    if not is_answering():
        return {"store": "does not answer", "migrations": _UNKNOWN, "master_key": _UNKNOWN}
    return {"store": "", "migrations": _examine_schema(store), "master_key": _examine_vault(vault)}


def _examine_schema(store: OperatedStore) -> str:
    """A newer version of Limen may have upgraded the database while this process was running."""
    try:
        condition = store.inspect()
    except LimenError:
        return _UNKNOWN
    if condition.is_current:
        return ""
    return f"the database has version {condition.schema} of the schema, this program knows {condition.known_schema}"


def _examine_vault(vault: Vault) -> str:
    """Whether what this process seals can be opened; it follows changes of the data keys before it seals."""
    try:
        vault.open(vault.seal(_PROBE, _PROBE), _PROBE)
    except VaultError as error:
        return str(error)
    except LimenError:
        return _UNKNOWN
    return ""
