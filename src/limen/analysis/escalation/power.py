"""What a controlled principal can do, given what the attacker has gained so far (spec analysis 7).

There are two readings. In the wide reading, gains only ever add: a policy that may be removed still allows, but denies
nothing. What is impossible then is impossible. In the strict reading, a removed policy is gone altogether; a path is
confirmed by it, move by move. A call is possible if some request satisfies the formula of all layers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

from limen.analysis.account_view import AccountView, Identity
from limen.analysis.budget import Budget
from limen.analysis.escalation.moves import ADMINISTRATOR_ACCESS, ASSUME_ROLE, Gain
from limen.analysis.layer_formula import Layered, is_about
from limen.analysis.open_callers import KINDS, list_account_domains
from limen.analysis.partial import assign
from limen.analysis.solve import Answer, solve
from limen.analysis.texts.patterns import TextSet
from limen.analysis.who_can import Tags, make_layered, open_formula, read_tags
from limen.engine.model.layers import Level, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import Resource
from limen.policy.syntax.document import Effect, Statement
from limen.policy.syntax.parse import parse_policy

Fact = tuple[Gain, str]
"""A gain and the ARN of its subject; the ARN is empty for a new principal."""
Grant = tuple[str, str, int]
"""A statement that allows: the ARN of its owner, the policy's name, its place. It may be cut."""

EVERYTHING: Final = NamedPolicy(
    "rewritten", parse_policy('{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')
)
_POLICY_KEY: Final = "iam:policyarn"
_NAME_KEYS: Final = ("aws:username", "aws:principalarn")
_OF_OWNER: Final = frozenset({Gain.REWRITES, Gain.NO_INLINE, Gain.NO_ATTACHED, Gain.LEFT})


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is possible: whether under conditions, and one statement that allows it."""

    is_conditional: bool
    grant: Grant | None


@dataclass(frozen=True, slots=True)
class Question:
    """A call: the principal, the gains that affect it, the action, and the resource."""

    arn: str
    facts: frozenset[Fact]
    action: str
    resource: str
    attaches: bool
    strict: bool


class Powers:
    """Answers about calls; they are cached."""

    def __init__(self, view: AccountView, *, cut: frozenset[Grant] = frozenset(), effort: int = 1) -> None:
        """Prepare an account, without the grants that were cut."""
        self.view = view
        self._effort = effort
        self._owners = dict(view.list_holders())
        self._trees = _Trees(view, self._owners, cut)
        self._calls: dict[Question, Call | None] = {}
        self.unknown: dict[str, None] = {}

    def find_call(
        self,
        arn: str,
        facts: frozenset[Fact],
        action: str,
        resource: str,
        *,
        strict: bool = False,
    ) -> Call | None:
        """Whether a controlled principal may make a call; `None` if it is proved that it cannot."""
        own = frozenset(fact for fact in facts if self._trees.bears_on(fact, arn))
        question = Question(arn, own, action, resource, ":Attach" in action, strict)
        if question not in self._calls:
            found = (self._decide(question, policies) for policies in self._trees.list_layers(question))
            self._calls[question] = next((call for call in found if call is not None), None)
        return self._calls[question]

    def bears_on(self, fact: Fact, arn: str) -> bool:
        """Whether a gain may change what a principal can do."""
        return self._trees.bears_on(fact, arn)

    def _decide(self, question: Question, policies: PolicySet) -> Call | None:
        folded = question.action.lower()
        levels = (*policies.identity, *(policies.resource or ()))
        statements = (statement for each in levels for statement in each.document.statements)
        if not any(s.effect is Effect.ALLOW and is_about(s, folded) for s in statements):
            return None
        identity = self._owners[question.arn]
        layered = self._make_layered(question, identity, policies)
        formula = layered.allowed(layered.case_of(question.action))
        tags = read_tags(identity)
        is_open = tags.open or (Gain.RETAGGED, question.arn) in question.facts
        formula = open_formula(formula, Tags(tags.values, open=is_open))
        if question.attaches:
            formula = assign(formula, {_POLICY_KEY: ADMINISTRATOR_ACCESS})
        answer = solve(formula, layered.world, Budget(self._effort)).answer
        if answer is Answer.NO:
            return None
        if answer is Answer.UNKNOWN:
            self.unknown[f"whether {question.arn} may call {question.action}"] = None
        return Call(formula is not True, self._trees.find_grant(layered, folded))

    def _make_layered(self, question: Question, identity: Identity, policies: PolicySet) -> Layered:
        """All layers; if the principal may be renamed, its name and ARN are open."""
        opened: dict[str, TextSet] = {}
        if (Gain.RENAMED, question.arn) in question.facts:
            user, *_ = KINDS
            domains = {**user.world.domains, **list_account_domains(user, self.view.account)}
            opened = {key: domains[key][0] for key in _NAME_KEYS}
        resource = Resource(question.resource, requires_resource_policy=question.action == ASSUME_ROLE)
        return make_layered(self.view.caller_of(identity), policies, resource, is_known=True, opened=opened)


class _Trees:
    """The policies that count for a principal, given what was gained."""

    def __init__(self, view: AccountView, owners: dict[str, Identity], cut: frozenset[Grant]) -> None:
        self._view = view
        self._owners = owners
        self._groups = {view.group_arn(name): name for name in view.groups}
        self._known = {id(s): grant for grant, s in self._list_grants()}
        self._cut = cut
        self._kept: dict[int, NamedPolicy] = {}

    def _list_grants(self) -> Iterator[tuple[Grant, Statement]]:
        for owner, level in self._list_owners():
            for policy in level:
                for statement in policy.document.statements:
                    yield (owner, policy.name, statement.index), statement

    def _list_owners(self) -> Iterator[tuple[str, Level]]:
        for arn, name in self._groups.items():
            yield arn, self._view.groups[name]
        for arn, identity in self._owners.items():
            yield arn, identity.policies
            if identity.trust is not None:
                yield arn, (identity.trust,)

    def find_grant(self, layered: Layered, action: str) -> Grant | None:
        """A statement that allows an action; the formula of a statement that cannot is false."""
        for side in layered.sides:
            for entry in side:
                statement = entry.statement
                is_used = statement.effect is Effect.ALLOW and entry.formula is not False
                if is_used and id(statement) in self._known and is_about(statement, action):
                    return self._known[id(statement)]
        return None

    def bears_on(self, fact: Fact, arn: str) -> bool:
        """Whether a gain may change what a principal can do."""
        gain, subject = fact
        identity = self._owners[arn]
        if gain is Gain.CONTROLS:
            return False
        if gain is Gain.JOINED or subject in self._groups:
            return not identity.is_role
        if subject == arn:
            return True
        if gain not in (Gain.REWRITES, Gain.VERSIONED):
            return False
        levels = (identity.policies, *(() if identity.is_role else self._view.groups.values()))
        return any(policy.arn == subject for level in levels for policy in level)

    def list_layers(self, question: Question) -> Iterator[PolicySet]:
        """The alternative sets of policies; the call is possible if one of them allows it."""
        identity, facts = self._owners[question.arn], question.facts
        trust: Level | None = None
        if question.action == ASSUME_ROLE:
            found = self._owners[question.resource].trust
            trust = () if found is None else (self._trim(found, question.resource),)
        base = self._view.layers_of(identity, trust)
        boundary = None if (Gain.UNLIMITED, question.arn) in facts else identity.boundary
        sources = list(self._list_sources(question.arn, identity, facts, strict=question.strict))
        for chosen in product(*(self._list_variants(*source, question) for source in sources)):
            policies = tuple(policy for level in chosen for policy in level)
            yield replace(base, identity=policies, permissions_boundary=boundary)

    def _list_sources(
        self, arn: str, identity: Identity, facts: frozenset[Fact], *, strict: bool
    ) -> Iterator[tuple[str, Level]]:
        """Owners of policies: the principal, its present groups, and those that it can join."""
        yield arn, identity.policies
        for group, name in () if identity.is_role else self._groups.items():
            has_left = strict and (Gain.LEFT, group) in facts
            if (name in identity.groups and not has_left) or (Gain.JOINED, group) in facts:
                yield group, self._view.groups[name]

    def _list_variants(self, owner: str, level: Level, question: Question) -> Iterator[Level]:
        """What an owner's policies may say: one set in the wide reading, a set for each choice in the strict one."""
        facts = question.facts
        extra = (EVERYTHING,) if (Gain.REWRITES, owner) in facts else ()
        choices: list[list[Level]] = []
        for policy in level:
            gone = Gain.NO_ATTACHED if policy.arn else Gain.NO_INLINE
            is_gone = (gone, owner) in facts or (Gain.LEFT, owner) in facts
            choices.append(list(self._list_readings(policy, owner, question, is_gone=is_gone)))
        for chosen in product(*choices):
            yield (*extra, *(policy for part in chosen for policy in part))

    def _list_readings(self, policy: NamedPolicy, owner: str, question: Question, *, is_gone: bool) -> Iterator[Level]:
        facts, strict = question.facts, question.strict
        if (Gain.REWRITES, policy.arn) in facts:
            yield (EVERYTHING,)
            return
        own = self._trim(policy, owner)
        versions = self._view.managed.get(policy.arn, ()) if (Gain.VERSIONED, policy.arn) in facts else ()
        if strict:
            yield () if is_gone else (own,)
            yield from ((version,) for version in versions[1:] if not is_gone)
            return
        if is_gone or versions:
            yield tuple(_allow_only(each) for each in (own, *versions[1:]))
        else:
            yield (own,)

    def _trim(self, policy: NamedPolicy, owner: str) -> NamedPolicy:
        """The policy without the grants that were cut."""
        statements = policy.document.statements
        kept = tuple(s for s in statements if (owner, policy.name, s.index) not in self._cut)
        if len(kept) == len(statements):
            return policy
        return replace(policy, document=replace(policy.document, statements=kept, text=""))


def _allow_only(policy: NamedPolicy) -> NamedPolicy:
    kept = tuple(s for s in policy.document.statements if s.effect is Effect.ALLOW)
    return replace(policy, document=replace(policy.document, statements=kept, text=""))
