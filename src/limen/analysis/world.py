"""The possible requests of a question: the shapes of keys, and the texts that a key can have at all.

Spec analysis 2.1, 2.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from limen.analysis.clauses import Shapes, find_shapes
from limen.analysis.formula import ACTION_NAME, RESOURCE
from limen.analysis.texts.patterns import Pattern, TextSet, Wild
from limen.domain.arn import PARTS

Domains = Mapping[str, tuple[TextSet, ...]]

_COMPONENT: Final[Pattern] = (Wild.ANY_IN, ":")
RESOURCES: Final = TextSet([("*",), (*"arn:", *_COMPONENT * (PARTS - 2), Wild.ANY)])
"""`*`, or an ARN; every component may be empty, the last one too."""

ALONE: Final = "S"


@dataclass(frozen=True, slots=True)
class World:
    """Shapes and domains by key; keys outside `fixed_shapes` have the shapes that are known of them."""

    fixed_shapes: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, tuple[TextSet, ...]] = field(default_factory=dict)

    def shapes(self, key: str) -> str:
        """The possible shapes of a key's value."""
        if key in (RESOURCE, ACTION_NAME):
            return ALONE
        found = self.fixed_shapes.get(key)
        return find_shapes(key) if found is None else found

    def domain(self, key: str) -> tuple[TextSet, ...]:
        """The sets that contain every single value of the key."""
        found = self.domains.get(key, ())
        return found or (RESOURCES,) if key == RESOURCE else found

    def narrowed(self, domains: Mapping[str, tuple[TextSet, ...]]) -> "World":
        """The same world, with further sets for some keys."""
        merged = {key: (*self.domain(key), *sets) for key, sets in domains.items()}
        return World(self.fixed_shapes, {**self.domains, **merged})

    @property
    def shape_test(self) -> Shapes:
        """`shapes` as a function."""
        return self.shapes


OPEN: Final = World()
"""Every request that the engine can be given."""
