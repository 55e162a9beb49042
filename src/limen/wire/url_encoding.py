"""Percent-encoded text: names and values of a query string or a form, and segments of a path.

Everything is strict: UTF-8, percent-encoding, no null character. Errors are `MalformedInputError`.
"""

import re
from urllib.parse import unquote, unquote_plus

from limen.wire.faults import MAX_NAME_CHARACTERS, MalformedInputError

MAX_PARAMETERS = 4096

BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
"""A percent sign that encodes nothing."""


def split_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The decoded names and values of `a=1&b=2`, in order."""
    pairs = []
    try:
        text = encoded.decode("utf-8")
        if encoded.count(b"&") >= MAX_PARAMETERS:
            raise MalformedInputError(f"A request must not have more than {MAX_PARAMETERS} parameters.")
        if "%" in text and BAD_PERCENT.search(text):
            raise MalformedInputError("The parameters are not properly percent-encoded.")
        for pair in text.split("&"):
            if pair:
                name, _, value = pair.partition("=")
                name, value = _decode(name), _decode(value)
                if "\0" in value:
                    raise MalformedInputError(
                        f"The parameter '{name[:MAX_NAME_CHARACTERS]}' contains a null character."
                    )
                pairs.append((name, value))
    except UnicodeDecodeError:
        raise MalformedInputError("The parameters are not valid UTF-8.") from None
    return pairs


def decode_segment(segment: str) -> str:
    """The text of one segment of a raw path; a plus sign is itself."""
    try:
        text = unquote(segment.encode("latin-1", "replace").decode("utf-8"), errors="strict")
    except UnicodeDecodeError:
        raise MalformedInputError("The path is not valid UTF-8.") from None
    if BAD_PERCENT.search(segment):
        raise MalformedInputError("The path is not properly percent-encoded.")
    if "\0" in text:
        raise MalformedInputError("The path contains a null character.")
    return text


def _decode(text: str) -> str:
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text
