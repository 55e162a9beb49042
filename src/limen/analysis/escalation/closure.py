"""Everything that an attacker gains who starts as one principal, move by move, until nothing new is gained.

Spec analysis 7.

Gains never remove anything, so the order of moves does not matter for what is reached. The first move that gives
something is kept, and paths are read backwards. Every call is decided by the formula of all layers: if none is
possible, that is a proof.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from limen.analysis.account_view import AccountView, Identity
from limen.analysis.budget import BudgetError
from limen.analysis.escalation.moves import CREATE_USER, MOVES, NEW_ROLE, NEW_USER, RUNNERS, Gain, Move, Target
from limen.analysis.escalation.power import Call, Fact, Grant, Powers

NEW: Final = "x7"
"""The name of a new user or role; a grant by name covers it only if the name is a pattern."""
MAX_CALLS: Final = 200_000
_PROBE_ACTIONS: Final = (CREATE_USER, "x7:Example")


@dataclass(frozen=True, slots=True)
class Step:
    """A move: the principal, its calls, their target, the gain, and whether it depends on the request's context."""

    caller: str
    actions: tuple[str, ...]
    resource: str
    gains: tuple[Fact, ...]
    is_conditional: bool
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """Moves from a principal to an administrator; without moves, it is one already."""

    start: str
    steps: tuple[Step, ...]
    administrator: str
    """The ARN of the administrator that is reached; empty for a new user or role."""
    is_confirmed: bool = True
    """Whether the moves are possible in this order if removed policies are gone altogether."""

    @property
    def is_conditional(self) -> bool:
        """Whether a move depends on the request's context."""
        return any(step.is_conditional for step in self.steps)

    @property
    def grants(self) -> frozenset[Grant]:
        """The statements that allow the moves."""
        return frozenset(grant for step in self.steps for grant in step.grants)


class Closure:
    """What can be gained in an account; answers about calls are shared between all starts."""

    def __init__(self, powers: Powers, *, runners: tuple[str, ...] = (), max_calls: int = MAX_CALLS) -> None:
        """Prepare the targets of moves; `runners` are services that run code as a role."""
        self._powers = powers
        self._view = powers.view
        self._runners = [RUNNERS[name] for name in runners]
        self._left = max_calls
        self._targets = _list_targets(self._view)

    def find_path(self, start: str) -> Path | None:
        """The path of a principal to an administrator; `None` if it is proved that these moves lead to none."""
        sources: dict[Fact, Step | None] = {(Gain.CONTROLS, start): None}
        while True:
            administrator = self._find_administrator(sources)
            if administrator is not None:
                return self._read_path(start, sources, administrator)
            found = list(self._advance(sources))
            if not found:
                return None
            for step in found:
                for fact in step.gains:
                    sources.setdefault(fact, step)

    def _advance(self, sources: Mapping[Fact, Step | None]) -> Iterator[Step]:
        """The moves that give something new."""
        facts = frozenset(sources)
        for arn in sorted(subject for gain, subject in facts if gain is Gain.CONTROLS):
            for move in MOVES:
                for resource, gains in self._targets[move.target, move.gain]:
                    wanted = tuple(gain for gain in gains if gain not in facts)
                    call = self._call(arn, facts, move, resource) if wanted else None
                    if call is not None:
                        grants = () if call.grant is None else (call.grant,)
                        yield Step(arn, (move.action,), resource, wanted, call.is_conditional, grants)
            yield from self._list_new(arn, facts)
            yield from self._list_passed(arn, facts)

    def _call(self, arn: str, facts: frozenset[Fact], move: Move, resource: str) -> Call | None:
        self._left -= 1
        if self._left < 0:
            raise BudgetError("more calls than are tried")
        return self._powers.find_call(arn, facts, move.action, resource)

    def _list_new(self, arn: str, facts: frozenset[Fact]) -> Iterator[Step]:
        """A new user or role with a policy of the attacker's choice."""
        fact = (Gain.ADMINISTRATOR, "")
        if fact in facts:
            return
        start = f"arn:{self._view.partition}:iam::{self._view.account}"
        for kind, sets in (("user", NEW_USER), ("role", NEW_ROLE)):
            for actions in sets:
                step = self._all(arn, facts, actions, f"{start}:{kind}/{NEW}", (fact,))
                if step is not None:
                    yield step
                    return

    def _list_passed(self, arn: str, facts: frozenset[Fact]) -> Iterator[Step]:
        """A role passed to a service that runs the attacker's code."""
        for principal, actions in self._runners:
            for role, identity in self._view.list_holders():
                fact = (Gain.CONTROLS, role)
                if fact in facts or not _trusts(identity, principal):
                    continue
                step = self._all(arn, facts, ("iam:PassRole",), role, (fact,))
                started = self._all(arn, facts, actions, "*", (fact,))
                if step is not None and started is not None:
                    yield Step(
                        arn,
                        (*step.actions, *started.actions),
                        role,
                        (fact,),
                        step.is_conditional or started.is_conditional,
                        (*step.grants, *started.grants),
                    )

    def _all(
        self, arn: str, facts: frozenset[Fact], actions: tuple[str, ...], resource: str, gains: tuple[Fact, ...]
    ) -> Step | None:
        """Several calls on one resource, all of which must be possible."""
        calls: list[Call] = []
        for action in actions:
            call = self._powers.find_call(arn, facts, action, resource)
            if call is None:
                return None
            calls.append(call)
        grants = tuple(call.grant for call in calls if call.grant is not None)
        return Step(arn, actions, resource, gains, any(call.is_conditional for call in calls), grants)

    def _find_administrator(self, sources: Mapping[Fact, Step | None]) -> str | None:
        """A controlled principal that can do everything; empty for a new one."""
        facts = frozenset(sources)
        held = (arn for gain, arn in sources if gain is Gain.CONTROLS)
        found = next((arn for arn in held if self._is_administrator(arn, facts, strict=False)), None)
        return "" if found is None and (Gain.ADMINISTRATOR, "") in sources else found

    def _read_path(self, start: str, sources: Mapping[Fact, Step | None], administrator: str) -> Path:
        """The moves without those that are not needed; confirmed by the strict reading if possible."""
        steps = list(dict.fromkeys(step for step in sources.values() if step is not None))
        for step in reversed(steps):
            shorter = [each for each in steps if each is not step]
            if self._replay(start, shorter, administrator, strict=False):
                steps = shorter
        return Path(start, tuple(steps), administrator, self._replay(start, steps, administrator, strict=True))

    def _replay(self, start: str, steps: list[Step], administrator: str, *, strict: bool) -> bool:
        """Whether the moves, one after the other, are possible and lead to an administrator."""
        facts: frozenset[Fact] = frozenset({(Gain.CONTROLS, start)})
        for step in steps:
            if (Gain.CONTROLS, step.caller) not in facts:
                return False
            for action in step.actions:
                resource = step.resource if action.startswith(("iam:", "sts:")) else "*"
                if self._powers.find_call(step.caller, facts, action, resource, strict=strict) is None:
                    return False
            facts |= frozenset(step.gains)
        if administrator == "":
            return (Gain.ADMINISTRATOR, "") in facts
        return (Gain.CONTROLS, administrator) in facts and self._is_administrator(administrator, facts, strict=strict)

    def _is_administrator(self, arn: str, facts: frozenset[Fact], *, strict: bool) -> bool:
        user = f"arn:{self._view.partition}:iam::{self._view.account}:user/{NEW}"
        return all(
            self._powers.find_call(arn, facts, action, user, strict=strict) is not None for action in _PROBE_ACTIONS
        )


def _list_targets(view: AccountView) -> dict[tuple[Target, Gain], list[tuple[str, tuple[Fact, ...]]]]:
    """For each kind of move, the resources that it can be made on, each with its gain."""
    users = [arn for arn, identity in view.list_holders() if not identity.is_role]
    roles = [arn for arn, identity in view.list_holders() if identity.is_role]
    groups = [view.group_arn(name) for name in view.groups]
    named = {Target.USER: users, Target.ROLE: roles, Target.GROUP: groups, Target.POLICY: list(view.managed)}
    found: dict[tuple[Target, Gain], list[tuple[str, tuple[Fact, ...]]]] = {
        (target, gain): [(arn, ((gain, arn),)) for arn in arns] for target, arns in named.items() for gain in Gain
    }
    providers: dict[str, list[Fact]] = {}
    for arn, identity in view.list_holders():
        for provider in _list_providers(identity):
            providers.setdefault(provider, []).append((Gain.CONTROLS, arn))
    rows = [(provider, tuple(facts)) for provider, facts in providers.items()]
    return {**found, **{(Target.PROVIDER, gain): rows for gain in Gain}}


def _list_providers(identity: Identity) -> Iterator[str]:
    for statement in () if identity.trust is None else identity.trust.document.statements:
        if statement.principal is not None:
            yield from (each for each in statement.principal.federated if each.startswith("arn:"))


def _trusts(identity: Identity, service: str) -> bool:
    statements = () if identity.trust is None else identity.trust.document.statements
    return any(s.principal is not None and service in s.principal.service for s in statements)
