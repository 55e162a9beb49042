"""The real steps of the pipeline."""

from dataclasses import dataclass, field
from datetime import datetime

from limen.authn.authenticate import authenticate, require_signature
from limen.authn.caller import AuthenticatedRequest
from limen.authn.proofs.mfa_codes import MFACodeProver
from limen.authn.proofs.proof_kinds import ProofKind
from limen.authn.proofs.proven_call import ProvenCall, Prover, SignatureProver
from limen.authn.proofs.provider_keys import ProviderKeys, refuse_to_fetch
from limen.authn.proofs.saml_assertion import SAMLAssertionProver
from limen.authn.proofs.web_identity import WebIdentityProver
from limen.authz.authorizer import Authorizer
from limen.authz.call import OpaqueCall
from limen.errors import ApiError
from limen.operations.catalog import find_operation
from limen.operations.environment import Environment
from limen.operations.registry import Operation, Output
from limen.runtime.recording import Arrival
from limen.store.interface import Reader
from limen.wire.answer import render_error, render_output
from limen.wire.http import HTTPRequest, HTTPResponse
from limen.wire.parse_request import parse_call
from limen.wire.parsed_call import ParsedCall
from limen.wire.validate import validate

_SIGNATURE = SignatureProver()


@dataclass(frozen=True, slots=True)
class ServiceSteps:
    """The steps for IAM and STS."""

    environment: Environment
    authorizer: Authorizer
    provider_keys: ProviderKeys = field(default_factory=lambda: ProviderKeys(refuse_to_fetch))

    def authenticate(self, request: HTTPRequest, reader: Reader, now: datetime) -> AuthenticatedRequest:
        """Verify the signature."""
        vault, tokens = self.environment.vault, self.environment.tokens
        return authenticate(request, reader, vault=vault, tokens=tokens, now=now)

    def parse(self, request: AuthenticatedRequest) -> ParsedCall:
        """Parse and validate by the service model; an unsigned caller only learns that a signature is missing."""
        call = parse_call(request.http, request.service)
        require_signature(request, call)
        validate(call)
        return call

    def find_operation(self, call: ParsedCall) -> Operation | None:
        """Search the catalog of operations."""
        return find_operation(call.service, call.operation)

    def prove(
        self, operation: Operation, request: AuthenticatedRequest, call: ParsedCall, reader: Reader, now: datetime
    ) -> ProvenCall:
        """Check the proof that the operation declares."""
        return self._prover(operation).prove(request, call, reader, now=now)

    def prove_again(
        self, operation: Operation, request: AuthenticatedRequest, proven: ProvenCall, reader: Reader, now: datetime
    ) -> ProvenCall:
        """Check the proof on a newer state."""
        return self._prover(operation).prove_again(request, proven, reader, now=now)

    def authorize(
        self, request: AuthenticatedRequest, call: ProvenCall, reader: Reader, *, now: datetime, request_id: str
    ) -> OpaqueCall:
        """Call the authorizer."""
        return self.authorizer.authorize(request, call, reader, now=now, request_id=request_id)

    def render_output(self, call: ParsedCall, output: Output, arrival: Arrival) -> HTTPResponse:
        """Render in the protocol of the call's service."""
        return render_output(call, output, request=arrival.request, request_id=arrival.request_id)

    def render_error(self, error: ApiError, service: str, arrival: Arrival) -> HTTPResponse:
        """Render in the protocol of the service, or in the one that the request seems to use."""
        return render_error(error, arrival.request, service=service, request_id=arrival.request_id)

    def _prover(self, operation: Operation) -> Prover:
        """The prover of the operation's kind of proof."""
        match operation.proof:
            case ProofKind.SIGNATURE:
                return _SIGNATURE
            case ProofKind.MFA_CODE:
                return MFACodeProver(self.environment.vault, self.environment.sign_in_attempts)
            case ProofKind.WEB_IDENTITY:
                return WebIdentityProver(self.provider_keys)
            case ProofKind.SAML_ASSERTION:
                return SAMLAssertionProver(self.environment.vault)
