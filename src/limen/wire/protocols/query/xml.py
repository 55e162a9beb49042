"""XML answers, by writers compiled once for each shape.

Members appear in the model's order, those that are not set not at all. Policy documents are percent-encoded here, so
that handlers give plain text. Characters that XML 1.0 cannot carry become U+FFFD: better one wrong character than an
answer that no client can read.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from limen.domain.moments import render_moment
from limen.wire.model import OperationModel, Shape, require_members
from limen.wire.service_model import Service

POLICY_DOCUMENT = "policyDocumentType"

Writer = Callable[[Any, list[str]], None]
"""Appends the content of an element, without its tags, to the pieces of the answer."""

_SPECIAL = re.compile("[^\t\n\x20-\x25\x27-\x3b\x3d\x3f-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"}
REPLACEMENT = "\ufffd"


def render_xml(service: Service, operation: OperationModel, output: Mapping[str, object], request_id: str) -> bytes:
    """Render the answer of `operation`; raises `ValueError` for members that the model does not have."""
    pieces = [f'<{operation.name}Response xmlns="{service.namespace}">']
    if operation.result_wrapper:
        pieces.append(f"<{operation.result_wrapper}>")
        find_writer(operation.output)(output, pieces)
        pieces.append(f"</{operation.result_wrapper}>")
    elif output:
        raise ValueError(f"{operation.name} has no output, not {sorted(output)}")
    pieces.append(
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation.name}Response>"
    )
    return "".join(pieces).encode("utf-8")


def escape(text: str) -> str:
    """Make `text` safe as the content of an element."""
    return _SPECIAL.sub(_escape_character, text)


def encode_policy_document(document: str) -> str:
    """Percent-encode as in RFC 3986; a space is `%20`."""
    return quote(document, safe="")


@cache
def find_writer(shape: Shape) -> Writer:
    """The writer of `shape`."""
    if shape.type == "structure":
        return _structure_writer(shape)
    if shape.type == "list":
        return _list_writer(shape)
    if shape.type == "map":
        return _map_writer(shape)
    return _scalar_writer(encode_policy_document if shape.name == POLICY_DOCUMENT else _SCALARS[shape.type])


def _structure_writer(shape: Shape) -> Writer:
    """The writers of members are found when the first value is written: the shape may contain itself."""
    members: list[tuple[str, str, str, Writer]] | None = None

    def write(value: Mapping[str, object], pieces: list[str]) -> None:
        nonlocal members
        require_members(shape, value)
        if members is None:
            members = [(name, f"<{name}>", f"</{name}>", find_writer(part)) for name, part in shape.members.items()]
        for name, opening, closing, write_member in members:
            content = value.get(name)
            if content is not None:
                pieces.append(opening)
                write_member(content, pieces)
                pieces.append(closing)

    return write


def _list_writer(shape: Shape) -> Writer:
    write_element = find_writer(shape.members["member"])

    def write(value: list[Any], pieces: list[str]) -> None:
        for element in value:
            pieces.append("<member>")
            write_element(element, pieces)
            pieces.append("</member>")

    return write


def _map_writer(shape: Shape) -> Writer:
    write_key, write_element = find_writer(shape.members["key"]), find_writer(shape.members["value"])

    def write(value: Mapping[str, object], pieces: list[str]) -> None:
        for key, element in value.items():
            pieces.append("<entry><key>")
            write_key(key, pieces)
            pieces.append("</key><value>")
            write_element(element, pieces)
            pieces.append("</value></entry>")

    return write


def _scalar_writer(render: Callable[[Any], str]) -> Writer:
    def write(value: Any, pieces: list[str]) -> None:
        pieces.append(render(value))

    return write


def _render_boolean(value: bool) -> str:  # noqa: FBT001 - a value, not a switch
    return "true" if value else "false"


def render_blob(value: bytes) -> str:
    return b64encode(value).decode("ascii")


def _escape_character(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0], REPLACEMENT)


_SCALARS: Mapping[str, Callable[[Any], str]] = {
    "string": escape,
    "integer": str,
    "long": str,
    "boolean": _render_boolean,
    "blob": render_blob,
    "timestamp": render_moment,
}
