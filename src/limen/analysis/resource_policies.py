"""Questions about resource policies and trust policies by themselves: callers are representatives.

Spec analysis 3.5, 5.1, 5.3.

Every caller that a policy can distinguish has a representative: all callers that it names and, of every kind, one that
it does not name. A statement applies to callers whom it names at least by account.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from limen.analysis.access import Case, Side, list_cases, read_side
from limen.analysis.budget import Budget, BudgetError
from limen.analysis.compare import EVERYTHING, NOT_CONFIRMED, list_unlisted, make_limit
from limen.analysis.formula import Atom, Formula, Lit, both, negate
from limen.analysis.open_callers import PROVIDER_KEY
from limen.analysis.representatives import Representative, list_representatives
from limen.analysis.solve import Answer, solve
from limen.analysis.tests_of_values import Test
from limen.analysis.texts.patterns import TextSet
from limen.analysis.verdict import Result, StatementRef, Verdict
from limen.analysis.witness import Witness, list_candidates
from limen.domain.principals import FederatedIdentity, FederatedUser
from limen.engine.compile.statements import compile_grant
from limen.engine.evaluate import evaluate
from limen.engine.model.layers import LAYER_RULES, Grant, Layer, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.policy.syntax.document import Effect, PolicyDocument, Statement


def no_new_access_to_resource(old: PolicyDocument, new: PolicyDocument, *, budget: Budget | None = None) -> Result:
    """Whether the resource policy `new` grants nobody anything that `old` does not, each by itself."""
    return _seek(
        [old, new], (new, "new"), lambda each, reasons, spent: _find_new(each, old, new, reasons, spent), budget
    )


def access_not_granted_to_anybody(
    policy: PolicyDocument,
    actions: Sequence[str] = (),
    resources: Sequence[str] = (),
    *,
    budget: Budget | None = None,
) -> Result:
    """Whether the resource policy grants nobody any of the actions on any of the resources."""
    limit = make_limit(actions, resources)
    return _seek(
        [policy],
        (policy, "policy"),
        lambda each, reasons, spent: _find_granted(each, policy, limit, reasons, spent),
        budget,
    )


def _seek(
    named: Sequence[PolicyDocument],
    granting: tuple[PolicyDocument, str],
    find: Callable[[Representative, list[str], Budget], Witness | None],
    budget: Budget | None,
) -> Result:
    """Try every caller that the policies `named` distinguish; a witness refutes, with the statements of `granting`."""
    spent = budget or Budget()
    reasons: list[str] = []
    try:
        for each in list_representatives(named):
            found = find(each, reasons, spent)
            if found is not None:
                statements = find_grants(found.request, *granting)
                return Result(Verdict.REFUTED, witness=found, statements=statements, steps=dict(spent.spent))
    except BudgetError as error:
        reasons.append(str(error))
    if reasons:
        return Result(Verdict.UNKNOWN, reason=reasons[0], steps=dict(spent.spent))
    return Result(Verdict.PROVED, steps=dict(spent.spent))


def _find_granted(
    each: Representative, policy: PolicyDocument, limit: PolicyDocument, reasons: list[str], budget: Budget
) -> Witness | None:
    sides = (read_resource_side(policy, each, Grant.ACCOUNT), read_side([limit], each.kind.world))
    for case in list_cases(sides, free=needs_permission(each)):
        formula = case.restrict(both(case.alone(0), case.alone(1), each.limits))
        found = find_case_witness(case, each, formula, lambda request: grants(request, policy), reasons, budget)
        if found is not None:
            return found
    return None


def _find_new(
    each: Representative, old: PolicyDocument, new: PolicyDocument, reasons: list[str], budget: Budget
) -> Witness | None:
    sides = tuple(read_resource_side(document, each, Grant.ACCOUNT) for document in (old, new))
    for case in list_cases(sides, free=needs_permission(each)):
        formula = both(case.alone(1), negate(case.alone(0)), each.limits)
        found = find_case_witness(
            case,
            each,
            case.restrict(formula),
            lambda request: grants(request, new) and not grants(request, old),
            reasons,
            budget,
        )
        if found is not None:
            return found
    return None


def find_case_witness(
    case: Case,
    each: Representative,
    formula: Formula,
    confirm: Callable[[AuthorizationRequest], bool],
    reasons: list[str],
    budget: Budget,
) -> Witness | None:
    """A request of a case that the engine confirms; the reasons of undecided cases go to `reasons`."""
    world = case.world(each.kind.world)
    solution = solve(formula, world, budget, each.kind.refine)
    if solution.answer is Answer.UNKNOWN:
        reasons.append(solution.reason)
    if solution.answer is not Answer.YES:
        return None
    actions = case.actions or list_unlisted(case, solution)
    for candidate in list_candidates(formula, actions, solution, each.kind, world, budget):
        if confirm(candidate.request):
            return Witness(candidate.request, candidate.realistic, each.kind.name)
    reasons.append(NOT_CONFIRMED)
    return None


def read_resource_side(document: PolicyDocument, each: Representative, least: Grant) -> Side:
    """The statements of a resource policy, with whether they name the representative; a Deny may name the account."""

    def means(statement: Statement) -> Formula:
        needed = Grant.ACCOUNT if statement.effect is Effect.DENY else least
        grant = compile_grant(statement, LAYER_RULES[Layer.RESOURCE], {}, has_boundary=False)
        if grant({}, each.caller) >= needed:
            return True
        element = statement.principal
        if element is None or not element.federated or isinstance(each.caller, FederatedIdentity):
            return False
        return Lit(Atom("T", PROVIDER_KEY, Test(TextSet(map(tuple, element.federated)))))

    return read_side([document], each.kind.world, Layer.RESOURCE, means)


def needs_permission(each: Representative) -> bool:
    """Whether every action of the caller needs a permission: it has no credentials of an account (E38)."""
    return each.caller.account is None


def grants(request: AuthorizationRequest, document: PolicyDocument) -> bool:
    """Whether the resource policy grants the request, if only to the account, and does not deny it.

    The engine decides it for a resource that requires a policy of its own, with identity policies that allow
    everything.
    """
    asked = replace(request, resource=replace(request.resource, requires_resource_policy=True))
    session = (EVERYTHING,) if isinstance(request.principal, FederatedUser) else None
    policies = PolicySet((EVERYTHING,), session=session, resource=(NamedPolicy("resource", document),))
    return evaluate(asked, policies).is_allowed


def find_grants(request: AuthorizationRequest, document: PolicyDocument, name: str) -> tuple[StatementRef, ...]:
    """The Allow statements that grant a request by themselves."""
    allows = [s for s in document.statements if s.effect is Effect.ALLOW]
    needed = [s for s in allows if grants(request, replace(document, statements=(s,), text=""))]
    return tuple(StatementRef(name, each.index, each.sid) for each in needed)
