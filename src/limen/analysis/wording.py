"""Literals, patterns and actions in words and as JSON (spec analysis 6.2, 11)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from re import match
from typing import Final

from limen.analysis.dynamic import Dynamic
from limen.analysis.formula import ACTION_NAME, RESOURCE, Lit
from limen.analysis.tests_of_values import PRESENT, Test
from limen.analysis.texts.patterns import Pattern, Wild
from limen.policy.catalog.lookup import find_context_key, find_service
from limen.policy.match.glob import Wildcard
from limen.policy.match.variables import Variable
from limen.policy.syntax.document import PolicyDocument

_SIGNS: Final[Mapping[Wild, str]] = {Wild.ANY: "*", Wild.ANY_IN: "*", Wild.ONE: "?", Wild.ONE_IN: "?"}
_SPECIAL: Final = frozenset("*?")
_FEW: Final = 2


def find_spellings(documents: Iterable[PolicyDocument]) -> dict[str, str]:
    """The spelling of condition keys in the documents, by the key in lower case."""
    clauses = (clause for document in documents for s in document.statements for clause in s.conditions)
    return {clause.key.lower(): clause.key for clause in clauses}


def spell_key(key: str, spellings: Mapping[str, str]) -> str:
    """The key as policies or the catalog spell it."""
    known = find_context_key(key)
    listed = key if known is None or known.is_template else known.name
    return spellings.get(key, listed)


def spell_pattern(pattern: Pattern) -> str:
    """The pattern as a policy writes it."""
    out: list[str] = []
    for token in pattern:
        if isinstance(token, Wild):
            out.append(_SIGNS[token])
        else:
            out.append(f"${{{token}}}" if token in _SPECIAL else str(token))
    return "".join(out)


def spell_dynamic(dynamic: Dynamic) -> str:
    """A pattern with variables as a policy writes it."""
    out = [spell_pattern(dynamic.head)]
    for token in dynamic.tokens:
        if isinstance(token, Variable):
            default = "" if token.default is None else f", '{token.default}'"
            out.append(f"${{{token.name}{default}}}")
        elif isinstance(token, Wildcard):
            out.append(token.value)
        else:
            out.append(spell_pattern(tuple(token)))
    return "".join(out)


def spell_test(test: Test) -> list[str]:
    """The values of a test."""
    if test.predicate is not None:
        return list(test.values)
    return [*map(spell_pattern, test.texts.patterns), *map(spell_dynamic, test.dynamic)]


def split_resources(literals: Iterable[Lit]) -> tuple[list[str], list[str]]:
    """The resources that literals require, and those that they exclude."""
    wanted = [each for each in literals if each.atom.key == RESOURCE]
    positive = [" and ".join(spell_test(each.test)) for each in wanted if each.sign and _count(each.test) == 1]
    lists = [text for each in wanted if each.sign and _count(each.test) > 1 for text in spell_test(each.test)]
    excluded = [text for each in wanted if not each.sign for text in spell_test(each.test)]
    return [*positive, *lists], excluded


def _count(test: Test) -> int:
    return len(test.texts.patterns) + len(test.dynamic)


def list_conditions(literals: Iterable[Lit], spellings: Mapping[str, str]) -> list[dict[str, object]]:
    """The other literals as JSON, one object each."""
    return [
        {"key": spell_key(literal.atom.key, spellings), **_render_literal(literal)}
        for literal in literals
        if literal.atom.key not in (RESOURCE, ACTION_NAME)
    ]


def _render_literal(literal: Lit) -> dict[str, object]:
    kind = literal.atom.kind
    if kind == "A":
        return {"is": "absent" if literal.sign else "present"}
    if kind == "M":
        return {"is": "set"} if literal.sign else {"is_not": "set"}
    sense = literal.atom.sense
    values = _render_values(literal.test, holds=sense is literal.sign if kind == "T" else sense)
    if kind == "T":
        return values
    return {"some" if literal.sign else "none": values}


def _render_values(test: Test, *, holds: bool) -> dict[str, object]:
    found: dict[str, object] = {"in" if holds else "not_in": spell_test(test)}
    if test.operator is not None:
        found["operator"] = str(test.operator)
    if test.texts.fold:
        found["ignore_case"] = True
    return found


def describe_conditions(literals: Sequence[Lit], spellings: Mapping[str, str]) -> list[str]:
    """The other literals in words."""
    present = {each.atom.key for each in literals if each.atom.kind == "A" and not each.sign}
    plain = [each for each in literals if each.atom.key not in (RESOURCE, ACTION_NAME)]
    return [_describe(each, spell_key(each.atom.key, spellings), present) for each in plain]


def _describe(literal: Lit, key: str, present: set[str]) -> str:
    kind, sign = literal.atom.kind, literal.sign
    if kind == "A":
        return f"{key} is {'absent' if sign else 'present'}"
    if kind == "M":
        return f"{key} is {'' if sign else 'not '}a set of values"
    if kind == "E":
        if literal.test == PRESENT and literal.atom.sense:
            return f"{'a' if sign else 'no'} value of {key} is not empty"
        return f"{'a' if sign else 'no'} value of {key} {_describe_test(literal.test, holds=literal.atom.sense)}"
    described = f"{key} {_describe_test(literal.test, holds=sign)}"
    return described if sign or literal.atom.key in present else f"{described} or is absent"


def _describe_test(test: Test, *, holds: bool) -> str:
    values = spell_test(test)
    listed = " or ".join(values) if values else "nothing"
    if test.operator is not None:
        return f"{'passes' if holds else 'fails'} {test.operator} {listed}"
    any_case = " in any case" if test.texts.fold else ""
    return f"{'is' if holds else 'is not'} {listed}{any_case}"


def fold_actions(actions: Sequence[str]) -> list[str]:
    """The actions as few patterns; a pattern is used only if it matches no other action of the catalog."""
    found: list[str] = []
    for prefix, group in groupby(sorted(actions, key=str.lower), lambda action: action.partition(":")[0]):
        found += _fold_service(prefix, [action.partition(":")[2] for action in group])
    return found


def _fold_service(prefix: str, names: list[str]) -> list[str]:
    service = find_service(prefix)
    listed = {} if service is None else {action.name.lower(): action.name for action in service.actions.values()}
    known = {name.lower() for name in names}
    if listed and known >= set(listed):
        return [f"{prefix}:*"]
    out: dict[str, None] = {}
    for name in names:
        word = match("[A-Z]?[a-z0-9]*", name)
        start = (word[0] if word else name).lower()
        alike = [other for other in listed if start and other.startswith(start)]
        if len(alike) > _FEW and known.issuperset(alike):
            out[f"{prefix}:{name[: len(start)]}*"] = None
        else:
            out[f"{prefix}:{name}"] = None
    return list(out)


def describe_literals(literals: Sequence[Lit]) -> str:
    """Resources and conditions, on one line."""
    resources, excluded = split_resources(literals)
    parts = [f"the resource is {' or '.join(resources)}"] if resources else []
    parts += [f"the resource is not {' or '.join(excluded)}"] if excluded else []
    return " and ".join([*parts, *describe_conditions(literals, {})])
