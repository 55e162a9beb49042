"""Comparison of entries of actions and resources, by the rules of matching (semantics E2 to E5).

`X_covers(wide, narrow)`: the wide entry matches everything that the narrow one does. `X_overlap`: something may match
both. Uncertain cases are answered on the safe side, as in `lint.globs`.
"""

from limen.domain.arn import PARTS
from limen.domain.bounded import remember
from limen.policy.lint.globs import Symbol, covers, explode, overlap
from limen.policy.match.action_pattern import EVERY_ACTION
from limen.policy.match.variables import parse_template
from limen.policy.syntax.document import Version

EVERYTHING = "*"
_REMEMBERED = 8192

Components = tuple[tuple[Symbol, ...], ...]


def is_every_action(entry: str) -> bool:
    return entry in EVERY_ACTION


def action_covers(wide: str, narrow: str) -> bool:
    if is_every_action(wide) or is_every_action(narrow):
        return is_every_action(wide)
    (service, wide_name), (narrow_service, narrow_name) = _split_action(wide), _split_action(narrow)
    return service == narrow_service and covers(wide_name, narrow_name)


def actions_overlap(one: str, other: str) -> bool:
    if is_every_action(one) or is_every_action(other):
        return True
    (service, name), (other_service, other_name) = _split_action(one), _split_action(other)
    return service == other_service and overlap(name, other_name)


def resource_covers(wide: str, narrow: str, version: Version) -> bool:
    if EVERYTHING in (wide, narrow):
        return wide == EVERYTHING
    wide_parts, narrow_parts = split_resource(wide, version), split_resource(narrow, version)
    if wide_parts is None or narrow_parts is None:
        return wide == narrow  # What a short ARN means depends on the kind of policy.
    return all(covers(*pair) for pair in zip(wide_parts, narrow_parts, strict=True))


def resources_overlap(one: str, other: str, version: Version) -> bool:
    if EVERYTHING in (one, other):
        return True
    parts, other_parts = split_resource(one, version), split_resource(other, version)
    if parts is None or other_parts is None:
        return True
    return all(overlap(*pair) for pair in zip(parts, other_parts, strict=True))


@remember(_REMEMBERED)
def split_resource(entry: str, version: Version) -> Components | None:
    """The six components, the first five in lower case; `None` if there are fewer."""
    *head, last = entry.split(":", PARTS - 1)
    if len(head) < PARTS - 1:
        return None
    return (*(explode((part.lower(),)) for part in head), explode(parse_template(last, version)))


@remember(_REMEMBERED)
def _split_action(entry: str) -> tuple[str, tuple[Symbol, ...]]:
    service, _, name = entry.lower().partition(":")
    return service, explode((name,))
