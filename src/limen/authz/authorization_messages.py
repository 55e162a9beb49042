"""Encoded authorization messages (spec policy 7.7): a denial with all details, for callers who may read it.

    message = base64url(vault's seal of the deflated JSON, bound to the caller's account)

The denied caller may not see all details; an administrator of the account may, with DecodeAuthorizationMessage. The
message has the account's own policies. It has nothing about a resource of another account, neither its policies (nor
that they deny) nor its tags, because reading the message does not imply permission to read these.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from limen.authn.keyring import VaultError
from limen.authz.faults import InvalidAuthorizationMessageError
from limen.authz.request_context import RESOURCE_TAG_PREFIXES
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession
from limen.engine import AuthorizationRequest, Decision, Layer, Outcome
from limen.engine.model.trace import StatementTrace
from limen.engine.rules import is_cross_account
from limen.policy.catalog import find_context_key
from limen.policy.match.context import ContextValue

LONGEST_MESSAGE: Final = 10240
"""Characters that DecodeAuthorizationMessage accepts."""
_ANNOUNCEMENT: Final = " Encoded authorization failure message: "

_INVALID: Final = "The encoded authorization message is invalid."
_CONTEXT: Final = b"authorization message/"

Rendered = Mapping[str, object]


class Sealer(Protocol):
    """The needed part of the vault."""

    def seal(self, clear: bytes, context: bytes, /) -> bytes:
        """Seal for a context."""
        ...

    def open(self, sealed: bytes, context: bytes, /) -> bytes:
        """The plain text; raises `VaultError` for another context, other keys, or damage."""
        ...


class AuthorizationMessages:
    """Encodes denials, and decodes them for the account of the denied caller."""

    __slots__ = ("_vault",)

    def __init__(self, vault: Sealer) -> None:
        """Seal and open with `vault`."""
        self._vault = vault

    def encode(self, decision: Decision) -> str:
        """The message of a denial; if it would be too long, context is omitted first, then statements.

        Empty if even that would be too long to be decoded.
        """
        account = decision.request.principal.account or ""
        messages = (self._seal(text, account) for text in _shorter_and_shorter(decision))
        return next((message for message in messages if len(message) <= LONGEST_MESSAGE), "")

    def announce(self, decision: Decision) -> str:
        """The end of a denial's text: the message with its introduction."""
        message = self.encode(decision)
        return f"{_ANNOUNCEMENT}{message}" if message else ""

    def decode(self, message: str, account: str) -> str:
        """The JSON text; raises `InvalidAuthorizationMessageError` unless it was encoded here, for this account."""
        try:
            sealed = urlsafe_b64decode(message.encode("ascii") + b"=" * (-len(message) % 4))
            if urlsafe_b64encode(sealed).rstrip(b"=") != message.encode("ascii"):
                raise InvalidAuthorizationMessageError(_INVALID)
            return zlib.decompress(self._vault.open(sealed, _bind(account))).decode()
        except (ValueError, VaultError):
            raise InvalidAuthorizationMessageError(_INVALID) from None

    def _seal(self, text: str, account: str) -> str:
        sealed = self._vault.seal(zlib.compress(text.encode(), level=9), _bind(account))
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _bind(account: str) -> bytes:
    return _CONTEXT + account.encode()


def render_denial(decision: Decision, *, with_context: bool = True, with_statements: bool = True) -> str:
    """The decoded message: JSON in which lists are objects with `items`, as in AWS."""
    request = decision.request
    shown = tuple(_shown_statements(decision))
    conditions = _render_context(request) if with_context else ()
    return json.dumps(
        {
            "allowed": decision.is_allowed,
            "explicitDeny": decision.outcome is Outcome.EXPLICIT_DENY and bool(shown),
            "matchedStatements": _items(
                _render_statement(each, request.principal) for each in shown if with_statements
            ),
            "failures": _items(()),
            "context": {
                "principal": _render_principal(request.principal),
                "action": request.action,
                "resource": request.resource.arn,
                "conditions": _items(conditions),
            },
        },
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _shorter_and_shorter(decision: Decision) -> Iterator[str]:
    yield render_denial(decision)
    yield render_denial(decision, with_context=False)
    yield render_denial(decision, with_context=False, with_statements=False)


def _shown_statements(decision: Decision) -> Iterator[StatementTrace]:
    hidden = {Layer.RESOURCE, Layer.RESOURCE_CONTROL} if is_cross_account(decision.request) else frozenset()
    return (each for each in decision.matched_statements if each.layer not in hidden)


def _render_statement(each: StatementTrace, principal: Principal) -> Rendered:
    statement = each.statement
    conditions = ({"key": clause.key, "values": _values(clause.values)} for clause in statement.conditions)
    return {
        "statementId": statement.sid or "",
        "effect": statement.effect.upper(),
        "principals": _values((principal.user_id or principal.arn,)),
        "principalGroups": _items(()),
        "actions": _values(statement.actions or ()),
        "resources": _values(statement.resources or ()),
        "conditions": _items(conditions),
    }


def _render_principal(principal: Principal) -> Mapping[str, str]:
    return {"id": principal.user_id or "", "name": _name(principal), "arn": principal.arn}


def _name(principal: Principal) -> str:
    match principal:
        case IAMUser(name=name) | FederatedUser(name=name) | RoleSession(session_name=name):
            return name
        case _:
            return principal.account or principal.arn


def _render_context(request: AuthorizationRequest) -> Iterator[Rendered]:
    hidden = RESOURCE_TAG_PREFIXES if is_cross_account(request) else ()
    shown = ((key, value) for key, value in request.context.items() if not key.startswith(hidden))
    return ({"key": _spell(key), "values": _values(_listed(value))} for key, value in shown)


def _spell(key: str) -> str:
    """The key as AWS spells it, if it is known; the name of a tag in it does not change."""
    known = find_context_key(key)
    if known is None:
        return key
    fixed = known.name.partition("${")[0]
    return fixed + key[len(fixed) :]


def _listed(value: ContextValue) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _values(texts: Iterable[str]) -> Rendered:
    return _items({"value": text} for text in texts)


def _items(found: Iterable[Rendered]) -> Rendered:
    return {"items": list(found)}
