"""The moves that lead from one principal of an account to another, or past a limit of a principal, as data.

Spec analysis 7.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Target(StrEnum):
    """What a move is about."""

    USER = "user"
    ROLE = "role"
    GROUP = "group"
    POLICY = "policy"
    PROVIDER = "provider"


class Gain(StrEnum):
    """What a move gives. Nothing that was gained is ever lost, because the attacker chooses the order of moves."""

    CONTROLS = "controls"
    """Acts as the user or role."""
    REWRITES = "rewrites"
    """Controls the policies of a user, role or group, or the content of a managed policy."""
    JOINED = "joined"
    """Makes any controlled user a member of the group."""
    UNLIMITED = "unlimited"
    """Removes the permissions boundary."""
    NO_INLINE = "no inline policies"
    """Removes the inline policies of a user, role or group, with their Denies."""
    NO_ATTACHED = "no attached policies"
    """Detaches the managed policies of a user, role or group, with their Denies."""
    LEFT = "left"
    """Takes any controlled user out of the group."""
    VERSIONED = "versioned"
    """Chooses among the stored versions of a managed policy."""
    RETAGGED = "retagged"
    """Controls the tags."""
    RENAMED = "renamed"
    """Controls name and path."""
    TRUSTED = "trusted"
    """Vouches for callers of the roles that trust the identity provider."""
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Move:
    """One call on one target. The policy that is attached allows everything and must satisfy the conditions."""

    action: str
    target: Target
    gain: Gain


ASSUME_ROLE: Final = "sts:AssumeRole"
CREATE_USER: Final = "iam:CreateUser"

MOVES: Final = (
    Move("iam:CreateAccessKey", Target.USER, Gain.CONTROLS),
    Move("iam:CreateLoginProfile", Target.USER, Gain.CONTROLS),
    Move("iam:UpdateLoginProfile", Target.USER, Gain.CONTROLS),
    Move(ASSUME_ROLE, Target.ROLE, Gain.CONTROLS),
    Move("iam:UpdateAssumeRolePolicy", Target.ROLE, Gain.CONTROLS),
    Move("iam:PutUserPolicy", Target.USER, Gain.REWRITES),
    Move("iam:AttachUserPolicy", Target.USER, Gain.REWRITES),
    Move("iam:PutRolePolicy", Target.ROLE, Gain.REWRITES),
    Move("iam:AttachRolePolicy", Target.ROLE, Gain.REWRITES),
    Move("iam:PutGroupPolicy", Target.GROUP, Gain.REWRITES),
    Move("iam:AttachGroupPolicy", Target.GROUP, Gain.REWRITES),
    Move("iam:CreatePolicyVersion", Target.POLICY, Gain.REWRITES),
    Move("iam:AddUserToGroup", Target.GROUP, Gain.JOINED),
    Move("iam:DeleteUserPermissionsBoundary", Target.USER, Gain.UNLIMITED),
    Move("iam:PutUserPermissionsBoundary", Target.USER, Gain.UNLIMITED),
    Move("iam:DeleteRolePermissionsBoundary", Target.ROLE, Gain.UNLIMITED),
    Move("iam:PutRolePermissionsBoundary", Target.ROLE, Gain.UNLIMITED),
    Move("iam:DeleteUserPolicy", Target.USER, Gain.NO_INLINE),
    Move("iam:DetachUserPolicy", Target.USER, Gain.NO_ATTACHED),
    Move("iam:RemoveUserFromGroup", Target.GROUP, Gain.LEFT),
    Move("iam:DeleteGroupPolicy", Target.GROUP, Gain.NO_INLINE),
    Move("iam:DetachGroupPolicy", Target.GROUP, Gain.NO_ATTACHED),
    Move("iam:DeleteRolePolicy", Target.ROLE, Gain.NO_INLINE),
    Move("iam:DetachRolePolicy", Target.ROLE, Gain.NO_ATTACHED),
    Move("iam:SetDefaultPolicyVersion", Target.POLICY, Gain.VERSIONED),
    Move("iam:TagUser", Target.USER, Gain.RETAGGED),
    Move("iam:UntagUser", Target.USER, Gain.RETAGGED),
    Move("iam:TagRole", Target.ROLE, Gain.RETAGGED),
    Move("iam:UntagRole", Target.ROLE, Gain.RETAGGED),
    Move("iam:UpdateUser", Target.USER, Gain.RENAMED),
    Move("iam:UpdateOpenIDConnectProviderThumbprint", Target.PROVIDER, Gain.TRUSTED),
    Move("iam:AddClientIDToOpenIDConnectProvider", Target.PROVIDER, Gain.TRUSTED),
    Move("iam:CreateOpenIDConnectProvider", Target.PROVIDER, Gain.TRUSTED),
    Move("iam:UpdateSAMLProvider", Target.PROVIDER, Gain.TRUSTED),
    Move("iam:CreateSAMLProvider", Target.PROVIDER, Gain.TRUSTED),
)

NEW_USER: Final = (
    (CREATE_USER, "iam:PutUserPolicy", "iam:CreateAccessKey"),
    (CREATE_USER, "iam:AttachUserPolicy", "iam:CreateAccessKey"),
    (CREATE_USER, "iam:PutUserPolicy", "iam:CreateLoginProfile"),
    (CREATE_USER, "iam:AttachUserPolicy", "iam:CreateLoginProfile"),
)
"""Calls that together make a new administrator: on a new user, or a new role, whose trust policy the caller writes."""
NEW_ROLE: Final = (("iam:CreateRole", "iam:PutRolePolicy"), ("iam:CreateRole", "iam:AttachRolePolicy"))

ADMINISTRATOR_ACCESS: Final = "arn:aws:iam::aws:policy/AdministratorAccess"

RUNNERS: Final = {
    "lambda": ("lambda.amazonaws.com", ("lambda:CreateFunction", "lambda:InvokeFunction")),
    "ec2": ("ec2.amazonaws.com", ("ec2:RunInstances",)),
    "ecs": ("ecs-tasks.amazonaws.com", ("ecs:RegisterTaskDefinition", "ecs:RunTask")),
    "glue": ("glue.amazonaws.com", ("glue:CreateDevEndpoint",)),
    "cloudformation": ("cloudformation.amazonaws.com", ("cloudformation:CreateStack",)),
    "sagemaker": (
        "sagemaker.amazonaws.com",
        ("sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
    ),
    "codebuild": ("codebuild.amazonaws.com", ("codebuild:CreateProject", "codebuild:StartBuild")),
    "states": ("states.amazonaws.com", ("states:CreateStateMachine", "states:StartExecution")),
}
"""Services that run code with a role that is passed to them: their principals, and the calls that start it.

They count only if the account uses such a service.
"""
