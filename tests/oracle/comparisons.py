"""Comparing one request value with one policy value (spec policy 3.2, 3.4, 3.7).

Every function answers True, False, or ``None`` for "one side cannot be read as this type". Both a positive and a
negated operator take ``None`` as not satisfied (spec policy 3.7), except the ARN family, which answers plainly
(spec policy 3.4).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import ipaddress
import re
from fractions import Fraction

from tests.oracle.variables import Token, Wild, glob

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2}))?)?)?"
)


def equal_text(value: str, wanted: str) -> bool:
    """Code point by code point."""
    return value == wanted


def equal_ignoring_case(value: str, wanted: str) -> bool:
    """Simple folding of the Latin-1 letters only."""
    return _fold(value) == _fold(wanted)


def parse_number(text: str) -> Fraction | None:
    """An optionally signed decimal."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def parse_instant(text: str) -> Fraction | None:
    """Seconds since 1970 of an ISO-8601 date (W3C profile), or of whole epoch seconds. Four digits are a year."""
    if re.fullmatch(r"[0-9]+", text) and len(text) != 4:
        return Fraction(int(text)) if int(text) < 2**63 else None
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = dt.datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=dt.UTC
        )
    except ValueError:
        return None
    offset = _offset_seconds(zone or "Z")
    if offset is None:
        return None
    since = moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return since.days * 86400 + since.seconds - offset + Fraction("0" + (fraction or ".0"))


def ordered(value: Fraction | None, wanted: Fraction | None, relation: str) -> bool | None:
    """``relation`` is the tail of the operator's name: equals, notequals, lessthan, ..."""
    if value is None or wanted is None:
        return None
    return {
        "equals": value == wanted,
        "notequals": value != wanted,
        "lessthan": value < wanted,
        "lessthanequals": value <= wanted,
        "greaterthan": value > wanted,
        "greaterthanequals": value >= wanted,
    }[relation]


def equal_boolean(value: str, wanted: str) -> bool | None:
    """Letter case does not matter; anything but true and false is unreadable."""
    if not {value.lower(), wanted.lower()} <= {"true", "false"}:
        return None
    return value.lower() == wanted.lower()


def equal_bytes(value: str, wanted: str) -> bool | None:
    """Both are base64."""
    try:
        return base64.b64decode(value, validate=True) == base64.b64decode(wanted, validate=True)
    except (binascii.Error, ValueError):
        return None


def in_network(value: str, wanted: str) -> bool | None:
    """Address in CIDR; families never mix; host bits of the CIDR are masked."""
    address_text, slash, prefix = wanted.partition("/")
    if "%" in value + wanted or (slash and not re.fullmatch("[0-9]+", prefix)):
        return None
    try:
        address = ipaddress.ip_address(value)
        first = ipaddress.ip_address(address_text)
        network = ipaddress.ip_network(wanted if slash else f"{first}/{first.max_prefixlen}", strict=False)
    except ValueError:
        return None
    return address.version == network.version and address in network


def like_arn(value: str, wanted: list[Token]) -> bool:
    """Component by component; a bare ``*`` fits everything; fewer than six components fit nothing."""
    if wanted == [Wild.ANY]:
        return True
    patterns, parts = _six(wanted), value.split(":", 5)
    if len(patterns) < 6 or len(parts) < 6:
        return False
    return all(glob(pattern, part) for pattern, part in zip(patterns, parts, strict=True))


def _fold(text: str) -> str:
    return "".join(each.lower() if each <= "\xff" else each for each in text)


def _offset_seconds(zone: str) -> int | None:
    if zone == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 23 or minutes > 59:
        return None
    return (-1 if zone[0] == "-" else 1) * (hours * 3600 + minutes * 60)


def _six(tokens: list[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token == ":" and len(parts) < 6:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
