"""PolicyExclusionList (spec policy 7.1): policies that a simulation leaves out, to show the effect of removing them.

Each entry names policies by type, by ARN or as inline policies of entities. The names of a managed policy and of an
entity may contain wildcards: at most one `*`, any number of `?`. Entries that match nothing are ignored, like the types
`scp` and `rcp`, because no such policies are attached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from limen.errors import ValidationError
from limen.operations.iam.faults import InvalidInputError
from limen.operations.iam.lookup import AWS_ACCOUNT, parse_policy_arn
from limen.operations.iam.simulation.policy_sets import AttachedPolicy
from limen.policy.match.glob import find_fixed, matches_tokens, tokenize

if TYPE_CHECKING:
    from limen.operations.iam import shapes

BOUNDARY_TYPE: Final = "permission-boundary"
_MEMBERS: Final = ("InlinePolicyIdentifier", "PolicyArn", "PolicyType")

Exclusion = Callable[[AttachedPolicy], bool]


def parse_exclusions(entries: Iterable[shapes.PolicyIdentifier]) -> tuple[Exclusion, ...]:
    """The entries as tests; raises `InvalidInputError` for one that is not exactly one of the three forms."""
    return tuple(_parse(entry) for entry in entries)


def excludes_boundary(entries: Iterable[shapes.PolicyIdentifier]) -> bool:
    """Whether the entity's own permissions boundary is left out."""
    return any(entry.get("PolicyType") == BOUNDARY_TYPE for entry in entries)


def _parse(entry: shapes.PolicyIdentifier) -> Exclusion:
    match entry:
        case {"PolicyType": type_name, **rest} if not rest:
            return _by_type(type_name)
        case {"PolicyArn": arn, **rest} if not rest:
            return _by_arn(arn)
        case {"InlinePolicyIdentifier": identifier, **rest} if not rest:
            return _by_name(identifier)
        case _:
            raise InvalidInputError(f"Exactly one of {', '.join(_MEMBERS)} must identify policies to exclude.")


def _by_type(type_name: str) -> Exclusion:
    return lambda attached: _type_of(attached) == type_name


def _type_of(attached: AttachedPolicy) -> str:
    if not attached.arn:
        return "inline"
    return "aws-managed" if attached.arn.split(":")[4] == AWS_ACCOUNT else "user-managed"


def _by_arn(text: str) -> Exclusion:
    try:
        arn = parse_policy_arn(text)
    except ValidationError as error:
        raise InvalidInputError(f"Invalid policy ARN to exclude: {text}") from error
    head = text.removesuffix(arn.resource)
    if "*" in head or "?" in head:
        raise InvalidInputError(f"Invalid policy ARN to exclude: {text}")
    matches = _name_pattern(text)
    return lambda attached: bool(attached.arn) and matches(attached.arn)


def _by_name(found: shapes.InlinePolicyIdentifierType) -> Exclusion:
    name, kind = found["PolicyName"].lower(), found["AttachmentType"]
    matches = _name_pattern(found["AttachmentName"].lower())

    def excludes(attached: AttachedPolicy) -> bool:
        owner_kind, owner_name = attached.owner
        return attached.inline_name.lower() == name and owner_kind == kind and matches(owner_name.lower())

    return excludes


def _name_pattern(text: str) -> Callable[[str], bool]:
    if text.count("*") > 1:
        raise InvalidInputError(f"At most one * is allowed in the name of a policy or entity to exclude: {text}")
    tokens = find_fixed(tokenize([text])) or ()
    return lambda name: matches_tokens(tokens, name)
