"""Formulas with some known values (spec analysis 5.5): literals become true or false, variables are filled in."""

from collections.abc import Mapping

from limen.analysis.dynamic import Dynamic
from limen.analysis.formula import Atom, Formula, Lit, Node, both, either
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import Pattern, TextSet
from limen.policy.match.context import ContextValue

Known = Mapping[str, ContextValue | None]
"""By key: a text, a set, or `None` for absence; the resource by `formula.RESOURCE`."""


def assign(formula: Formula, known: Known) -> Formula:
    """The formula for requests with these values."""
    if isinstance(formula, Lit):
        return _assign_literal(formula, known)
    if isinstance(formula, Node):
        parts = (assign(part, known) for part in formula.parts)
        return (both if formula.is_and else either)(*parts)
    return formula


def _assign_literal(literal: Lit, known: Known) -> Formula:
    atom = literal.atom
    filled = _fill(atom, known)
    if atom.key in known:
        found = _decide(filled, known[atom.key])
        if found is not None:
            return found is literal.sign
    return literal if filled is atom else Lit(filled, literal.sign)


def _fill(atom: Atom, known: Known) -> Atom:
    """The atom with known variables filled in."""
    if atom.test is None or known.keys().isdisjoint(atom.test.keys):
        return atom
    static: list[Pattern] = list(atom.test.texts.patterns)
    dynamic: list[Dynamic] = []
    for each in atom.test.dynamic:
        found = each.fill_some(known)
        if isinstance(found, Dynamic):
            dynamic.append(found)
        elif found is not None:
            static.append(found)
    return atom._replace(test=Test(TextSet(static, fold=atom.test.texts.fold), dynamic))


def _decide(atom: Atom, value: ContextValue | None) -> bool | None:
    """Whether an atom is true of a value; `None` if that depends on variables."""
    if atom.kind == "A":
        return value is None
    if atom.kind == "M":
        return isinstance(value, tuple)
    if atom.test is None:
        return None
    if atom.kind == "E":
        return _decide_members(atom.test, value, sense=atom.sense)
    return _holds(atom.test, value) if isinstance(value, str) else False


def _decide_members(test: Test, value: ContextValue | None, *, sense: bool) -> bool | None:
    if not isinstance(value, tuple):
        return False
    found = [_holds(test, member) for member in value]
    if any(each is sense for each in found):
        return True
    return None if None in found else False


def _holds(test: Test, text: str) -> bool | None:
    if test.predicate is not None:
        return test.predicate(text)
    if test.texts.matches(text):
        return True
    return (
        None if any(TextSet([each.relaxed()], fold=test.texts.fold).matches(text) for each in test.dynamic) else False
    )
