"""Values of conditions, parsed (semantics E9 to E13; spec policy 3.4): numbers, instants, booleans, bytes, addresses.

Each function turns text into a comparable value, or into `None` if it is not of that type; the operator decides what an
unreadable value means (E14).
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, TypeVar

_T = TypeVar("_T")

Instant = tuple[int, str]
"""Seconds since the epoch, and the digits of the fraction without trailing zeros: exact, and ordered as time is."""

Network = tuple[int, int]
"""Mask and masked address; an address `n` is inside if `n & mask == masked`."""

LAST_EPOCH: Final = (1 << 63) - 1
"""The largest number of seconds that AWS reads as a date (spec policy 1.9)."""

REMEMBERED_VALUES: Final = 16384
LONGEST_REMEMBERED: Final = 64
"""Longer texts are not addresses or dates in practice; caching them would let untrusted input fill the memory."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_EPOCH: Final = re.compile(r"[0-9]{1,19}")
_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?:Z|(?P<sign>[+-])(?P<offset_hour>[01][0-9]|2[0-3]):(?P<offset_minute>[0-5][0-9])))?)?)?"
)
_PREFIX_LENGTH: Final = re.compile(r"[0-9]{1,3}")
_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
_DAY_SECONDS: Final = 86400
_BOOLEANS: Final = {"true": True, "false": False}
IPV6_MARK: Final = 1 << 128
"""A bit above all address bits, set for IPv6: it keeps the two families apart when numbers are compared."""
_ADDRESS_BITS: Final = {4: 32, 6: 128}


def find_boolean(text: str) -> bool | None:
    """`true` or `false` in any letter case."""
    return _BOOLEANS.get(text.lower())


def find_number(text: str) -> Decimal | None:
    """A decimal number without an exponent, to be compared exactly, never as a float."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def find_bytes(text: str) -> bytes | None:
    """The bytes that a base64 text encodes; `None` if it is malformed."""
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError):
        return None


def find_network(text: str) -> Network | None:
    """An address or a range in CIDR notation; bits outside its prefix are ignored."""
    address_text, slash, length_text = text.partition("/")
    address = ADDRESSES[address_text]
    if address is None or (slash and not _PREFIX_LENGTH.fullmatch(length_text)):
        return None
    bits = _ADDRESS_BITS[6 if address >= IPV6_MARK else 4]
    length = int(length_text) if slash else bits
    if length > bits:
        return None
    mask = -1 << (bits - length)
    return mask, address & mask


class Remembered(dict[str, _T | None]):
    """Values by their text, read at the first lookup; further lookups cost no call."""

    __slots__ = ("_read",)

    def __init__(self, read: Callable[[str], _T | None]) -> None:
        """Cache the results of `read`."""
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> _T | None:
        """Read the text and cache it unless it is too long; a full cache is emptied."""
        if len(text) > LONGEST_REMEMBERED:
            return None
        if len(self) >= REMEMBERED_VALUES:
            self.clear()
        value = self[text] = self._read(text)
        return value


def _find_instant(text: str) -> Instant | None:
    if (found := _DATE.fullmatch(text)) is None:
        return _find_epoch(text)
    numbers = {name: int(value or 0) for name, value in found.groupdict().items() if name != "sign"}
    try:
        day = date(numbers["year"], numbers["month"] or 1, numbers["day"] or 1)
    except ValueError:
        return None
    if found["month"] == "00" or found["day"] == "00":
        return None
    offset = numbers["offset_hour"] * 3600 + numbers["offset_minute"] * 60
    seconds = (day.toordinal() - _EPOCH_ORDINAL) * _DAY_SECONDS
    seconds += numbers["hour"] * 3600 + numbers["minute"] * 60 + numbers["second"]
    return seconds + (offset if found["sign"] == "-" else -offset), (found["fraction"] or "").rstrip("0")


def _find_epoch(text: str) -> Instant | None:
    if not _EPOCH.fullmatch(text) or int(text) > LAST_EPOCH:
        return None
    return int(text), ""


def _find_address(text: str) -> int | None:
    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return int(address)
    return None if address.scope_id else IPV6_MARK | int(address)


ADDRESSES: Final = Remembered(_find_address)
"""IPv4 and IPv6 addresses as numbers that are unique across both families."""

INSTANTS: Final = Remembered(_find_instant)
"""W3C date-times and whole epoch seconds; four digits are a year."""
