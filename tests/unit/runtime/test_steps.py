"""The declared proof of an operation is the one that is checked; a proof that is not built is refused."""

from dataclasses import replace

import pytest

from limen.authn.caller import ANONYMOUS, AuthenticatedRequest
from limen.authn.faults import InvalidIdentityTokenError
from limen.authz.authorizer import Authorizer
from limen.errors import MissingAuthenticationTokenError
from limen.operations.catalog import OPERATIONS, all_operations
from limen.runtime.steps import ServiceSteps
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import is_unsigned_operation
from tests.unit.authz.gate import http
from tests.unit.operations.world import ROOT, World

CALL = ParsedCall("sts", "GetCallerIdentity", {})
OPERATION = OPERATIONS["sts", "GetCallerIdentity"]


@pytest.fixture
def steps(world: World) -> ServiceSteps:
    return ServiceSteps(world.environment, Authorizer(OPERATIONS))


@pytest.mark.parametrize("operation", all_operations(), ids=lambda operation: operation.action)
def test_nobody_is_refused_unless_the_declared_proof_replaces_the_signature(steps, world, operation):
    request = AuthenticatedRequest(http(), ANONYMOUS)
    is_unsigned = operation.proof.replaces_signature
    assert is_unsigned == is_unsigned_operation(operation.service, operation.name)
    parameters = {"RoleArn": "arn:aws:iam::111122223333:role/x", "WebIdentityToken": "x", "PrincipalArn": "x"}
    call = ParsedCall(operation.service, operation.name, parameters if is_unsigned else {})
    with pytest.raises(InvalidIdentityTokenError if is_unsigned else MissingAuthenticationTokenError):
        steps.prove(operation, request, call, world.store.latest(), world.now)


def test_the_signer_is_the_caller(steps, world):
    request = AuthenticatedRequest(http(), ROOT, "sts")
    proven = steps.prove(OPERATION, request, CALL, world.store.latest(), world.now)
    assert (proven.parsed, proven.caller, proven.single_use) == (CALL, ROOT, None)
    again = replace(request, caller=replace(ROOT, access_key_id="AKIAOTHER"))
    assert steps.prove_again(OPERATION, again, proven, world.store.latest(), world.now).caller == again.caller
