"""Rules about statements that allow too much."""

from collections.abc import Iterator
from typing import Final

from limen.domain.arn import PARTS
from limen.policy.lint.entries import EVERYTHING, action_covers, actions_overlap, is_every_action, resource_covers
from limen.policy.lint.finding import Severity
from limen.policy.lint.rule import (
    Remark,
    Rule,
    Subject,
    action_path,
    resource_path,
    statement_path,
)
from limen.policy.syntax.document import Statement, Version

_PASSED_TO: Final = frozenset({"iam:passedtoservice", "iam:associatedresourcearn"})
_EVERY_ROLE: Final = "arn:{}:iam::{}:role/*"


def _check_everything(subject: Subject) -> Iterator[Remark]:
    for statement in _broad(subject):
        if any(map(is_every_action, statement.actions or ())) and EVERYTHING in (statement.resources or ()):
            yield Remark("every action is allowed on every resource", statement_path(statement))


def _check_not_action(subject: Subject) -> Iterator[Remark]:
    for statement in subject.allows:
        if statement.not_actions is not None:
            message = "Allow with NotAction grants everything else, including actions that AWS adds later"
            yield Remark(message, action_path(statement), at_name=True)


def _check_not_resource(subject: Subject) -> Iterator[Remark]:
    for statement in subject.allows:
        if statement.not_resources is not None:
            message = (
                "Allow with NotResource grants access to everything else, including resources that are created later"
            )
            yield Remark(message, resource_path(statement), at_name=True)


def _check_pass_role(subject: Subject) -> Iterator[Remark]:
    for statement in subject.allows:
        keys = {clause.key.lower() for clause in statement.conditions}
        version = subject.document.version
        if keys & _PASSED_TO or not any(_is_every_role(each, version) for each in statement.resources or ()):
            continue
        for index, entry in enumerate(statement.actions or ()):
            if not is_every_action(entry) and action_covers(entry, "iam:PassRole"):
                message = "any role can be passed to any service: name the roles, and test iam:PassedToService"
                yield Remark(message, action_path(statement, index))


def _is_every_role(resource: str, version: Version) -> bool:
    """Whether it covers all roles, of one account or of all."""
    parts = resource.split(":")
    partition, account = (parts[1], parts[4]) if len(parts) >= PARTS else (EVERYTHING, EVERYTHING)
    return resource_covers(resource, _EVERY_ROLE.format(partition, account), version)


def _broad(subject: Subject) -> Iterator[Statement]:
    """The statements that allow without a condition and without naming principals."""
    return (s for s in subject.allows if not s.conditions and s.principal is None and s.not_principal is None)


ESCALATIONS: Final = (
    (("iam:CreatePolicyVersion",), "create a new version of a policy"),
    (("iam:SetDefaultPolicyVersion",), "restore an old version of a policy"),
    (("iam:AttachUserPolicy",), "attach any policy to a user"),
    (("iam:AttachGroupPolicy",), "attach any policy to a group"),
    (("iam:AttachRolePolicy",), "attach any policy to a role"),
    (("iam:PutUserPolicy",), "give a user any inline policy"),
    (("iam:PutGroupPolicy",), "give a group any inline policy"),
    (("iam:PutRolePolicy",), "give a role any inline policy"),
    (("iam:AddUserToGroup",), "join any group"),
    (("iam:CreateAccessKey",), "create access keys for any user"),
    (("iam:CreateLoginProfile",), "give any user a password"),
    (("iam:UpdateLoginProfile",), "change any user's password"),
    (("iam:UpdateAssumeRolePolicy",), "let themselves assume any role"),
    (("iam:DeleteUserPermissionsBoundary",), "remove the boundary of any user"),
    (("iam:DeleteRolePermissionsBoundary",), "remove the boundary of any role"),
    (("iam:PassRole", "ec2:RunInstances"), "start an instance with any role"),
    (("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"), "run a function with any role"),
    (("iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"), "run a function with any role"),
    (("iam:PassRole", "glue:CreateDevEndpoint"), "create a development endpoint with any role"),
    (("iam:PassRole", "cloudformation:CreateStack"), "create a stack with any role"),
    (
        ("iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
        "run a pipeline with any role",
    ),
    (("iam:PassRole", "sagemaker:CreateNotebookInstance"), "create a notebook with any role"),
    (("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"), "run a build with any role"),
    (("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"), "run a container with any role"),
)
"""Actions that, on any resource, lead to all permissions of the account (publicly known ways)."""


def _check_escalation(subject: Subject) -> Iterator[Remark]:
    """Report a way where its first action is granted; a policy that allows everything needs none."""
    granted = [
        (entry, action_path(statement, index))
        for statement in _broad(subject)
        if EVERYTHING in (statement.resources or ())
        for index, entry in enumerate(statement.actions or ())
        if not is_every_action(entry)
    ]
    for actions, ability in ESCALATIONS:
        paths = [next((path for entry, path in granted if action_covers(entry, action)), None) for action in actions]
        if None not in paths and not any(_is_denied(subject, action) for action in actions):
            yield Remark(f"with {' and '.join(actions)} on *, a caller can {ability}", paths[0] or ())


def _is_denied(subject: Subject, action: str) -> bool:
    """Whether a Deny may apply to the action: then lint cannot say what remains allowed."""
    allowed = {statement.index for statement in subject.allows}
    denies = (statement for statement in subject.document.statements if statement.index not in allowed)
    return any(
        statement.actions is None or any(actions_overlap(entry, action) for entry in statement.actions)
        for statement in denies
    )


RULES: Final = (
    Rule("allow-everything", Severity.SECURITY_WARNING, "Every action on every resource", _check_everything),
    Rule("allow-not-action", Severity.SECURITY_WARNING, "Allow with NotAction", _check_not_action),
    Rule("allow-not-resource", Severity.SECURITY_WARNING, "Allow with NotResource", _check_not_resource),
    Rule("pass-any-role", Severity.SECURITY_WARNING, "iam:PassRole for every role", _check_pass_role),
    Rule("privilege-escalation", Severity.SECURITY_WARNING, "A way to all permissions", _check_escalation),
)
