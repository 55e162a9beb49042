"""The smallest set of statements without which no unintended principal becomes an administrator.

Spec analysis 7.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from limen.analysis.account_view import AccountView
from limen.analysis.budget import BudgetError
from limen.analysis.escalation.closure import Closure, Path
from limen.analysis.escalation.power import Grant, Powers


@dataclass(frozen=True, slots=True)
class Escalation:
    """The paths to an administrator; `administrators` need no move, and the `safe` are proved to have no path."""

    administrators: tuple[str, ...]
    paths: tuple[Path, ...]
    safe: tuple[str, ...]
    complete: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """Statements to remove. They are the smallest set if `is_smallest`; no statement of the `kept` paths may be cut."""

    grants: tuple[Grant, ...]
    is_smallest: bool
    kept: tuple[Path, ...]


def find_escalation(
    view: AccountView, starts: Iterable[str], *, runners: tuple[str, ...] = (), effort: int = 1
) -> Escalation:
    """The paths of principals to administrator."""
    powers = Powers(view, effort=effort)
    closure = Closure(powers, runners=runners)
    administrators: list[str] = []
    paths: list[Path] = []
    safe: list[str] = []
    reasons: list[str] = []
    try:
        for start in starts:
            path = closure.find_path(start)
            if path is None:
                safe.append(start)
            elif not path.is_confirmed:
                reasons.append(f"whether {start} becomes administrator: its moves are not confirmed")
            elif path.steps:
                paths.append(path)
            else:
                administrators.append(start)
    except BudgetError as error:
        reasons.append(str(error))
    reasons += [f"not decided: {each}" for each in powers.unknown]
    return Escalation(tuple(administrators), tuple(paths), tuple(safe), not reasons, tuple(reasons))


def find_cut(
    view: AccountView,
    starts: Iterable[str],
    *,
    keep: frozenset[Grant] = frozenset(),
    runners: tuple[str, ...] = (),
    effort: int = 1,
    max_rounds: int = 100,
) -> Cut:
    """Collect paths, find the smallest set of statements that intersects all of them, and search for another path."""
    chosen = list(starts)
    sets: list[frozenset[Grant]] = []
    kept: dict[str, Path] = {}
    for _ in range(max_rounds):
        cut = _find_smallest(sets)
        closure = Closure(Powers(view, cut=frozenset(cut), effort=effort), runners=runners)
        path = next(_list_paths(closure, (start for start in chosen if start not in kept)), None)
        if path is None:
            return Cut(tuple(sorted(cut)), is_smallest=True, kept=tuple(kept.values()))
        grants = path.grants - keep
        if grants:
            sets.append(grants)
        else:
            kept[path.start] = path
    return Cut(tuple(sorted(_find_smallest(sets))), is_smallest=False, kept=tuple(kept.values()))


def _list_paths(closure: Closure, starts: Iterable[str]) -> Iterator[Path]:
    for start in starts:
        path = closure.find_path(start)
        if path is not None and path.steps:
            yield path


def _find_smallest(sets: list[frozenset[Grant]]) -> frozenset[Grant]:
    """The smallest set that intersects all sets, by branch and bound."""
    best = frozenset(min(each) for each in sets)
    stack: list[frozenset[Grant]] = [frozenset()]
    while stack:
        chosen = stack.pop()
        if len(chosen) >= len(best):
            continue
        unmet = next((each for each in sets if not each & chosen), None)
        if unmet is None:
            best = chosen
        elif len(chosen) + 1 < len(best):
            stack += [chosen | {grant} for grant in sorted(unmet, reverse=True)]
    return best
