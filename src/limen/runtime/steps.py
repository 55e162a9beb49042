"""The real parts of the pipeline, behind the names that it uses."""

from dataclasses import dataclass, replace
from datetime import datetime

from limen.authn.authenticate import authenticate, require_signature
from limen.authn.caller import AuthenticatedRequest
from limen.authz.authorizer import Authorizer
from limen.authz.call import AuthorizedCall
from limen.errors import ApiError
from limen.operations.catalog import find_operation
from limen.operations.environment import Environment
from limen.operations.registry import Operation, Output
from limen.operations.second_factor import carries_code, prove_second_factor, using_up_code
from limen.runtime.recording import Arrival
from limen.store.interface import Reader
from limen.wire.answer import render_error, render_output
from limen.wire.call import ParsedCall
from limen.wire.http import HTTPRequest, HTTPResponse
from limen.wire.parse import parse_call
from limen.wire.validate import validate


@dataclass(frozen=True, slots=True)
class ServiceSteps:
    """The steps for IAM and STS."""

    environment: Environment
    authorizer: Authorizer

    def authenticate(self, request: HTTPRequest, reader: Reader, now: datetime) -> AuthenticatedRequest:
        """Verify the signature."""
        vault, tokens = self.environment.vault, self.environment.tokens
        return authenticate(request, reader, vault=vault, tokens=tokens, now=now)

    def parse(self, request: AuthenticatedRequest) -> ParsedCall:
        """Parse and validate by the service model; a stranger learns only that a signature is missing."""
        call = parse_call(request.http, request.service)
        require_signature(request, call)
        validate(call)
        return call

    def find_operation(self, call: ParsedCall) -> Operation | None:
        """Look into the table of handlers; a call with a code of an MFA device uses it up."""
        operation = find_operation(call.service, call.operation)
        return using_up_code(operation) if operation is not None and _has_second_factor(call) else operation

    def authorize(
        self, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, *, now: datetime, request_id: str
    ) -> AuthorizedCall:
        """Prove the second factor, if the call has one, and ask the authorizer."""
        if _has_second_factor(call):
            caller = request.caller
            proof = prove_second_factor(caller, call.parameters, reader, self.environment, now=now)
            request = replace(request, caller=replace(caller, second_factor=proof))
        return self.authorizer.authorize(request, call, reader, now=now, request_id=request_id)

    def render_output(self, call: ParsedCall, output: Output, arrival: Arrival) -> HTTPResponse:
        """Render in the protocol of the call's service."""
        return render_output(call, output, request=arrival.request, request_id=arrival.request_id)

    def render_error(self, error: ApiError, service: str, arrival: Arrival) -> HTTPResponse:
        """Render in the protocol of the service, or in the one that the request seems to be in."""
        return render_error(error, arrival.request, service=service, request_id=arrival.request_id)


def _has_second_factor(call: ParsedCall) -> bool:
    return call.service == "sts" and carries_code(call.parameters)
