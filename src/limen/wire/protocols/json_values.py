"""JSON documents to and from typed values, driven by a shape; what JSON 1.0, JSON 1.1 and REST-JSON share.

Reading is strict: UTF-8, one value for each name, no NaN, no lone surrogate, bounded nesting, and every value of its
type's JSON type. Unknown members are ignored, and `null` means that a member is absent. Anything else is
`MalformedInput`.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from math import isfinite
from typing import Any, NoReturn

from limen.domain.moments import render_moment
from limen.wire.faults import MAX_NAME_CHARACTERS, MalformedInputError
from limen.wire.model import Location, Shape, require_members, wire_path
from limen.wire.scalars import check_integer, parse_blob, parse_timestamp

MAX_DEPTH = 64
"""Far more levels than any input of a model needs; a shape that contains itself would have no end."""

UNIX_TIMESTAMP = "unixTimestamp"
"""How a timestamp is written in a JSON body unless its shape says otherwise: seconds since 1970, as a number."""


def read_object(body: bytes) -> dict[str, object]:
    """Read a JSON object; an empty body is an empty one."""
    if not body:
        return {}
    try:
        document = json.loads(body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise MalformedInputError("The body is not valid UTF-8.") from None
    except (ValueError, RecursionError):
        raise MalformedInputError("The body is not valid JSON.") from None
    if not isinstance(document, dict):
        raise MalformedInputError("The body is not a JSON object.")
    return document


def decode_structure(shape: Shape, value: object, path: str = "", depth: int = 0) -> dict[str, object]:
    """The typed members of the structure `shape` that `value`, a JSON object, holds in its body."""
    if not isinstance(value, dict):
        raise MalformedInputError(f"The value at '{path}' is not a JSON object.")
    values: dict[str, object] = {}
    for name, member in shape.members.items():
        place = shape.place(name)
        content = value.get(place.name) if place.location is Location.BODY else None
        if content is not None:
            values[name] = _decode(member, content, wire_path(path, name), depth + 1)
    if shape.is_union and len(values) != 1:
        raise MalformedInputError(f"The value at '{path}' must have exactly one member of {', '.join(shape.members)}.")
    return values


def encode(shape: Shape, value: Any) -> Any:
    """The JSON value of `value`, a value of `shape` in the model's spelling.

    Raises `ValueError` for a member that the model does not have.
    """
    if shape.type == "structure":
        return encode_structure(shape, value)
    if shape.type == "list":
        return [encode(shape.members["member"], element) for element in value]
    if shape.type == "map":
        return {key: encode(shape.members["value"], element) for key, element in value.items()}
    if isinstance(value, datetime):
        return render_timestamp(value, shape.timestamp_format or UNIX_TIMESTAMP)
    return b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def encode_structure(shape: Shape, value: Mapping[str, object]) -> dict[str, object]:
    """The JSON object of the members in the body; members that are not set are left out."""
    require_members(shape, value)
    document = {}
    for name, member in shape.members.items():
        place = shape.place(name)
        if place.location is Location.BODY and value.get(name) is not None:
            document[place.name] = encode(member, value[name])
    return document


def dump_json(document: Mapping[str, object]) -> bytes:
    """Render a JSON object, in ASCII and without needless spaces."""
    return json.dumps(document, separators=(",", ":"), allow_nan=False).encode("ascii")


def render_timestamp(moment: datetime, timestamp_format: str) -> int | float | str:
    """`moment` as a number of seconds, as ISO 8601 or as an HTTP date."""
    if timestamp_format == UNIX_TIMESTAMP:
        seconds = moment.timestamp()
        return int(seconds) if seconds.is_integer() else round(seconds, 3)
    if timestamp_format == "iso8601":
        return render_moment(moment)
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse a name that is given twice: another reader of the request could take the other value."""
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a name is given more than once")
    return document


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _decode(shape: Shape, value: object, path: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise MalformedInputError("The body is nested too deeply.")
    if shape.type == "structure":
        return decode_structure(shape, value, path, depth)
    if shape.type == "list":
        return _decode_list(shape, value, path, depth)
    if shape.type == "map":
        return _decode_map(shape, value, path, depth)
    return _SCALARS[shape.type](shape, value, path)


def _decode_list(shape: Shape, value: object, path: str, depth: int) -> list[Any]:
    if not isinstance(value, list):
        raise MalformedInputError(f"The value at '{path}' is not a list.")
    element = shape.members["member"]
    return [
        None if content is None else _decode(element, content, f"{path}.{position}.member", depth + 1)
        for position, content in enumerate(value, 1)
    ]


def _decode_map(shape: Shape, value: object, path: str, depth: int) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedInputError(f"The value at '{path}' is not a JSON object.")
    element = shape.members["value"]
    return {
        _decode_string(shape, key, path): None
        if content is None
        else _decode(element, content, f"{path}.{key[:MAX_NAME_CHARACTERS]}", depth + 1)
        for key, content in value.items()
    }


def _decode_string(shape: Shape, value: object, path: str) -> str:
    if not isinstance(value, str):
        raise MalformedInputError(f"The value at '{path}' is not a string.")
    if "\0" in value:
        raise MalformedInputError(f"The value at '{path}' contains a null character.")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise MalformedInputError(f"The value at '{path}' contains half a character.") from None
    return value


def _decode_integer(shape: Shape, value: object, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise MalformedInputError(f"The value at '{path}' is not an integer.")
    return check_integer(shape, value, path)


def _decode_float(shape: Shape, value: object, path: str) -> float:
    try:
        number = float("nan") if isinstance(value, bool) or not isinstance(value, int | float) else float(value)
    except OverflowError:
        number = float("nan")
    if not isfinite(number):
        raise MalformedInputError(f"The value at '{path}' is not a number.")
    return number


def _decode_boolean(shape: Shape, value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedInputError(f"The value at '{path}' is not a boolean.")
    return value


def _decode_blob(shape: Shape, value: object, path: str) -> bytes:
    return parse_blob(shape, _decode_string(shape, value, path), path)


def _decode_timestamp(shape: Shape, value: object, path: str) -> datetime:
    if (shape.timestamp_format or UNIX_TIMESTAMP) != UNIX_TIMESTAMP:
        return parse_timestamp(shape, _decode_string(shape, value, path), path)
    try:
        return datetime.fromtimestamp(_decode_float(shape, value, path), UTC)
    except (ValueError, OverflowError, OSError):
        raise MalformedInputError(f"The value at '{path}' is not a timestamp.") from None


_SCALARS: Mapping[str, Callable[[Shape, Any, str], Any]] = {
    "string": _decode_string,
    "integer": _decode_integer,
    "long": _decode_integer,
    "float": _decode_float,
    "double": _decode_float,
    "boolean": _decode_boolean,
    "blob": _decode_blob,
    "timestamp": _decode_timestamp,
}
