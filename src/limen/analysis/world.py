"""What the requests of a question can be: the shapes of keys, and the texts that a key can have at all.

Spec analysis 2.1, 2.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from limen.analysis.clauses import Shapes, find_shapes
from limen.analysis.formula import ACTION_NAME, RESOURCE
from limen.analysis.texts.patterns import Pattern, TextSet, Wild
from limen.domain.arn import PARTS

_COMPONENT: Final[Pattern] = (Wild.ANY_IN, ":")
RESOURCES: Final = TextSet([("*",), (*"arn:", *_COMPONENT * (PARTS - 2), Wild.ANY)])
"""`*`, or an ARN; every component may be empty, the last one too."""

ALONE: Final = "S"


@dataclass(frozen=True, slots=True)
class World:
    """Shapes and domains by key; what is not in `fixed_shapes` has the shapes that are known of the key."""

    fixed_shapes: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, tuple[TextSet, ...]] = field(default_factory=dict)

    def shapes(self, key: str) -> str:
        """What the value of a key can be."""
        if key in (RESOURCE, ACTION_NAME):
            return ALONE
        found = self.fixed_shapes.get(key)
        return find_shapes(key) if found is None else found

    def domain(self, key: str) -> tuple[TextSet, ...]:
        """The sets in which every single value of the key is."""
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
"""Every request that the engine can be asked."""
