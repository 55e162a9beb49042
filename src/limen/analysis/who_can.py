"""Who in an account can do something (spec analysis 5.5): yes, no, or under conditions on the request's context."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from limen.analysis.account_view import AccountView, Identity
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.clauses import resource_formula
from limen.analysis.cubes import list_cubes
from limen.analysis.formula import RESOURCE, Formula, Lit, both, list_atoms, negate
from limen.analysis.layer_formula import Layered, Memory, Situation, is_about
from limen.analysis.open_callers import ANY_NAME, ID_KEY
from limen.analysis.partial import assign
from limen.analysis.shared_answers import Sharing
from limen.analysis.solve import Answer, solve
from limen.analysis.texts.patterns import TextSet
from limen.analysis.world import World
from limen.domain.principals import Principal, RoleSession, RootUser
from limen.engine.denial import is_kind_of_resource, is_trust_decision
from limen.engine.model.layers import Layer, Level, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import WITHOUT_PERMISSION, Resource
from limen.policy.match.arn_pattern import ShortARNs
from limen.policy.syntax.document import Effect, Version

MAX_CUBES: Final = 20
"""Alternatives of conditions that are listed for one principal."""
_TAG: Final = "aws:principaltag/"


class Can(StrEnum):
    """Whether a principal can."""

    YES = "yes"
    IF = "if"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class GrantRef:
    """A statement that allows."""

    policy: str
    index: int
    sid: str | None
    layer: Layer


@dataclass(frozen=True, slots=True)
class Access:
    """What one principal can do: with `IF`, alternatives of literals under which it can."""

    principal: str
    answer: Can
    grants: tuple[GrantRef, ...] = ()
    conditions: tuple[tuple[Lit, ...], ...] = ()
    complete: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """An action on a resource: one ARN, or a pattern for all ARNs that match. `policy` is the resource's own."""

    action: str
    resource: str = "*"
    policy: NamedPolicy | None = None

    @property
    def is_open(self) -> bool:
        """Whether several resources are meant."""
        return self.resource != "*" and bool({"*", "?"} & set(self.resource))

    @property
    def is_key(self) -> bool:
        """Whether it is a KMS key, on which nobody can do anything that its own policy does not grant (E32)."""
        return self.action.lower().startswith("kms:") and is_kind_of_resource(self.resource, "kms", "key/")

    @property
    def is_strict(self) -> bool:
        """Whether identity policies alone grant nothing on it."""
        return self.is_key or is_trust_decision(self.action, self.resource)


def who_can(view: AccountView, target: Target, *, effort: int = 1) -> Iterator[Access]:
    """The principals of an account that can, or may be able to; those that cannot are left out."""
    search = _Search(target, effort)
    for caller, tags, policies, name in _list_callers(view, target):
        found = search.ask(caller, tags, policies)
        if found.answer is not Can.NO:
            grants = tuple(_list_grants(policies, target.action))
            yield Access(name, found.answer, grants, found.conditions, found.complete, found.reason)


def _list_callers(view: AccountView, target: Target) -> Iterator[tuple[Principal, "Tags | None", PolicySet, str]]:
    """Root, and all principals whose policies mention the action."""
    resource = None if target.policy is None else (target.policy,)
    root = RootUser(view.account, view.partition)
    controls = PolicySet(
        service_control=view.service_control, resource_control=view.resource_control, resource=resource
    )
    yield root, None, controls, root.arn
    known: dict[int, bool] = {}
    for arn, identity in view.list_holders():
        own = _find_policy(view, target, identity, resource)
        policies = view.layers_of(identity, own)
        if (
            own is not None
            or target.action.lower() in WITHOUT_PERMISSION
            or any(_mentions(policy, target.action, known) for policy in policies.identity)
        ):
            yield view.caller_of(identity), read_tags(identity), policies, arn


def _find_policy(view: AccountView, target: Target, identity: Identity, resource: Level | None) -> Level | None:
    """The resource policy; for a role that is assumed, its trust policy."""
    if resource is None and is_trust_decision(target.action, target.resource):
        found = view.find(target.resource)
        return (found.trust,) if found is not None and found.trust is not None else ()
    return resource


def _mentions(policy: NamedPolicy, action: str, known: dict[int, bool]) -> bool:
    """Whether a policy allows something about the action; most do not."""
    key = id(policy.document)
    if key not in known:
        folded = action.lower()
        statements = policy.document.statements
        known[key] = any(s.effect is Effect.ALLOW and is_about(s, folded) for s in statements)
    return known[key]


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a principal; `open` if a session may supply others."""

    values: dict[str, str]
    open: bool


def read_tags(identity: Identity) -> Tags:
    """The tags of an identity as condition keys."""
    tags = {f"{_TAG}{key.lower()}": value for key, value in identity.tags.items()}
    trust = () if identity.trust is None else identity.trust.document.statements
    return Tags(tags, open=any(s.effect is Effect.ALLOW and is_about(s, "sts:tagsession") for s in trust))


def open_formula(formula: Formula, tags: Tags | None) -> Formula:
    """The formula with the principal's tags filled in, unless a session may supply others."""
    if tags is None or tags.open:
        return formula
    keys = {atom.key for atom in list_atoms(formula)}
    keys |= {key for atom in list_atoms(formula) if atom.test is not None for key in atom.test.keys}
    return assign(formula, {key: tags.values.get(key) for key in sorted(keys) if key.startswith(_TAG)})


def make_layered(
    caller: Principal,
    policies: PolicySet,
    resource: Resource,
    *,
    is_known: bool,
    opened: Mapping[str, TextSet] | None = None,
    memory: Memory | None = None,
) -> Layered:
    """The layers of one caller; the name of a role's session is open, and so are the keys that are `opened`."""
    situation = Situation(caller, policies, resource, has_known_resource=is_known)
    keys = dict(opened or {})
    if isinstance(caller, RoleSession):
        keys[ID_KEY] = TextSet([(*f"{caller.role_id}:", *ANY_NAME)])
    return Layered(situation, keys, memory)


class _Search:
    """One question about all principals, which share policies and often the answer."""

    def __init__(self, target: Target, effort: int) -> None:
        """Start with an empty cache."""
        self._target = target
        self._effort = effort
        self._resource = Resource(target.resource, requires_resource_policy=target.is_strict)
        self._within: Formula = True
        if target.is_open:
            self._within = resource_formula((target.resource,), Version.V2008, ShortARNs.PADDED)
        self._sharing = Sharing(target.action.lower(), None if target.is_open else target.resource)
        self._formulas: dict[Hashable, tuple[Formula, World]] = {}
        self._statements: Memory = {}
        self._answers: dict[Formula, Access] = {}

    def ask(self, caller: Principal, tags: Tags | None, policies: PolicySet) -> Access:
        """The answer about one principal."""
        shared = self._sharing.find_key(caller, policies)
        if shared is not None and shared in self._formulas:
            formula, world = self._formulas[shared]
        else:
            formula, world = self._read(caller, policies)
        if shared is not None:
            self._formulas[shared] = formula, world
        formula = open_formula(formula, tags)
        question = both(self._within, formula)
        if ID_KEY in {atom.key for atom in list_atoms(question)}:
            return self._decide(question, formula, world)
        if question not in self._answers:
            self._answers[question] = self._decide(question, formula, world)
        return self._answers[question]

    def _read(self, caller: Principal, policies: PolicySet) -> tuple[Formula, World]:
        is_known = not self._target.is_open
        layered = make_layered(caller, policies, self._resource, is_known=is_known, memory=self._statements)
        return layered.allowed(layered.case_of(self._target.action)), layered.world

    def _decide(self, question: Formula, formula: Formula, world: World) -> Access:
        return _decide(question, both(self._within, negate(formula)), world, self._effort)


def _decide(question: Formula, opposite: Formula, world: World, effort: int) -> Access:
    budget = Budget(effort)
    found = solve(question, world, budget)
    if found.answer is Answer.NO:
        return Access("", Can.NO)
    if found.answer is Answer.UNKNOWN:
        return Access("", Can.UNKNOWN, reason=found.reason)
    if solve(opposite, world, budget).answer is Answer.NO:
        return Access("", Can.YES)
    reasons: list[str] = []
    cubes: list[tuple[Lit, ...]] = []
    try:
        cubes.extend(_order(cube) for cube in list_cubes(question, world, budget, reasons, limit=MAX_CUBES))
    except BudgetError as error:
        reasons.append(str(error))
    return Access("", Can.IF, conditions=tuple(cubes), complete=not reasons)


def _order(cube: Sequence[Lit] | frozenset[Lit]) -> tuple[Lit, ...]:
    return tuple(sorted(cube, key=lambda each: (each.atom.key != RESOURCE, each.atom.key, repr(each))))


def _list_grants(policies: PolicySet, action: str) -> Iterator[GrantRef]:
    folded = action.lower()
    for layer, level in ((Layer.IDENTITY, policies.identity), (Layer.RESOURCE, policies.resource or ())):
        for policy in level:
            for statement in policy.document.statements:
                if statement.effect is Effect.ALLOW and is_about(statement, folded):
                    yield GrantRef(policy.name, statement.index, statement.sid, layer)
