"""What AuthZEN 1.0 says answers look like (5, 6.2, 7.2, 8, 9), as types that allow no other member.

https://openid.net/specs/authorization-api-1_0.html; the same as the JSON schemas that its working group publishes.
"""

from typing import Annotated, Any

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0)]
Text = Annotated[str, msgspec.Meta(min_length=1)]
URL = Annotated[str, msgspec.Meta(pattern="^https://[^?#]+$")]


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    decision: bool
    context: dict[str, Any] = {}


class Decisions(msgspec.Struct, forbid_unknown_fields=True):
    evaluations: Annotated[list[Decision], msgspec.Meta(min_length=1)]


class Page(msgspec.Struct, forbid_unknown_fields=True):
    next_token: str
    count: Count | None = None
    total: Count | None = None
    properties: dict[str, Any] = {}


class Entity(msgspec.Struct, forbid_unknown_fields=True):
    type: Text
    id: Text
    properties: dict[str, Any] = {}


class Action(msgspec.Struct, forbid_unknown_fields=True):
    name: Text
    properties: dict[str, Any] = {}


class Entities(msgspec.Struct, forbid_unknown_fields=True):
    results: list[Entity]
    page: Page | None = None
    context: dict[str, Any] = {}


class Actions(msgspec.Struct, forbid_unknown_fields=True):
    results: list[Action]
    page: Page | None = None
    context: dict[str, Any] = {}


class Metadata(msgspec.Struct, forbid_unknown_fields=True):
    policy_decision_point: URL
    access_evaluation_endpoint: URL
    access_evaluations_endpoint: URL | None = None
    search_subject_endpoint: URL | None = None
    search_resource_endpoint: URL | None = None
    search_action_endpoint: URL | None = None


ANSWERS = {
    "/access/v1/evaluation": Decision,
    "/access/v1/evaluations": Decisions,
    "/access/v1/search/subject": Entities,
    "/access/v1/search/resource": Entities,
    "/access/v1/search/action": Actions,
    "/.well-known/authzen-configuration": Metadata,
}
