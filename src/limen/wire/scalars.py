"""Scalars that are text on the wire: in a form, a query string, a path or a header.

A scalar must have exactly its type's form; anything else is `MalformedInput`.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from limen.wire.faults import MalformedInputError
from limen.wire.model import Shape

INTEGER_BITS = {"integer": 31, "long": 63}
BOOLEANS = {"true": True, "false": False}

_INTEGER = re.compile(r"[+-]?[0-9]{1,64}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,64}(\.[0-9]{1,64})?([eE][+-]?[0-9]{1,3})?")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


def parse_scalar(shape: Shape, text: str, path: str, *, booleans: Mapping[str, bool] = BOOLEANS) -> Any:
    """The value of `shape` that `text` represents; `booleans` are the spellings of a boolean.

    Raises `MalformedInputError`, which names `path`.
    """
    if shape.type == "boolean":
        if text not in booleans:
            raise MalformedInputError(f"The value at '{path}' is not a boolean.")
        return booleans[text]
    return _PARSERS[shape.type](shape, text, path)


def check_integer(shape: Shape, number: int, path: str) -> int:
    """Return `number` if it fits into the type; raises `MalformedInputError`."""
    limit = 1 << INTEGER_BITS[shape.type]
    if not -limit <= number < limit:
        raise MalformedInputError(f"The value at '{path}' is not an integer.")
    return number


def parse_blob(shape: Shape, text: str, path: str) -> bytes:
    """The bytes that base64 `text` encodes; raises `MalformedInputError`."""
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError):
        raise MalformedInputError(f"The value at '{path}' is not base64.") from None


def parse_timestamp(shape: Shape, text: str, path: str) -> datetime:
    """The moment that ISO 8601 `text` represents; raises `MalformedInputError`."""
    try:
        if not _TIMESTAMP.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise MalformedInputError(f"The value at '{path}' is not an ISO 8601 timestamp.") from None


def _parse_integer(shape: Shape, text: str, path: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise MalformedInputError(f"The value at '{path}' is not an integer.")
    return check_integer(shape, int(text), path)


def _parse_float(shape: Shape, text: str, path: str) -> float:
    number = float(text) if _NUMBER.fullmatch(text) else float("nan")
    if not isfinite(number):
        raise MalformedInputError(f"The value at '{path}' is not a number.")
    return number


def _parse_text(shape: Shape, text: str, path: str) -> str:
    return text


_PARSERS: Mapping[str, Callable[[Shape, str, str], Any]] = {
    "string": _parse_text,
    "integer": _parse_integer,
    "long": _parse_integer,
    "float": _parse_float,
    "double": _parse_float,
    "blob": parse_blob,
    "timestamp": parse_timestamp,
}
