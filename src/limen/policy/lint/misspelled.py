"""Policies with misspelled condition operators: no evaluator accepts them, but lint reads them as they were meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from limen.policy.errors import PolicyError
from limen.policy.lint.catalog_facts import find_nearest
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.grammar import read_draft
from limen.policy.syntax.operator_name import OPERATORS, OperatorName, find_operator
from limen.policy.syntax.parse import settle_draft
from limen.policy.text.json_places import Path, Place, Places

MOST_GUESSES: Final = 20
"""Misspelled operators in one policy; people make fewer mistakes than that, and every guess takes time."""


@dataclass(frozen=True, slots=True)
class Misspelled:
    """`document` has the operators that were probably meant, by the places of those in the text."""

    document: PolicyDocument
    meant: Mapping[Place, str]


def read_misspelled(text: str, places: Places) -> Misspelled | None:
    """Read a policy that does not parse; `None` if anything but operators is wrong with it, or no guess is close."""
    unknown = [
        place for path, place in places.by_path.items() if _is_operator(path) and not find_operator(_name(place))
    ]
    if not 0 < len(unknown) <= MOST_GUESSES:
        return None
    nearest = {_name(place): find_nearest(_name(place), OPERATORS) for place in unknown}

    def find_meant(name: str) -> OperatorName | None:
        return find_operator(nearest.get(name) or name)

    try:
        document = settle_draft(read_draft(text, find_meant))
    except PolicyError:
        return None
    return Misspelled(document, {place: nearest[_name(place)] or "" for place in unknown})


def _is_operator(path: Path) -> bool:
    return path[:1] == ("statement",) and path[-2:-1] == ("condition",)


def _name(place: Place) -> str:
    return str(place.path[-1])
