"""Formulas, clause learning and implicants, against truth tables (spec analysis 14.1)."""

import random
from itertools import product

import pytest

from limen.analysis.budget import Budget, BudgetError
from limen.analysis.formula import Atom, Lit, Node, both, either, list_atoms, negate
from limen.analysis.implicant import Skeleton
from limen.analysis.sat import Sat

ATOMS = [Atom("A", f"k{n}") for n in range(6)]


def random_formula(source, depth=3):
    if depth == 0 or source.random() < 0.25:
        return Lit(source.choice(ATOMS), source.random() < 0.5)
    parts = [random_formula(source, depth - 1) for _ in range(source.randint(1, 3))]
    return (both if source.random() < 0.5 else either)(*parts)


def truth(formula, world):
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, Lit):
        return world[formula.atom] is formula.sign
    return (all if formula.is_and else any)(truth(part, world) for part in formula.parts)


def worlds():
    for bits in product((False, True), repeat=len(ATOMS)):
        yield dict(zip(ATOMS, bits, strict=True))


@pytest.mark.parametrize("seed", range(80))
def test_formulas_mean_what_they_were_made_of(seed):
    source = random.Random(seed)
    parts = [random_formula(source) for _ in range(3)]
    for world in worlds():
        assert truth(both(*parts), world) is all(truth(part, world) for part in parts)
        assert truth(either(*parts), world) is any(truth(part, world) for part in parts)
        assert truth(negate(parts[0]), world) is not truth(parts[0], world)


def test_formulas_are_simplified():
    a, b = (Lit(atom) for atom in ATOMS[:2])
    assert both(a, negate(a)) is False
    assert either(a, both(a, b), negate(both(a, b))) is True
    assert both(a, both(b, a), True) == both(b, a)
    assert hash(both(a, b)) == hash(both(b, a))
    assert either() is False
    assert both() is True
    assert either(a) is a
    assert list_atoms(both(a, either(b, negate(a)))) == ATOMS[:2]
    assert isinstance(negate(both(a, b)), Node)


@pytest.mark.parametrize("seed", range(60))
def test_models_are_all_models(seed):
    source = random.Random(seed)
    formula = both(*(random_formula(source) for _ in range(source.randint(1, 5))))
    left = [world for world in worlds() if truth(formula, world)]
    if isinstance(formula, bool):
        return
    skeleton = Skeleton(formula, Budget())
    while (literals := skeleton.find_implicant()) is not None:
        covered = [world for world in worlds() if all(world[each.atom] is each.sign for each in literals)]
        assert all(truth(formula, world) for world in covered)
        assert any(world in left for world in covered)
        left = [world for world in left if world not in covered]
        skeleton.forbid(literals)
    assert left == []


@pytest.mark.parametrize("seed", range(60))
def test_clauses_against_a_truth_table(seed):
    source = random.Random(seed)
    count = source.randint(3, 9)
    clauses = [[source.choice((1, -1)) * source.randint(1, count) for _ in range(3)] for _ in range(int(count * 4.3))]
    solver = Sat(count, Budget())
    for clause in clauses:
        solver.add(clause)
    model = solver.find_model()
    satisfiable = any(
        all(any(bits[abs(x) - 1] is (x > 0) for x in clause) for clause in clauses)
        for bits in product((False, True), repeat=count)
    )
    assert (model is not None) is satisfiable
    if model is not None:
        assert all(any(model[abs(x)] == (1 if x > 0 else -1) for x in clause) for clause in clauses)


def test_conflicts_are_counted_and_limited(monkeypatch):
    monkeypatch.setattr("limen.analysis.budget.LIMITS", {"conflicts": 5})
    source = random.Random(4)
    solver = Sat(40, Budget())
    for _ in range(200):
        solver.add(source.choice((1, -1)) * n for n in source.sample(range(1, 41), 3))
    with pytest.raises(BudgetError, match="5 conflicts"):
        solver.find_model()


def test_nothing_is_a_clause_that_never_holds():
    solver = Sat(1, Budget())
    assert solver.find_model() is not None
    solver.add([])
    assert solver.find_model() is None
