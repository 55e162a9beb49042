"""A few texts of each typed family that show every possible case (spec analysis 4.3).

A test of a family is constant between the values that policies name, so texts equal to, next to and between them
represent all texts. The engine's own comparison decides which of them pass a test, so a superfluous sample does no
harm.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Address
from itertools import pairwise
from typing import Final

from limen.domain.moments import EPOCH
from limen.policy.match.comparisons import (
    INSTANTS,
    IPV6_MARK,
    LAST_EPOCH,
    LONGEST_REMEMBERED,
    Instant,
    find_bytes,
    find_network,
    find_number,
)

UNREADABLE: Final = "x"
"""Not a number, not a time, not an address; too short for base64."""

_FIRST_YEAR: Final = datetime(1, 1, 1, tzinfo=UTC)
_LAST_YEAR_SECONDS: Final = 253_402_300_799
_FIRST_YEAR_SECONDS: Final = (_FIRST_YEAR - EPOCH) // timedelta(seconds=1)
_OFFSET_SECONDS: Final = 23 * 3600 + 59 * 60
_LEAST: Final = _FIRST_YEAR_SECONDS - _OFFSET_SECONDS
"""The first time that can be written; the last is `LAST_EPOCH`."""
_EDGES: Final = (0, _FIRST_YEAR_SECONDS, _LAST_YEAR_SECONDS + 1, _LAST_YEAR_SECONDS + _OFFSET_SECONDS + 1)
"""The limit at which another notation begins."""
_DIGITS: Final = (
    0,
    LONGEST_REMEMBERED - len("2026-01-01T00:00:00.+00:00"),
    LONGEST_REMEMBERED - len("2026-01-01T00:00:00.Z"),
)
"""Digits of a fraction: none, and as many as a readable text has room for, with an offset and without."""

_FAMILIES: Final = ((IPv4Address, 32), (IPv6Address, 128))
_OUTSIDE: Final = ("198.51.100.77", "2001:db8:77::77")
"""An address of each family, from the ranges for documentation."""


def list_samples(family: str, values: Iterable[str]) -> tuple[str, ...]:
    """Texts that show every case of the tests of a family with these values, the most natural first."""
    return tuple(dict.fromkeys((*_SAMPLES[family](sorted(set(values))), UNREADABLE, "")))


def numbers(values: Sequence[str]) -> list[str]:
    """Each number, halfway between neighbors, below the smallest and above the largest."""
    found = sorted({number for value in values if (number := find_number(value)) is not None})
    if not found:
        return ["0"]
    digits = sum(abs(number.adjusted()) + len(number.as_tuple().digits) for number in found) + 10
    exact = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)
    half, one = Decimal("0.5"), Decimal(1)
    points = list(found)
    points += [exact.multiply(exact.add(a, b), half) for a, b in pairwise(found)]
    points += [exact.subtract(found[0], one), exact.add(found[-1], one)]
    return [format(point, "f") for point in points]


def instants(values: Sequence[str]) -> list[str]:
    """Each time, and between and next to them one that can be written, if there is one."""
    named = {found for value in values if (found := INSTANTS[value]) is not None}
    points = sorted({_as_fraction(each) for each in named} | {Fraction(_LEAST), Fraction(LAST_EPOCH)})
    wanted = list(map(render_instant, points))
    wanted += [_find_between(low, high) for low, high in pairwise(points)]
    return [text for text in wanted if text is not None]


def _find_between(low: Fraction, high: Fraction) -> str | None:
    """A time between two others; `None` if no readable text represents one."""
    candidates = [Fraction((low + high) // 2), (low + high) / 2, *map(Fraction, _EDGES)]
    for digits in _DIGITS:
        step = Fraction(1, 10**digits)
        candidates += [(low // step) * step + step, -(-high // step) * step - step]
    texts = (render_instant(point) for point in candidates if low < point < high)
    return next((text for text in texts if text is not None), None)


def _as_fraction(instant: Instant) -> Fraction:
    seconds, digits = instant
    return seconds + (Fraction(int(digits), 10 ** len(digits)) if digits else Fraction(0))


def render_instant(point: Fraction) -> str | None:
    """The time as text; `None` if no readable text represents it."""
    seconds, fraction = divmod(point, 1)
    scaled = fraction * 10 ** _DIGITS[-1]
    if scaled.denominator != 1:
        return None
    digits = f"{scaled.numerator:0{_DIGITS[-1]}d}".rstrip("0") if fraction else ""
    for offset, suffix in ((0, "Z"), (-_OFFSET_SECONDS, "-23:59"), (_OFFSET_SECONDS, "+23:59")):
        if _FIRST_YEAR_SECONDS <= seconds + offset <= _LAST_YEAR_SECONDS:
            moment = EPOCH + timedelta(seconds=seconds + offset)
            text = f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + (f".{digits}" if digits else "") + suffix
            if INSTANTS[text] == (seconds, digits):
                return text
    return str(seconds) if not digits and INSTANTS[str(seconds)] == (seconds, "") else None


def addresses(values: Sequence[str]) -> list[str]:
    """First and last address of each range and the ones just outside, and one of each family."""
    out = list(_OUTSIDE)
    for value in values:
        found = _find_range(value)
        if found is not None:
            low, high = found
            maker = IPv6Address if low >= IPV6_MARK else IPv4Address
            top = (1 << 128) if low >= IPV6_MARK else (1 << 32)
            base = IPV6_MARK if low >= IPV6_MARK else 0
            points = (low - base, high - base, low - base - 1, high - base + 1)
            out += [str(maker(point)) for point in points if 0 <= point < top]
    ends = [str(maker(point)) for maker, bits in _FAMILIES for point in (0, (1 << bits) - 1)]
    return [*out, *ends]


def _find_range(value: str) -> tuple[int, int] | None:
    """First and last address of a range that the engine reads; IPv6 addresses sort after all IPv4 addresses."""
    network = find_network(value)
    if network is None:
        return None
    mask, first = network
    bits = 128 if first >= IPV6_MARK else 32
    return first, first + (~mask & ((1 << bits) - 1))


def byte_texts(values: Sequence[str]) -> list[str]:
    """Each value, and one that is none of them."""
    longest = max((len(found) for value in values if (found := find_bytes(value)) is not None), default=0)
    return [*values, b64encode(b"x" * (longest + 1)).decode()]


_SAMPLES: Final[Mapping[str, Callable[[Sequence[str]], list[str]]]] = {
    "Numeric": numbers,
    "Date": instants,
    "Ip": addresses,
    "Binary": byte_texts,
}
