"""Changes that a denied request may need: to the policies of one layer, or to the request's own context (promise P4).

Changes name statements by their position before any change, so that a set of changes means the same in every order.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, assert_never

from limen.engine.model.layers import Layer, Level, NamedPolicy
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.policy.match.context import Context, ContextValue
from limen.policy.syntax.document import PolicyDocument, Statement
from limen.policy.syntax.parse import parse_policy
from limen.policy.syntax.render import render_policy

ADDED_POLICY: Final = "(added)"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a statement: `position` in the level's policies, `index` in the policy's statements, both from 0."""

    layer: Layer
    level: int
    position: int
    index: int


@dataclass(frozen=True, slots=True)
class AddStatement:
    """Add a policy with one statement; `text` is the statement's JSON."""

    layer: Layer
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class RemoveStatement:
    """Remove one statement; `title` is its name in reports."""

    place: Place
    title: str


@dataclass(frozen=True, slots=True)
class TrimStatement:
    """Remove the entries in `taken` from a statement's `Action` or `Resource`; at least one other entry remains."""

    place: Place
    title: str
    element: str
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetKey:
    """Set a context key to another value, or remove it. `key` is lower-case, `shown` as the policy spells it."""

    key: str
    value: ContextValue | None
    shown: str = field(compare=False)


Change = AddStatement | RemoveStatement | TrimStatement | SetKey


def apply_changes(
    request: AuthorizationRequest, policies: PolicySet, changes: Collection[Change]
) -> tuple[AuthorizationRequest, PolicySet]:
    """The request and the policies as they would be after all the changes."""
    keys = [change for change in changes if isinstance(change, SetKey)]
    if keys:
        request = replace(request, context=_change_context(request.context, keys))
    if len(keys) < len(changes):
        policies = _change_policies(policies, changes)
    return request, policies


def _change_context(context: Context, keys: Collection[SetKey]) -> Context:
    changed = {**context, **{change.key: change.value for change in keys if change.value is not None}}
    for change in keys:
        if change.value is None:
            changed.pop(change.key, None)
    return changed


def _change_policies(policies: PolicySet, changes: Collection[Change]) -> PolicySet:
    levels = {
        layer: tuple(
            tuple(_change_level(level, layer, number, changes)) for number, level in enumerate(policies.levels[layer])
        )
        for layer in policies.levels
    }
    for change in changes:
        if isinstance(change, AddStatement) and change.layer not in levels:
            levels[change.layer] = (tuple(_change_level((), change.layer, 0, changes)),)
    single = {layer: found[0] for layer, found in levels.items()}
    return PolicySet(
        identity=single.get(Layer.IDENTITY, ()),
        permissions_boundary=single.get(Layer.PERMISSIONS_BOUNDARY),
        session=single.get(Layer.SESSION),
        resource=single.get(Layer.RESOURCE),
        service_control=levels.get(Layer.SERVICE_CONTROL),
        resource_control=levels.get(Layer.RESOURCE_CONTROL),
        endpoint=single.get(Layer.ENDPOINT),
    )


def _change_level(level: Level, layer: Layer, number: int, changes: Collection[Change]) -> Iterator[NamedPolicy]:
    for position, policy in enumerate(level):
        edits = {
            change.place.index: change
            for change in changes
            if isinstance(change, RemoveStatement | TrimStatement)
            and (change.place.layer, change.place.level, change.place.position) == (layer, number, position)
        }
        yield replace(policy, document=_edit(policy.document, edits)) if edits else policy
    for change in changes:
        if isinstance(change, AddStatement) and (change.layer, change.level) == (layer, number):
            text = f'{{"Version": "2012-10-17", "Statement": [{change.text}]}}'
            yield NamedPolicy(ADDED_POLICY, parse_policy(text))


def _edit(document: PolicyDocument, edits: dict[int, RemoveStatement | TrimStatement]) -> PolicyDocument:
    """The document with its edits; statements keep their numbers."""
    statements = tuple(
        kept for each in document.statements if (kept := _edit_statement(each, edits.get(each.index))) is not None
    )
    changed = replace(document, statements=statements)
    return replace(changed, text=render_policy(changed))


def _edit_statement(statement: Statement, edit: RemoveStatement | TrimStatement | None) -> Statement | None:
    match edit:
        case None:
            return statement
        case RemoveStatement():
            return None
        case TrimStatement(element="Action", taken=taken):
            return replace(statement, actions=tuple(a for a in statement.actions or () if a not in taken))
        case TrimStatement(taken=taken):
            return replace(statement, resources=tuple(r for r in statement.resources or () if r not in taken))
        case _:
            assert_never(edit)
