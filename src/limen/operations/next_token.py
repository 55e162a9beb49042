"""Tokens of the JSON services' lists: where the last page ended.

A token is bound to the account, the operation and its parameters; one of another list is refused. It carries a position
and no right: the list that it is used with is authorized and filtered as any other.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from limen.authz.call import AnyCall
from limen.errors import LimenError

PAGING_MEMBERS = frozenset({"maxResults", "MaxResults", "nextToken", "NextToken"})

_BINDING_BYTES = 12


class NextTokenError(LimenError):
    """The token is not one of this list's."""


def render_token(call: AnyCall, position: bytes) -> str:
    """The token of the page after `position`."""
    return urlsafe_b64encode(_bind(call) + position).decode("ascii")


def parse_token(call: AnyCall, token: str) -> bytes:
    """The position in a token; raises `NextTokenError`."""
    try:
        raw = urlsafe_b64decode(token)
    except ValueError:
        raw = b""
    if raw[:_BINDING_BYTES] != _bind(call):
        raise NextTokenError("The token does not belong to this list.")
    return raw[_BINDING_BYTES:]


def _bind(call: AnyCall) -> bytes:
    filters = {name: value for name, value in call.parameters.items() if name not in PAGING_MEMBERS}
    subject = json.dumps([call.account, call.service, call.operation, filters], sort_keys=True, default=str)
    return sha256(subject.encode()).digest()[:_BINDING_BYTES]
