"""Questions about identity policies: new access, access that must not be granted, equivalence.

Spec analysis 5.1, 5.2, 5.9.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from limen.analysis.access import Case, Side, list_cases, read_side
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.clauses import resource_formula
from limen.analysis.formula import ACTION_NAME, Formula, both, either, negate
from limen.analysis.open_callers import ANYONE, CallerKind, find_kinds, mentions_derived
from limen.analysis.solve import Answer, Solution, solve
from limen.analysis.verdict import Assumption, Result, Scope, StatementRef, Verdict
from limen.analysis.witness import Witness, list_candidates
from limen.domain.principals import FederatedUser
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.policy.match.arn_pattern import ShortARNs
from limen.policy.syntax.document import PolicyDocument, Version
from limen.policy.syntax.parse import parse_policy

NOT_CONFIRMED: Final = "not confirmed"
"""The reason of an answer that the engine contradicts, which is a defect of the analysis."""

EVERYTHING: Final = NamedPolicy(
    "everything", parse_policy('{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}')
)


@dataclass(frozen=True, slots=True)
class Question:
    """What to find a request for: `ask` makes the formula of a case, `confirm` checks a request with the engine."""

    documents: tuple[tuple[PolicyDocument, ...], ...]
    ask: Callable[[Case], Formula]
    confirm: Callable[[AuthorizationRequest], bool]
    names: tuple[str, ...]
    subject: int = 0
    """The side whose statements are responsible, as an index into `documents`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case with a request."""

    case: Case
    kind: CallerKind
    formula: Formula
    solution: Solution
    witness: Witness


def no_new_access(
    old: PolicyDocument,
    new: PolicyDocument,
    *,
    scope: Scope = Scope.CATALOG,
    caller_kinds: bool = True,
    budget: Budget | None = None,
) -> Result:
    """Whether `new` grants nothing, by itself, that `old` does not."""
    question = Question(
        ((old,), (new,)),
        lambda case: both(case.alone(1), negate(case.alone(0))),
        lambda request: not is_allowed(request, (old,)) and is_allowed(request, (new,)),
        ("old", "new"),
        subject=1,
    )
    return answer(question, scope=scope, caller_kinds=caller_kinds, budget=budget or Budget())


def access_not_granted(
    policy: PolicyDocument,
    actions: Sequence[str] = (),
    resources: Sequence[str] = (),
    *,
    scope: Scope = Scope.CATALOG,
    budget: Budget | None = None,
) -> Result:
    """Whether the policy grants none of the actions on any of the resources; if none is named, any is meant."""
    limit = make_limit(actions, resources)
    about = resource_formula(tuple(resources) or ("*",), Version.V2008, ShortARNs.PADDED)
    question = Question(
        ((policy,), (limit,)),
        lambda case: both(case.alone(0), about, either(*case.conditions[1])),
        lambda request: is_allowed(request, (policy,)) and is_allowed(request, (limit,)),
        ("policy", "access"),
    )
    return answer(question, scope=scope, caller_kinds=True, budget=budget or Budget())


def make_limit(actions: Sequence[str], resources: Sequence[str]) -> PolicyDocument:
    """A document that allows these actions on these resources."""
    statement = {"Effect": "Allow", "Action": list(actions) or ["*"], "Resource": list(resources) or ["*"]}
    return parse_policy(json.dumps({"Version": str(Version.V2008), "Statement": [statement]}))


def equivalent(
    one: PolicyDocument,
    other: PolicyDocument,
    *,
    company: bool = True,
    scope: Scope = Scope.CATALOG,
    budget: Budget | None = None,
) -> Result:
    """Whether the policies grant the same, and also deny the same next to other policies (spec analysis 2.5)."""

    def ask(case: Case) -> Formula:
        differences = [_differ(case.alone(0), case.alone(1))]
        if company:
            differences.append(_differ(case.denied(0), case.denied(1)))
        return either(*differences)

    def confirm(request: AuthorizationRequest) -> bool:
        if is_allowed(request, (one,)) is not is_allowed(request, (other,)):
            return True
        return company and is_denied(request, one) is not is_denied(request, other)

    question = Question(((one,), (other,)), ask, confirm, ("one", "other"))
    return answer(question, scope=scope, caller_kinds=True, budget=budget or Budget())


def _differ(one: Formula, other: Formula) -> Formula:
    return either(both(one, negate(other)), both(other, negate(one)))


def answer(question: Question, *, scope: Scope, caller_kinds: bool, budget: Budget) -> Result:
    """Proved if no case has a request, refuted by the first that has one; unlisted actions add a note.

    Spec analysis 2.3.
    """
    reasons: list[str] = []
    assumptions = (Assumption.CALLER_KINDS,) if caller_kinds else ()
    found = _first(find_hits(question, reasons, beyond=False, caller_kinds=caller_kinds, budget=budget), reasons)
    if found is None and not reasons and scope is Scope.ALL:
        found = _first(find_hits(question, reasons, beyond=True, caller_kinds=caller_kinds, budget=budget), reasons)
    base = Result(Verdict.PROVED, scope, assumptions, steps=dict(budget.spent))
    if found is not None:
        statements = find_statements(question, found.witness.request)
        return replace(base, verdict=Verdict.REFUTED, witness=found.witness, statements=statements)
    if reasons:
        return replace(base, verdict=Verdict.UNKNOWN, reason=reasons[0])
    if scope is Scope.CATALOG:
        return replace(base, notes=_list_notes(question, caller_kinds=caller_kinds, budget=budget))
    return base


def _first(hits: Iterator[Hit], reasons: list[str]) -> Hit | None:
    try:
        return next(hits, None)
    except BudgetError as error:
        reasons.append(str(error))
        return None


def _list_notes(question: Question, *, caller_kinds: bool, budget: Budget) -> tuple[str, ...]:
    """What does not hold for actions that AWS may add later."""
    reasons: list[str] = []
    hit = _first(find_hits(question, reasons, beyond=True, caller_kinds=caller_kinds, budget=budget), reasons)
    if hit is not None:
        return (f"not for actions that AWS may add, such as {hit.witness.request.action}",)
    return (f"not decided for actions that AWS may add: {reasons[0]}",) if reasons else ()


def find_hits(
    question: Question, reasons: list[str], *, beyond: bool, caller_kinds: bool, budget: Budget
) -> Iterator[Hit]:
    """The cases that have a request; `reasons` gets why others are not decided. Raises `BudgetError`."""
    for kind, cases in list_worlds(question, beyond=beyond, caller_kinds=caller_kinds):
        yield from _find_kind_hits(question, cases, kind, reasons, budget)


def list_worlds(question: Question, *, beyond: bool, caller_kinds: bool) -> Iterator[tuple[CallerKind, Iterator[Case]]]:
    """The kinds of caller, each with its cases (with `beyond`, of unlisted actions only).

    One kind represents all if no statement can distinguish them.
    """
    documents = [document for side in question.documents for document in side]
    kinds = find_kinds(statement for document in documents for statement in document.statements)
    first = kinds[0] if caller_kinds else ANYONE
    yield first, list_cases(_read_sides(question, first), beyond=beyond, listed=not beyond)
    for kind in kinds[1:] if caller_kinds and mentions_derived(documents) else ():
        yield kind, list_cases(_read_sides(question, kind), beyond=beyond, listed=not beyond)


def _read_sides(question: Question, kind: CallerKind) -> tuple[Side, ...]:
    return tuple(read_side(documents, kind.world) for documents in question.documents)


def _find_kind_hits(
    question: Question, cases: Iterator[Case], kind: CallerKind, reasons: list[str], budget: Budget
) -> Iterator[Hit]:
    """Answers are cached by formula, for one kind of caller only: most classes have the same formula."""
    known: dict[Formula, Solution] = {}
    for case in cases:
        formula = case.restrict(question.ask(case))
        solution = known.get(formula) if case.service is None else None
        if solution is None:
            solution = solve(formula, case.world(kind.world), budget, kind.refine)
            if case.service is None:
                known[formula] = solution
        if solution.answer is Answer.UNKNOWN:
            reasons.append(solution.reason)
        if solution.answer is Answer.YES:
            witness = find_witness(question, case, kind, formula, solution, budget)
            if witness is None:
                reasons.append(NOT_CONFIRMED)
            else:
                yield Hit(case, kind, formula, solution, witness)


def find_witness(
    question: Question, case: Case, kind: CallerKind, formula: Formula, solution: Solution, budget: Budget
) -> Witness | None:
    """The best request that the engine confirms."""
    world = case.world(kind.world)
    actions = case.actions or list_unlisted(case, solution)
    for candidate in list_candidates(formula, actions, solution, kind, world, budget):
        if question.confirm(candidate.request):
            return Witness(candidate.request, candidate.realistic, kind.name)
    return None


def list_unlisted(case: Case, solution: Solution) -> tuple[str, ...]:
    """The action that a solution names, of a case of unlisted actions."""
    name = None if solution.values is None else solution.values.get(ACTION_NAME)
    prefix = "" if case.service is None else case.service.prefix
    return (f"{prefix}:{name if isinstance(name, str) else 'x7'}",)


def find_statements(question: Question, request: AuthorizationRequest) -> tuple[StatementRef, ...]:
    """The statements of the question's subject that decide about a request."""
    document = question.documents[question.subject][0]
    decision = evaluate(request, make_policies(request, (document,)))
    return tuple(
        StatementRef(question.names[question.subject], each.statement.index, each.statement.sid)
        for each in decision.matched_statements
        if each.policy.document is document
    )


def is_allowed(request: AuthorizationRequest, documents: Sequence[PolicyDocument]) -> bool:
    """Whether the engine allows the request by these identity policies alone."""
    return evaluate(request, make_policies(request, documents)).is_allowed


def is_denied(request: AuthorizationRequest, document: PolicyDocument) -> bool:
    """Whether a Deny of the policy applies: next to a policy that allows everything, the request is denied."""
    policies = make_policies(request, (document,))
    beside = replace(policies, identity=(*policies.identity, EVERYTHING))
    return not evaluate(request, beside).is_allowed


def make_policies(request: AuthorizationRequest, documents: Sequence[PolicyDocument]) -> PolicySet:
    """The documents as identity policies; a federated user's session has a session policy that limits nothing (E31)."""
    session = (EVERYTHING,) if isinstance(request.principal, FederatedUser) else None
    level = tuple(NamedPolicy(f"policy {place}", document) for place, document in enumerate(documents))
    return PolicySet(identity=level, session=session)
