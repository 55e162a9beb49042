"""A request as the answer to "can it happen?" (spec analysis 6): made from values, and confirmed by the engine.

Preferred are requests that AWS's services send: a resource of the action from the catalog, and known keys.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from limen.analysis.budget import Budget
from limen.analysis.clauses import find_shapes
from limen.analysis.dynamic import pattern_of
from limen.analysis.formula import ACTION_NAME, RESOURCE, Formula, list_atoms
from limen.analysis.open_callers import ACCOUNT, CallerKind
from limen.analysis.outcome import Values
from limen.analysis.solve import Answer, Solution, solve
from limen.analysis.texts.patterns import Pattern, TextSet
from limen.analysis.world import World
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession
from limen.engine.model.request import AuthorizationRequest, Resource
from limen.policy.catalog.condition_keys import ValueType
from limen.policy.catalog.lookup import find_action, find_context_key, find_service
from limen.policy.catalog.service import Action
from limen.policy.match.arn_pattern import ShortARNs, find_components
from limen.policy.match.glob import find_fixed, tokenize

_NICE_PARTS: Final[Mapping[str, str]] = {"Partition": "aws", "Region": "us-east-1", "Account": ACCOUNT}
_BOOLEANS: Final = TextSet([tuple("true"), tuple("false")])
_ACTIONS_TRIED: Final = 3
_PLAIN_RESOURCE: Final = "arn:aws:s3:::x"
"""The resource of a request if nothing is required of it, and the action has none in the catalog."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A request that the engine has decided as claimed; `realistic` if AWS's services may send such a request."""

    request: AuthorizationRequest
    realistic: bool
    caller_kind: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A request that is not confirmed yet."""

    request: AuthorizationRequest
    realistic: bool


def list_candidates(
    formula: Formula, actions: tuple[str, ...], solution: Solution, kind: CallerKind, world: World, budget: Budget
) -> Iterator[Candidate]:
    """Requests for a formula that is known to have one, realistic ones first."""
    for action in islice(actions, _ACTIONS_TRIED):
        for realistic in _list_realistic(action, world, formula):
            found = solve(formula, realistic, budget, kind.refine)
            if found.answer is Answer.YES and found.values is not None:
                yield Candidate(make_request(action, found.values, kind), realistic=True)
                break
    if solution.values is not None:
        name = solution.values.get(ACTION_NAME)
        action = actions[0] if actions else str(name)
        yield Candidate(make_request(action, solution.values, kind), realistic=False)


def make_request(action: str, values: Values, kind: CallerKind) -> AuthorizationRequest:
    """The request with these values, by a caller of the kind."""
    arn = values.get(RESOURCE)
    text = arn if isinstance(arn, str) else find_plain_resource(action)
    return AuthorizationRequest(kind.make(values), action, Resource(text), kind.context(values))


def find_plain_resource(action: str) -> str:
    """A resource of the action from the catalog."""
    known = find_action(action)
    if known is None:
        return _PLAIN_RESOURCE
    templates = _list_templates(known)
    return _fill_template(templates[0]) if templates else "*"


def _list_realistic(action: str, world: World, formula: Formula) -> Iterator[World]:
    """Worlds of realistic requests: with usual names for region and account, then with any."""
    known = find_action(action)
    if known is None:
        return
    typed = _typed_world(world, formula)
    templates = _list_templates(known)
    if not templates:
        yield typed.narrowed({RESOURCE: (TextSet([("*",)]),)})
        return
    yield typed.narrowed({RESOURCE: (TextSet(_read_pattern(_usual_parts(each)) for each in templates),)})
    patterns = [pattern for each in known.resources for pattern in _list_patterns(known, each.type_name)]
    optional = [("*",)] if not any(each.is_required for each in known.resources) else []
    yield typed.narrowed({RESOURCE: (TextSet([*map(_read_pattern, patterns), *optional]),)})


def _typed_world(world: World, formula: Formula) -> World:
    """Unknown keys are absent; booleans are booleans."""
    keys = {atom.key for atom in list_atoms(formula)} - {RESOURCE, ACTION_NAME}
    unknown = {key: "A" for key in sorted(keys) if find_shapes(key) == "ASM" and find_context_key(key) is None}
    booleans = {
        key: (_BOOLEANS,)
        for key in sorted(keys)
        if (known := find_context_key(key)) is not None and known.value_types == {ValueType.BOOL}
    }
    return World({**world.fixed_shapes, **unknown}, world.domains).narrowed(booleans)


def _list_templates(action: Action) -> list[str]:
    service = find_service(action.service)
    types = [] if service is None else [service.resource_types.get(each.type_name.lower()) for each in action.resources]
    return [arn for each in types if each is not None for arn in each.arns]


def _list_patterns(action: Action, type_name: str) -> tuple[str, ...]:
    service = find_service(action.service)
    found = None if service is None else service.resource_types.get(type_name.lower())
    return () if found is None else found.arn_patterns


def _usual_parts(template: str) -> str:
    for name, text in _NICE_PARTS.items():
        template = template.replace(f"${{{name}}}", text)
    return _replace_placeholders(template, "*")


def _fill_template(template: str) -> str:
    return _usual_parts(template).replace("*", "x")


def _replace_placeholders(template: str, text: str) -> str:
    out = template
    while "${" in out:
        start = out.index("${")
        end = out.find("}", start)
        out = out[:start] + text + (out[end + 1 :] if end >= 0 else "")
    return out


def _read_pattern(text: str) -> Pattern:
    parts = find_components(text, ShortARNs.PADDED)
    if parts is None:
        return tuple(text)
    head = [
        token
        for part in parts[:-1]
        for token in (*pattern_of(find_fixed(tokenize((part.lower(),))) or (), inside=True), ":")
    ]
    return (*head, *pattern_of(find_fixed(tokenize((parts[-1],))) or ()))


def render_request(request: AuthorizationRequest) -> dict[str, object]:
    """The request as in a scenario of `limen evaluate` (E37)."""
    principal = request.principal
    context = {
        _spell_key(key): list(value) if isinstance(value, tuple) else value for key, value in request.context.items()
    }
    found: dict[str, object] = {"principal": principal.arn, "action": request.action}
    identifier = _find_identifier(principal)
    if identifier:
        found["principal_id"] = identifier
    if isinstance(principal, RoleSession) and principal.role_path != "/":
        context["aws:PrincipalArn"] = principal.principal_arn
    if isinstance(principal, FederatedUser):
        found["issuing_user"] = principal.issuer.arn
    resource: dict[str, object] = {"arn": request.resource.arn}
    if request.resource.account is not None:
        resource["account"] = request.resource.account
    return {**found, "resource": resource, "context": context}


def _spell_key(key: str) -> str:
    known = find_context_key(key)
    return key if known is None or known.is_template else known.name


def _find_identifier(principal: Principal) -> str:
    if isinstance(principal, RoleSession):
        return principal.role_id
    if isinstance(principal, FederatedUser):
        return principal.issuer.id if isinstance(principal.issuer, IAMUser) else ""
    return principal.id if isinstance(principal, IAMUser) else ""
