"""The grammar that all kinds of policies share (semantics L1 to L7), without the rules that only some of them have.

A draft is a document whose members are known and of the right JSON types, and no more than that: effects are any text,
lists may be empty, elements missing. `policy.syntax.parse` turns a draft into a document. Validators work on drafts,
because each kind of policy has its own messages, in its own order, for the remaining faults.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from reprlib import repr as shorten
from typing import NoReturn, TypeAlias

from limen.policy.errors import PolicySyntaxError, Position, SyntaxFault
from limen.policy.syntax.document import ConditionClause, Version
from limen.policy.syntax.operator_name import OperatorName, find_operator
from limen.policy.text.json_text import JSONList, JSONNumber, JSONObject, JSONValue, Lines, read_json

_ROOT_MEMBERS = frozenset({"Version", "Id", "Statement"})
_PAIRS = ("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")
_STATEMENT_MEMBERS = frozenset({"Sid", "Effect", "Condition"}.union(*_PAIRS))
_PRINCIPAL_TYPES = frozenset({"AWS", "Federated", "Service", "CanonicalUser"})

PrincipalDraft: TypeAlias = str | Mapping[str, tuple[str, ...]]
"""A bare string, or the entries by type; any of them may be empty."""


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """A statement with known members of the right types."""

    index: int
    start: Position
    end: Position
    sid: str | None
    effect: str | None
    principal: PrincipalDraft | None
    not_principal: PrincipalDraft | None
    actions: tuple[str, ...] | None
    not_actions: tuple[str, ...] | None
    resources: tuple[str, ...] | None
    not_resources: tuple[str, ...] | None
    conditions: tuple[ConditionClause, ...]

    @property
    def all_actions(self) -> tuple[str, ...]:
        """The entries of `Action` or of `NotAction`."""
        return self.actions or self.not_actions or ()

    @property
    def all_resources(self) -> tuple[str, ...]:
        """The entries of `Resource` or of `NotResource`."""
        return self.resources or self.not_resources or ()


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A document with known members of the right types; `version` is `None` if it is absent."""

    version: Version | None
    id: str | None
    statements: tuple[StatementDraft, ...]
    text: str
    has_single_statement_first: bool = False
    """Whether `Statement` is one object, not a list, and comes before `Version`."""


FindOperator: TypeAlias = Callable[[str], OperatorName | None]


def read_draft(text: str, find_operator: FindOperator = find_operator) -> PolicyDraft:
    """Read `text` by the rules that all kinds share; raises `PolicySyntaxError`.

    Only lint, which decides nothing, passes a `find_operator` that knows more names.
    """
    return _Drafter(text, find_operator).read_policy()


class _Drafter:
    """One pass over the JSON tree of one text."""

    __slots__ = ("_find_operator", "_lines", "_text")

    def __init__(self, text: str, find_operator: FindOperator) -> None:
        self._text = text
        self._find_operator = find_operator
        self._lines = Lines(text)

    def read_policy(self) -> PolicyDraft:
        root = read_json(self._text)
        if not isinstance(root, JSONObject):
            self._refuse(0, "a policy must be a JSON object", SyntaxFault.JSON)
        version = self._version(root)
        self._check_members(root, _ROOT_MEMBERS, "a policy")
        statements = tuple(self._statements(root))
        return PolicyDraft(version, self._text_member(root, "Id"), statements, self._text, _is_single_first(root))

    def _version(self, root: JSONObject) -> Version | None:
        if "Version" not in root.members:
            return None
        value = root.members["Version"]
        if not isinstance(value, str) or value not in tuple(Version):
            self._refuse(root.offsets["Version"], "Version must be 2008-10-17 or 2012-10-17", SyntaxFault.VERSION)
        return Version(value)

    def _statements(self, root: JSONObject) -> Iterator[StatementDraft]:
        """Yield the statements; in a list, a statement's position is that of the reader before it (semantics L7)."""
        found = root.members.get("Statement", JSONList((), root.start))
        if isinstance(found, JSONObject):
            yield self._statement(found, 0, found.start)
            return
        offset = root.offsets.get("Statement", root.start)
        if not isinstance(found, JSONList):
            self._refuse(offset, "Statement must be an object or a list of objects")
        before = found.start
        for index, item in enumerate(found.items):
            if not isinstance(item, JSONObject):
                self._refuse(before, "a statement must be an object")
            yield self._statement(item, index, before)
            before = item.end

    def _statement(self, found: JSONObject, index: int, before: int) -> StatementDraft:
        self._check_members(found, _STATEMENT_MEMBERS, "a statement")
        for name, negated in _PAIRS:
            if name in found.members and negated in found.members:
                self._refuse(found.offsets[negated], f"{name} and {negated} exclude each other")
        return StatementDraft(
            index=index,
            start=self._lines.after(before),
            end=self._lines.after(found.end),
            sid=self._text_member(found, "Sid"),
            effect=self._text_member(found, "Effect"),
            principal=self._principal(found, "Principal"),
            not_principal=self._principal(found, "NotPrincipal"),
            actions=self._texts(found, "Action"),
            not_actions=self._texts(found, "NotAction"),
            resources=self._texts(found, "Resource"),
            not_resources=self._texts(found, "NotResource"),
            conditions=tuple(self._conditions(found)),
        )

    def _principal(self, statement: JSONObject, name: str) -> PrincipalDraft | None:
        value = statement.members.get(name)
        if isinstance(value, str) or name not in statement.members:
            return value if isinstance(value, str) else None
        if not isinstance(value, JSONObject):
            self._refuse(statement.offsets[name], f"{name} must be a string or an object")
        self._check_members(value, _PRINCIPAL_TYPES, name)
        return {kind: self._texts(value, kind) or () for kind in value.members}

    def _conditions(self, statement: JSONObject) -> Iterator[ConditionClause]:
        if "Condition" not in statement.members:
            return
        seen: set[str] = set()
        condition = self._object_member(statement, "Condition")
        for operator in condition.members:
            keys = self._object_member(condition, operator)
            if operator.lower() in seen:
                self._refuse(keys.start, f"operator {shorten(operator)} appears twice in one Condition")
            seen.add(operator.lower())
            yield from self._clauses(operator, keys)

    def _clauses(self, operator: str, keys: JSONObject) -> Iterator[ConditionClause]:
        name = self._find_operator(operator)
        if not keys.members:
            return  # Nothing is tested, so even an unknown operator is harmless; AWS stores it (semantics L6).
        if name is None:
            self._refuse(keys.start, f"unknown condition operator {shorten(operator)}")
        seen: set[str] = set()
        for key in keys.members:
            if key.lower() in seen:
                self._refuse(keys.offsets[key], f"key {shorten(key)} appears twice under one operator")
            seen.add(key.lower())
            yield ConditionClause(name.operator, key, self._scalars(keys, key), name.set_operator, name.if_exists)

    def _scalars(self, keys: JSONObject, key: str) -> tuple[str, ...]:
        value = keys.members[key]
        items = value.items if isinstance(value, JSONList) else (value,)
        return tuple(self._scalar(item, keys.offsets[key]) for item in items)

    def _scalar(self, value: JSONValue, offset: int) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, JSONNumber):
            self._refuse(offset, "a condition value must be a string, number or boolean")
        return value.text

    def _texts(self, found: JSONObject, name: str) -> tuple[str, ...] | None:
        if name not in found.members:
            return None
        value = found.members[name]
        items = value.items if isinstance(value, JSONList) else (value,)
        texts = tuple(item for item in items if isinstance(item, str))
        if len(texts) != len(items):
            self._refuse(found.offsets[name], f"{name} must be a string or a list of strings")
        return texts

    def _text_member(self, found: JSONObject, name: str) -> str | None:
        value = found.members.get(name)
        if name in found.members and not isinstance(value, str):
            self._refuse(found.offsets[name], f"{name} must be a string")
        return value if isinstance(value, str) else None

    def _object_member(self, found: JSONObject, name: str) -> JSONObject:
        value = found.members[name]
        if not isinstance(value, JSONObject):
            self._refuse(found.offsets[name], f"{shorten(name)} must be an object")
        return value

    def _check_members(self, found: JSONObject, known: frozenset[str], what: str) -> None:
        for name in found.members:
            if name not in known:
                position = self._lines.at(found.offsets[name])
                message = f"unknown member {shorten(name)} of {what}"
                raise PolicySyntaxError(message, position, SyntaxFault.MEMBER, name)

    def _refuse(self, offset: int, message: str, fault: SyntaxFault = SyntaxFault.GRAMMAR) -> NoReturn:
        raise PolicySyntaxError(message, self._lines.at(offset), fault)


def _is_single_first(root: JSONObject) -> bool:
    names = list(root.members)
    if not isinstance(root.members.get("Statement"), JSONObject) or "Version" not in root.members:
        return False
    return names.index("Statement") < names.index("Version")
