"""`requestParameters` and `responseElements` in CloudTrail's spelling, with every secret hidden (promise P8).

A member is secret by its name. The rule is broad on purpose, so that the `ClientSecret` or `NewPassword` of a new
operation is hidden from the beginning. Only text and bytes are hidden; `PasswordResetRequired` is a boolean and stays.
A private key is hidden under any name, because `id_rsa` is easily sent instead of `id_rsa.pub`.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from limen.domain.moments import render_moment

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"  # CloudTrail's text.

MAX_VALUE_CHARACTERS = 12_288
"""Room for every policy that IAM stores: 10,240 characters and some white space."""

MAX_RENDERED_CHARACTERS = 32_768
OMITTED = "omitted"
CUT = "... (cut)"

_SECRET_PARTS = ("password", "secret", "token", "privatekey", "authenticationcode", "assertion", "seed", "qrcode")
_OPEN_NAMES = frozenset({"assertionencryptionmode", "removeprivatekey"})
"""Names that only sound secret: a mode, and the id of a key."""
_PRIVATE_KEY_MARKS = ("PRIVATE KEY", "PuTTY-User-Key-File")


def bound(rendered: Mapping[str, object]) -> dict[str, object]:
    """A rendered structure with its long texts cut, or only a note where it is too large to keep for every call.

    A refused call may carry a megabyte, and costs its sender nothing.
    """
    bounded = {name: _cut(value) for name, value in rendered.items()}
    size = len(json.dumps(bounded))
    if size <= MAX_RENDERED_CHARACTERS:
        return bounded
    return {OMITTED: f"{size} characters, more than {MAX_RENDERED_CHARACTERS}"}


def render_elements(members: Mapping[str, object]) -> dict[str, object]:
    """Render a structure of the service model: first letters in lower case, times in ISO 8601, secrets hidden."""
    return {_lower_first(name): HIDDEN if is_secret(name, value) else _render(value) for name, value in members.items()}


def is_secret(name: str, value: object) -> bool:
    """Whether the member must not be recorded."""
    return isinstance(value, str | bytes) and (_names_secret(name) or _is_private_key(value))


def _is_private_key(value: str | bytes) -> bool:
    return isinstance(value, str) and any(mark in value for mark in _PRIVATE_KEY_MARKS)


@lru_cache(maxsize=1024)
def _names_secret(name: str) -> bool:
    folded = name.lower()
    return folded not in _OPEN_NAMES and any(part in folded for part in _SECRET_PARTS)


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def _render(value: object) -> object:
    match value:
        case Mapping():
            return render_elements(value)
        case list() | tuple():
            return [_render(item) for item in value]
        case datetime():
            return render_moment(value)
        case bytes():
            return b64encode(value).decode()
        case _:
            return value


def _cut(value: object) -> object:
    match value:
        case str() if len(value) > MAX_VALUE_CHARACTERS:
            return value[:MAX_VALUE_CHARACTERS] + CUT
        case dict():
            return {name: _cut(each) for name, each in value.items()}
        case list():
            return [_cut(each) for each in value]
        case _:
            return value
