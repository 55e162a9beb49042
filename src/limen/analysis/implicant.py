"""Formulas as clauses, and small sets of literals from a model (spec analysis 4.1).

One direction of each definition is enough (Plaisted and Greenbaum), because negations appear only at literals.
"""

from collections.abc import Iterator, Sequence

from limen.analysis.budget import Budget
from limen.analysis.formula import Atom, Lit, Node
from limen.analysis.sat import Sat


class Skeleton:
    """A formula for the search: a variable for each atom and each inner node."""

    def __init__(self, formula: Lit | Node, budget: Budget) -> None:
        """Number atoms and nodes, and write the clauses."""
        self._formula = formula
        self._numbers: dict[Atom | Node, int] = {}
        clauses = [[self._number(formula)], *self._definitions(formula, set())]
        self._sat = Sat(len(self._numbers), budget)
        for clause in clauses:
            self._sat.add(clause)

    def forbid(self, literals: Sequence[Lit]) -> None:
        """Learn that these literals never hold together."""
        self._sat.add([-self._number(each) for each in literals])

    def find_implicant(self) -> list[Lit] | None:
        """Literals that make the formula true, whatever the others are; `None` if no model remains."""
        model = self._sat.find_model()
        if model is None:
            return None
        return _Choice(self._formula, self._numbers, model).literals

    def _number(self, part: Lit | Node) -> int:
        if isinstance(part, Lit):
            number = self._numbers.setdefault(part.atom, len(self._numbers) + 1)
            return number if part.sign else -number
        return self._numbers.setdefault(part, len(self._numbers) + 1)

    def _definitions(self, part: Lit | Node, seen: set[Node]) -> Iterator[list[int]]:
        if isinstance(part, Lit) or part in seen:
            return
        seen.add(part)
        own, inner = self._number(part), [self._number(each) for each in part.parts]
        if part.is_and:
            yield from ([-own, number] for number in inner)
        else:
            yield [-own, *inner]
        for each in part.parts:
            yield from self._definitions(each, seen)


class _Choice:
    """The traversal of a formula that is true in a model; of an `or`, one true part is enough."""

    def __init__(self, formula: Lit | Node, numbers: dict[Atom | Node, int], model: Sequence[int]) -> None:
        self._numbers = numbers
        self._model = model
        self._truths: dict[Node, bool] = {}
        self._sizes: dict[Node, int] = {}
        self._chosen: dict[Lit, None] = {}
        self._walk(formula)
        self.literals = list(self._chosen)

    def _walk(self, part: Lit | Node) -> None:
        """Take the parts of an `and` in the order literals, ands, ors: an `or` can use literals chosen before."""
        if isinstance(part, Lit):
            self._chosen[part] = None
        elif part.is_and:
            for each in sorted(part.parts, key=_rank):
                self._walk(each)
        else:
            true = [each for each in part.parts if self._is_true(each)]
            if not any(isinstance(each, Lit) and each in self._chosen for each in true):
                self._walk(min(true, key=self._cost))

    def _is_true(self, part: Lit | Node) -> bool:
        if isinstance(part, Lit):
            return (self._model[self._numbers[part.atom]] > 0) is part.sign
        if part not in self._truths:
            quantifier = all if part.is_and else any
            self._truths[part] = quantifier(self._is_true(each) for each in part.parts)
        return self._truths[part]

    def _cost(self, part: Lit | Node) -> tuple[int, bool]:
        """Small parts first, negative literals before positive ones, because they constrain a text less."""
        return self._size(part), isinstance(part, Lit) and part.sign

    def _size(self, part: Lit | Node) -> int:
        if isinstance(part, Lit):
            return 1
        if part not in self._sizes:
            self._sizes[part] = sum(self._size(each) for each in part.parts)
        return self._sizes[part]


def _rank(part: Lit | Node) -> int:
    return 0 if isinstance(part, Lit) else 1 if part.is_and else 2
