"""Services of one's own, in the format of AWS's machine-readable service reference.

https://docs.aws.amazon.com/service-authorization/latest/reference/service-reference.html describes the format: actions
with annotations and condition keys, resource types with ARN formats, condition keys with types. A reference to
something that is not in the same document is refused with its position; otherwise a typing error would only show in
policies that never match.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final, NoReturn, TypeVar

from limen.errors import LimenError
from limen.policy.catalog.condition_keys import ContextKey, ValueType, find_global_key, make_key
from limen.policy.catalog.service import MULTIVALUED, AccessLevel, Action, ActionResource, ResourceType, Service
from limen.policy.errors import PolicySyntaxError, Position
from limen.policy.text.json_text import JSONList, JSONObject, JSONValue, Lines, read_json

MAX_CHARACTERS: Final = 262_144
MAX_ENTRIES: Final = 1000
"""Actions, resource types, condition keys: at most this many of each."""

_PREFIX: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
_ACTION: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,127}")
_TYPE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_. -]{0,127}")
_KEY: Final = re.compile(r"[a-z][a-z0-9-]*:[A-Za-z0-9][A-Za-z0-9_.@/${}<>-]{0,127}")
_ARN: Final = re.compile(r"arn:(?:\$\{Partition\}|aws):([a-z0-9-]+):[^:\s]*:[^:\s]*:\S+")

_LEVELS: Final = {
    "IsPermissionManagement": AccessLevel.PERMISSIONS_MANAGEMENT,
    "IsTaggingOnly": AccessLevel.TAGGING,
    "IsList": AccessLevel.LIST,
    "IsWrite": AccessLevel.WRITE,
}
"""Annotations that state the level of an action; the first that is true counts, and none means `Read`."""

_SERVICE_MEMBERS: Final = ("Name", "Title", "Version", "Actions", "ConditionKeys", "Resources")
_ACTION_MEMBERS: Final = ("Name", "ActionConditionKeys", "Annotations", "Resources")


Entry = TypeVar("Entry", ContextKey, ResourceType, Action)


class ServiceReferenceError(LimenError):
    """A service reference is refused: `message` says why, `position` where."""

    def __init__(self, message: str, position: Position) -> None:
        """Keep both."""
        super().__init__(f"{message} (line {position.line}, column {position.column})")
        self.message = message
        self.position = position


def parse_service_reference(text: str) -> Service:
    """Read a service; raises `ServiceReferenceError`."""
    if len(text) > MAX_CHARACTERS:
        raise ServiceReferenceError(f"a service reference has at most {MAX_CHARACTERS} characters", Position(1, 1))
    try:
        value = read_json(text)
    except PolicySyntaxError as error:
        raise ServiceReferenceError(error.message, error.position or Position(1, 1)) from error
    return _Reader(text).read(value)


class _Reader:
    """Reads the tree of one document."""

    __slots__ = ("_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: Lines | None = None

    def read(self, value: JSONValue) -> Service:
        if not isinstance(value, JSONObject):
            self._refuse("a service reference must be an object", 0)
        self._check_members(value, _SERVICE_MEMBERS)
        prefix = self._name(value, _PREFIX, "the prefix of a service: lower-case letters, digits and hyphens")
        keys = self._entries(value, "ConditionKeys", lambda each: self._key(each, prefix))
        types = self._entries(value, "Resources", lambda each: self._type(each, prefix, keys))
        actions = self._entries(value, "Actions", lambda each: self._action(each, prefix, keys, types))
        if not actions:
            self._refuse("a service must have at least one action", value.offsets.get("Actions", value.start))
        title = value.members.get("Title", prefix)
        if not isinstance(title, str):
            self._refuse("Title must be a string", value.offsets["Title"])
        return Service(prefix, title, actions, types, keys)

    def _key(self, entry: JSONObject, prefix: str) -> ContextKey:
        self._check_members(entry, ("Name", "Types"))
        name = self._name(entry, _KEY, "a condition key, such as files:Extension")
        if not name.startswith(f"{prefix}:"):
            self._refuse(f"{name} is not a key of {prefix}: those begin with {prefix}:", entry.offsets["Name"])
        texts = self._texts(entry, "Types") or ("String",)
        try:
            types = [ValueType(text.removeprefix(MULTIVALUED)) for text in texts]
        except ValueError:
            known = ", ".join(ValueType)
            self._refuse(f"unknown type; known are {known}, and the same after ArrayOf", entry.offsets["Types"])
        return make_key(name, *types, multivalued=texts[0].startswith(MULTIVALUED))

    def _type(self, entry: JSONObject, prefix: str, keys: Mapping[str, ContextKey]) -> ResourceType:
        self._check_members(entry, ("Name", "ARNFormats", "ConditionKeys"))
        name = self._name(entry, _TYPE_NAME, "the name of a resource type")
        arns = self._texts(entry, "ARNFormats")
        if not arns:
            self._refuse(f"the resource type {name} has no ARNFormats", entry.start)
        for arn in arns:
            found = _ARN.fullmatch(arn)
            if found is None or found[1] != prefix:
                message = (
                    f"{arn} is not the form of an ARN of {prefix}, such as arn:${{Partition}}:{prefix}:::${{Name}}"
                )
                self._refuse(message, entry.offsets["ARNFormats"])
        return ResourceType(name, arns, self._known_keys(entry, "ConditionKeys", keys))

    def _action(
        self, entry: JSONObject, prefix: str, keys: Mapping[str, ContextKey], types: Mapping[str, ResourceType]
    ) -> Action:
        self._check_members(entry, _ACTION_MEMBERS)
        name = self._name(entry, _ACTION, "the name of an action: letters and digits")
        resources = [self._resource_type(each, types) for each in self._objects(entry, "Resources")]
        return Action(
            service=prefix,
            name=name,
            access_level=self._level(entry),
            context_keys=self._known_keys(entry, "ActionConditionKeys", keys),
            resources=tuple(ActionResource(each, len(resources) == 1, ()) for each in resources),
            dependent_actions=(),
            is_permission_only=False,
        )

    def _resource_type(self, entry: JSONObject, types: Mapping[str, ResourceType]) -> str:
        self._check_members(entry, ("Name",))
        name = self._name(entry, _TYPE_NAME, "the name of a resource type")
        if name.lower() not in types:
            self._refuse(f"there is no resource type {name}{_suggest(name, types)}", entry.offsets["Name"])
        return types[name.lower()].name

    def _level(self, entry: JSONObject) -> AccessLevel:
        annotations = entry.members.get("Annotations")
        if annotations is None:
            return AccessLevel.READ
        properties = annotations.members.get("Properties") if isinstance(annotations, JSONObject) else None
        if not isinstance(properties, JSONObject):
            self._refuse("Annotations must be an object with Properties", entry.offsets["Annotations"])
        self._check_members(properties, tuple(_LEVELS))
        for name, flag in properties.members.items():
            if not isinstance(flag, bool):
                self._refuse(f"{name} must be true or false", properties.offsets[name])
        return next((level for name, level in _LEVELS.items() if properties.members.get(name)), AccessLevel.READ)

    def _known_keys(self, entry: JSONObject, member: str, keys: Mapping[str, ContextKey]) -> tuple[str, ...]:
        names = self._texts(entry, member)
        for name in names:
            if name.lower() not in keys and find_global_key(name) is None:
                self._refuse(f"there is no condition key {name}{_suggest(name, keys)}", entry.offsets[member])
        return names

    def _entries(self, owner: JSONObject, member: str, read: Callable[[JSONObject], Entry]) -> dict[str, Entry]:
        """The entries that a list of objects describes, by lower-case name."""
        found: dict[str, Entry] = {}
        for each in self._objects(owner, member):
            entry = read(each)
            if entry.name.lower() in found:
                self._refuse(f"{entry.name} appears twice in {member}", each.start)
            found[entry.name.lower()] = entry
        return found

    def _objects(self, owner: JSONObject, member: str) -> Iterator[JSONObject]:
        for value in self._list(owner, member):
            if not isinstance(value, JSONObject):
                self._refuse(f"{member} must be a list of objects", owner.offsets[member])
            yield value

    def _texts(self, owner: JSONObject, member: str) -> tuple[str, ...]:
        values = self._list(owner, member)
        if not all(isinstance(value, str) for value in values):
            self._refuse(f"{member} must be a list of strings", owner.offsets[member])
        return tuple(value for value in values if isinstance(value, str))

    def _list(self, owner: JSONObject, member: str) -> tuple[JSONValue, ...]:
        value = owner.members.get(member)
        if value is None:
            return ()
        if not isinstance(value, JSONList):
            self._refuse(f"{member} must be a list", owner.offsets[member])
        if len(value.items) > MAX_ENTRIES:
            self._refuse(f"{member} has more than {MAX_ENTRIES} entries", value.start)
        return value.items

    def _name(self, entry: JSONObject, form: re.Pattern[str], meaning: str) -> str:
        name = entry.members.get("Name")
        if not isinstance(name, str) or not form.fullmatch(name):
            self._refuse(f"Name must be {meaning}", entry.offsets.get("Name", entry.start))
        return name

    def _check_members(self, entry: JSONObject, known: tuple[str, ...]) -> None:
        for name in entry.members:
            if name not in known:
                self._refuse(f"unknown member {name}{_suggest(name, known)}", entry.offsets[name])

    def _refuse(self, message: str, offset: int) -> NoReturn:
        raise ServiceReferenceError(message, Lines(self._text).at(offset))


def _suggest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name.lower(), [each.lower() for each in known], 1)
    return f"; did you mean {near[0]}?" if near else ""
