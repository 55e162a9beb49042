"""Conditions and resources of a statement as formulas (spec analysis 3.2, 3.3; semantics E3 to E8, E14, E15)."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from limen.analysis.dynamic import Dynamic, Kind, pattern_of
from limen.analysis.formula import RESOURCE, Atom, Formula, Lit, both, either, negate
from limen.analysis.tests_of_values import PRESENT, Test, text_test, value_test
from limen.analysis.texts.patterns import Pattern
from limen.policy.catalog.errata import COMPARED_AS_ONE
from limen.policy.catalog.lookup import OwnServices, find_context_key, present_services
from limen.policy.match.arn_pattern import ShortARNs, find_components
from limen.policy.match.comparisons import find_boolean
from limen.policy.match.context import MULTIVALUED_KEYS
from limen.policy.match.glob import tokenize
from limen.policy.match.operators import NEGATED
from limen.policy.match.variables import Variable, parse_template
from limen.policy.syntax.document import ConditionClause, ConditionOperator, SetOperator, Statement, Version

Shapes = Callable[[str], str]
"""The possible shapes of a key's value, in the order of preference: `A` absent, `S` one text, `M` a set."""

EVERYTHING: Final = "*"
REMEMBERED_KEYS: Final = 4096


def find_shapes(key: str) -> str:
    """The shapes of a key, given what is known of it (spec analysis 2.1); nothing is known of an unknown key."""
    return _find_shapes(key, present_services())


@lru_cache(maxsize=REMEMBERED_KEYS)
def _find_shapes(key: str, _own: OwnServices) -> str:
    known = find_context_key(key)
    if key in COMPARED_AS_ONE:
        return "ASM"
    if key in MULTIVALUED_KEYS or (known is not None and known.is_multivalued):
        return "AM"
    return "AS" if known is not None else "ASM"


def statement_formula(
    statement: Statement, version: Version, short: ShortARNs, shapes: Shapes, *, is_attached: bool = False
) -> Formula:
    """Everything that a statement requires except principal and action."""
    resource = statement_resource(statement, version, short, is_attached=is_attached)
    return both(resource, *(clause_formula(clause, version, shapes) for clause in statement.conditions))


def statement_resource(statement: Statement, version: Version, short: ShortARNs, *, is_attached: bool) -> Formula:
    """What a statement requires of the resource."""
    if statement.not_resources is not None:
        return negate(resource_formula(statement.not_resources, version, short))
    if statement.resources is None:
        return is_attached
    return resource_formula(statement.resources, version, short)


def resource_formula(entries: tuple[str, ...], version: Version, short: ShortARNs) -> Formula:
    """Whether the resource is one of these."""
    if EVERYTHING in entries:
        return True
    static: set[Pattern] = set()
    dynamic: set[Dynamic] = set()
    for entry in entries:
        _add_resource(entry, version, short, static, dynamic)
    return Lit(Atom("R", RESOURCE, text_test(static, dynamic))) if static or dynamic else False


def _add_resource(entry: str, version: Version, short: ShortARNs, static: set[Pattern], dynamic: set[Dynamic]) -> None:
    parts = find_components(entry, short)
    if parts is None:
        return
    head = [part.lower() for part in parts[:-1]]
    if version is Version.V2012 and any("${" in part for part in head):
        return
    front = tuple(token for part in head for token in (*pattern_of(tokenize((part,)), inside=True), ":"))
    last = tokenize(parse_template(parts[-1], version))
    if any(isinstance(token, Variable) for token in last):
        dynamic.add(Dynamic(Kind.RESOURCE, front, last))
    else:
        static.add(front + pattern_of(last))


def clause_formula(clause: ConditionClause, version: Version, shapes: Shapes) -> Formula:
    """One operator with one key."""
    letters = _Letters(clause.key.lower(), shapes)
    if clause.operator is ConditionOperator.NULL:
        wanted = {find_boolean(value) for value in clause.values}
        return either(True in wanted and letters.null, False in wanted and negate(letters.null))
    test, sense = value_test(clause.operator, clause.values, version)
    if clause.set_operator is not SetOperator.NONE:
        return _set_formula(clause, letters, test, sense=sense)
    if not sense:  # A negated operator of texts: it holds of an absent key, and of one value that is not in the set.
        return both(negate(letters.single(test)), negate(letters.multiple))
    return either(letters.single(test), (clause.if_exists or clause.operator in NEGATED) and letters.absent)


def _set_formula(clause: ConditionClause, letters: "_Letters", test: Test, *, sense: bool) -> Formula:
    single = letters.single(test)
    if not sense:
        single = letters.may_be_single and both(negate(single), negate(letters.absent), negate(letters.multiple))
    if clause.set_operator is SetOperator.FOR_ANY_VALUE:
        some = both(letters.member(test, sense=sense), letters.filled)
        return either(single, some, clause.if_exists and letters.null)
    every = both(letters.multiple, negate(letters.member(test, sense=not sense)))
    return either(letters.null, single, every)


class _Letters:
    """The literals about one key; those that its shapes exclude are false."""

    def __init__(self, key: str, shapes: Shapes) -> None:
        self._key = key
        self._may = shapes(key)
        self.may_be_single = "S" in self._may
        self.absent: Formula = "A" in self._may and Lit(Atom("A", key))
        self.multiple: Formula = "M" in self._may and Lit(Atom("M", key))
        self.filled = self.member(PRESENT, sense=True)
        self.null = either(self.absent, both(self.multiple, negate(self.filled)))

    def single(self, test: Test) -> Formula:
        """The key has one value, which passes."""
        return self.may_be_single and not test.is_empty and Lit(Atom("T", self._key, test))

    def member(self, test: Test, *, sense: bool) -> Formula:
        """The key has a set with a member that passes, or without `sense` one that fails."""
        if test.is_empty and sense:
            return False
        return "M" in self._may and Lit(Atom("E", self._key, test, sense))
