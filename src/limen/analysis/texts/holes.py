"""A pattern with holes against other sets (spec analysis 4.6): the possible texts of each hole by itself.

A hole runs the machines of what is known of its key's value. Holes are treated as independent of each other, so that
"nothing" is a proof; a result is a candidate, to be checked with equal values in equal holes.
"""

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from limen.analysis.budget import Budget, BudgetError
from limen.analysis.texts.patterns import EVERY_TEXT, Hole, Pattern, Run, TextSet, Wild, is_run
from limen.analysis.texts.search import NICE, check_size
from limen.policy.match.operators import fold_case

Knowledge = Mapping[str, tuple[Sequence[TextSet], Sequence[TextSet]]]
"""By key: sets that contain its value, and sets that do not."""

_FRESH = (*NICE, *map(chr, range(0xC0, 0x3000)))


class Filling(NamedTuple):
    """A text of the pattern, and the contents of its holes, in order."""

    text: str
    segments: tuple[str, ...]


class _State(NamedTuple):
    place: int
    """The next token of the pattern."""
    inside: tuple[int, ...] | None
    """In a hole, the states of its machines."""
    others: tuple[int, ...]


def may_fill(
    pattern: Pattern,
    wanted: Sequence[TextSet],
    unwanted: Sequence[TextSet],
    knowledge: Knowledge,
    budget: Budget,
    *,
    fold: bool = False,
) -> Filling | None:
    """A text of the pattern that is in all of `wanted` and none of `unwanted`; `None` proves that there is none."""
    return _Search(pattern, wanted, unwanted, {} if fold else knowledge, budget, fold=fold).run()


class _Search:
    """Best first, by the number of tokens that remain."""

    def __init__(
        self,
        pattern: Pattern,
        wanted: Sequence[TextSet],
        unwanted: Sequence[TextSet],
        knowledge: Knowledge,
        budget: Budget,
        *,
        fold: bool,
    ) -> None:
        self._pattern = pattern
        self._fold = fold
        self._budget = budget
        self._others = [*wanted, *unwanted]
        self._count = len(wanted)
        anything: tuple[Sequence[TextSet], Sequence[TextSet]] = ([EVERY_TEXT], [])
        self._known = {t.key: knowledge.get(t.key, anything) for t in pattern if isinstance(t, Hole)}
        inner = [each for sides in self._known.values() for side in sides for each in side]
        check_size([*self._others, *inner])
        self._symbols = self._list_symbols([*self._others, *inner])

    def _list_symbols(self, sets: Sequence[TextSet]) -> list[str]:
        """A fresh letter, and every character that a set or the pattern names, one for each indistinguishable group."""
        own: set[str] = {":"}
        for token in self._pattern:
            if isinstance(token, str | frozenset):
                own.update(token)
            elif isinstance(token, Run):
                own.update(token.characters)
        known = own.union(*(each.characters for each in sets))
        known |= {character.upper() for character in known if self._fold and len(character.upper()) == 1}
        fresh = next(character for character in _FRESH if character not in known)
        found: dict[object, str] = {}
        for character in (fresh, *sorted(known, key=_niceness)):
            masks = tuple(each.masks(character) for each in sets)
            found.setdefault((masks, character if character in own or self._fold else None), character)
        return list(found.values())

    def run(self) -> Filling | None:
        first = _State(0, None, tuple(each.automaton.start for each in self._others))
        queue: list[tuple[int, int, str, tuple[str, ...], _State]] = [(0, 0, "", (), first)]
        seen = {first}
        limit = self._budget.limit("states")
        while queue:
            _, _, text, segments, state = heappop(queue)
            if state.place == len(self._pattern) and self._is_accepted(state.others):
                return Filling(text, segments)
            for after, character, segment in self._steps(state, segments):
                if after in seen or not all(after.others[: self._count]):
                    continue
                seen.add(after)
                rank = len(self._pattern) - after.place
                heappush(queue, (rank + len(text), len(seen), text + character, segment, after))
            if len(seen) > limit:
                raise BudgetError(f"more than {limit} states in a search for the values of variables")
        return None

    def _is_accepted(self, others: tuple[int, ...]) -> bool:
        hits = [bool(bits & each.automaton.accept) for bits, each in zip(others, self._others, strict=True)]
        return all(hits[: self._count]) and not any(hits[self._count :])

    def _steps(self, state: _State, segments: tuple[str, ...]) -> Iterator[tuple[_State, str, tuple[str, ...]]]:
        """The states that follow, with the character that was read and the segments so far."""
        if state.place == len(self._pattern):
            return
        token = self._pattern[state.place]
        if isinstance(token, Hole):
            yield from self._hole_steps(state, token, segments)
            return
        if is_run(token):
            yield state._replace(place=state.place + 1), "", segments
        for character in self._symbols:
            if _accepts(token, fold_case(character) if self._fold else character):
                place = state.place if is_run(token) else state.place + 1
                yield _State(place, None, self._step_others(state.others, character)), character, segments

    def _hole_steps(
        self, state: _State, hole: Hole, segments: tuple[str, ...]
    ) -> Iterator[tuple[_State, str, tuple[str, ...]]]:
        wanted, unwanted = self._known[hole.key]
        machines = [each.automaton for each in (*wanted, *unwanted)]
        if state.inside is None:
            inside = tuple(each.start for each in machines)
            yield state._replace(inside=inside), "", (*segments, "")
            return
        ends = [bool(bits & each.accept) for bits, each in zip(state.inside, machines, strict=True)]
        if all(ends[: len(wanted)]) and not any(ends[len(wanted) :]):
            yield _State(state.place + 1, None, state.others), "", segments
        for character in self._symbols:
            masks = [each.masks(character) for each in (*wanted, *unwanted)]
            inside = _step(state.inside, masks)
            if all(inside[: len(wanted)]):
                after = _State(state.place, inside, self._step_others(state.others, character))
                yield after, character, (*segments[:-1], segments[-1] + character)

    def _step_others(self, others: tuple[int, ...], character: str) -> tuple[int, ...]:
        return _step(others, [each.masks(character) for each in self._others])


def _step(bits: tuple[int, ...], masks: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple([((b & step) << 1) | (b & loop) for b, (step, loop) in zip(bits, masks, strict=True)])


def _niceness(character: str) -> tuple[int, str]:
    return NICE.find(character) if character in NICE else len(NICE), character


def _accepts(token: object, character: str) -> bool:
    if isinstance(token, str):
        return token == character
    if isinstance(token, Run):
        return character in token.characters
    if isinstance(token, frozenset):
        return character in token
    return token in (Wild.ANY, Wild.ONE) or character != ":"
