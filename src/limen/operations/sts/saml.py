"""AssumeRoleWithSAML (spec api 2.13). The assertion is verified and the trust policy evaluated before this runs.

Name, tags, source identity and longest duration of the session come from the assertion.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from limen.authn.caller import ProvenIdentity, SAMLFacts
from limen.authn.proofs.proof_kinds import ProofKind
from limen.authz.call import AuthorizedCall
from limen.authz.entities import find_role_by_arn
from limen.authz.targets import Form, Target
from limen.domain.arn import assumed_role_arn
from limen.domain.iam.roles import DEFAULT_SESSION_SECONDS, Role
from limen.domain.sessions import Session, SessionKind
from limen.errors import AccessDeniedError
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
    "AssumeRoleWithSAML",
    Target(Form.FEDERATED_ROLE, "role", "RoleArn"),
    proof=ProofKind.SAML_ASSERTION,
    secrets=frozenset({"SAMLAssertion"}),
)
def assume_role_with_saml(
    call: AuthorizedCall[shapes.AssumeRoleWithSAMLRequest], reader: Reader, environment: Environment
) -> shapes.AssumeRoleWithSAMLResponse:
    """Make a session of the role for whom the assertion names."""
    parameters = call.parameters
    identity, facts, role = _get_parties(call, reader)
    policies = read_session_policies(parameters.get("Policy"), parameters.get("PolicyArns", ()), role.account, reader)
    passed: list[shapes.Tag] = [{"Key": tag.key, "Value": tag.value} for tag in identity.tags]
    tags, transitive = read_session_tags(passed, identity.transitive_tag_keys, None)
    issued, expires = _times(call, facts, role)
    session = Session(
        kind=SessionKind.ASSUMED_ROLE,
        account=role.account,
        principal_id=role.id,
        access_key_id="",
        name=facts.session_name,
        policies=policies,
        tags=tags,
        transitive_tag_keys=transitive,
        source_identity=read_source_identity(identity.source_identity, None),
        issuer_arn=identity.provider_arn,
        issued=issued,
        expires=expires,
    )
    output: shapes.AssumeRoleWithSAMLResponse = {
        "Subject": identity.subject,
        "SubjectType": facts.subject_type,
        "Issuer": facts.issuer,
        "Audience": identity.audience,
        "NameQualifier": facts.name_qualifier,
        "AssumedRoleUser": {
            "AssumedRoleId": f"{role.id}:{session.name}",
            "Arn": assumed_role_arn(role.partition, role.account, role.name, session.name),
        },
        "Credentials": issue_credentials(call, session, environment),
    }
    packed = packed_percentage(policies or (), passed=tags)
    if policies is not None or tags:
        output["PackedPolicySize"] = packed
    if session.source_identity:
        output["SourceIdentity"] = session.source_identity
    return output


def _get_parties(
    call: AuthorizedCall[shapes.AssumeRoleWithSAMLRequest], reader: Reader
) -> tuple[ProvenIdentity, SAMLFacts, Role]:
    """Who assumes and what; both are present in an authorized call."""
    identity, role = call.caller.identity, find_role_by_arn(reader, call.parameters["RoleArn"])
    if identity is None or identity.saml is None or role is None:
        raise AccessDeniedError("Not authorized to perform sts:AssumeRoleWithSAML")
    return identity, identity.saml, role


def _times(
    call: AuthorizedCall[shapes.AssumeRoleWithSAMLRequest], facts: SAMLFacts, role: Role
) -> tuple[datetime, datetime]:
    """Beginning and end: the shortest of what the call, the assertion's duration and its end of session say."""
    seconds = require_role_duration(call.parameters.get("DurationSeconds", DEFAULT_SESSION_SECONDS), role)
    issued, expires = session_times(call, min(seconds, facts.session_seconds or seconds))
    return issued, min(expires, facts.session_ends or expires)
