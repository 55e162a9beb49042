"""`requestParameters` back to the parameters of the service model: the reverse of `audit.elements`.

Secrets stay hidden; no condition key contains them, so they do not affect decisions.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from limen.audit.elements import HIDDEN
from limen.wire.model import Shape


def restore_parameters(shape: Shape, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a structure under their own names, with the types of the model."""
    names = {name[:1].lower() + name[1:]: name for name in shape.members}
    return {
        names[name]: _restore(shape.members[names[name]], value) for name, value in recorded.items() if name in names
    }


def find_hidden(recorded: Mapping[str, Any]) -> Iterator[str]:
    """Names of the members that the record hides."""
    for name, value in recorded.items():
        if value == HIDDEN:
            yield name
        elif isinstance(value, Mapping):
            yield from find_hidden(value)


def _restore(shape: Shape, value: Any) -> Any:  # noqa: ANN401 - values have the shape of the service model
    if value is None or value == HIDDEN:
        return value
    match shape.type:
        case "structure":
            return restore_parameters(shape, value)
        case "list":
            return [_restore(shape.members["member"], each) for each in value]
        case "map":  # Its keys have lost the case of their first letters.
            return {key: _restore(shape.members["value"], each) for key, each in value.items()}
        case "timestamp":
            return datetime.fromisoformat(value)
        case "blob":
            return b64decode(value)
        case _:
            return value
