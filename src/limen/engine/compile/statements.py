"""Compiled policies (semantics E2 to E8, E22 to E26): everything about a statement that does not depend on a request.

A document is compiled once for every way in which it is used, and shared by all layers and principals that use it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from limen.domain.bounded import Bounded
from limen.domain.principals import Principal
from limen.engine.compile.grants import (
    GrantTest,
    compile_naming,
    compile_not_principal,
    compile_principal,
    everybody,
    nobody,
)
from limen.engine.model.layers import Grant, LayerRules, NamedPolicy
from limen.policy.match.action_pattern import ActionTest, compile_actions
from limen.policy.match.arn_pattern import compile_resources
from limen.policy.match.conditions import compile_clause
from limen.policy.match.context import Context, Test
from limen.policy.match.operators import LOOK_UPS
from limen.policy.match.pattern import EVERYTHING, Pattern, PatternSet, TextTest
from limen.policy.syntax.document import Effect, PolicyDocument, Statement, Version

REMEMBERED_POLICIES: Final = 16384
REMEMBERED_CHARACTERS: Final = 8 * 1024 * 1024
"""The length of all texts together; the compiled form takes about twenty bytes for each character."""

REMEMBERED_ACTIONS: Final = 1024


Branch = tuple[str, TextTest | None, Test | None]
"""One of a statement's resources: its literal prefix, the test of the rest, and the remaining condition."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledStatement:
    """A statement as tests.

    `patterns` are its resources, for texts normalized by `fold_head`. `condition` is what remains to be tested when
    action and resource match: the principal, if the layer names principals, and all `conditions`; `None` if nothing
    remains. A resource policy's Allow determines the strength of `grant` first instead; `granting` is whether it may
    make identity policies unnecessary. `branches` are the patterns, each with the condition.
    """

    source: Statement
    matches_action: ActionTest
    patterns: tuple[Pattern, ...]
    branches: tuple[Branch, ...]
    condition: Test | None
    granting: Test | None
    conditions: tuple[Test, ...]
    grant: GrantTest

    @property
    def is_deny(self) -> bool:
        """Whether the statement denies."""
        return self.source.effect is Effect.DENY

    def matches_resource(self, arn: str, context: Context, principal: Principal) -> bool:
        """Whether it applies to the resource."""
        return any(pattern.matches(arn, context, principal) for pattern in self.patterns)


Candidates = tuple[tuple[CompiledStatement, ...], tuple[CompiledStatement, ...]]
"""Statements that deny and statements that allow."""


_NO_CANDIDATES: Final[Candidates] = ((), ())


class CompiledPolicy:
    """The statements of a policy and, for every action seen so far, those that match it."""

    __slots__ = ("_candidates", "statements")

    def __init__(self, statements: Iterable[CompiledStatement]) -> None:
        """Keep the statements."""
        self.statements = tuple(statements)
        self._candidates: dict[str, Candidates] = {}

    def find_candidates(self, action: str) -> Candidates:
        """The statements that match an action (in lower case)."""
        found = self._candidates.get(action)
        if found is None:
            about = [statement for statement in self.statements if statement.matches_action(action)]
            denies, allows = (tuple(each for each in about if each.is_deny is is_deny) for is_deny in (True, False))
            found = (denies, allows) if about else _NO_CANDIDATES
            if len(self._candidates) >= REMEMBERED_ACTIONS:
                self._candidates.clear()
            self._candidates[action] = found
        return found


def compile_policy(policy: NamedPolicy, rules: LayerRules, *, has_boundary: bool = False) -> CompiledPolicy:
    """Compile a policy for a kind of layer, or return its cached form; `has_boundary` describes the caller (E26)."""
    if not rules.names_principals:
        return _CACHE.find(policy.document, rules, {}, has_boundary=False)
    return _CACHE.find(policy.document, rules, policy.principal_ids, has_boundary=has_boundary)


def compile_grant(
    source: Statement, rules: LayerRules, principal_ids: Mapping[str, str], *, has_boundary: bool
) -> GrantTest:
    """The principals of the statement."""
    if not rules.names_principals:
        return everybody
    if source.principal is not None:
        return compile_principal(source.principal, principal_ids)
    if source.not_principal is None:
        return nobody if rules.is_attached else everybody
    if source.effect is Effect.ALLOW:
        return nobody  # AWS does not support it; granting to everyone else would be the unsafe reading (E26).
    return compile_not_principal(source.not_principal, principal_ids, has_boundary=has_boundary)


class _Cache:
    """Compiled policies by the text of their documents; the oldest are dropped first."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: Bounded[object, tuple[PolicyDocument, CompiledPolicy]] = Bounded()

    def find(
        self, document: PolicyDocument, rules: LayerRules, principal_ids: Mapping[str, str], *, has_boundary: bool
    ) -> CompiledPolicy:
        key = (document.text, rules, frozenset(principal_ids.items()), has_boundary)
        entry = self._entries.get(key)
        # Documents that were not parsed may have no text, or another document's text.
        if entry is not None and (entry[0] is document or entry[0] == document):
            return entry[1]
        compiled = CompiledPolicy(_compile(document, rules, principal_ids, has_boundary=has_boundary))
        weight = len(document.text)
        self._entries.keep(
            key, (document, compiled), weight=weight, most=REMEMBERED_POLICIES, most_weight=REMEMBERED_CHARACTERS
        )
        return compiled


_CACHE: Final = _Cache()


def _compile(
    document: PolicyDocument, rules: LayerRules, principal_ids: Mapping[str, str], *, has_boundary: bool
) -> Iterable[CompiledStatement]:
    version = document.version
    for source in document.statements:
        grant = compile_grant(source, rules, principal_ids, has_boundary=has_boundary)
        conditions = tuple(compile_clause(clause, version) for clause in source.conditions)
        ordered = _cheapest_first(source, conditions)
        is_granting = rules.is_attached and source.effect is Effect.ALLOW
        is_for_all = is_granting or grant is everybody
        condition = _all_of(ordered if is_for_all else (_means(grant, Grant.ACCOUNT), *ordered))
        patterns = _compile_resource(source, version, rules)
        yield CompiledStatement(
            source=source,
            matches_action=_compile_action(source),
            patterns=patterns,
            branches=tuple((pattern.literal, pattern.rest, condition) for pattern in patterns),
            granting=_all_of((_compile_naming(source, principal_ids), *ordered)) if is_granting else None,
            condition=condition,
            conditions=conditions,
            grant=grant,
        )


def _compile_action(source: Statement) -> ActionTest:
    if source.not_actions is None:
        return compile_actions(source.actions or ())
    excluded = compile_actions(source.not_actions)
    return lambda action: not excluded(action)


def _compile_resource(source: Statement, version: Version, rules: LayerRules) -> tuple[Pattern, ...]:
    if source.not_resources is not None:
        excluded = PatternSet(compile_resources(source.not_resources, version, rules.short_arns)).matches
        return (Pattern("", rest=lambda arn, context, principal: not excluded(arn, context, principal)),)
    if source.resources is None:
        return (EVERYTHING,) if rules.is_attached else ()
    return compile_resources(source.resources, version, rules.short_arns)


def _compile_naming(source: Statement, principal_ids: Mapping[str, str]) -> Test:
    """Whether a resource policy's Allow names the caller more directly than by its account."""
    if source.principal is None:
        return lambda _context, _principal: False
    return compile_naming(source.principal, principal_ids)


def _cheapest_first(source: Statement, conditions: tuple[Test, ...]) -> list[Test]:
    """The conditions with lookups before comparisons; the order does not affect the answer."""
    pairs = zip(source.conditions, conditions, strict=True)
    return [test for _, test in sorted(pairs, key=lambda pair: pair[0].operator not in LOOK_UPS)]


def _means(grant: GrantTest, least: Grant) -> Test:
    return lambda context, principal: grant(context, principal) >= least


def _all_of(tests: Sequence[Test]) -> Test | None:
    """One test for all of them; `None` if there is none."""
    if not tests:
        return None
    first, *others = tests
    if not others:
        return first
    if len(others) == 1:
        second = others[0]
        return lambda context, principal: first(context, principal) and second(context, principal)

    def test(context: Context, principal: Principal) -> bool:
        if not first(context, principal):
            return False
        for other in others:  # noqa: SIM110 - a generator would cost more than the tests
            if not other(context, principal):
                return False
        return True

    return test
