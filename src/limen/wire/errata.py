"""Known differences of the real services from their published models (spec api 2.2, 2.6, 4): data, applied on load."""

from collections.abc import Mapping
from typing import Any

EXISTING_USER_NAME = "existingUserNameType"
"""References to an existing user may have up to 128 characters; a new name may have only 64."""

EXISTING_USER_REQUESTS = (
    "AttachUserPolicyRequest",
    "CreateLoginProfileRequest",
    "CreateServiceSpecificCredentialRequest",
    "DeleteLoginProfileRequest",
    "DeleteSSHPublicKeyRequest",
    "DeleteServiceSpecificCredentialRequest",
    "DeleteUserPermissionsBoundaryRequest",
    "DetachUserPolicyRequest",
    "GetLoginProfileRequest",
    "GetMFADeviceRequest",
    "GetSSHPublicKeyRequest",
    "ListAttachedUserPoliciesRequest",
    "ListSSHPublicKeysRequest",
    "ListServiceSpecificCredentialsRequest",
    "PutUserPermissionsBoundaryRequest",
    "ResetServiceSpecificCredentialRequest",
    "UpdateLoginProfileRequest",
    "UpdateSSHPublicKeyRequest",
    "UpdateServiceSpecificCredentialRequest",
    "UploadSSHPublicKeyRequest",
)

MEMBER_SHAPES: Mapping[str, Mapping[tuple[str, str], str]] = {
    "iam": {(request, "UserName"): EXISTING_USER_NAME for request in EXISTING_USER_REQUESTS},
}
"""By service: structure and member, and the shape that the member really has."""

SHAPE_CHANGES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "iam": {
        "pathType": {"pattern": r"(?:/|/[\u0021-\u007E]+/)"},
        "AttachmentName": {"pattern": r"[\w+=,.@*?-]+"},
        "EntityType": {"enum": ["LocalManagedPolicy", "User", "AWSManagedPolicy", "Role", "Group"]},
    },
    "sts": {"tokenCodeType": {"sensitive": True}},
}
"""By service and shape: traits that replace those of the model. The enum is in the order of the service's messages.

A code with a typing mistake is still secret, and the message that would repeat it goes into the audit trail.
"""

FIRST_MEMBERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "iam": {
        "GetAccountAuthorizationDetailsResponse": ("Policies", "UserDetailList", "RoleDetailList", "GroupDetailList"),
    },
}
"""By service and structure: members that the service writes first, in another order than its model."""

NEWER_SHAPES = frozenset({"AttachmentName"})
"""Shapes that models from before August 2026 do not have."""

NAME_MESSAGE = (
    "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: "
    "+=,.@_-"
)
PATH_MESSAGE = (
    "The specified value for {member} is invalid. It must begin and end with / and contain only alphanumeric "
    "characters and/or / characters."
)
NATIVE_MESSAGES: Mapping[str, Mapping[str, str]] = {
    "iam": {
        "existingUserNameType": NAME_MESSAGE,
        "groupNameType": NAME_MESSAGE,
        "instanceProfileNameType": NAME_MESSAGE,
        "pathType": PATH_MESSAGE,
        "policyNameType": NAME_MESSAGE,
        "policyPathType": PATH_MESSAGE,
        "roleNameType": NAME_MESSAGE,
        "userNameType": NAME_MESSAGE,
    },
}
"""By service and shape: the service's own text, instead of the generic one, when the pattern does not match."""

ECHOES_VALUES = frozenset({"cloudtrail", "organizations", "sts"})
"""Services whose validation messages repeat the offending value; IAM stopped doing so in 2024."""


def correct(service: str, document: dict[str, Any]) -> dict[str, Any]:
    """Apply the errata of `service` to its parsed model, in place."""
    shapes = document["shapes"]
    for (structure, member), shape in MEMBER_SHAPES.get(service, {}).items():
        if structure in shapes:
            shapes[structure]["members"][member]["shape"] = shape
    for shape, traits in SHAPE_CHANGES.get(service, {}).items():
        if shape in shapes or shape not in NEWER_SHAPES:
            shapes[shape].update(traits)
    for structure, first in FIRST_MEMBERS.get(service, {}).items():
        if structure in shapes:
            members = shapes[structure]["members"]
            shapes[structure]["members"] = {name: members[name] for name in first} | members
    return document
