"""Limen's engine: all layers at once, one `PolicySet` for each combination of policies; nothing of it is skipped."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from benchmarks.workload.services import ACCOUNT
from limen.domain.principals import IAMUser, Principal, RoleSession
from limen.engine import AuthorizationRequest, NamedPolicy, PolicySet, Resource, evaluate
from limen.policy import parse_policy

Request = Mapping[str, Any]


class Peer:
    name = "limen"
    version = version("limen")

    def __init__(self, workload: Mapping[str, Any]) -> None:
        self._principals = workload["principals"]
        self._is_tenant = "service_control" not in workload
        self._texts = {
            name: json.dumps({"Version": "2012-10-17", "Statement": statements})
            for name, statements in workload["policies"].items()
        }
        self._policies: dict[str, NamedPolicy] = {}
        self._service_control = tuple(workload.get("service_control", ()))
        self._callers: dict[str, Principal] = {}
        self._prepared: dict[object, PolicySet] = {}

    def find(self, request: Request) -> PolicySet:
        key = request["principal"], request.get("session"), request.get("resource_policy")
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = self._prepare(*key)
        return found

    def build(self, request: Request) -> AuthorizationRequest:
        name = request["principal"]
        caller = self._callers.get(name)
        if caller is None:
            caller = self._callers[name] = self._caller(name)
        return AuthorizationRequest(
            principal=caller,
            action=request["action"],
            resource=Resource(request["resource"]),
            context={key.lower(): value for key, value in request["context"].items()},
        )

    def decide(self, policies: PolicySet, request: AuthorizationRequest) -> bool:
        return evaluate(request, policies).is_allowed

    def _caller(self, name: str) -> Principal:
        return IAMUser(ACCOUNT, name) if self._is_tenant else RoleSession(ACCOUNT, name, "session")

    def _prepare(self, principal: str, session: str | None, resource: str | None) -> PolicySet:
        found = self._principals[principal]
        boundary = found.get("boundary")
        if self._is_tenant:
            return PolicySet(identity=tuple(self._policy(name) for name in found["identity"]))
        return PolicySet(
            identity=tuple(self._policy(name) for name in found["identity"]),
            permissions_boundary=(self._policy(boundary),) if boundary else None,
            session=(self._policy(session),) if session else None,
            resource=(self._policy(resource),) if resource else None,
            service_control=tuple((self._policy(name),) for name in self._service_control),
        )

    def _policy(self, name: str) -> NamedPolicy:
        found = self._policies.get(name)
        if found is None:
            found = self._policies[name] = NamedPolicy(name, parse_policy(self._texts[name]))
        return found
