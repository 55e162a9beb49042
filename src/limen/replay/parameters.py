"""`requestParameters` back to the parameters of the service model: the reverse of `audit.elements`.

Secrets stay hidden; no condition key contains them, so they do not affect decisions.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import datetime

from limen.audit.elements import HIDDEN
from limen.wire.model import OperationModel, Shape
from limen.wire.parsed_call import ParsedCall


def restore_call(service: str, operation: OperationModel, recorded: Mapping[str, object]) -> ParsedCall:
    """The call of `operation` with these recorded parameters."""
    return ParsedCall(service, operation.name, restore_parameters(operation.input, recorded))


def restore_parameters(shape: Shape, recorded: Mapping[str, object]) -> dict[str, object]:
    """The members of a structure under their own names, with the types of the model."""
    names = {name[:1].lower() + name[1:]: name for name in shape.members}
    return {
        names[name]: _restore(shape.members[names[name]], value) for name, value in recorded.items() if name in names
    }


def find_hidden(recorded: Mapping[str, object]) -> Iterator[str]:
    """Names of the members that the record hides."""
    for name, value in recorded.items():
        if value == HIDDEN:
            yield name
        elif isinstance(value, Mapping):
            yield from find_hidden(value)


def _restore(shape: Shape, value: object) -> object:
    """A value with the type of its shape; one that is hidden or does not fit the shape is returned as it is."""
    match value:
        case str() if value != HIDDEN:
            return _restore_text(shape, value)
        case list() if shape.type == "list":
            return [_restore(shape.members["member"], each) for each in value]
        case Mapping() if shape.type == "structure":
            return restore_parameters(shape, value)
        case Mapping() if shape.type == "map":  # Its keys have lost the case of their first letters.
            return {key: _restore(shape.members["value"], each) for key, each in value.items()}
        case _:
            return value


def _restore_text(shape: Shape, text: str) -> object:
    match shape.type:
        case "timestamp":
            return datetime.fromisoformat(text)
        case "blob":
            return b64decode(text)
        case _:
            return text
