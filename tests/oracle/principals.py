"""Does a Principal or NotPrincipal element cover the caller, and how closely? (spec policy 2.4 to 2.8)"""

from __future__ import annotations

import enum

from tests.oracle.callers import Caller
from tests.oracle.document import Statement
from tests.oracle.variables import Context


class Grant(enum.IntEnum):
    """How closely a principal element names the caller; a larger one grants more (spec policy 2.5, 6.4)."""

    NONE = 0
    ACCOUNT = 1  # delegates to the account's own policies
    THROUGH_ENTITY = 2  # the role of a session, or the user behind a federated session
    DIRECT = 3  # the caller itself, or everyone


def grant_of(statement: Statement, caller: Caller, context: Context, *, has_boundary: bool) -> Grant:
    """How a statement with a principal element concerns the caller; NONE if it does not."""
    if statement.principals is None:
        return Grant.NONE
    if statement.not_principal:
        if statement.effect == "Allow":
            return Grant.NONE
        exempt = _is_exempt(statement, caller, has_boundary=has_boundary)
        return Grant.NONE if exempt else Grant.DIRECT
    return max(_classify(entry, caller, context) for entry in statement.principals)


def _classify(entry: tuple[str, str], caller: Caller, context: Context) -> Grant:
    kind, name = entry
    if kind == "AWS":
        return _classify_aws(name, caller)
    if kind == "Service":
        return Grant.DIRECT if caller.kind == "service" and name == caller.name else Grant.NONE
    if kind == "Federated":
        return Grant.DIRECT if name == context.get("aws:federatedprovider") else Grant.NONE
    return Grant.NONE  # no caller of a scenario has a canonical user id


def _classify_aws(name: str, caller: Caller) -> Grant:
    if name == "*":
        return Grant.DIRECT
    if not caller.account:
        return Grant.NONE
    if name in (caller.account, caller.root_arn):
        return Grant.DIRECT if caller.kind == "root" else Grant.ACCOUNT
    if name and name == caller.session_arn:
        return Grant.DIRECT
    if name and name in (caller.entity_arn, caller.unique_id):
        return Grant.DIRECT if caller.kind == "user" else Grant.THROUGH_ENTITY
    return Grant.NONE


def _is_exempt(statement: Statement, caller: Caller, *, has_boundary: bool) -> bool:
    """Exempt from NotPrincipal are those whose every layer is listed, and who have no boundary (spec policy 2.7)."""
    if has_boundary and caller.is_iam_principal:
        return False
    listed = {name for kind, name in statement.principals or () if kind == "AWS"}
    if "*" in listed:
        return True
    if not caller.account:  # a service has one layer, itself; an anonymous caller has none that could be listed
        return ("Service", caller.name) in (statement.principals or ())
    layers = [{caller.account, caller.root_arn}]
    if caller.is_iam_principal and caller.entity_arn != caller.root_arn:
        # A federated user whose issuer is not known cannot be exempt; root as the issuer is the account, listed
        # already.
        layers.append({caller.entity_arn, caller.unique_id} - {""})
    if caller.session_arn:
        layers.append({caller.session_arn})
    return all(layer & listed for layer in layers)
