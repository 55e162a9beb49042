"""GetSessionToken and GetFederationToken.

Sessions that a user (or root) creates from its own credentials (spec policy 6.9, api 2.13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict

from limen.authn.proofs.mfa_codes import require_proved
from limen.authn.proofs.proof_kinds import ProofKind
from limen.authz.call import AuthorizedCall
from limen.authz.restrictions import STS_RESTRICTIONS, TEMPORARY_CREDENTIALS
from limen.authz.targets import UNRESTRICTED, Form, Target
from limen.domain.arn import federated_user_arn
from limen.domain.principals import RootUser
from limen.domain.sessions import Session, SessionKind
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.operations.sts.session_credentials import issue_credentials, session_times
from limen.operations.sts.session_limits import (
    packed_percentage,
    read_session_policies,
    read_session_tags,
)
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.sts import shapes

    class AsksForDuration(TypedDict):
        DurationSeconds: NotRequired[int]


DEFAULT_SECONDS = 43200
ROOT_SECONDS = 3600

table = OperationTable("sts", STS_RESTRICTIONS)


@table.read(
    "GetSessionToken",
    UNRESTRICTED,
    restrictions=(TEMPORARY_CREDENTIALS,),
    proof=ProofKind.MFA_CODE,
    secrets=frozenset({"TokenCode"}),
)
def get_session_token(
    call: AuthorizedCall[shapes.GetSessionTokenRequest], reader: Reader, environment: Environment
) -> shapes.GetSessionTokenResponse:
    """Temporary credentials with the caller's own permissions; with a code of its MFA device they carry the proof."""
    require_proved(call.caller, call.parameters)
    issued, expires = session_times(call, _duration(call))
    session = Session(
        kind=SessionKind.SESSION_TOKEN,
        account=call.account,
        principal_id=call.caller.principal.user_id or "",
        access_key_id="",
        mfa_authenticated=call.caller.second_factor is not None,
        issued=issued,
        expires=expires,
    )
    return {"Credentials": issue_credentials(call, session, environment)}


@table.read(
    "GetFederationToken", Target(Form.FEDERATED_USER, "federated-user", "Name"), restrictions=(TEMPORARY_CREDENTIALS,)
)
def get_federation_token(
    call: AuthorizedCall[shapes.GetFederationTokenRequest], reader: Reader, environment: Environment
) -> shapes.GetFederationTokenResponse:
    """Temporary credentials for somebody else, with what the caller and the session policies both allow."""
    name = call.parameters["Name"]
    parameters = call.parameters
    policies = read_session_policies(parameters.get("Policy"), parameters.get("PolicyArns", ()), call.account, reader)
    tags, _ = read_session_tags(call.parameters.get("Tags", ()), (), None)
    issued, expires = session_times(call, _duration(call))
    session = Session(
        kind=SessionKind.FEDERATION,
        account=call.account,
        principal_id=call.caller.principal.user_id or "",
        access_key_id="",
        name=name,
        policies=policies,
        tags=tags,
        issuer_arn=call.caller.principal.arn,
        issued=issued,
        expires=expires,
    )
    has_limits = policies is not None or bool(tags)
    return {
        "Credentials": issue_credentials(call, session, environment),
        "FederatedUser": {
            "FederatedUserId": f"{call.account}:{name}",
            "Arn": federated_user_arn(call.partition, call.account, name),
        },
        "PackedPolicySize": packed_percentage(policies or (), tags) if has_limits else 0,
    }


def _duration(call: AuthorizedCall[AsksForDuration]) -> int:
    """The duration; root's sessions last an hour at most, whatever is requested (spec api 2.13)."""
    is_root = isinstance(call.caller.principal, RootUser)
    seconds = call.parameters.get("DurationSeconds", ROOT_SECONDS if is_root else DEFAULT_SECONDS)
    return min(seconds, ROOT_SECONDS) if is_root else seconds
