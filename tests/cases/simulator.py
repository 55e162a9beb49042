"""Decision cases as calls of SimulateCustomPolicy, made by a real client of a real pipeline without a socket."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from limen.domain.principals import IAMUser, RoleSession
from limen.engine.model.layers import Layer
from limen.engine.model.policy_set import PolicySet
from limen.engine.model.request import AuthorizationRequest
from limen.policy.match.context import ContextValue
from limen.policy.syntax.document import PolicyDocument
from limen.runtime.pipeline import Pipeline
from limen.scenario.decide import parse_scenario
from limen.wire.http import HTTPRequest
from tests.cases.test_engine import CASES

OTHER_LAYERS = frozenset({Layer.SESSION, Layer.ENDPOINT, Layer.RESOURCE_CONTROL})
DECISIONS = {"Allowed": "allowed", "ImplicitDeny": "implicitDeny", "ExplicitDeny": "explicitDeny"}
NOT_LATIN = re.compile("[^\t\n\r\x20-\xff]")
SHORTEST_KEY = 5


def find_obstacle(scenario: Mapping[str, Any]) -> str:
    """Why SimulateCustomPolicy cannot express this case; empty if it can."""
    request, policies = parse_scenario(scenario)
    obstacles = (
        _caller_obstacle(request, policies),
        _request_obstacle(scenario, request),
        _resource_obstacle(request),
        *(f"a {layer} layer" for layer in policies.levels if layer in OTHER_LAYERS),
        "an organization without a level" if policies.service_control == () else "",
        *(_document_obstacle(layer, policy.document) for layer, policy in _policies(policies)),
        "several boundaries" if len(policies.permissions_boundary or (1,)) != 1 else "",
        "several resource policies" if len(policies.resource or (1,)) != 1 else "",
        "unique ids of principals" if any(policy.principal_ids for _, policy in _policies(policies)) else "",
    )
    return next(filter(None, obstacles), "")


@cache
def find_expressible() -> tuple[dict[str, Any], ...]:
    """The cases that it can express; found once for all tests that need them."""
    return tuple(case for case in CASES if not find_obstacle(case["scenario"]))


def simulation_of(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of the same question."""
    request, policies = parse_scenario(scenario)
    parameters: dict[str, Any] = {
        "PolicyInputList": [policy.document.text for policy in policies.identity],
        "ActionNames": [request.action],
        "ResourceArns": [request.resource.arn],
        "ResourceOwner": f"arn:aws:iam::{request.resource.account}:root",
        "CallerArn": request.principal.principal_arn,
        "ContextEntries": [_entry(key, value) for key, value in request.context.items()],
    }
    if policies.permissions_boundary is not None:
        boundary = policies.permissions_boundary
        parameters["PermissionsBoundaryPolicyInputList"] = [policy.document.text for policy in boundary]
    if policies.resource is not None:
        parameters["ResourcePolicy"] = policies.resource[0].document.text
    if policies.service_control is not None:
        parameters["OrderedOrganizationPolicyInputList"] = [
            {"ServiceControlPolicyInputList": [policy.document.text for policy in level]}
            for level in policies.service_control
        ]
    return parameters


def in_process_client(pipeline: Pipeline, access_key_id: str, secret_access_key: str) -> Any:
    """A boto3 client whose requests are handed to the pipeline: its own serializer, signature and parser."""
    session = boto3.session.Session(access_key_id, secret_access_key, region_name="us-east-1")
    client = session.client("iam", endpoint_url="http://limen.test", config=Config(retries={"total_max_attempts": 1}))
    client.meta.events.register("before-send.iam", _Sender(pipeline))
    return client


@dataclass
class _Sender:
    pipeline: Pipeline

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        headers = {"host": "limen.test"} | {name.lower(): _text(value) for name, value in request.headers.items()}
        body = request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")
        received = HTTPRequest(str(request.method), "/", "", tuple(headers.items()), body, peer="127.0.0.1")
        response = self.pipeline.handle(received, datetime.now(UTC)).response
        return AWSResponse(request.url, response.status, dict(response.headers), _Raw(response.body))


@dataclass
class _Raw:
    body: bytes

    def stream(self) -> list[bytes]:
        return [self.body]


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _entry(key: str, value: ContextValue) -> dict[str, Any]:
    if isinstance(value, str):
        return {"ContextKeyName": key, "ContextKeyType": "string", "ContextKeyValues": [value]}
    return {"ContextKeyName": key, "ContextKeyType": "stringList", "ContextKeyValues": list(value)}


def _policies(policies: PolicySet) -> list[tuple[Layer, Any]]:
    levels = policies.levels.items()
    return [(layer, policy) for layer, found in levels for level in found for policy in level]


def _caller_obstacle(request: AuthorizationRequest, policies: PolicySet) -> str:
    principal = request.principal
    if isinstance(principal, IAMUser):
        return "a caller with a unique id" if principal.id else ""
    if not isinstance(principal, RoleSession):
        return "a caller that is neither user nor role"
    if policies.resource is not None:
        return "a role's session and a resource policy"
    if principal.role_id or principal.is_service_linked:
        return "a particular session of a role"
    return ""


def _request_obstacle(scenario: Mapping[str, Any], request: AuthorizationRequest) -> str:
    if request.in_management_account or request.resource.in_management_account:
        return "a management account"
    if request.heeds_token_denies:
        return "a setting of the server"
    if not re.fullmatch(r"[\w.-]+:\w+", request.action):
        return "an action that is a pattern"
    if any(len(key) < SHORTEST_KEY for key in request.context):
        return "a context key of fewer than five characters"
    return ""


def _resource_obstacle(request: AuthorizationRequest) -> str:
    resource = request.resource
    named = resource.arn.split(":")[4:5]
    if resource.requires_resource_policy or request.action.lower().startswith("sts:assume"):
        return "a role to assume or a key, whose own policy is mandatory"
    if resource.account is None or not resource.account.isdigit():
        return "a resource without an owner"
    if named and named[0].isdigit() and named[0] != resource.account:
        return "a resource whose ARN names another account"
    if not re.fullmatch(r"\*|arn:[^:*?]+:[^:*?]+:[^:]*:[^:]*:.+", resource.arn):
        return "a resource that is no ARN"
    return ""


def _document_obstacle(layer: Layer, document: PolicyDocument) -> str:
    if NOT_LATIN.search(document.text):
        return "characters beyond Latin-1"
    if not document.statements:
        return "a policy without statements"
    if layer is Layer.RESOURCE:
        has_principals = all(each.principal or each.not_principal for each in document.statements)
        return "" if has_principals else "a resource policy without principals"
    if any(each.principal or each.not_principal for each in document.statements):
        return "principals in an identity policy"
    return "" if all(each.resources or each.not_resources for each in document.statements) else "no resources"


def decision_of(answer: Mapping[str, Any]) -> str:
    """The one decision in an answer; every level of it must agree."""
    (result,) = answer["EvaluationResults"]
    specific = {each["EvalResourceDecision"] for each in result.get("ResourceSpecificResults", ())}
    assert specific <= {result["EvalDecision"]}, json.dumps(result)
    return str(result["EvalDecision"])
