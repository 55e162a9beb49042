"""The MFA devices of a user, or of root (`owner_id` is then the account's id): virtual ones and passkeys."""

from limen.authn.proofs.mfa_codes import find_devices
from limen.authn.proofs.passkey_answers import find_passkeys
from limen.domain.iam.mfa import MFADevice, Passkey
from limen.store.interface import Reader

AnyDevice = MFADevice | Passkey


def find_mfa_devices(reader: Reader, account: str, owner_id: str) -> tuple[AnyDevice, ...]:
    """The devices of every type."""
    return (*find_devices(reader, account, owner_id), *find_passkeys(reader, account, owner_id))
