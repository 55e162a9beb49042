"""Condition keys that only some operations have; the operations' declarations name them (spec policy 5.6)."""

from limen.authz.request_context import Context, TaggedEntity
from limen.authz.requirement import Subject
from limen.domain.iam.credentials import ServiceCredential
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User


def boundary_of_target(_subject: Subject, entity: TaggedEntity | None) -> Context:
    """`iam:PermissionsBoundary` of an operation that changes a principal without naming a boundary."""
    if isinstance(entity, User | Role) and entity.boundary_arn:
        return {"iam:permissionsboundary": entity.boundary_arn}
    return {}


def attached_policy(subject: Subject, _entity: TaggedEntity | None) -> Context:
    """`iam:PolicyARN`: the policy that is attached or detached."""
    return {"iam:policyarn": subject.parameters["PolicyArn"]} if "PolicyArn" in subject.parameters else {}


def service_credential(subject: Subject, _entity: TaggedEntity | None) -> Context:
    """Service and requested lifetime of a credential for a single service; an existing one keeps its own service."""
    credential_id = subject.parameters.get("ServiceSpecificCredentialId", "")
    credential = subject.reader.find(ServiceCredential, subject.account, credential_id)
    service = credential.service if credential is not None else subject.parameters.get("ServiceName", "").lower()
    context: Context = {"iam:servicespecificcredentialservicename": service} if service else {}
    if "CredentialAgeDays" in subject.parameters:
        context["iam:servicespecificcredentialagedays"] = str(subject.parameters["CredentialAgeDays"])
    return context


def security_key_creation(_subject: Subject, _entity: TaggedEntity | None) -> Context:
    """`iam:RegisterSecurityKey` for the first step, which makes the challenge (spec policy 5.7)."""
    return {"iam:registersecuritykey": "Create"}


def security_key_activation(_subject: Subject, _entity: TaggedEntity | None) -> Context:
    """The same for the second step, in which the key becomes a device. Its certifications are unknown."""
    return {"iam:registersecuritykey": "Activate"}
