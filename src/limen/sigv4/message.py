"""The HTTP request as SigV4 treats it, and the two views of it that parsing and verification share.

Texts are the bytes on the wire decoded as Latin-1, one character per byte, so that signatures over arbitrary bytes can
be recomputed.
"""

import re
from collections.abc import Iterable
from typing import Protocol
from urllib.parse import unquote_plus

_SPACES = re.compile(r"[ \t]+")


class Message(Protocol):
    """One request: raw (percent-encoded) path and query, lower-case header names, which may repeat."""

    @property
    def method(self) -> str: ...

    @property
    def raw_path(self) -> str: ...

    @property
    def raw_query(self) -> str: ...

    @property
    def headers(self) -> tuple[tuple[str, str], ...]: ...

    @property
    def body(self) -> bytes: ...


def index_headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name; the values of a repeated one are joined by commas, in order, as SigV4 signs them."""
    index: dict[str, str] = {}
    for name, value in headers:
        text = fold_spaces(value)
        index[name] = f"{index[name]},{text}" if name in index else text
    return index


def fold_spaces(value: str) -> str:
    """Trim the value and reduce each run of spaces to one space (SigV4, canonical headers).

    A proxy may fold spaces without changing the meaning of a header, so the signature must not depend on their number.
    """
    return (_SPACES.sub(" ", value) if "  " in value or "\t" in value else value).strip(" ")


def split_query(raw_query: str) -> list[tuple[str, str]]:
    """Decoded names and values in order; a `+` is a space, as in forms.

    Clients that mean a plus sign send `%2B`. The signer encodes the query again from these values.
    """
    pairs = (part.partition("=") for part in raw_query.split("&") if part)
    return [(_decode(name), _decode(value)) for name, _, value in pairs]


def _decode(text: str) -> str:
    return unquote_plus(text, encoding="latin-1") if "%" in text or "+" in text else text
