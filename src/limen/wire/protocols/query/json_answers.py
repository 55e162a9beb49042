"""JSON answers, which Query services give to a client that accepts `application/json`.

The same members as in XML; timestamps are seconds since 1970, numbers and booleans are JSON's own.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from limen.wire.model import OperationModel, Shape, require_members
from limen.wire.protocols.json_values import dump_json
from limen.wire.protocols.query.xml import POLICY_DOCUMENT, encode_policy_document, render_blob


def render_json(operation: OperationModel, output: Mapping[str, object], request_id: str) -> bytes:
    """Render the answer of `operation`."""
    answer: dict[str, object] = {}
    if operation.result_wrapper:
        answer[operation.result_wrapper] = _to_json(operation.output, output)
    answer["ResponseMetadata"] = {"RequestId": request_id}
    return dump_json({f"{operation.name}Response": answer})


def _to_json(shape: Shape, value: Any) -> Any:
    if shape.type == "structure":
        require_members(shape, value)
        return {
            name: _to_json(member, value[name]) for name, member in shape.members.items() if value.get(name) is not None
        }
    if shape.type == "list":
        return [_to_json(shape.members["member"], element) for element in value]
    if shape.type == "map":
        return {key: _to_json(shape.members["value"], element) for key, element in value.items()}
    return _scalar_to_json(shape, value)


def _scalar_to_json(shape: Shape, value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, bytes):
        return render_blob(value)
    return encode_policy_document(value) if shape.name == POLICY_DOCUMENT else value
