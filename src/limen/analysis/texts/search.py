"""The search for a text that is in every included set and in no excluded set (spec analysis 4.4).

What the form does not decide is decided by a best-first search over the states of all machines at once. Alphabets are
unbounded, but characters that no set distinguishes are one symbol. If a single pattern is required, everything that its
wildcards match may be a fresh letter: an exclusion that matched it there would have wildcards there, and would match
any other letter as well. Then only the lengths of runs are open, and hostile exclusions cost nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import Final

from limen.analysis.budget import MAX_PATTERN_TOKENS, MAX_SET_TOKENS, Budget, BudgetError
from limen.analysis.texts.looks import are_apart, set_covers, simple_texts
from limen.analysis.texts.patterns import EVERY_TEXT, Pattern, TextSet, Wild, find_text_of

NICE: Final = "x1a0bcdefghijklmnopqrstuvwyz23456789XABCDEFGHIJKLMNOPQRSTUVWYZ-_.~"
"""The preferred characters of texts."""

_FURTHER: Final = range(0xC0, 0x3000)

Masks = tuple[tuple[int, int], ...]
_State = tuple[int, ...]


def find_text(wanted: Sequence[TextSet], unwanted: Sequence[TextSet], budget: Budget) -> str | None:
    """A text in all of `wanted` and none of `unwanted`; `None` proves that there is none. Raises `BudgetError`."""
    first, *others = sorted(wanted or [EVERY_TEXT], key=lambda each: len(each.patterns))
    failure: BudgetError | None = None
    for pattern in first.patterns:
        try:
            found = _find_of(pattern, first, others, unwanted, budget)
        except BudgetError as error:
            failure = error
            continue
        if found is not None:
            return found
    if failure is not None:
        raise failure
    return None


def _find_of(
    pattern: Pattern, first: TextSet, others: Sequence[TextSet], unwanted: Sequence[TextSet], budget: Budget
) -> str | None:
    """The same for the texts of one pattern of the first wanted set."""
    if not first.fold and (text := find_text_of(pattern)) is not None:
        return text if _fits(text, others, unwanted) else None
    fold = first.fold
    if any(set_covers(each, pattern, fold=fold) for each in unwanted):
        return None
    left = [each for each in others if not set_covers(each, pattern, fold=fold)]
    met = [narrow_set(each, pattern, fold=fold) for each in left]
    if not all(each.patterns for each in met):
        return None
    barred = [found for each in unwanted if (found := narrow_set(each, pattern, fold=fold)).patterns]
    one = first if first.patterns == (pattern,) else TextSet([pattern], fold=fold)
    for text in simple_texts(pattern):
        if one.matches(text) and _fits(text, met, barred):
            return text
    return search([one, *met], barred, budget)


def _fits(text: str, wanted: Iterable[TextSet], unwanted: Iterable[TextSet]) -> bool:
    return all(each.matches(text) for each in wanted) and not any(each.matches(text) for each in unwanted)


def narrow_set(texts: TextSet, pattern: Pattern, *, fold: bool) -> TextSet:
    """The patterns of a set that may have a text in common with `pattern`."""
    left = [each for each in texts.patterns if not are_apart(each, pattern, fold=fold or texts.fold)]
    return texts if len(left) == len(texts.patterns) else TextSet(left, fold=texts.fold)


def search(wanted: Sequence[TextSet], unwanted: Sequence[TextSet], budget: Budget) -> str | None:
    """The best-first search; the first wanted set is one pattern."""
    check_size([*wanted, *unwanted])
    return _Search(wanted, unwanted, budget).run()


def check_size(sets: Iterable[TextSet]) -> None:
    """Raise `BudgetError` if there are too many patterns to search, or too long ones."""
    for each in sets:
        sizes = [len(pattern) for pattern in each.patterns]
        if max(sizes, default=0) > MAX_PATTERN_TOKENS:
            raise BudgetError(f"a pattern of more than {MAX_PATTERN_TOKENS} characters")
        if sum(sizes) > MAX_SET_TOKENS:
            raise BudgetError(f"patterns of more than {MAX_SET_TOKENS} characters in all")


def list_symbols(sets: Sequence[TextSet], named: set[str] | None = None) -> dict[Masks, str]:
    """One character for each class of characters that no set distinguishes, a fresh letter first.

    With `named`, only these characters, the colon and the fresh letter are used.
    """
    known = {":"}.union(*(each.characters for each in sets))
    fresh = next(character for character in _letters() if character not in known)
    used = known if named is None else named | {":"}
    order = [fresh, *(c for c in NICE if c in used), *sorted(c for c in used if c not in NICE)]
    symbols: dict[Masks, str] = {}
    for character in order:
        symbols.setdefault(tuple(each.masks(character) for each in sets), character)
    return symbols


def _letters() -> Iterator[str]:
    yield from NICE
    yield from map(chr, _FURTHER)


class _Search:
    """One search: a state is one integer of bits per set."""

    def __init__(self, wanted: Sequence[TextSet], unwanted: Sequence[TextSet], budget: Budget) -> None:
        self._wanted = [each.automaton for each in wanted]
        self._unwanted = [each.automaton for each in unwanted]
        self._count = len(wanted)
        self._budget = budget
        named = None
        if len(wanted) == 1 and all(isinstance(token, str | Wild) for token in wanted[0].patterns[0]):
            named = wanted[0].characters
        self._symbols = list_symbols([*wanted, *unwanted], named)

    def run(self) -> str | None:
        first = tuple(each.start for each in (*self._wanted, *self._unwanted))
        seen = {first}
        queue = [] if self._is_dead(first) else [(self._cost(first), 0, "", first)]
        limit = self._budget.limit("states")
        while queue:
            _, _, text, state = heappop(queue)
            if self._is_end(state):
                self._budget.spent["states"] += len(seen)
                return text
            for masks, character in self._symbols.items():
                after = step_states(state, masks)
                if after not in seen and not self._is_dead(after):
                    seen.add(after)
                    heappush(queue, (self._cost(after), len(seen), text + character, after))
            if len(seen) > limit:
                self._budget.spent["states"] += len(seen)
                raise BudgetError(f"more than {limit} states in a search for a text")
        self._budget.spent["states"] += len(seen)
        return None

    def _is_dead(self, state: _State) -> bool:
        if not all(state[: self._count]):
            return True
        return any(bits & each.sticky for bits, each in zip(state[self._count :], self._unwanted, strict=True))

    def _is_end(self, state: _State) -> bool:
        wanted = zip(state, self._wanted, strict=False)
        unwanted = zip(state[self._count :], self._unwanted, strict=True)
        return all(bits & each.accept for bits, each in wanted) and not any(
            bits & each.accept for bits, each in unwanted
        )

    def _cost(self, state: _State) -> int:
        return sum(each.distance(bits) for bits, each in zip(state, self._wanted, strict=False))


def step_states(state: _State, masks: Masks) -> _State:
    """The states of all machines after a character with these masks."""
    return tuple([((bits & step) << 1) | (bits & loop) for bits, (step, loop) in zip(state, masks, strict=True)])
