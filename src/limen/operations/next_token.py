"""Tokens of the JSON services' lists: where the last page ended.

A token is bound to the account, the operation and its parameters; one of another list is refused. It carries a position
and grants nothing: the call that uses it is authorized and filtered like any other.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from limen.authz.call import AnyCall
from limen.errors import LimenError
from limen.operations.paging import BINDING_BYTES, digest_list

PAGING_MEMBERS = frozenset({"maxResults", "MaxResults", "nextToken", "NextToken"})


class NextTokenError(LimenError):
    """The token is not one of this list's."""


def render_token(call: AnyCall, position: bytes) -> str:
    """The token of the page after `position`."""
    return urlsafe_b64encode(digest_list(call, PAGING_MEMBERS) + position).decode("ascii")


def parse_token(call: AnyCall, token: str) -> bytes:
    """The position in a token; raises `NextTokenError`."""
    try:
        raw = urlsafe_b64decode(token)
    except ValueError:
        raw = b""
    if raw[:BINDING_BYTES] != digest_list(call, PAGING_MEMBERS):
        raise NextTokenError("The token does not belong to this list.")
    return raw[BINDING_BYTES:]
