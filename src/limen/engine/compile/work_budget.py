"""How much work a decision may take (semantics E41): estimated before it begins; denied beyond a limit (promise P9).

Matching one pattern takes time linear in pattern and text. What remains are products: every pattern of a clause is
compared with every value of its key, and every resource with the ARN. Their number is bounded by the sizes of policies
and requests, but both may be chosen by an attacker to keep a server busy.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from limen.engine.compile.statements import CompiledStatement
from limen.engine.model.request import AuthorizationRequest
from limen.policy.match.context import ContextValue
from limen.policy.match.operators import LOOK_UPS

MOST_STEPS: Final = 200_000
"""A step compares a short pattern with a short text, in less than one microsecond, or five at worst."""

LIGHT: Final = 1_500
"""Policies of less weight need no estimate: with the largest requests that IAM and STS accept (50 tags, an ARN of 2,048
characters) they take at most twice the limit."""

_CHARACTERS: Final = 32
"""A text of this length takes twice the work of an empty one."""


@dataclass(frozen=True, slots=True)
class Work:
    """How many patterns are compared one by one: with the ARN (`resources`), and with each condition key's values."""

    resources: int
    by_key: Mapping[str, int]

    @property
    def is_light(self) -> bool:
        """Whether no estimate is needed."""
        return self.resources + sum(self.by_key.values()) <= LIGHT

    def is_too_much_for(self, request: AuthorizationRequest) -> bool:
        """Whether a decision about the request would exceed the limit."""
        return not self.is_light and self.count_steps(request.arn, request.context) > MOST_STEPS

    def count_steps(self, arn: str, context: Mapping[str, ContextValue]) -> int:
        """The maximum number of steps of one decision."""
        compared = ((weight, context[key]) for key, weight in self.by_key.items() if key in context)
        return self.resources * _weigh((arn,)) + sum(
            weight * _weigh((value,) if isinstance(value, str) else value) for weight, value in compared
        )


def measure_work(statements: Iterable[CompiledStatement]) -> Work:
    """The work that statements can cause. Values that one lookup finds count as none."""
    resources, by_key = 0, dict[str, int]()
    for statement in statements:
        if any(pattern.rest is not None for pattern in statement.patterns):
            resources += _weigh((*(statement.source.resources or ()), *(statement.source.not_resources or ())))
        for clause in statement.source.conditions:
            if clause.operator not in LOOK_UPS or any("${" in value for value in clause.values):
                key = clause.key.lower()
                by_key[key] = by_key.get(key, 0) + _weigh(clause.values)
    return Work(resources, by_key)


def _weigh(texts: Iterable[str]) -> int:
    return sum(1 + len(text) // _CHARACTERS for text in texts)
