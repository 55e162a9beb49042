"""Pages of a list (spec api 2.5): `MaxItems`, `Marker`, `IsTruncated`, the same for every list operation.

A marker identifies the end of the last page by the sort key of its last item, not by a number, so that no item is lost
or repeated when items are created and deleted between two pages. It is bound to the account, the operation and every
parameter except `Marker` and `MaxItems`; a marker of another list is refused. Clients may send a marker of at most 320
characters, so a long key is truncated, and the marker also counts the returned items with the same truncated key.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, NotRequired, TypedDict, TypeVar, final

from limen.authz.call import AnyCall, AuthorizedCall
from limen.errors import ValidationError

DEFAULT_MAX_ITEMS = 100
MOST_ITEMS = 1000

BINDING_BYTES = 12
_PAGING_MEMBERS = frozenset({"Marker", "MaxItems"})
_COUNT_BYTES = 2
_KEY_BYTES = 200
_HEAD_BYTES = BINDING_BYTES + _COUNT_BYTES
_INVALID_MARKER = "Invalid Marker."

T = TypeVar("T")


class Paged(TypedDict):
    """The input members of an operation with pages."""

    MaxItems: NotRequired[int]
    Marker: NotRequired[str]


@final
class Ending(TypedDict):
    """The members of a paged answer besides its items."""

    IsTruncated: bool
    Marker: NotRequired[str]


class BriefEnding(TypedDict, total=False):
    """The same for operations whose models mark `IsTruncated` as optional."""

    IsTruncated: bool
    Marker: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list; `marker` is empty on the last page."""

    items: tuple[T, ...]
    marker: str = ""

    def ending(self) -> Ending:
        """The members of the output that say whether there is more."""
        return {"IsTruncated": True, "Marker": self.marker} if self.marker else {"IsTruncated": False}

    def brief_ending(self) -> BriefEnding:
        """Like `ending`, for list operations that omit `IsTruncated` if the list is complete (observed on AWS)."""
        return {"IsTruncated": True, "Marker": self.marker} if self.marker else {}


def paginate(
    call: AuthorizedCall[Paged],
    items: Iterable[T],
    key: Callable[[T], str],
    *,
    mismatch: str = _INVALID_MARKER,
    at_most: int = MOST_ITEMS,
) -> Page[T]:
    """Sort all `items` by `key`, which is unique among them, and return the requested page.

    A page has `at_most` items, even if the call requests more. Raises `ValidationError` with the text `mismatch` for a
    marker that is not one of this list's.
    """
    ordered = sorted(((_cut(key(item)), key(item), item) for item in items), key=lambda entry: entry[:2])
    cuts = [cut for cut, _, _ in ordered]
    start = _start(call, cuts, mismatch)
    end = start + min(call.parameters.get("MaxItems", DEFAULT_MAX_ITEMS), at_most)
    marker = _render_marker(call, cuts, end) if end < len(ordered) else ""
    return Page(tuple(item for _, _, item in ordered[start:end]), marker)


def _cut(key: str) -> bytes:
    return key.encode()[:_KEY_BYTES]


def _start(call: AuthorizedCall[Paged], cuts: list[bytes], mismatch: str) -> int:
    """Index of the first item after the marker."""
    marker = call.parameters.get("Marker")
    if marker is None:
        return 0
    raw = _decode(marker)
    if len(raw) < _HEAD_BYTES or raw[:BINDING_BYTES] != digest_list(call, _PAGING_MEMBERS):
        raise ValidationError(mismatch)
    given, last = int.from_bytes(raw[BINDING_BYTES:_HEAD_BYTES], "big"), raw[_HEAD_BYTES:]
    before = sum(cut < last for cut in cuts)
    return before + min(given, cuts.count(last))


def _decode(marker: str) -> bytes:
    """The marker's bytes; empty if it is not base64."""
    try:
        return urlsafe_b64decode(marker)
    except ValueError:
        return b""


def _render_marker(call: AnyCall, cuts: list[bytes], end: int) -> str:
    last = cuts[end - 1]
    given = cuts[:end].count(last)
    return urlsafe_b64encode(digest_list(call, _PAGING_MEMBERS) + given.to_bytes(_COUNT_BYTES, "big") + last).decode()


def digest_list(call: AnyCall, paging_members: AbstractSet[str]) -> bytes:
    """A digest of the list that a call reads: account, operation, and every parameter that does not name a page."""
    filters = {name: value for name, value in call.parameters.items() if name not in paging_members}
    subject = json.dumps([call.account, call.service, call.operation, filters], sort_keys=True, default=str)
    return sha256(subject.encode()).digest()[:BINDING_BYTES]
