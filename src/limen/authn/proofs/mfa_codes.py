"""The second factor: codes of the caller's MFA devices, each valid once (spec api 2.11).

A code is checked on a reader's state and consumed in the transaction of its call: of two calls with the same code, the
later one finds it consumed. Wrong codes are throttled per user, across all operations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from limen.authn.attempts import AttemptLimiter, Patience
from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.one_time_codes import ProvedCode, find_step, step_at
from limen.authn.proofs.proven_call import ProvenCall, get_signer
from limen.authn.vault import Vault
from limen.domain.iam.mfa import MFADevice
from limen.errors import AccessDeniedError
from limen.store.interface import Reader, Transaction
from limen.wire.parsed_call import ParsedCall

PER_DEVICE_OWNER = Patience(free_failures=5, max_delay_seconds=300)
"""Only a client with the user's password or access key can fail here, and a guess has three chances in a million."""

_BOTH_NEEDED = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
_INVALID = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
_UNKNOWN = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  "
    "Please verify your MFA serial number is valid and associated with this user."
)


def owner_subject(account: str, owner_id: str) -> str:
    """A user, or an account's root, whose codes are tried."""
    return f"mfa {account} {owner_id}"


def find_devices(reader: Reader, account: str, owner_id: str) -> tuple[MFADevice, ...]:
    """The MFA devices of a user, or of root (by the account's id)."""
    return reader.find_by(MFADevice, "owner", account, owner_id)


def seal_seed(vault: Vault, seed: bytes, serial: str) -> bytes:
    """The seed of the device with that serial number, as it is kept."""
    return vault.seal(seed, _context(serial))


def open_seed(vault: Vault, device: MFADevice) -> bytes:
    """The seed in clear."""
    return vault.open(device.sealed_seed, _context(device.arn))


def reseal_seed(vault: Vault, device: MFADevice) -> MFADevice:
    """The device with its seed under the active data key."""
    return replace(device, sealed_seed=vault.reseal(device.sealed_seed, _context(device.arn)))


def find_proof(vault: Vault, device: MFADevice, code: str, *, now: datetime) -> ProvedCode | None:
    """The proof, if the device shows the code now and the code has not been used."""
    around = step_at(now) + device.drift_steps
    step = find_step(open_seed(vault, device), code, around=around, after=device.last_step)
    return ProvedCode(device.account, device.arn, step) if step is not None else None


def use_up(tx: Transaction, proof: ProvedCode) -> bool:
    """Store that the code is used; `False` if it was used in the meantime, or the device no longer has an owner."""
    device = tx.find(MFADevice, proof.account, proof.serial)
    if device is None or not device.owner_id or device.last_step >= proof.step:
        return False
    tx.put(replace(device, last_step=proof.step))
    return True


def carries_code(parameters: Mapping[str, object]) -> bool:
    """Whether a call of STS comes with a second factor, or a part of one."""
    return "SerialNumber" in parameters or "TokenCode" in parameters


def require_proved(caller: Caller, parameters: Mapping[str, object]) -> None:
    """Refuse a call whose code has not been checked: accepting it would let anybody claim MFA."""
    if carries_code(parameters) and caller.second_factor is None:
        raise AccessDeniedError(_UNKNOWN)


@dataclass(frozen=True, slots=True)
class SingleUseCode:
    """A correct code, which may be used once."""

    code: ProvedCode

    def use_up(self, tx: Transaction) -> None:
        """Store that the code is used; raises `AccessDeniedError` if it has been used in the meantime."""
        if not use_up(tx, self.code):
            raise AccessDeniedError(_INVALID)


@dataclass(frozen=True, slots=True)
class MFACodeProver:
    """Checks the code that a call of STS may carry in addition to the signature."""

    vault: Vault
    attempts: AttemptLimiter

    def prove(self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime) -> ProvenCall:
        """The signer's call, with the code if it carries one; raises `AccessDeniedError` in AWS's words."""
        caller = get_signer(request)
        if not carries_code(call.parameters):
            return ProvenCall(call, caller)
        code = self._get_proof(caller, call.parameters, reader, now)
        return ProvenCall(call, replace(caller, second_factor=code), SingleUseCode(code))

    def prove_again(
        self, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, *, now: datetime
    ) -> ProvenCall:
        """Check the code on the newer state: the device may have been taken away, or the code used."""
        return self.prove(request, proven.parsed, reader, now=now)

    def _get_proof(self, caller: Caller, parameters: Mapping[str, object], reader: Reader, now: datetime) -> ProvedCode:
        """The proof; raises `AccessDeniedError` unless the code is one that the caller's device shows.

        After too many wrong codes no code is checked, and the answer is the same as for another user's device.
        """
        serial, code = parameters.get("SerialNumber"), parameters.get("TokenCode")
        if not isinstance(serial, str) or not isinstance(code, str):
            raise AccessDeniedError(_BOTH_NEEDED)
        account, owner_id = caller.principal.account or "", caller.principal.user_id
        device = reader.find(MFADevice, account, serial)
        if device is None or not device.owner_id or device.owner_id != owner_id:
            raise AccessDeniedError(_UNKNOWN)
        subject = owner_subject(account, device.owner_id)
        if self.attempts.admit({subject: PER_DEVICE_OWNER}, now=now):
            raise AccessDeniedError(_UNKNOWN)
        proof = find_proof(self.vault, device, code, now=now)
        if proof is None:
            raise AccessDeniedError(_INVALID)
        self.attempts.forgive(subject)
        return proof


def _context(serial: str) -> bytes:
    return b"mfa seed " + serial.encode()
