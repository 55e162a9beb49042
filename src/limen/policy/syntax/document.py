"""The syntax tree of a policy document (spec policy 1.1): frozen values, lists everywhere, the text kept beside it.

`None` means that an element is absent, an empty tuple that it is present and empty. Only the parser
(`policy.syntax.parse`) creates these values, so an evaluator may rely on closed sets: effects, versions, operators.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from limen.policy.errors import Position

TRUST_ACTIONS: Final = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:tagsession",
        "sts:setsourceidentity",
        "sts:setcontext",
    }
)
"""The actions that a role's trust policy decides, and the only ones that it may name, in lower case (semantics L16)."""


class Version(StrEnum):
    """Language version; an absent `Version` is `V2008`, in which `${...}` is plain text (spec policy 1.5)."""

    V2008 = "2008-10-17"
    V2012 = "2012-10-17"


class Effect(StrEnum):
    """What a statement does when it applies."""

    ALLOW = "Allow"
    DENY = "Deny"


class SetOperator(StrEnum):
    """Qualifier of a condition operator for multivalued keys (spec policy 3.5)."""

    NONE = ""
    FOR_ALL_VALUES = "ForAllValues"
    FOR_ANY_VALUE = "ForAnyValue"


class ConditionOperator(StrEnum):
    """The closed table of condition operators (spec policy 3.2); ArnEquals is ArnLike under another name."""

    STRING_EQUALS = "StringEquals"
    STRING_NOT_EQUALS = "StringNotEquals"
    STRING_EQUALS_IGNORE_CASE = "StringEqualsIgnoreCase"
    STRING_NOT_EQUALS_IGNORE_CASE = "StringNotEqualsIgnoreCase"
    STRING_LIKE = "StringLike"
    STRING_NOT_LIKE = "StringNotLike"
    NUMERIC_EQUALS = "NumericEquals"
    NUMERIC_NOT_EQUALS = "NumericNotEquals"
    NUMERIC_LESS_THAN = "NumericLessThan"
    NUMERIC_LESS_THAN_EQUALS = "NumericLessThanEquals"
    NUMERIC_GREATER_THAN = "NumericGreaterThan"
    NUMERIC_GREATER_THAN_EQUALS = "NumericGreaterThanEquals"
    DATE_EQUALS = "DateEquals"
    DATE_NOT_EQUALS = "DateNotEquals"
    DATE_LESS_THAN = "DateLessThan"
    DATE_LESS_THAN_EQUALS = "DateLessThanEquals"
    DATE_GREATER_THAN = "DateGreaterThan"
    DATE_GREATER_THAN_EQUALS = "DateGreaterThanEquals"
    BOOL = "Bool"
    BINARY_EQUALS = "BinaryEquals"
    IP_ADDRESS = "IpAddress"
    NOT_IP_ADDRESS = "NotIpAddress"
    ARN_EQUALS = "ArnEquals"
    ARN_NOT_EQUALS = "ArnNotEquals"
    ARN_LIKE = "ArnLike"
    ARN_NOT_LIKE = "ArnNotLike"
    NULL = "Null"


@dataclass(frozen=True, slots=True)
class ConditionClause:
    """One operator with one key: `values` are its strings (bare numbers and booleans in their string form)."""

    operator: ConditionOperator
    key: str
    values: tuple[str, ...]
    set_operator: SetOperator = SetOperator.NONE
    if_exists: bool = False

    @property
    def operator_text(self) -> str:
        """The operator as policies spell it, with qualifier and suffix."""
        qualifier = f"{self.set_operator}:" if self.set_operator else ""
        return f"{qualifier}{self.operator}{'IfExists' if self.if_exists else ''}"


@dataclass(frozen=True, slots=True)
class PrincipalElement:
    """A `Principal` or `NotPrincipal`: `everyone` for the bare `"*"`, otherwise the entries by type."""

    everyone: bool = False
    aws: tuple[str, ...] = ()
    federated: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    canonical_user: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; of `actions` and `not_actions` one is set, of `resources` and `not_resources` at most one."""

    index: int
    effect: Effect
    start: Position
    end: Position
    sid: str | None = None
    principal: PrincipalElement | None = None
    not_principal: PrincipalElement | None = None
    actions: tuple[str, ...] | None = None
    not_actions: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    not_resources: tuple[str, ...] | None = None
    conditions: tuple[ConditionClause, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A parsed policy and the text it was parsed from."""

    version: Version
    statements: tuple[Statement, ...]
    text: str
    id: str | None = None


class PolicyKind(StrEnum):
    """What a document is used as; decides which elements it may hold (spec policy 1.2)."""

    IDENTITY_MANAGED = "identity-managed"
    IDENTITY_INLINE = "identity-inline"
    SESSION = "session"
    TRUST = "trust"
    RESOURCE = "resource"
    ENDPOINT = "endpoint"
    SERVICE_CONTROL = "service-control"
    RESOURCE_CONTROL = "resource-control"
