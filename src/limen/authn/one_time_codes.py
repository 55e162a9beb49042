"""One-time codes of MFA devices: TOTP (RFC 6238) over HOTP (RFC 4226), with SHA-1, six digits and steps of 30 seconds.

Authenticator applications and AWS's virtual devices use these parameters. A step is the number of 30-second periods
since 1970. A code is valid once: a check is given the last used step, and refuses codes of that step and earlier ones.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

STEP_SECONDS = 30
DIGITS = 6
SEED_BYTES = 40
"""64 characters of base32, like AWS's seeds."""

WINDOW_STEPS = 1
"""How far a device's clock may be off, either way, after its drift is taken into account (RFC 6238, 5.2)."""

RESYNC_STEPS = 1000
"""How far it may be off when it is enabled or synchronized with two consecutive codes (spec api 2.11)."""

_DIGEST = "sha1"


@dataclass(frozen=True, slots=True)
class ProvedCode:
    """A correct code: its device and its step. It is consumed when the step is stored."""

    account: str
    serial: str
    step: int


def step_at(moment: datetime) -> int:
    """The step of a given time."""
    return int(moment.timestamp()) // STEP_SECONDS


def make_code(seed: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code that a device with the seed shows in a step."""
    digest = hmac.digest(seed, step.to_bytes(8, "big"), _DIGEST)
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def find_step(seed: bytes, code: str, *, around: int, after: int) -> int | None:
    """The step whose code it is, within the window around a step and after the last used one; `None` without one."""
    return next((step for step in _nearest(around, WINDOW_STEPS) if step > after and _is_of(seed, step, code)), None)


def find_two_steps(seed: bytes, first: str, second: str, *, around: int, after: int) -> int | None:
    """The later one of two consecutive steps whose codes they are; `None` if the codes are not consecutive."""
    for step in _nearest(around, RESYNC_STEPS):
        if step > after and _is_of(seed, step, second) and step - 1 > after and _is_of(seed, step - 1, first):
            return step
    return None


def _nearest(around: int, distance: int) -> list[int]:
    """The steps up to a distance, nearest first, because these are the most likely."""
    steps = range(max(around - distance, 0), around + distance + 1)
    return sorted(steps, key=lambda step: abs(step - around))


def _is_of(seed: bytes, step: int, code: str) -> bool:
    return hmac.compare_digest(make_code(seed, step).encode(), code.encode())
