"""Memory that all requests of a process share for large bodies and large answers."""

from typing import Self

from limen.errors import LimenError


class SpentError(LimenError):
    """The budget is exhausted."""


class Budget:
    """A number of bytes, used from one event loop."""

    __slots__ = ("_left", "total")

    def __init__(self, total: int) -> None:
        """Start with the whole budget."""
        self.total = total
        self._left = total

    @property
    def used(self) -> int:
        """The bytes that are taken."""
        return self.total - self._left

    def lease(self) -> "Lease":
        """Start an empty lease."""
        return Lease(self)

    def take(self, count: int) -> None:
        """Take `count` bytes; raises `SpentError`. More than the whole budget is allowed if nothing else is taken."""
        if count > self._left and self._left < self.total:
            raise SpentError(f"{count} of {self._left} bytes")
        self._left -= count

    def give_back(self, count: int) -> None:
        """Return `count` bytes."""
        self._left += count


class Lease:
    """The share of one request; leaving the `with` statement returns it."""

    __slots__ = ("_budget", "_taken")

    def __init__(self, budget: Budget) -> None:
        """Hold nothing."""
        self._budget = budget
        self._taken = 0

    def grow_to(self, count: int) -> None:
        """Hold `count` bytes in all; raises `SpentError`."""
        if count > self._taken:
            self._budget.take(count - self._taken)
            self._taken = count

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Return everything."""
        self._budget.give_back(self._taken)
        self._taken = 0
