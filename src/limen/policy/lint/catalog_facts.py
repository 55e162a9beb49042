"""Facts of the catalog about the entries of a policy: the actions that a pattern matches, and their resources."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from limen.domain.bounded import remember
from limen.policy.catalog import Action, ContextKey, find_global_key, find_service, list_services
from limen.policy.catalog.errata import ARNS_OF_ACTIONS
from limen.policy.catalog.lookup import OwnServices, present_services
from limen.policy.lint.entries import is_every_action
from limen.policy.match.glob import find_fixed, glob_expression, tokenize
from limen.policy.syntax.document import Statement

_REMEMBERED = 4096
_CUTOFF = 0.75
_LONGEST_GUESSED = 128
_WILDCARDS = frozenset("*?")


def has_wildcard(text: str) -> bool:
    return not _WILDCARDS.isdisjoint(text)


def expand_action(entry: str) -> tuple[Action, ...]:
    """The actions that an entry matches; none for an entry without a service, such as `*`."""
    return _expand_action(entry, present_services())


@remember(_REMEMBERED)
def _expand_action(entry: str, _own: OwnServices) -> tuple[Action, ...]:
    prefix, _, name = entry.partition(":")
    service = find_service(prefix)
    if service is None:
        return ()
    if not has_wildcard(name):
        found = service.find_action(name)
        return () if found is None else (found,)
    matches = re.compile(glob_expression(find_fixed(tokenize((name.lower(),))) or ()), re.DOTALL).fullmatch
    return tuple(action for folded, action in service.actions.items() if matches(folded))


def listed_actions(statement: Statement) -> tuple[Action, ...] | None:
    """All actions of a statement; `None` if they cannot be listed: every action, `NotAction`, unknown ones."""
    if statement.actions is None or any(map(is_every_action, statement.actions)):
        return None
    groups = [expand_action(entry) for entry in statement.actions]
    return tuple(action for group in groups for action in group) if all(groups) else None


def entry_arns(entry: str) -> frozenset[str]:
    """The patterns of the ARNs that the actions of an entry can apply to."""
    return _entry_arns(entry, present_services())


@remember(_REMEMBERED)
def _entry_arns(entry: str, _own: OwnServices) -> frozenset[str]:
    return frozenset(arn for action in expand_action(entry) for arn in action_arns(action))


def action_arns(action: Action) -> frozenset[str]:
    """The patterns of the ARNs that an action can apply to; none for an action that is authorized on `*` only."""
    service = find_service(action.service)
    types = {} if service is None else service.resource_types
    names = (resource.type_name.lower() for resource in action.resources)
    documented = frozenset(arn for name in names if name in types for arn in types[name].arn_patterns)
    corrected = ARNS_OF_ACTIONS.get(action.full_name.lower())
    return documented if corrected is None else documented | {corrected}


def has_context_key(action: Action, key: ContextKey) -> bool:
    """Whether requests for the action can carry the key, because of the action or of its resources."""
    service = find_service(action.service)
    names = set(action.context_keys)
    for resource in action.resources:
        names.update(resource.context_keys)
        found = None if service is None else service.resource_types.get(resource.type_name.lower())
        names.update(() if found is None else found.context_keys)
    return any(key.name.lower() == name.lower() or key.covers(name) for name in names)


def is_provider_key(name: str) -> bool:
    """Whether the key is a claim of an identity provider: its prefix is a host."""
    return "." in name.partition(":")[0]


def is_global_key(name: str) -> bool:
    return find_global_key(name) is not None


def describe_unknown_action(name: str) -> str | None:
    """Why there is no action of this name, with a suggestion; `None` if there is one. For names without wildcards."""
    if expand_action(name):
        return None
    prefix = name.partition(":")[0]
    service = find_service(prefix)
    if service is None:
        return f"there is no service {prefix}{suggest(prefix, list_services())}"
    return f"there is no action {name}{suggest(name, (action.full_name for action in service.actions.values()))}"


def suggest(word: str, candidates: Iterable[str]) -> str:
    """`; did you mean s3:GetObject?`, or nothing."""
    found = find_nearest(word, candidates)
    return "" if found is None else f"; did you mean {found}?"


def find_nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was probably meant."""
    by_folded = {candidate.lower(): candidate for candidate in candidates}
    if len(word) > _LONGEST_GUESSED:
        return None
    found = get_close_matches(word.lower(), by_folded, n=1, cutoff=_CUTOFF)
    return by_folded[found[0]] if found else None
