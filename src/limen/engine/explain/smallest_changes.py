"""The smallest sets of changes that would allow a denied request, each verified by evaluating again (promise P4).

Sets grow by one candidate at a time, each for the first remaining blocker: every set that allows the request has to
remove that blocker, so smaller sets are found before larger ones. The work is bounded; if the bound is reached before
anything is found, one set is found by always taking the most certain candidate.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import combinations, count
from typing import Final

from limen.engine.decision import Decision
from limen.engine.evaluate import evaluate
from limen.engine.explain.candidates import Candidate, find_candidates
from limen.engine.explain.changes import Change, SetKey, apply_changes

MAX_REMEDIES: Final = 8
MAX_TRIALS: Final = 400
MAX_CHANGES: Final = 64
FULLY_CHECKED_CHANGES: Final = 8
"""Up to this size, every subset of a set is tried before the set counts as smallest."""

Remedy = tuple[Change, ...]
"""Changes that together allow the request; no subset of them does."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision and what would change it; `remedies` with the fewest changes come first."""

    decision: Decision
    remedies: tuple[Remedy, ...]


def explain(decision: Decision, *, limit: int = MAX_REMEDIES) -> Explanation:
    """Explain a decision; at most `limit` remedies, none for a request that is allowed."""
    is_final = decision.is_allowed or decision.trace.is_too_much or not limit
    return Explanation(decision, () if is_final else tuple(_find_remedies(decision, limit)))


def is_allowed_after(decision: Decision, changes: Collection[Change]) -> bool:
    """Whether the request would be allowed after the changes."""
    return _decide_after(decision, changes).is_allowed


def _find_remedies(decision: Decision, limit: int) -> Iterator[Remedy]:
    found: list[frozenset[Change]] = []
    for changes in _search(decision, found):
        if _is_smallest(decision, changes):
            found.append(frozenset(changes))
            yield changes
        if len(found) >= limit:
            return
    if not found and (sure := _take_the_surest(decision)) is not None:
        yield sure


def _search(decision: Decision, found: list[frozenset[Change]]) -> Iterator[Remedy]:
    """Sets that allow the request, smaller sets first; supersets of those in `found` are skipped."""
    order = count()
    queue: list[tuple[int, int, Remedy]] = [(0, next(order), ())]
    seen: set[frozenset[Change]] = set()
    for _ in range(MAX_TRIALS):
        if not queue:
            return
        _, _, changes = heappop(queue)
        if any(smaller.issubset(changes) for smaller in found):
            continue
        changed = _decide_after(decision, changes)
        if changed.is_allowed:
            yield changes
            continue
        for candidate in find_candidates(changed):
            grown = _grow(changes, candidate)
            if grown is not None and frozenset(grown) not in seen:
                seen.add(frozenset(grown))
                heappush(queue, (len(grown), next(order), grown))


def _decide_after(decision: Decision, changes: Collection[Change]) -> Decision:
    """The decision after the changes; without any it is the same one, whose trace is known."""
    return evaluate(*apply_changes(decision.request, decision.policies, changes)) if changes else decision


def _grow(changes: Remedy, candidate: Candidate) -> Remedy | None:
    """The changes and the candidate; `None` if they contradict each other, or the candidate did not help before."""
    keys = {change.key for change in changes if isinstance(change, SetKey)}
    if any(change in changes or (isinstance(change, SetKey) and change.key in keys) for change in candidate):
        return None
    return (*changes, *candidate)


def _is_smallest(decision: Decision, changes: Remedy) -> bool:
    smaller: Iterator[Remedy] = combinations(changes, len(changes) - 1)
    if len(changes) <= FULLY_CHECKED_CHANGES:
        smaller = (choice for size in range(1, len(changes)) for choice in combinations(changes, size))
    return not any(is_allowed_after(decision, choice) for choice in smaller)


def _take_the_surest(decision: Decision) -> Remedy | None:
    """Remove blocker after blocker; no change is superfluous, since no other one removes its blocker."""
    changes: Remedy = ()
    while len(changes) < MAX_CHANGES:
        changed = _decide_after(decision, changes)
        if changed.is_allowed:
            return changes
        *_, surest = find_candidates(changed)
        grown = _grow(changes, surest)
        if grown is None:
            return None
        changes = grown
    return None
