"""Sets of texts against their definition: all short texts over a few letters (spec analysis 14.1)."""

import random
from itertools import product

import pytest

from limen.analysis.budget import Budget, BudgetError
from limen.analysis.dynamic import arn_pattern, pattern_of
from limen.analysis.texts.holes import may_fill
from limen.analysis.texts.looks import are_apart, covers, fold_pattern, set_covers, simple_texts
from limen.analysis.texts.patterns import Hole, Run, TextSet, Wild, find_text_of
from limen.analysis.texts.search import find_text, search
from limen.domain.principals import Anonymous
from limen.policy.match.arn_pattern import compile_arns
from limen.policy.match.glob import compile_glob, find_fixed, tokenize
from limen.policy.match.operators import fold_case
from limen.policy.syntax.document import Version

LETTERS = "abA:"
TEXTS = ["".join(each) for size in range(6) for each in product(LETTERS, repeat=size)]
TOKENS = ["a", "b", "A", ":", Wild.ONE, Wild.ANY, Wild.ONE_IN, Wild.ANY_IN, frozenset("ab"), Run(frozenset("a"))]


def glob(text):
    return pattern_of(find_fixed(tokenize((text,))) or ())


def definition(pattern, text):
    """Whether a pattern matches, written out."""
    if not pattern:
        return text == ""
    token, rest = pattern[0], pattern[1:]
    if isinstance(token, Run) or token in (Wild.ANY, Wild.ANY_IN):
        allowed = token.characters if isinstance(token, Run) else None
        for size in range(len(text) + 1):
            if definition(rest, text[size:]):
                return True
            if size == len(text):
                return False
            stops = text[size] == ":" if token is Wild.ANY_IN else allowed is not None and text[size] not in allowed
            if stops:
                return False
        return False
    if not text:
        return False
    first = text[0]
    fits = {Wild.ONE: True, Wild.ONE_IN: first != ":"}.get(token) if isinstance(token, Wild) else first in token
    return fits and definition(rest, text[1:])


def random_pattern(source, tokens=TOKENS, most=4):
    return tuple(source.choice(tokens) for _ in range(source.randint(0, most)))


@pytest.mark.parametrize("seed", range(60))
def test_a_set_matches_what_its_definition_says(seed):
    source = random.Random(seed)
    patterns = [random_pattern(source) for _ in range(source.randint(1, 3))]
    texts = TextSet(patterns)
    for text in source.sample(TEXTS, 150):
        assert texts.matches(text) is any(definition(pattern, text) for pattern in patterns)
        assert texts.automaton.matches(text) is texts.matches(text)


@pytest.mark.parametrize("seed", range(40))
def test_globs_and_arn_patterns_match_as_the_engine_says(seed):
    source = random.Random(seed)
    pattern = "".join(source.choice("ab*?:") for _ in range(source.randint(0, 6)))
    texts, engine = TextSet([glob(pattern)]), compile_glob(pattern)
    value = ":".join("".join(source.choice("ab*?") for _ in range(source.randint(0, 2))) for _ in range(6))
    arns = TextSet([arn_pattern(tokenize((value,))) or ()])
    compiled = compile_arns([value], Version.V2012)
    for text in source.sample(TEXTS, 100):
        assert texts.matches(text) is engine(text)
        arn = ":".join(source.choice(["", "a", "b", "ab"]) for _ in range(6)) + text
        assert arns.matches(arn) is compiled.matches(arn, {}, Anonymous())


@pytest.mark.parametrize("seed", range(150))
def test_a_yes_by_form_is_right(seed):
    source = random.Random(seed)
    wide, narrow = random_pattern(source), random_pattern(source)
    folds = source.random() < 0.3, source.random() < 0.3
    wide = tuple(t for t in (fold_pattern(wide) if folds[0] else wide))
    narrow = tuple(t for t in (fold_pattern(narrow) if folds[1] else narrow))
    big, small = TextSet([wide], fold=folds[0]), TextSet([narrow], fold=folds[1])
    inside = [text for text in TEXTS if small.matches(text)]
    if set_covers(big, narrow, fold=folds[1]):
        assert all(big.matches(text) for text in inside)
    if are_apart(wide, narrow, fold=any(folds)):
        assert not any(big.matches(text) for text in inside)
    if not folds[1] and frozenset() not in narrow:
        assert all(small.matches(text) for text in simple_texts(narrow))


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ((Wild.ANY,), glob("a*b?"), True),
        ((Wild.ANY_IN,), glob("a*"), False),
        (glob("a*b"), glob("acb*b"), True),
        (glob("a*b"), glob("a*"), False),
        (glob("?"), glob("*"), False),
        (glob("?*"), glob("*?"), False),
        (("x", Hole("k")), ("x", Hole("k")), True),
        (("x", Hole("k", "d")), ("x", Hole("k")), True),
        (("x", Hole("k")), ("x", Hole("k", "d")), False),
        (("x", Hole("k", "d")), ("x", Hole("k", "e")), False),
        (("x", Wild.ANY), ("x", Hole("k"), "y"), True),
        (("x", Wild.ANY_IN), ("x", Hole("k")), False),
        ((Wild.ONE,), (Hole("k"),), False),
    ],
)
def test_covers(wide, narrow, expected):
    assert covers(wide, narrow) is expected


@pytest.mark.parametrize("seed", range(150))
def test_a_text_is_found_if_and_only_if_there_is_one(seed):
    source = random.Random(seed)
    sets = []
    for _ in range(source.randint(1, 4)):
        fold = source.random() < 0.25
        patterns = [random_pattern(source) for _ in range(source.randint(1, 2))]
        sets.append(TextSet([fold_pattern(p) if fold else p for p in patterns], fold=fold))
    cut = source.randint(0, len(sets))
    wanted, unwanted = sets[:cut], sets[cut:]

    def fits(text):
        return all(s.matches(text) for s in wanted) and not any(s.matches(text) for s in unwanted)

    found = find_text(wanted, unwanted, Budget())
    if found is None:
        assert not any(fits(text) for text in TEXTS)
    else:
        assert fits(found)


def test_hostile_exclusions_are_harmless():
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    hostile = [TextSet([glob("*" + "*".join(letters[n:] + letters[:n]) + "*")]) for n in range(12)]
    assert find_text([TextSet([glob("a*z")])], hostile, Budget()) == "axz"


def test_a_search_ends_at_its_limit():
    wanted = [
        TextSet([glob("*".join(["", *word, ""]))]) for word in ("abcabcabc", "bcabcabca", "cabcabcab", "aabbccaab")
    ]
    unwanted = [TextSet([glob(f"*{a}*{b}*{a}*{b}*{a}*{b}*{a}*{b}*")]) for a in "abc" for b in "abc"]
    budget = Budget()
    with pytest.raises(BudgetError, match="20000 states"):
        search(wanted, unwanted, budget)
    assert budget.spent["states"] > 20_000


def test_patterns_that_are_too_long_are_not_decided():
    with pytest.raises(BudgetError, match="4096"):
        search([TextSet([glob("a" * 5000 + "*b")]), TextSet([glob("*a")])], [], Budget())
    with pytest.raises(BudgetError, match="20000 characters"):
        search([TextSet([glob("a*b")])], [TextSet(glob(f"{n}" * 200 + "*") for n in range(150))], Budget())


@pytest.mark.parametrize("seed", range(80))
def test_holes_are_filled_if_and_only_if_something_fits(seed):
    source = random.Random(seed)
    tokens = [*TOKENS[:8], Hole("k"), Hole("k")]
    pattern = (*random_pattern(source, tokens, 3), Hole("k"))
    fold = source.random() < 0.2
    pattern = fold_pattern(pattern) if fold else pattern
    known = {"k": ([TextSet([random_pattern(source)])], [TextSet([random_pattern(source)])])}
    unwanted = [TextSet([random_pattern(source)])]
    wanted = [TextSet([random_pattern(source), glob("*a*")])]
    values = [t for t in TEXTS[:85] if known["k"][0][0].matches(t) and not known["k"][1][0].matches(t)]
    found = may_fill(pattern, wanted, unwanted, known, Budget(), fold=fold)
    if found is None:
        for value in values:  # Equal values in equal holes are among the independent ones.
            part = fold_case(value) if fold else value
            filled = TextSet([tuple(c for t in pattern for c in (part if isinstance(t, Hole) else (t,)))], fold=fold)
            for text in source.sample(TEXTS, 60):
                assert not (filled.matches(text) and wanted[0].matches(text) and not unwanted[0].matches(text))
    else:
        assert wanted[0].matches(found.text)
        assert not unwanted[0].matches(found.text)
        assert len(found.segments) == sum(isinstance(t, Hole) for t in pattern)


def test_equal_sets_are_equal_in_any_order():
    assert TextSet([glob("a"), glob("b*")]) == TextSet([glob("b*"), glob("a"), glob("a")])
    assert TextSet([glob("a")]) != TextSet([glob("a")], fold=True)
    assert find_text_of(glob("ab")) == "ab"
    assert find_text_of(glob("a*")) is None


def test_a_hole_is_not_a_set():
    with pytest.raises(TypeError, match="hole"):
        TextSet([(Hole("k"),)]).matches("x")
