"""Caches that are bounded by the number of their entries and by their weight: callers choose how large these are."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Final, ParamSpec, TypeVar, cast

LONGEST_SHORT: Final = 512
LONG_TOGETHER: Final = 512 * 1024
"""Characters of arguments, or symbols."""

K = TypeVar("K")
V = TypeVar("V")
P = ParamSpec("P")


class Bounded(dict[K, V]):
    """A dict whose oldest entries go first when there are too many, or when they weigh too much together.

    Look-ups are those of a dict and need no lock; entries are added by `keep` alone, which is thread-safe.
    """

    __slots__ = ("_lock", "_weights", "weight")

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._lock = Lock()
        self._weights: dict[K, int] = {}
        self.weight = 0
        """The weight of all entries together."""

    def keep(self, key: K, value: V, *, weight: int, most: int, most_weight: int) -> None:
        """Add or replace an entry, as the newest; one that is too heavy alone is not kept."""
        with self._lock:
            self._drop(key)
            if weight > most_weight:
                return
            while self and (len(self) >= most or self.weight + weight > most_weight):
                self._drop(next(iter(self)))
            self[key] = value
            self._weights[key] = weight
            self.weight += weight

    def _drop(self, key: K) -> None:
        self.pop(key, None)
        self.weight -= self._weights.pop(key, 0)


def remember(most: int) -> Callable[[Callable[P, V]], Callable[P, V]]:
    """Like `lru_cache`, for functions of texts or tuples; the total length of long arguments is bounded too."""

    def decorate(act: Callable[P, V]) -> Callable[P, V]:
        remembered = cast("Callable[P, V]", lru_cache(most)(act))
        about_long: Bounded[tuple[object, ...], V] = Bounded()

        @wraps(act)
        def answer(*args: P.args, **kwargs: P.kwargs) -> V:
            length = sum(len(each) for each in args if isinstance(each, str | tuple))
            if length <= LONGEST_SHORT:
                return remembered(*args, **kwargs)
            if args in about_long and not kwargs:
                return about_long[args]
            found = act(*args, **kwargs)
            if not kwargs:
                about_long.keep(args, found, weight=length, most=most, most_weight=LONG_TOGETHER)
            return found

        return answer

    return decorate
