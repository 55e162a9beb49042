"""Rules that an account must obey, whatever its layers of policies are (spec analysis 5.10).

A rule states what some principals must never, must at most, or must always be able to do. It is compared with the
formula of all layers for each of them. Actions that need no permission (E38) are left out, since no policy decides
them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from limen.analysis.access import Case, read_side
from limen.analysis.account_view import AccountView, Identity
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.compare import NOT_CONFIRMED, is_allowed, list_unlisted
from limen.analysis.formula import Formula, both, negate
from limen.analysis.open_callers import ID_KEY, CallerKind
from limen.analysis.outcome import Values
from limen.analysis.partial import assign
from limen.analysis.solve import Answer, solve
from limen.analysis.verdict import Verdict
from limen.analysis.who_can import make_layered, open_formula, read_tags
from limen.analysis.witness import Witness, list_candidates
from limen.domain.principals import Principal, RoleSession
from limen.engine.evaluate import evaluate
from limen.engine.model.request import WITHOUT_PERMISSION, AuthorizationRequest, Resource
from limen.policy.errors import PolicyError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy

_MEMBERS = frozenset({"name", "for", "never", "allow_at_most", "always"})
_ACCESS_MEMBERS = frozenset({"actions", "resources", "unless", "if"})


class Rule(StrEnum):
    """What an obligation says about its access."""

    NEVER = "never"
    AT_MOST = "allow_at_most"
    ALWAYS = "always"


class ObligationError(ValueError):
    """A file of obligations that cannot be read."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A rule. `access` is what must never, or always, be allowed, or all that may be; `principals` are names or `*`."""

    name: str
    rule: Rule
    access: PolicyDocument
    principals: tuple[str, ...]
    exceptions: PolicyDocument | None = None
    """Exceptions from what must never be allowed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict about an obligation and one principal."""

    obligation: str
    principal: str
    verdict: Verdict
    witness: Witness | None = None
    reason: str = ""


def parse_obligations(content: object) -> tuple[Obligation, ...]:
    """Read a list of obligations; raises `ObligationError`."""
    if not isinstance(content, list) or not content:
        raise ObligationError("a list of obligations is expected")
    return tuple(_parse(each, place) for place, each in enumerate(content))


def _parse(found: object, place: int) -> Obligation:
    where = f"obligation {place}"
    if not isinstance(found, Mapping):
        raise ObligationError(f"{where} must be an object")
    unknown = sorted(set(found) - _MEMBERS)
    rules = [rule for rule in Rule if rule in found]
    if unknown or len(rules) != 1:
        raise ObligationError(
            f"{where}: {f'unknown member {unknown[0]}' if unknown else 'one of never, allow_at_most, always'}"
        )
    principals = found.get("for", ["*"])
    if not isinstance(principals, list) or not all(isinstance(each, str) for each in principals):
        raise ObligationError(f"{where}: for must be a list of principals")
    (rule,) = rules
    try:
        access, exceptions = _read_access(rule, found[rule])
    except (PolicyError, TypeError, ValueError) as error:
        raise ObligationError(f"{where}: {error}") from error
    return Obligation(str(found.get("name", where)), rule, access, tuple(principals), exceptions)


def _read_access(rule: Rule, given: object) -> tuple[PolicyDocument, PolicyDocument | None]:
    if rule is Rule.AT_MOST:
        return parse_policy(json.dumps(given)), None
    if not isinstance(given, Mapping) or set(given) - _ACCESS_MEMBERS:
        raise ObligationError(f"{rule} must be an object with actions, resources, unless and if")
    statement = {"Effect": "Allow", "Action": given.get("actions", "*"), "Resource": given.get("resources", "*")}
    access = _make_document({**statement, "Condition": given.get("if", {})})
    if "unless" not in given:
        return access, None
    return access, _make_document({**statement, "Condition": given["unless"]})


def _make_document(statement: object) -> PolicyDocument:
    return parse_policy(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def check_obligations(view: AccountView, obligations: Iterable[Obligation], *, effort: int = 1) -> Iterator[Finding]:
    """The verdict about every obligation and every principal that it is about."""
    for obligation in obligations:
        for arn, identity in view.list_holders():
            names = (arn, f"{'role' if identity.is_role else 'user'}/{identity.name}", "*")
            if not set(names).isdisjoint(obligation.principals):
                yield _Check(view, obligation, identity, Budget(effort)).run()


class _Check:
    """One obligation and one principal."""

    def __init__(self, view: AccountView, obligation: Obligation, identity: Identity, budget: Budget) -> None:
        self._obligation = obligation
        self._arn = view.arn_of(identity)
        self._tags = read_tags(identity)
        self._policies = view.layers_of(identity)
        self._budget = budget
        self._caller = view.caller_of(identity)
        self._layered = make_layered(self._caller, self._policies, Resource("*"), is_known=False)
        self._access = self._add(obligation.access)
        self._exceptions = None if obligation.exceptions is None else self._add(obligation.exceptions)
        self._kind = CallerKind("", self._layered.world, self._make, lambda _account, _name: {})

    def _add(self, document: PolicyDocument) -> int:
        side = read_side([document], self._layered.world)
        known = tuple(replace(entry, formula=assign(entry.formula, self._layered.known)) for entry in side)
        return self._layered.add_side(known)

    def _make(self, values: Values) -> Principal:
        identifier = values.get(ID_KEY)
        if isinstance(self._caller, RoleSession) and isinstance(identifier, str):
            return replace(self._caller, session_name=identifier.partition(":")[2])
        return self._caller

    def run(self) -> Finding:
        reason = ""
        try:
            for case in self._layered.list_cases():
                if case.actions and WITHOUT_PERMISSION.issuperset(map(str.lower, case.actions)):
                    continue
                formula = open_formula(case.restrict(self._violation(case)), self._tags)
                world = case.world(self._layered.world)
                found = solve(formula, world, self._budget, self._kind.refine)
                reason = reason or found.reason
                if found.answer is not Answer.YES:
                    continue
                actions = case.actions or list_unlisted(case, found)
                for candidate in list_candidates(formula, actions, found, self._kind, world, self._budget):
                    request = self._with_tags(candidate.request)
                    if self._is_violation(request):
                        witness = Witness(request, candidate.realistic)
                        return Finding(self._obligation.name, self._arn, Verdict.REFUTED, witness)
                reason = reason or NOT_CONFIRMED
        except BudgetError as error:
            reason = reason or str(error)
        verdict = Verdict.UNKNOWN if reason else Verdict.PROVED
        return Finding(self._obligation.name, self._arn, verdict, reason=reason)

    def _violation(self, case: Case) -> Formula:
        allowed, access = self._layered.allowed(case), case.alone(self._access)
        if self._obligation.rule is Rule.AT_MOST:
            return both(allowed, negate(access))
        if self._obligation.rule is Rule.ALWAYS:
            return both(access, negate(allowed))
        excepted = False if self._exceptions is None else case.alone(self._exceptions)
        return both(allowed, access, negate(excepted))

    def _with_tags(self, request: AuthorizationRequest) -> AuthorizationRequest:
        tags = {} if self._tags.open else self._tags.values
        return replace(request, context={**tags, **request.context})

    def _is_violation(self, request: AuthorizationRequest) -> bool:
        allowed = evaluate(request, self._policies).is_allowed
        access = _covers(self._obligation.access, request)
        if self._obligation.rule is Rule.AT_MOST:
            return allowed and not access
        if self._obligation.rule is Rule.ALWAYS:
            return access and not allowed
        excepted = self._obligation.exceptions is not None and _covers(self._obligation.exceptions, request)
        return allowed and access and not excepted


def _covers(document: PolicyDocument, request: AuthorizationRequest) -> bool:
    return is_allowed(request, (document,))
