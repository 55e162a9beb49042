"""AssumeRoleWithWebIdentity (spec api 2.13). The token is verified and the trust policy evaluated before this runs.

The session may outlive the token, as on AWS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authn.caller import ProvenIdentity
from limen.authn.proofs.proof_kinds import ProofKind
from limen.authz.call import AuthorizedCall
from limen.authz.entities import find_role_by_arn
from limen.authz.targets import Form, Target
from limen.domain.arn import assumed_role_arn
from limen.domain.iam.roles import DEFAULT_SESSION_SECONDS, Role
from limen.domain.sessions import Session, SessionKind
from limen.errors import AccessDeniedError, NotImplementedOperationError
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.operations.sts.session_credentials import issue_credentials, require_role_duration, session_times
from limen.operations.sts.session_limits import (
    packed_percentage,
    read_session_policies,
    read_session_tags,
    read_source_identity,
)
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.sts import shapes

table = OperationTable("sts", ())


@table.read(
    "AssumeRoleWithWebIdentity",
    Target(Form.FEDERATED_ROLE, "role", "RoleArn"),
    proof=ProofKind.WEB_IDENTITY,
    secrets=frozenset({"WebIdentityToken"}),
)
def assume_role_with_web_identity(
    call: AuthorizedCall[shapes.AssumeRoleWithWebIdentityRequest], reader: Reader, environment: Environment
) -> shapes.AssumeRoleWithWebIdentityResponse:
    """Create a session of the role for the identity in the token; its tags and source identity come from the token."""
    parameters = call.parameters
    if "ProviderId" in parameters:
        raise NotImplementedOperationError("ProviderId is for OAuth 2.0 access tokens, which are not implemented.")
    identity, role = _get_parties(call, reader)
    policies = read_session_policies(parameters.get("Policy"), parameters.get("PolicyArns", ()), role.account, reader)
    passed: list[shapes.Tag] = [{"Key": tag.key, "Value": tag.value} for tag in identity.tags]
    tags, transitive = read_session_tags(passed, identity.transitive_tag_keys, None)
    seconds = require_role_duration(parameters.get("DurationSeconds", DEFAULT_SESSION_SECONDS), role)
    issued, expires = session_times(call, seconds)
    session = Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=role.account,
        principal_id=role.id,
        access_key_id="",
        name=parameters["RoleSessionName"],
        policies=policies,
        tags=tags,
        transitive_tag_keys=transitive,
        source_identity=read_source_identity(identity.source_identity, None),
        issuer_arn=identity.provider_arn,
        issued=issued,
        expires=expires,
    )
    return _describe(session, identity, role, call, environment)


def _get_parties(
    call: AuthorizedCall[shapes.AssumeRoleWithWebIdentityRequest], reader: Reader
) -> tuple[ProvenIdentity, Role]:
    """The identity and the role; both are present in an authorized call."""
    identity, role = call.caller.identity, find_role_by_arn(reader, call.parameters["RoleArn"])
    if identity is None or role is None:
        raise AccessDeniedError("Not authorized to perform sts:AssumeRoleWithWebIdentity")
    return identity, role


def _describe(
    session: Session,
    identity: ProvenIdentity,
    role: Role,
    call: AuthorizedCall[shapes.AssumeRoleWithWebIdentityRequest],
    environment: Environment,
) -> shapes.AssumeRoleWithWebIdentityResponse:
    """The answer; it has `PackedPolicySize` only if the call has policies or the token has tags."""
    output: shapes.AssumeRoleWithWebIdentityResponse = {
        "SubjectFromWebIdentityToken": identity.subject,
        "Provider": identity.provider_arn,
        "Audience": identity.audience,
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.id}:{session.name}",
            "Arn": assumed_role_arn(role.partition, role.account, role.name, session.name),
        },
        "Credentials": issue_credentials(call, session, environment),
    }
    packed = packed_percentage(session.policies or (), passed=session.tags)
    if session.policies is not None or session.tags:
        output["PackedPolicySize"] = packed
    if session.source_identity:
        output["SourceIdentity"] = session.source_identity
    return output
