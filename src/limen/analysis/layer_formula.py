"""All layers of policies for one caller as a formula (spec analysis 3.6; semantics E22 to E32).

A request is allowed if no binding Deny applies, all control policies let it pass, and for some strength of grant the
resource policy grants that directly and every layer that is still required allows. Fewer layers are required as grants
become more direct, so this is the engine's rule about the strongest grant that applies.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from limen.analysis.access import Case, Entry, Side, list_cases
from limen.analysis.actions import OpenService
from limen.analysis.clauses import statement_formula
from limen.analysis.formula import RESOURCE, Atom, Formula, Lit, both, either, negate
from limen.analysis.open_callers import PROVIDER_KEY
from limen.analysis.partial import Known, assign
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import TextSet, Wild
from limen.analysis.world import World
from limen.domain.principals import Principal
from limen.engine.compile.statements import compile_grant
from limen.engine.model.layers import CONTROLS, LAYER_RULES, Grant, Layer, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import WITHOUT_PERMISSION, AuthorizationRequest, Resource
from limen.engine.rules import CONTROLLED_SERVICES, find_exempt_controls, may_be_absent, needed_layers
from limen.policy.match.action_pattern import compile_actions
from limen.policy.match.context import DERIVED, find_value
from limen.policy.syntax.document import TRUST_ACTIONS, Effect, Statement

_STRICT_SERVICES: Final = frozenset({"kms", "sts"})
_GATES: Final = (Layer.SERVICE_CONTROL, Layer.RESOURCE_CONTROL, Layer.ENDPOINT)
_SPECIAL: Final = TRUST_ACTIONS | WITHOUT_PERMISSION
"""Actions that have rules of their own."""
_PLAIN: Final = (False, False, "")
_GRANTS: Final = (Grant.ACCOUNT, Grant.ENTITY, Grant.DIRECT)

_IN: Final = Wild.ANY_IN
_AWS_MANAGED_KEYS: Final = TextSet([(*"arn:", _IN, *":kms:", _IN, ":", _IN, *":alias/aws/", Wild.ANY)])
"""Keys of AWS's own, which resource control policies do not bind (E28)."""
_KEYS: Final = TextSet([(_IN, ":", _IN, *":kms:", _IN, ":", _IN, *":key/", Wild.ANY)])
_ROLES: Final = TextSet([(_IN, ":", _IN, *":iam:", _IN, ":", _IN, *":role/", Wild.ANY)])

REMEMBERED_ENTRIES: Final = 4096

ANY_RESOURCE: Final = Resource("*")

Key = tuple[Layer, int, Grant]
"""A level of a layer, and how directly its statements must name the caller."""

Memory = dict[tuple[int, Layer, frozenset[tuple[str, str]]], Formula]
"""What statements require of any caller with the same shapes of keys, for callers who share policies.

A statement is identified by its `id`, so a cache must not outlive the policies.
"""


@dataclass(frozen=True, slots=True)
class Situation:
    """The caller, its policies, and what is known of the resource; its ARN is open unless `arn` is given."""

    principal: Principal
    policies: PolicySet
    resource: Resource = ANY_RESOURCE
    in_management_account: bool = False
    heeds_token_denies: bool = False
    has_known_resource: bool = False
    """Whether `resource.arn` is the resource; otherwise every resource is meant, and strict ones require a policy."""

    def ask(self, action: str) -> AuthorizationRequest:
        """A request about an action, without context."""
        return AuthorizationRequest(
            self.principal, action, self.resource, {}, self.in_management_account, self.heeds_token_denies
        )


class Layered:
    """The formula of all layers, by action."""

    def __init__(
        self,
        situation: Situation,
        open_keys: Mapping[str, TextSet] | None = None,
        memory: Memory | None = None,
    ) -> None:
        """Read the policies of all layers; `open_keys` have any of these texts, instead of the caller's values."""
        self.situation = situation
        domains = {key: (texts,) for key, texts in (open_keys or {}).items()}
        self.known = {key: value for key, value in find_known(situation).items() if key not in domains}
        world = find_world(situation.principal)
        self.world = World(world.fixed_shapes, {**world.domains, **domains})
        self._memory = {} if memory is None else memory
        self._shapes = frozenset(world.fixed_shapes.items())
        levels = situation.policies.levels
        self._controls = CONTROLS.intersection(levels)
        self._layers = frozenset(levels)
        self._places: dict[Key, int] = {}
        self.sides: list[Side] = []
        for layer, found in levels.items():
            for place, level in enumerate(found):
                for grant in _GRANTS if layer is Layer.RESOURCE else (Grant.ACCOUNT,):
                    self._places[layer, place, grant] = len(self.sides)
                    self.sides.append(tuple(self._read_level(layer, level, grant)))

    def add_side(self, side: Side) -> int:
        """Add statements to compare with; the result is their index among the sides of a case."""
        self.sides.append(side)
        return len(self.sides) - 1

    def _read_level(self, layer: Layer, level: Sequence[NamedPolicy], least: Grant) -> Iterator[Entry]:
        for policy in level:
            for statement in policy.document.statements:
                meant = self._find_meaning(statement, policy, layer, least)
                asked = self._read_statement(statement, policy, layer)
                yield Entry(statement, assign(both(meant, asked), self.known))

    def _read_statement(self, statement: Statement, policy: NamedPolicy, layer: Layer) -> Formula:
        key = id(statement), layer, self._shapes
        if key not in self._memory:
            rules = LAYER_RULES[layer]
            self._memory[key] = statement_formula(
                statement, policy.document.version, rules.short_arns, self.world.shapes, is_attached=rules.is_attached
            )
        return self._memory[key]

    def _find_meaning(self, statement: Statement, policy: NamedPolicy, layer: Layer, least: Grant) -> Formula:
        """Whether a statement names the caller; for a Deny, naming the account is enough."""
        rules = LAYER_RULES[layer]
        has_boundary = self.situation.policies.permissions_boundary is not None
        grant = compile_grant(statement, rules, policy.principal_ids, has_boundary=has_boundary)
        needed = Grant.ACCOUNT if statement.effect is Effect.DENY else least
        if grant(self.known_context, self.situation.principal) >= needed:
            return True
        if not rules.names_principals or statement.principal is None or not statement.principal.federated:
            return False
        return Lit(Atom("T", PROVIDER_KEY, Test(TextSet(map(tuple, statement.principal.federated)))))

    @property
    def known_context(self) -> Mapping[str, str | tuple[str, ...]]:
        """The context, as far as it is known."""
        return {key: value for key, value in self.known.items() if value is not None and key != RESOURCE}

    def list_cases(self, *, beyond: bool = False) -> Iterator[Case]:
        """Classes of actions that no layer distinguishes."""
        extra = (CONTROLLED_SERVICES | _STRICT_SERVICES) if self._needs_split() else frozenset()
        for case in list_cases(self.sides, beyond=beyond, free=True, services=extra):
            yield from _split(case)

    def _needs_split(self) -> bool:
        return Layer.RESOURCE_CONTROL in self._controls or not self.situation.has_known_resource

    def case_of(self, action: str) -> Case:
        """The case of one action."""
        folded = action.lower()
        conditions = tuple(tuple(is_about(entry.statement, folded) for entry in side) for side in self.sides)
        return Case(tuple(self.sides), conditions, (action,))

    def allowed(self, case: Case) -> Formula:
        """What is allowed, of the actions of a case."""
        action = case.actions[0] if case.actions else _name_any(case.service)
        request = self.situation.ask(action)
        exempt = find_exempt_controls(request, self._controls)
        denied = either(*(self._binding(case, layer, place, exempt, is_deny=True) for layer, place in self._levels()))
        if not request.needs_permission:
            return negate(denied) if request.is_deniable else True
        gates = both(*self._list_gates(case, exempt))
        granted = either(*(self._granted(case, request, grant) for grant in Grant))
        return both(negate(denied), gates, granted)

    def _levels(self) -> list[tuple[Layer, int]]:
        return list(dict.fromkeys((layer, place) for layer, place, _ in self._places))

    def _binding(self, case: Case, layer: Layer, place: int, exempt: frozenset[Layer], *, is_deny: bool) -> Formula:
        """The formula of a level for the requests that it binds."""
        side = self._places[layer, place, Grant.ACCOUNT]
        said = case.denied(side) if is_deny else case.allowed(side)
        is_bound = layer not in exempt and self._is_bound(layer)
        return both(is_bound, said) if is_deny else either(negate(is_bound), said)

    def _is_bound(self, layer: Layer) -> Formula:
        """Resource control policies do not bind the keys that AWS manages."""
        if layer is not Layer.RESOURCE_CONTROL or self.situation.has_known_resource:
            return True
        return Lit(Atom("R", RESOURCE, Test(_AWS_MANAGED_KEYS)), sign=False)

    def _list_gates(self, case: Case, exempt: frozenset[Layer]) -> Iterator[Formula]:
        for layer, place in self._levels():
            if layer in _GATES:
                yield self._binding(case, layer, place, exempt, is_deny=False)

    def _granted(self, case: Case, request: AuthorizationRequest, grant: Grant) -> Formula:
        """What is allowed by a grant of this strength at least, and the layers that are needed with it."""
        if grant is Grant.NONE:
            return self._granted_without(case, request)
        if Layer.RESOURCE not in self._layers:
            return False
        needed = both(*(self._side(case, layer) for layer in needed_layers(request, grant)))
        return both(case.allowed(self._places[Layer.RESOURCE, 0, grant]), needed)

    def _granted_without(self, case: Case, request: AuthorizationRequest) -> Formula:
        """What the caller's own layers allow by themselves, except on strict resources (E32)."""
        sides = both(*(self._side(case, layer) for layer in needed_layers(request, Grant.NONE)))
        if self.situation.has_known_resource:
            return sides
        return both(sides, negate(find_strict(request.action)))

    def _side(self, case: Case, layer: Layer) -> Formula:
        if layer is Layer.RESOURCE:
            return False
        if layer not in self._layers:
            return may_be_absent(layer, self.situation.principal)
        return case.allowed(self._places[layer, 0, Grant.ACCOUNT])


def find_strict(action: str) -> Formula:
    """The resources of an action on which identity policies alone grant nothing."""
    folded = action.lower()
    if folded.startswith("kms:"):
        return Lit(Atom("R", RESOURCE, Test(_KEYS)))
    return Lit(Atom("R", RESOURCE, Test(_ROLES))) if folded in TRUST_ACTIONS else False


def _split(case: Case) -> Iterator[Case]:
    """Actions that rules other than the statements distinguish (spec analysis 3.4)."""
    groups: dict[tuple[bool, bool, str], list[str]] = {}
    for action in case.actions:
        prefix = action.partition(":")[0].lower()
        key = prefix in CONTROLLED_SERVICES, prefix == "kms", action.lower() if action.lower() in _SPECIAL else ""
        groups.setdefault(key, []).append(action)
    if len(groups) < 2:
        yield case
        return
    for key, actions in groups.items():
        yield replace(case, actions=tuple(actions), has_others=case.has_others and key == _PLAIN)


def _name_any(service: OpenService | None) -> str:
    return f"{service.prefix}:x7" if service is not None else "x7:x7"


def is_about(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action in lower case."""
    if statement.not_actions is not None:
        return not _names(statement.not_actions, action)
    return _names(statement.actions or (), action)


@lru_cache(maxsize=REMEMBERED_ENTRIES)
def _names(entries: tuple[str, ...], action: str) -> bool:
    """Whether any entry names the action; cached, because the principals of an account share policies."""
    return compile_actions(entries)(action)


def find_known(situation: Situation) -> Known:
    """The values that caller and resource determine."""
    principal = situation.principal
    found = {key: find_value({}, principal, key) for key in DERIVED}
    if found[PROVIDER_KEY] is None:
        del found[PROVIDER_KEY]  # Any other caller may bring it in the context.
    if situation.has_known_resource:
        found[RESOURCE] = situation.ask("x:x").arn
    return found


def find_world(principal: Principal) -> World:
    """The world of one caller: the keys that it determines are constants."""
    shapes: dict[str, str] = {}
    domains: dict[str, tuple[TextSet, ...]] = {}
    for key in DERIVED:
        value = find_value({}, principal, key)
        if value is None and key == PROVIDER_KEY:
            continue
        shapes[key] = "A" if value is None else "S" if isinstance(value, str) else "M"
        texts = (value,) if isinstance(value, str) else value or ()
        if texts:
            domains[key] = (TextSet(map(tuple, texts)),)
    return World(shapes, domains)
