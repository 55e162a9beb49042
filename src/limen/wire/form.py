"""The Query protocol's form: parameters of the URL and the body, decoded and bounded (spec api 4).

Everything is strict: UTF-8, percent-encoding, one value for each name. A name given twice could mean one thing to us
and another to whoever looks at the request before us, so it is refused.
"""

import re
from urllib.parse import unquote_plus

from limen.wire.faults import MalformedInputError, RequestEntityTooLargeError
from limen.wire.http import HTTPRequest

MAX_BODY_BYTES = 1024 * 1024
"""Room for the longest parameter that is handled: a policy document of 131,072 characters, six bytes for each."""

MAX_PARAMETERS = 4096
FORM_TYPE = "application/x-www-form-urlencoded"

_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CHARSETS = frozenset({"", "utf-8", "utf8"})


def read_form(request: HTTPRequest) -> dict[str, str]:
    """The parameters of a GET or POST. Raises `RequestEntityTooLargeError` or `MalformedInputError`."""
    if request.method not in {"GET", "POST"}:
        raise MalformedInputError("The HTTP method must be GET or POST.")
    if len(request.body) > MAX_BODY_BYTES:
        raise RequestEntityTooLargeError(f"The request body must not be larger than {MAX_BODY_BYTES} bytes.")
    form: dict[str, str] = {}
    if request.raw_query:
        _read_pairs(form, request.raw_query.encode("latin-1", "replace"))
    if request.method == "POST" and request.body:
        _check_content_type(request.header("content-type") or "")
        _read_pairs(form, request.body)
    return form


def _check_content_type(content_type: str) -> None:
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() not in {"", FORM_TYPE}:
        raise MalformedInputError(f"The Content-Type must be {FORM_TYPE}.")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in _CHARSETS:
            raise MalformedInputError("The charset must be utf-8.")


def _read_pairs(form: dict[str, str], encoded: bytes) -> None:
    try:
        text = encoded.decode("utf-8")
        if encoded.count(b"&") + len(form) >= MAX_PARAMETERS:
            raise MalformedInputError(f"A request must not have more than {MAX_PARAMETERS} parameters.")
        if "%" in text and _BAD_PERCENT.search(text):
            raise MalformedInputError("The parameters are not properly percent-encoded.")
        for pair in text.split("&"):
            if pair:
                _add(form, pair)
    except UnicodeDecodeError:
        raise MalformedInputError("The parameters are not valid UTF-8.") from None


def _add(form: dict[str, str], pair: str) -> None:
    name, _, value = pair.partition("=")
    name, value = _decode(name), _decode(value)
    if name in form:
        raise MalformedInputError(f"The parameter '{name[:128]}' is given more than once.")
    if "\0" in value:
        raise MalformedInputError(f"The parameter '{name[:128]}' contains a null character.")
    form[name] = value


def _decode(text: str) -> str:
    return unquote_plus(text, errors="strict") if "%" in text or "+" in text else text
