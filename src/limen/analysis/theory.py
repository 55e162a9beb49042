"""Whether values satisfy literals, key by key (spec analysis 4.10 d).

Keys are independent of each other except for policy variables, which `variables` handles.
"""

from collections.abc import Sequence

from limen.analysis.budget import Budget
from limen.analysis.formula import Formula, Lit, list_atoms
from limen.analysis.key_solver import KeySolver
from limen.analysis.linked_keys import find_links, solve_linked
from limen.analysis.outcome import Core, Doubt, Need, Values, plain_need
from limen.analysis.world import World
from limen.policy.match.context import ContextValue


class Theory:
    """Values for the literals of one formula."""

    def __init__(self, formula: Formula, world: World, budget: Budget) -> None:
        """Prepare for the formula's atoms."""
        self._keys = KeySolver(list_atoms(formula), world, budget)

    def check(self, literals: Sequence[Lit]) -> Values | Core | Doubt:
        """Values by key, a core, or a doubt. Keys without literals are left out."""
        groups: dict[str, list[Need]] = {}
        for literal in literals:
            groups.setdefault(literal.atom.key, []).append(plain_need(literal))
        links = find_links(groups)
        linked = {key for keys in links for key in keys}
        values: dict[str, ContextValue | None] = {}
        doubt: Doubt | None = None
        for key, needs in groups.items():
            if key not in linked:
                outcome = self._keys.solve(key, needs)
                if isinstance(outcome, Core):
                    return outcome
                if isinstance(outcome, Doubt):
                    doubt = doubt or outcome
                else:
                    values[key] = outcome.value
        for keys in links:
            found = solve_linked(self._keys, {key: groups.get(key, []) for key in keys})
            if isinstance(found, Core):
                return found
            if isinstance(found, Doubt):
                doubt = doubt or found
            else:
                values.update(found)
        return doubt or values
