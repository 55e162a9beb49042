"""AssumeRole (spec policy 6.8, api 2.13). The trust policy has been evaluated by `authz` before this runs.

A code of an MFA device counts for that decision; the session of the role does not carry it (spec policy 5.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from limen.authn.proofs.mfa_codes import require_proved
from limen.authn.proofs.proof_kinds import ProofKind
from limen.authz.call import AuthorizedCall
from limen.authz.entities import find_role_by_arn
from limen.authz.restrictions import FEDERATED_USERS, ROOT, STS_RESTRICTIONS
from limen.authz.targets import Form, Target
from limen.domain.arn import assumed_role_arn
from limen.domain.iam.roles import DEFAULT_SESSION_SECONDS, Role
from limen.domain.sessions import Session, SessionKind
from limen.errors import AccessDeniedError, ValidationError
from limen.operations.environment import Environment
from limen.operations.registry import OperationTable
from limen.operations.sts.session_credentials import issue_credentials, require_role_duration, session_times
from limen.operations.sts.session_limits import (
    packed_percentage,
    read_session_policies,
    read_session_tags,
    read_source_identity,
    refuse_contexts,
)
from limen.store.interface import Reader

if TYPE_CHECKING:
    from limen.operations.sts import shapes

CHAINED_SECONDS = DEFAULT_SESSION_SECONDS
"""A session that a role's session starts lasts at most as long as the default."""

CHAINING = frozenset({SessionKind.ASSUMED_ROLE, SessionKind.SESSION_TOKEN})
"""Sessions from which an assumed role lasts an hour at most; that GetSessionToken counts was observed on AWS."""

table = OperationTable("sts", STS_RESTRICTIONS)


@table.read(
    "AssumeRole",
    Target(Form.ROLE_ARN, "role", "RoleArn"),
    restrictions=(ROOT, FEDERATED_USERS),
    proof=ProofKind.MFA_CODE,
    secrets=frozenset({"TokenCode"}),
)
def assume_role(
    call: AuthorizedCall[shapes.AssumeRoleRequest], reader: Reader, environment: Environment
) -> shapes.AssumeRoleResponse:
    """Create a session of the role, limited by session policies and marked by tags and source identity."""
    parameters, caller_session = call.parameters, call.caller.session
    require_proved(call.caller, call.parameters)
    refuse_contexts(parameters)
    role = _get_role(reader, call)
    policies = read_session_policies(parameters.get("Policy"), parameters.get("PolicyArns", ()), role.account, reader)
    tags, transitive = read_session_tags(
        parameters.get("Tags", ()), parameters.get("TransitiveTagKeys", ()), caller_session
    )
    issued, expires = session_times(call, _duration(call, role))
    session = Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=role.account,
        principal_id=role.id,
        access_key_id="",
        name=parameters["RoleSessionName"],
        policies=policies,
        tags=tags,
        transitive_tag_keys=transitive,
        source_identity=read_source_identity(parameters.get("SourceIdentity", ""), caller_session),
        issuer_arn=call.caller.principal.arn,
        issued=issued,
        expires=expires,
    )
    return _describe(session, role, call, environment)


def _get_role(reader: Reader, call: AuthorizedCall[shapes.AssumeRoleRequest]) -> Role:
    arn = call.parameters["RoleArn"]
    role = find_role_by_arn(reader, arn)
    if role is None:
        raise AccessDeniedError(
            f"User: {call.caller.principal.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        )
    return role


def _duration(call: AuthorizedCall[shapes.AssumeRoleRequest], role: Role) -> int:
    seconds = call.parameters.get("DurationSeconds", DEFAULT_SESSION_SECONDS)
    session = call.caller.session
    if session is not None and session.kind in CHAINING and seconds > CHAINED_SECONDS:
        raise ValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    return require_role_duration(seconds, role)


def _describe(
    session: Session, role: Role, call: AuthorizedCall[shapes.AssumeRoleRequest], environment: Environment
) -> shapes.AssumeRoleResponse:
    """`PackedPolicySize` is only returned to a call with policies or tags, but inherited tags count as well."""
    output: shapes.AssumeRoleResponse = {}
    passed = {tag["Key"] for tag in call.parameters.get("Tags", ())}
    packed = packed_percentage(
        session.policies or (),
        passed=(tag for tag in session.tags if tag.key in passed),
        inherited=(tag for tag in session.tags if tag.key not in passed),
    )
    if session.policies is not None or "Tags" in call.parameters:
        output["PackedPolicySize"] = packed
    if session.source_identity:
        output["SourceIdentity"] = session.source_identity
    output["Credentials"] = issue_credentials(call, session, environment)
    output["AssumedRoleUser"] = {
        "AssumedRoleId": f"{role.id}:{session.name}",
        "Arn": assumed_role_arn(role.partition, role.account, role.name, session.name),
    }
    return output
