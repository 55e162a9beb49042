"""Pages of a list (spec api 2.5): `MaxItems`, `Marker`, `IsTruncated`, the same for every list operation.

A marker identifies the end of the last page by the sort key of its last item, not by a number, so that no item is lost
or repeated when items are created and deleted between two pages. It is bound to the account, the operation and every
parameter except `Marker` and `MaxItems`; a marker of another list is refused. Clients may send a marker of at most 320
characters, so a long key is truncated, and the marker also counts the returned items with the same truncated key.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Generic, NotRequired, TypedDict, TypeVar, final

from limen.authz.call import AnyCall, AuthorizedCall
from limen.errors import ValidationError

DEFAULT_MAX_ITEMS = 100
MOST_ITEMS = 1000

ORDERS_KEPT = 8
"""Rows whose order is remembered, of 8 bytes an item: a few lists of a few accounts, in the newest states."""

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
    ordered = _sort(items, key)
    return _cut_page(call, ordered, range(_start(call, ordered, key, mismatch), len(ordered)), key, at_most)


def paginate_row(
    call: AuthorizedCall[Paged], row: tuple[T, ...], key: Callable[[T], str], is_shown: Callable[[T], bool]
) -> Page[T]:
    """As `paginate`, for those of a state's whole row that `is_shown`, without sorting the row again for each page.

    `key` is a function that stays: a new lambda in each call would be a new order each time.
    """
    ordered = _order(_Row(row), key)
    places = range(_start(call, ordered, key, _INVALID_MARKER), len(ordered))
    return _cut_page(call, ordered, (at for at in places if is_shown(ordered[at])), key, MOST_ITEMS)


@dataclass(frozen=True, slots=True, eq=False)
class _Row(Generic[T]):
    """A row of a state, which is immutable: it is equal to itself alone, so that comparing costs nothing."""

    items: tuple[T, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Row) and self.items is other.items

    def __hash__(self) -> int:
        return id(self.items)


@lru_cache(maxsize=ORDERS_KEPT)
def _order(row: _Row[T], key: Callable[[T], str]) -> Sequence[T]:
    return _sort(row.items, key)


def _sort(items: Iterable[T], key: Callable[[T], str]) -> Sequence[T]:
    return sorted(items, key=lambda item: key(item).encode())


def _cut_page(
    call: AuthorizedCall[Paged], ordered: Sequence[T], places: Iterable[int], key: Callable[[T], str], at_most: int
) -> Page[T]:
    """The items at the first of these places; one place more says that there is another page."""
    size = min(call.parameters.get("MaxItems", DEFAULT_MAX_ITEMS), at_most)
    found = list(islice(places, size + 1))
    shown = found[:size]
    marker = _render_marker(call, ordered, shown[-1], key) if len(found) > size else ""
    return Page(tuple([ordered[at] for at in shown]), marker)


def _cut(key: str) -> bytes:
    return key.encode()[:_KEY_BYTES]


def _start(call: AuthorizedCall[Paged], ordered: Sequence[T], key: Callable[[T], str], mismatch: str) -> int:
    """Index of the first item after the marker."""
    marker = call.parameters.get("Marker")
    if marker is None:
        return 0
    raw = _decode(marker)
    if len(raw) < _HEAD_BYTES or raw[:BINDING_BYTES] != digest_list(call, _PAGING_MEMBERS):
        raise ValidationError(mismatch)
    given, last = int.from_bytes(raw[BINDING_BYTES:_HEAD_BYTES], "big"), raw[_HEAD_BYTES:]
    before, after = _places_of(last, ordered, key)
    return min(before + given, after)


def _places_of(cut: bytes, ordered: Sequence[T], key: Callable[[T], str]) -> tuple[int, int]:
    """Where the items with this truncated key begin and end."""

    def cut_of(item: T) -> bytes:
        return _cut(key(item))

    return bisect_left(ordered, cut, key=cut_of), bisect_right(ordered, cut, key=cut_of)


def _decode(marker: str) -> bytes:
    """The marker's bytes; empty if it is not base64."""
    try:
        return urlsafe_b64decode(marker)
    except ValueError:
        return b""


def _render_marker(call: AnyCall, ordered: Sequence[T], last: int, key: Callable[[T], str]) -> str:
    cut = _cut(key(ordered[last]))
    given = last + 1 - _places_of(cut, ordered, key)[0]
    return urlsafe_b64encode(digest_list(call, _PAGING_MEMBERS) + given.to_bytes(_COUNT_BYTES, "big") + cut).decode()


def digest_list(call: AnyCall, paging_members: AbstractSet[str]) -> bytes:
    """A digest of the list that a call reads: account, operation, and every parameter that does not name a page."""
    filters = {name: value for name, value in call.parameters.items() if name not in paging_members}
    subject = json.dumps([call.account, call.service, call.operation, filters], sort_keys=True, default=str)
    return sha256(subject.encode()).digest()[:BINDING_BYTES]
