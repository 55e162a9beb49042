"""The request context as conditions and variables read it (semantics E20, E21).

A key that the caller determines need not be in the context: a lookup that does not find it uses `DERIVED`. So a request
costs nothing for keys that no policy mentions.
"""

from collections.abc import Callable, Mapping
from typing import Final

from limen.domain.principals import (
    Anonymous,
    FederatedIdentity,
    IAMUser,
    Principal,
    RoleSession,
    ServicePrincipal,
)

ContextValue = str | tuple[str, ...]
"""A `str` is the value of a single-valued key, a tuple that of a multivalued key (spec policy 3.5)."""

Context = Mapping[str, ContextValue]
"""Values by lower-case key."""

AMBIGUOUS: Final = ("", "")
"""The value of a key that has several values and may have one (E39): no operator without a set operator matches it, and
to the others it is absent, since it has no text."""

MULTIVALUED_KEYS: Final = frozenset(
    {
        "aws:calledvia",
        "aws:principalorgpaths",
        "aws:principalservicenameslist",
        "aws:resourceorgpaths",
        "aws:sourceorgpaths",
        "aws:vpceorgpaths",
        "aws:tagkeys",
    }
)
"""The global keys whose values are sets (spec policy 5.5)."""

Test = Callable[[Context, Principal], bool]
"""A test of a request's context, and of its caller for keys that the context lacks."""

Derivation = Callable[[Principal], ContextValue | None]


def find_value(context: Context, principal: Principal, key: str) -> ContextValue | None:
    """The value of a lower-case key, given or derived; `None` if it is absent."""
    value = context.get(key)
    if value is None and (derive := DERIVED.get(key)) is not None:
        return derive(principal)
    return value


def _account(principal: Principal) -> str | None:
    return "anonymous" if isinstance(principal, Anonymous) else principal.account


def _user_id(principal: Principal) -> str | None:
    """`aws:userid`; absent if the unique id in it is not known, because a partial id would be wrong."""
    if isinstance(principal, RoleSession) and not principal.role_id:
        return None
    return principal.user_id or None


def _user_name(principal: Principal) -> str | None:
    return (principal.name or None) if isinstance(principal, IAMUser) else None


def _arn(principal: Principal) -> str | None:
    """`aws:PrincipalArn`; absent for a user without a name, of which only the account is known."""
    return None if isinstance(principal, IAMUser) and not principal.name else principal.principal_arn


def _is_service(principal: Principal) -> str | None:
    """Present in signed requests, absent in unsigned ones."""
    if isinstance(principal, Anonymous | FederatedIdentity):
        return None
    return "true" if isinstance(principal, ServicePrincipal) else "false"


def _service_name(principal: Principal) -> str | None:
    return principal.name if isinstance(principal, ServicePrincipal) else None


def _service_names(principal: Principal) -> tuple[str, ...] | None:
    return (principal.name,) if isinstance(principal, ServicePrincipal) else None


def _provider(principal: Principal) -> str | None:
    """`aws:FederatedProvider`, which only web identities have (spec policy 5.2)."""
    if isinstance(principal, FederatedIdentity) and ":saml-provider/" not in principal.provider:
        return principal.provider
    return None


DERIVED: Final[Mapping[str, Derivation]] = {
    "aws:principalarn": _arn,
    "aws:principalaccount": _account,
    "aws:principaltype": lambda principal: principal.type_name,
    "aws:userid": _user_id,
    "aws:username": _user_name,
    "aws:principalisawsservice": _is_service,
    "aws:principalservicename": _service_name,
    "aws:principalservicenameslist": _service_names,
    "aws:federatedprovider": _provider,
}
"""Keys that the principal determines (spec policy 4.5, 5.1)."""
