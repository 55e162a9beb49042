"""The yardstick: a sketch of prepared policies in plain Python, the floor for an engine with the full semantics.

Statements are compiled once, indexed by action, and the first that decides ends the search. It knows what the workloads
use and nothing more: no NotAction, no IfExists, no sets, no IPv6, no explanation.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

Context = Mapping[str, str]

_VARIABLE = re.compile(r"\$\{([^}]+)\}")
_EQUAL, _LIKE, _ADDRESS, _BEFORE, _AFTER = range(5)
_CODES = {
    "StringEquals": _EQUAL,
    "Bool": _EQUAL,
    "StringLike": _LIKE,
    "IpAddress": _ADDRESS,
    "DateLessThan": _BEFORE,
    "DateGreaterThan": _AFTER,
}


class Engine:
    """Decides over the statements of one layer."""

    __slots__ = ("_memory", "_statements")

    def __init__(self, statements: Iterable["Statement"]) -> None:
        self._statements = tuple(statements)
        self._memory: dict[str, tuple[list[Statement], list[Statement]]] = {}

    def decide(self, action: str, resource: str, context: Context) -> bool:
        found = self._memory.get(action)
        if found is None:
            found = self._find(action)
        for statement in found[0]:
            if statement.applies(resource, context):
                return False
        for statement in found[1]:  # noqa: SIM110 - a generator would cost more than the search
            if statement.applies(resource, context):
                return True
        return False

    def _find(self, action: str) -> tuple[list["Statement"], list["Statement"]]:
        folded = action.lower()
        about = [each for each in self._statements if each.actions.match(folded) is not None]
        found = [each for each in about if not each.is_allow], [each for each in about if each.is_allow]
        self._memory[action] = found
        return found


class Statement:
    """One statement, prepared."""

    __slots__ = (
        "actions",
        "anything",
        "clauses",
        "exact",
        "is_allow",
        "patterns",
        "prefixes",
        "principals",
        "variable",
    )

    def __init__(self, source: Mapping[str, Any]) -> None:
        resources: list[str] = source["Resource"]
        literal = [each for each in resources if "${" not in each]
        ending = [each for each in literal if each.count("*") == 1 and each.endswith("*")]
        other = [each for each in literal if "*" in each and each not in ending]
        self.is_allow = source["Effect"] == "Allow"
        self.actions = _any_of(action.lower() for action in source["Action"])
        self.anything = "*" in resources
        self.exact = frozenset(each for each in literal if "*" not in each)
        self.prefixes = tuple(each[:-1] for each in ending)
        self.patterns = _any_of(other) if other else None
        self.variable = [_split_at_variable(each) for each in resources if "${" in each]
        self.clauses = [
            Clause(operator, key, values)
            for operator, clauses in source.get("Condition", {}).items()
            for key, values in clauses.items()
        ]
        self.principals = frozenset(source["Principal"]["AWS"]) if "Principal" in source else None

    def applies(self, resource: str, context: Context) -> bool:
        if not (
            self.anything
            or resource in self.exact
            or (self.prefixes and resource.startswith(self.prefixes))
            or (self.patterns is not None and self.patterns.match(resource) is not None)
            or (self.variable and self._is_own(resource, context))
        ):
            return False
        for clause in self.clauses:
            if not clause.holds(context):
                return False
        return self.principals is None or context.get("aws:PrincipalArn") in self.principals

    def _is_own(self, resource: str, context: Context) -> bool:
        for before, key, after, is_open in self.variable:
            value = context.get(key)
            if value is not None:
                wanted = before + value + after
                if resource.startswith(wanted) if is_open else resource == wanted:
                    return True
        return False


class Clause:
    """One operator with one key."""

    __slots__ = ("code", "is_negated", "key", "moments", "networks", "patterns", "values", "variable")

    def __init__(self, operator: str, key: str, wanted: list[str]) -> None:
        self.is_negated = "Not" in operator
        self.key = key
        self.code = _CODES[operator.replace("Not", "")]
        self.values = frozenset(each for each in wanted if "${" not in each)
        self.variable = [each for each in wanted if "${" in each]
        self.patterns = _any_of(wanted) if self.code == _LIKE else None
        self.networks = [_network(each) for each in wanted] if self.code == _ADDRESS else []
        self.moments = [_moment(each) for each in wanted] if self.code in (_BEFORE, _AFTER) else []

    def holds(self, context: Context) -> bool:
        value = context.get(self.key)
        if value is None:
            return self.is_negated
        return self._matches(value, context) is not self.is_negated

    def _matches(self, value: str, context: Context) -> bool:
        """Loops, not generators: they are what makes the sketch as fast as it is."""
        code = self.code
        if code == _EQUAL:
            if value in self.values:
                return True
            for wanted in self.variable:  # noqa: SIM110 - see above
                if _fill(wanted, context) == value:
                    return True
            return False
        if code == _LIKE:
            return self.patterns is not None and self.patterns.match(value) is not None
        if code == _ADDRESS:
            number = _address(value)
            for start, mask in self.networks:  # noqa: SIM110 - see above
                if number & mask == start:
                    return True
            return False
        return self._is_in_time(_moment(value))

    def _is_in_time(self, moment: float) -> bool:
        is_before = self.code == _BEFORE
        for bound in self.moments:  # noqa: SIM110 - see above
            if moment < bound if is_before else moment > bound:
                return True
        return False


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join('.*'.join(map(re.escape, each.split('*'))) for each in patterns)})\\Z", re.DOTALL)


def _split_at_variable(pattern: str) -> tuple[str, str, str, bool]:
    found = _VARIABLE.search(pattern)
    if found is None:
        raise ValueError(pattern)
    rest = pattern[found.end() :]
    return pattern[: found.start()], found[1], rest.removesuffix("*"), rest.endswith("*")


def _fill(pattern: str, context: Context) -> str | None:
    try:
        return _VARIABLE.sub(lambda found: context[found[1]], pattern)
    except KeyError:
        return None


@lru_cache(maxsize=65536)
def _address(text: str) -> int:
    first, second, third, fourth = map(int, text.split("."))
    return first << 24 | second << 16 | third << 8 | fourth


def _network(text: str) -> tuple[int, int]:
    address, _, bits = text.partition("/")
    mask = ((1 << int(bits)) - 1) << (32 - int(bits))
    return _address(address) & mask, mask


@lru_cache(maxsize=65536)
def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
