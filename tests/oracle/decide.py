"""``decide(scenario)``: the decision, written straight from spec policy 6.

The scenario
------------
The dict of docs/evaluate.md, with ``request`` and ``policies`` both required. A member that is not named here, or has
the wrong type (``null`` included), raises ``ValueError``: a mistyped layer must never be a missing limit.

``request``
    ``principal``     user ARN, account root ARN, assumed-role session ARN, federated-user ARN, a service's host name
                      (lower case, at least one dot), or ``anonymous``. A role ARN is not a caller.
    ``principal_id``  optional: the unique id of the entity behind the caller: the user's AIDA..., the AROA... of a
                      session's role, the AIDA... of the user who issued a federated session. Principal entries that are
                      unique ids match it (spec policy 2.6). Refused for callers without one: root, sessions issued by
                      root, services.
    ``issuing_user``  optional: ARN of the user who issued a federated-user session.
    ``service_linked_role``  optional: the caller is a session of a service-linked role. SCPs and RCPs do not reach it.
    ``management_account``   optional: the caller's account is the organization's management account. SCPs do not reach
                             it.
    ``action``        ``service:Operation``, no wildcard.
    ``resource``      ``arn`` (an ARN, or ``*``); optional ``account`` (owner; else the ARN's account, else the
                      caller's); optional ``management_account`` (RCPs do not reach it); optional ``strict`` (the
                      resource policy is mandatory; implied by kms:* on a key ARN, and by sts:AssumeRole*, TagSession,
                      SetSourceIdentity and SetContext on a role ARN; ``false`` does not undo that).
    ``context``       optional. A list is a multivalued key, a scalar a single-valued one; the seven multivalued global
                      keys (aws:TagKeys, ...) are sets also when given as a scalar. Names differ in more than letter
                      case. Bare numbers and booleans are taken as their text.

Derived keys, where the context does not give them: aws:PrincipalArn (for a session the role's ARN, without path),
aws:PrincipalAccount, aws:PrincipalType, aws:userid (for users and role sessions only with ``principal_id``),
aws:username (users), aws:PrincipalIsAWSService (true for a service, false for other signed callers),
aws:PrincipalServiceName and aws:PrincipalServiceNamesList (services), aws:ResourceAccount (where ``account`` or the ARN
states it). A service has no aws:PrincipalAccount, aws:PrincipalType or aws:userid; anonymous callers have these three
and nothing else. A session's role has a path if the context's aws:PrincipalArn is a role ARN of the same account and
name. ``{"Federated": X}`` matches whoever has X as aws:FederatedProvider: a session, or the ``anonymous`` caller of
sts:AssumeRoleWithSAML and sts:AssumeRoleWithWebIdentity.

``policies``
    A policy is ``{"document": ..., "name"?: ...}``; the document is an object or its JSON text. A document without
    statements is legal and allows nothing. An absent layer does not limit; a layer that is there but empty (``[]``,
    also ``[]`` levels of SCPs or RCPs) allows nothing. An absent ``identity`` or ``resource`` grants nothing either. A
    Principal in an identity, boundary, session or service control policy is an error; in a resource control policy it
    must be there and be ``*``; a statement of a resource policy that has none matches nobody; an endpoint policy's
    matches all.

The answer
----------
``decision`` and ``denied_by``: every layer at fault, in the order of spec policy 7.6; the first is the cause that AWS
would name. For an explicit deny these are the layers that deny. For an implicit deny these are the layers that would
have to allow and do not, given what the resource policy grants (a direct grant makes identity, boundary and session
unnecessary, and so on). Explicit denies count in every layer given, except SCPs and RCPs that do not reach the caller
or the resource.

GetCallerIdentity and GetSessionToken need no permission (spec policy 6.9): any caller with credentials of an account
may call them, and nothing in any layer takes that away. ``request.heed_token_denies`` (optional) is the setting of a
server on which a Deny of GetSessionToken counts; nothing else does.

Not decided here, because they are rules of one API: root may not assume roles; temporary credentials may not call some
operations; one call may need several actions.
"""

from __future__ import annotations

from typing import Any

from tests.oracle.layers import denies, fails_to_allow, resource_grant
from tests.oracle.principals import Grant
from tests.oracle.scenario import Scenario, read_scenario

EXPLICIT_ORDER = (
    "service_control", "resource_control", "endpoint", "resource", "identity", "permissions_boundary", "session",
)  # fmt: skip
IMPLICIT_ORDER = (
    "resource_control", "service_control", "endpoint", "resource", "identity", "permissions_boundary", "session",
)  # fmt: skip

# The uncertain points of docs/spec/policy.md (spec policy 8.1, 10, and silence) and the reading taken, by section.
READINGS = {
    "8.1.1": "a grant to the session ARN stands although the session policy is silent",
    "8.1.2": "an unresolved variable in a negated operator: satisfied",
    "8.1.3": "ForAnyValue:...IfExists with the key absent: true",
    "8.1.4": "a multivalued key without set operator never matches when present, negated operators included",
    "8.1.5": "a value that cannot be read as the operator's type: not satisfied, negated operators included",
    "8.1.6": "a wildcard in the resource-type prefix of a Resource is a wildcard",
    "8.1.7": "a star that comes out of a variable is a star",
    "8.1.8": "NotPrincipal exempts those whose every layer is listed, and never one with a boundary",
    "8.1.12": "a user named in a trust policy of its own account needs no identity Allow",
    "8.1.13": "a grant to everyone is a direct grant: boundary and session policy do not limit it in the account",
    "8.1.16": "variables are substituted in Bool values",
    "8.1.17": "partition, service, region, account of a Resource: no letter case (arn: itself has); Arn ones: case",
    "8.1.18": "letter case of tag values: as the operator says",
    "8.1.19": "an empty Condition or operator tests nothing: true",
    "2.5": "a service principal matches *",
    "2.7 Allow": "an Allow with NotPrincipal is for nobody",
    "6.9 token": "an explicit Deny of GetSessionToken has no effect, unless the server is set to heed it",
    "6.9": "a session policy of root limits it; a federated user whom root issued needs no identity policies",
    "2.7": "the layers of a federated user: account, issuing user (an unknown one is not listed), session",
    "1.3": "one operator or one key in two letter cases is the same member twice: malformed",
    "3.1": "a key with an empty list of values: false, for a negated operator true",
    "3.3": "an empty string: exists for a single-valued key; a set of them is absent to Null and set operators",
    "3.4 arn": "a bare * fits any value; whatever else is no ARN fits nothing, a negated operator holds",
    "3.4 ip": "an unreadable address or CIDR satisfies neither IpAddress nor NotIpAddress",
    "3.4 date": "four digits are a year; other whole numbers below 2**63 are epoch seconds; a time needs a zone",
    "3.4 case": "IgnoreCase folds letters up to U+00FF one by one",
    "4.1": "a variable before the fifth colon of a Resource stays literal text and so never matches",
    "4.2": "a multivalued key fills no variable, nor does a default then; ${...} that is not well formed is literal",
    "6.7": "every level of RCPs needs an Allow; a scenario writes RCPFullAWSAccess out",
    "8.1.9-11, 14, 15": "about writing policies, credentials and the simulator: no bearing on a decision",
}


def decide(scenario: object) -> dict[str, Any]:
    """The decision on one scenario; ``ValueError`` if the scenario is malformed."""
    read = read_scenario(scenario)
    is_free = _needs_no_permission(read)
    if is_free and not (read.heed_token_denies and read.action.lower() == "sts:getsessiontoken"):
        return {"decision": "Allowed", "denied_by": []}
    denied_by = [layer for layer in EXPLICIT_ORDER if denies(read, layer)]
    if denied_by:
        return {"decision": "ExplicitDeny", "denied_by": denied_by}
    if is_free:
        return {"decision": "Allowed", "denied_by": []}
    silent = _filters(read) | (_same_account(read) if _is_same_account(read) else _cross_account(read))
    if silent:
        return {"decision": "ImplicitDeny", "denied_by": [layer for layer in IMPLICIT_ORDER if layer in silent]}
    return {"decision": "Allowed", "denied_by": []}


def _needs_no_permission(scenario: Scenario) -> bool:
    """Spec policy 6.9: any valid credentials suffice; a service and an anonymous caller have none of an account."""
    has_credentials = scenario.caller.kind in ("root", "user", "role_session", "federated_user")
    return has_credentials and scenario.action.lower() in ("sts:getcalleridentity", "sts:getsessiontoken")


def _filters(scenario: Scenario) -> set[str]:
    """The layers that must allow for every caller, whatever the resource policy grants.

    Spec policy 6.2 steps 2 to 4.
    """
    return {each for each in ("resource_control", "service_control", "endpoint") if fails_to_allow(scenario, each)}


def _is_same_account(scenario: Scenario) -> bool:
    """A service and an anonymous caller have no account of their own: only the resource's side counts."""
    return not scenario.caller.account or scenario.caller.account == scenario.owner


def _same_account(scenario: Scenario) -> set[str]:
    """Spec policy 6.3."""
    grant = resource_grant(scenario)
    if not scenario.caller.account:
        return set() if grant is Grant.DIRECT else {"resource"}
    missing = {"resource"} if scenario.strict and grant is Grant.NONE else set()
    if scenario.caller.kind == "root":
        return missing | _silent_session(scenario)
    if grant is Grant.DIRECT:
        return missing
    missing |= _silent_limits(scenario)
    if grant is not Grant.THROUGH_ENTITY:
        missing |= _silent_identity(scenario)
    return missing


def _cross_account(scenario: Scenario) -> set[str]:
    """Spec policy 6.5: both sides must allow; no grant on the other side replaces the caller's own."""
    missing = {"resource"} if resource_grant(scenario) is Grant.NONE else set()
    if scenario.caller.kind == "root":
        return missing | _silent_session(scenario)
    return missing | _silent_identity(scenario) | _silent_limits(scenario)


def _silent_identity(scenario: Scenario) -> set[str]:
    """Neither root nor a session that root issued has identity policies (spec policy 6.1, 6.9)."""
    if scenario.caller.entity_arn == scenario.caller.root_arn:
        return set()
    silent = "identity" not in scenario.layers or fails_to_allow(scenario, "identity")
    return {"identity"} if silent else set()


def _silent_session(scenario: Scenario) -> set[str]:
    """What bounds root: the policy that AssumeRoot gives its session, also where root itself is granted.

    Spec policy 6.9.
    """
    return {"session"} if fails_to_allow(scenario, "session") else set()


def _silent_limits(scenario: Scenario) -> set[str]:
    """Boundary and session policy. A federated user without any session policy may do nothing.

    Spec policy 6.2 step 8.
    """
    silent = {each for each in ("permissions_boundary", "session") if fails_to_allow(scenario, each)}
    if scenario.caller.kind == "federated_user" and "session" not in scenario.layers:
        silent.add("session")
    return silent
