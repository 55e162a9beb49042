"""What a change to an identity policy adds, removes, and no longer denies (spec analysis 2.5, 5.4)."""

from dataclasses import dataclass

from limen.analysis.budget import Budget
from limen.analysis.compare import Question, is_allowed, is_denied
from limen.analysis.formula import both, negate
from limen.analysis.regions import Regions, find_regions
from limen.policy.syntax.document import PolicyDocument


@dataclass(frozen=True, slots=True)
class Difference:
    """Access that is added, access that is removed, and what the old policy denies and the new one does not."""

    added: Regions
    removed: Regions
    denies_less: Regions

    @property
    def is_complete(self) -> bool:
        """Whether everything was decided and nothing was left out."""
        return all(part.complete for part in (self.added, self.removed, self.denies_less))


def find_difference(old: PolicyDocument, new: PolicyDocument, *, effort: int = 1) -> Difference:
    """Compare two identity policies."""
    return Difference(
        find_regions(_grants_more(old, new, ("old", "new")), Budget(effort)),
        find_regions(_grants_more(new, old, ("new", "old")), Budget(effort)),
        find_regions(_denies_less(old, new), Budget(effort)),
    )


def _grants_more(less: PolicyDocument, more: PolicyDocument, names: tuple[str, str]) -> Question:
    return Question(
        ((less,), (more,)),
        lambda case: both(case.alone(1), negate(case.alone(0))),
        lambda request: not is_allowed(request, (less,)) and is_allowed(request, (more,)),
        names,
        subject=1,
    )


def _denies_less(old: PolicyDocument, new: PolicyDocument) -> Question:
    return Question(
        ((old,), (new,)),
        lambda case: both(case.denied(0), negate(case.denied(1))),
        lambda request: is_denied(request, old) and not is_denied(request, new),
        ("old", "new"),
    )
