"""An account's authorizer: calls are passed to it without wire and handlers."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.proofs.proven_call import ProvenCall
from limen.authz.authorizer import Authorizer
from limen.authz.call import AuthorizedCall
from limen.authz.decision_sequence import find_requirements, get_declaration
from limen.authz.request_context import PresentedTag
from limen.authz.requirement import Requirement
from limen.domain.iam.tags import Tag
from limen.domain.principals import FederatedUser, IAMUser, RoleSession, RootUser
from limen.domain.sessions import Session, SessionKind, SessionPolicy
from limen.errors import AccessDeniedError
from limen.operations import catalog
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from tests.unit.operations.world import ACCOUNT, NOW, OPERATIONS, World

REQUEST_ID = "0f0e0d0c-0b0a-4908-8706-050403020100"


def document(*statements: dict[str, Any]) -> str:
    """A policy; a statement without `Effect` allows, one without `Resource` is about everything."""
    defaults = {"Effect": "Allow", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [defaults | statement for statement in statements]})


def allow(*actions: str, **elements: Any) -> str:
    return document({"Action": list(actions), **elements})


def trust(principal: Any, *actions: str, **elements: Any) -> str:
    principals = {"AWS": principal} if isinstance(principal, str | list) else principal
    statement = {"Effect": "Allow", "Principal": principals, "Action": list(actions or ("sts:AssumeRole",)), **elements}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def service_of(operation: str) -> str:
    """Operations that have no handler yet are IAM's."""
    return OPERATIONS[operation].service if operation in OPERATIONS else "iam"


def http(**changes: Any) -> HTTPRequest:
    """A request as the server sees it."""
    request = HTTPRequest("POST", "/", "", (("host", "localhost"), ("user-agent", "aws-cli/2")), b"", peer="10.1.2.3")
    return replace(request, **changes)


def new_session(kind: SessionKind, principal_id: str, **fields: Any) -> Session:
    defaults: dict[str, Any] = {
        "account": ACCOUNT,
        "access_key_id": "ASIAEXAMPLE",
        "issued": NOW - timedelta(minutes=5),
        "expires": NOW + timedelta(minutes=55),
    }
    return Session(kind=kind, principal_id=principal_id, **(defaults | fields))


def with_session(user: Caller, kind: SessionKind = SessionKind.SESSION_TOKEN, **fields: Any) -> Caller:
    """The user (or root) with temporary credentials of its own."""
    return replace(user, session=new_session(kind, user.principal.user_id or "", **fields))


def federated(issuer: Caller, *policies: str, **fields: Any) -> Caller:
    """A session that GetFederationToken made for somebody called `guest`."""
    principal = issuer.principal
    assert isinstance(principal, IAMUser | RootUser)
    session_policies = tuple(SessionPolicy(text) for text in policies) if policies else None
    session = new_session(SessionKind.FEDERATION, principal.user_id, name="guest", policies=session_policies, **fields)
    return Caller(FederatedUser(principal.account, "guest", principal), session.access_key_id, session)


def tags(**values: str) -> list[PresentedTag]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


@dataclass
class Gate:
    world: World
    authorizer: Authorizer = field(default_factory=lambda: Authorizer(catalog.OPERATIONS))

    def authorize(
        self, operation: str, *, caller: Caller, request: HTTPRequest | None = None, **parameters: Any
    ) -> AuthorizedCall:
        return self.put(ParsedCall(service_of(operation), operation, parameters), caller=caller, request=request)

    def put(self, call: ParsedCall, *, caller: Caller, request: HTTPRequest | None = None) -> AuthorizedCall:
        """Pass a call to the authorizer."""
        authenticated = AuthenticatedRequest(request or http(), caller, call.service)
        reader = self.world.store.latest()
        return self.authorizer.authorize(
            authenticated, ProvenCall(call, caller), reader, now=self.world.now, request_id=REQUEST_ID
        )

    def is_allowed(self, operation: str, *, caller: Caller, **parameters: Any) -> bool:
        try:
            self.authorize(operation, caller=caller, **parameters)
        except AccessDeniedError:
            return False
        return True

    def refusal(self, operation: str, *, caller: Caller, **parameters: Any) -> str:
        """The text of the refusal; the call must be refused."""
        with pytest.raises(AccessDeniedError) as refused:
            self.authorize(operation, caller=caller, **parameters)
        return refused.value.message

    def requirements(self, operation: str, *, caller: Caller, **parameters: Any) -> tuple[Requirement, ...]:
        call = ParsedCall(service_of(operation), operation, parameters)
        proven = ProvenCall(call, caller)
        return find_requirements(get_declaration(catalog.OPERATIONS, proven), proven, self.world.store.latest())

    def user(self, name: str, policy: str = "", **parameters: Any) -> Caller:
        """Create a user who has one inline policy."""
        caller = self.world.user(name, **parameters)
        if policy:
            self.world.call("PutUserPolicy", UserName=name, PolicyName="only", PolicyDocument=policy)
        return caller

    def role(self, name: str, trust_policy: str, policy: str = "", **parameters: Any) -> dict[str, Any]:
        """Create a role that has one inline policy."""
        output = self.world.call("CreateRole", RoleName=name, AssumeRolePolicyDocument=trust_policy, **parameters)
        if policy:
            self.world.call("PutRolePolicy", RoleName=name, PolicyName="only", PolicyDocument=policy)
        role: dict[str, Any] = output["Role"]
        return role

    def session(self, role: dict[str, Any], *policies: str, **fields: Any) -> Caller:
        """A session of a role, limited by session policies if any are given."""
        principal = RoleSession(ACCOUNT, role["RoleName"], "shift", role["Path"], role["RoleId"])
        session_policies = tuple(SessionPolicy(text) for text in policies) if policies else None
        session = new_session(
            SessionKind.ASSUMED_ROLE, role["RoleId"], name="shift", policies=session_policies, **fields
        )
        return Caller(principal, session.access_key_id, session)


def tag_pairs(values: dict[str, str]) -> tuple[Tag, ...]:
    return tuple(Tag(key, value) for key, value in values.items())
