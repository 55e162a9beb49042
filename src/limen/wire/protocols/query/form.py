"""The Query protocol's form: parameters of the URL and the body, decoded and bounded.

There is one value for each name. A name given twice could mean one thing to us and another to a proxy that looks at the
request before us, so it is refused.
"""

from limen.wire.faults import MAX_NAME_CHARACTERS, MalformedInputError, RequestEntityTooLargeError
from limen.wire.http import FORM_TYPE, MAX_BODY_BYTES, HTTPRequest
from limen.wire.url_encoding import MAX_PARAMETERS, split_pairs

_CHARSETS = frozenset({"", "utf-8", "utf8"})


def read_form(request: HTTPRequest) -> dict[str, str]:
    """The parameters of a GET or POST. Raises `RequestEntityTooLargeError` or `MalformedInputError`."""
    if request.method not in {"GET", "POST"}:
        raise MalformedInputError("The HTTP method must be GET or POST.")
    if len(request.body) > MAX_BODY_BYTES:
        raise RequestEntityTooLargeError(f"The request body must not be larger than {MAX_BODY_BYTES} bytes.")
    form: dict[str, str] = {}
    if request.raw_query:
        _add_pairs(form, request.raw_query.encode("latin-1", "replace"))
    if request.method == "POST" and request.body:
        _check_content_type(request.header("content-type") or "")
        _add_pairs(form, request.body)
    return form


def _check_content_type(content_type: str) -> None:
    media_type, _, parameters = content_type.partition(";")
    if media_type.strip().lower() not in {"", FORM_TYPE}:
        raise MalformedInputError(f"The Content-Type must be {FORM_TYPE}.")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in _CHARSETS:
            raise MalformedInputError("The charset must be utf-8.")


def _add_pairs(form: dict[str, str], encoded: bytes) -> None:
    for name, value in split_pairs(encoded):
        if name in form:
            raise MalformedInputError(f"The parameter '{name[:MAX_NAME_CHARACTERS]}' is given more than once.")
        form[name] = value
    if len(form) > MAX_PARAMETERS:
        raise MalformedInputError(f"A request must not have more than {MAX_PARAMETERS} parameters.")
