"""Tags on IAM's entities (spec api 2.7): at most 50, keys unique, `aws:` reserved.

The rules differ in one thing only: users and roles compare keys without regard to case, so that tagging `team` over
`Team` replaces both spelling and value; policies, instance profiles and all others distinguish `Team` and `team`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from limen.authz.call import AuthorizedCall
from limen.domain.iam.tags import Tag
from limen.operations.iam.faults import InvalidInputError
from limen.operations.iam.quotas import TAGS_PER_RESOURCE, require_within
from limen.operations.paging import Paged, paginate

if TYPE_CHECKING:
    from limen.operations.iam import members, shapes

RESERVED_PREFIX = "aws:"
RESERVED_KEY = "Tag keys beginning with aws: are reserved for system use."
DUPLICATE_KEYS = "Duplicate tag keys found. Please note that Tag keys are case insensitive."


@dataclass(frozen=True, slots=True)
class TagRules:
    """How a kind of entity compares tag keys."""

    ignores_case: bool

    def parse_tags(self, wire_tags: Sequence[shapes.Tag | None] | None) -> tuple[Tag, ...]:
        """The tags of a request (`None`: none given); raises `InvalidInputError` for reserved and repeated keys.

        A gap in the list of a request is `None` (spec api 4).
        """
        tags = tuple(Tag(tag["Key"], tag["Value"]) for tag in wire_tags or () if tag)
        if any(tag.key.lower().startswith(RESERVED_PREFIX) for tag in tags):
            raise InvalidInputError(RESERVED_KEY)
        if len({self._folded(tag.key) for tag in tags}) < len(tags):
            raise InvalidInputError(DUPLICATE_KEYS)
        return tags

    def parse_additions(self, call: AuthorizedCall[members.HasTags]) -> tuple[Tag, ...]:
        """The tags of a `TagX` call, which must hold at least one."""
        tags = self.parse_tags(call.parameters["Tags"])
        if not tags:
            raise InvalidInputError("At least one tag must be specified.")
        return tags

    def merge(self, present: Iterable[Tag], added: Iterable[Tag]) -> tuple[Tag, ...]:
        """Present tags with the added ones, which override them; raises `LimitExceededError` if they are too many."""
        merged = {self._folded(tag.key): tag for tag in present} | {self._folded(tag.key): tag for tag in added}
        require_within("TagsPerResource", TAGS_PER_RESOURCE, wanted=len(merged))
        return tuple(merged.values())

    def remove(self, present: Iterable[Tag], keys: Iterable[str | None]) -> tuple[Tag, ...]:
        """The tags without those that `keys` name; unknown keys are ignored."""
        gone = {self._folded(key) for key in keys if key}
        return tuple(tag for tag in present if self._folded(tag.key) not in gone)

    def _folded(self, key: str) -> str:
        return key.lower() if self.ignores_case else key


PRINCIPAL_TAGS = TagRules(ignores_case=True)
"""Users and roles."""
RESOURCE_TAGS = TagRules(ignores_case=False)
"""Policies, instance profiles and everything else that is not a principal."""


def require_tag_keys(call: AuthorizedCall[members.HasTagKeys]) -> Sequence[str]:
    """The keys of an `UntagX` call of an identity provider or a certificate, which must name at least one."""
    keys = call.parameters["TagKeys"]
    if not keys:
        raise InvalidInputError("At least one tag key must be specified.")
    return keys


def render_tags(tags: Iterable[Tag]) -> list[shapes.Tag]:
    """The `Tags` member of an entity; some answers leave it out when there are none (spec api 2.4)."""
    return [{"Key": tag.key, "Value": tag.value} for tag in tags]


def list_tags(call: AuthorizedCall[Paged], tags: Iterable[Tag]) -> shapes.ListUserTagsResponse:
    """The output of a `ListXTags` call, whichever it is: a page of tags sorted by key."""
    page = paginate(call, tags, lambda tag: tag.key)
    return {"Tags": render_tags(page.items), **page.ending()}
