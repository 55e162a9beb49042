"""Every operation with a handler, and what it requires of policies: action, resource, and how messages show it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from limen.authn.caller import Caller, ProvenIdentity
from limen.authz.authorizer import Authorizer
from limen.domain.principals import RootUser
from limen.errors import AccessDeniedError
from limen.operations.catalog import OPERATIONS, all_operations
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import load_service
from tests.unit.authz.gate import REQUEST_ID, Gate, allow, tags, trust
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT, ROOT

IAM = f"arn:aws:iam::{ACCOUNT}:"
STS = f"arn:aws:sts::{ACCOUNT}:"
AWS_POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
LIMIT = f"{IAM}policy/p/limit"
WORKER = f"{IAM}role/svc/worker"
LINKED_NAME = "AWSServiceRoleForECS"
LINKED = f"{IAM}role/aws-service-role/ecs.amazonaws.com/{LINKED_NAME}"
ISSUER = "token.example.com/Tenant/"

NEEDS_NOTHING = {"GetCallerIdentity", "GetSessionToken"}

# Operations (of IAM, unless a service is named; `=` with another action that they need), parameters, resource, and what
# is shown where that is not its ARN.
ONE_RESOURCE: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    (
        (
            "GetUser DeleteUser ListUserTags CreateLoginProfile GetLoginProfile UpdateLoginProfile "
            "DeleteLoginProfile CreateAccessKey ListAccessKeys UpdateAccessKey DeleteAccessKey PutUserPolicy "
            "GetUserPolicy DeleteUserPolicy ListUserPolicies ListAttachedUserPolicies PutUserPermissionsBoundary "
            "DeleteUserPermissionsBoundary ListGroupsForUser UpdateUser UploadSSHPublicKey GetSSHPublicKey "
            "ListSSHPublicKeys UpdateSSHPublicKey DeleteSSHPublicKey UploadSigningCertificate "
            "ListSigningCertificates UpdateSigningCertificate DeleteSigningCertificate "
            "CreateServiceSpecificCredential ListServiceSpecificCredentials UpdateServiceSpecificCredential "
            "ResetServiceSpecificCredential DeleteServiceSpecificCredential EnableMFADevice DeactivateMFADevice "
            "ResyncMFADevice GetMFADevice ListMFADevices"
        ),
        {"UserName": "ALICE"},
        f"{IAM}user/team/alice",
        "user ALICE",
    ),
    ("TagUser UntagUser", {"UserName": "ALICE"}, f"{IAM}user/team/alice", ""),
    ("limen:ListSessions limen:EndSession", {"UserName": "alice"}, f"{IAM}user/team/alice", "user alice"),
    (
        ("limen:BeginPasskeyRegistration=iam:EnableMFADevice limen:FinishPasskeyRegistration=iam:EnableMFADevice"),
        {"UserName": "alice"},
        f"{IAM}user/team/alice",
        "user alice",
    ),
    ("limen:ListRoleSessions limen:EndRoleSession", {"RoleName": "worker"}, f"{IAM}role/svc/worker", "role worker"),
    ("AttachUserPolicy DetachUserPolicy", {"UserName": "alice"}, f"{IAM}user/team/alice", "user alice"),
    ("ChangePassword", {}, f"{IAM}user/team/alice", "user alice"),
    (
        (
            "organizations:DescribeOrganization cloudtrail:LookupEvents access-analyzer:ValidatePolicy "
            "access-analyzer:CheckNoNewAccess access-analyzer:CheckAccessNotGranted "
            "access-analyzer:CheckNoPublicAccess limen:ExplainAccess limen:ExplainEvent limen:WhatCan limen:WhoCan "
            "limen:GetServerStatus limen:ListServices limen:GetService limen:PutService "
            "limen:DeleteService"
        ),
        {},
        "*",
        "",
    ),
    (
        (
            "GetGroup DeleteGroup AddUserToGroup RemoveUserFromGroup PutGroupPolicy GetGroupPolicy DeleteGroupPolicy "
            "ListGroupPolicies ListAttachedGroupPolicies UpdateGroup"
        ),
        {"GroupName": "Staff"},
        f"{IAM}group/team/staff",
        "group Staff",
    ),
    ("AttachGroupPolicy DetachGroupPolicy", {"GroupName": "staff"}, f"{IAM}group/team/staff", "group staff"),
    (
        (
            "GetRole DeleteRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePolicy GetRolePolicy "
            "DeleteRolePolicy ListRolePolicies ListAttachedRolePolicies PutRolePermissionsBoundary "
            "DeleteRolePermissionsBoundary DeleteServiceLinkedRole ListRoleTags "
            "ListInstanceProfilesForRole"
        ),
        {"RoleName": "Worker"},
        WORKER,
        "role Worker",
    ),
    ("TagRole UntagRole", {"RoleName": "Worker"}, WORKER, ""),
    ("AttachRolePolicy DetachRolePolicy", {"RoleName": "worker"}, WORKER, "role worker"),
    (
        (
            "GetPolicy DeletePolicy CreatePolicyVersion GetPolicyVersion DeletePolicyVersion ListPolicyVersions "
            "SetDefaultPolicyVersion ListEntitiesForPolicy ListPolicyTags"
        ),
        {"PolicyArn": LIMIT},
        LIMIT,
        f"policy {LIMIT}",
    ),
    ("TagPolicy UntagPolicy", {"PolicyArn": LIMIT}, LIMIT, ""),
    (
        ("GetInstanceProfile DeleteInstanceProfile RemoveRoleFromInstanceProfile ListInstanceProfileTags"),
        {"InstanceProfileName": "BOX"},
        f"{IAM}instance-profile/svc/box",
        "instance profile BOX",
    ),
    ("TagInstanceProfile UntagInstanceProfile", {"InstanceProfileName": "box"}, f"{IAM}instance-profile/svc/box", ""),
    ("CreateUser", {"UserName": "Bob", "Path": "/a/"}, f"{IAM}user/a/Bob", ""),
    ("CreateGroup", {"GroupName": "crew"}, f"{IAM}group/crew", ""),
    ("CreateRole", {"RoleName": "guard", "Path": "/a/"}, f"{IAM}role/a/guard", ""),
    ("CreatePolicy", {"PolicyName": "p", "Path": "/a/"}, f"{IAM}policy/a/p", "policy p"),
    ("CreateInstanceProfile", {"InstanceProfileName": "crate"}, f"{IAM}instance-profile/crate", ""),
    ("CreateVirtualMFADevice", {"VirtualMFADeviceName": "phone", "Path": "/a/"}, f"{IAM}mfa/a/phone", ""),
    (
        "DeleteVirtualMFADevice TagMFADevice UntagMFADevice ListMFADeviceTags",
        {"SerialNumber": f"{IAM}mfa/phone"},
        f"{IAM}mfa/phone",
        "",
    ),
    ("CreateOpenIDConnectProvider", {"Url": f"https://{ISSUER}"}, f"{IAM}oidc-provider/{ISSUER}", ""),
    (
        (
            "GetOpenIDConnectProvider DeleteOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint "
            "AddClientIDToOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider TagOpenIDConnectProvider "
            "UntagOpenIDConnectProvider ListOpenIDConnectProviderTags"
        ),
        {"OpenIDConnectProviderArn": f"{IAM}oidc-provider/{ISSUER}"},
        f"{IAM}oidc-provider/{ISSUER}",
        "",
    ),
    ("ListOpenIDConnectProviders", {}, "*", ""),
    ("CreateSAMLProvider", {"Name": "corporate"}, f"{IAM}saml-provider/corporate", ""),
    (
        (
            "GetSAMLProvider UpdateSAMLProvider DeleteSAMLProvider TagSAMLProvider UntagSAMLProvider "
            "ListSAMLProviderTags"
        ),
        {"SAMLProviderArn": f"{IAM}saml-provider/corporate"},
        f"{IAM}saml-provider/corporate",
        "",
    ),
    ("ListSAMLProviders", {}, "*", ""),
    (
        "CreateServiceLinkedRole",
        {"AWSServiceName": "ecs.amazonaws.com"},
        LINKED,
        "",
    ),
    (
        "GetServiceLinkedRoleDeletionStatus",
        {"DeletionTaskId": f"task/aws-service-role/ecs.amazonaws.com/{LINKED_NAME}/1-2"},
        LINKED,
        "",
    ),
    (
        "UploadServerCertificate",
        {"ServerCertificateName": "Site", "Path": "/a/"},
        f"{IAM}server-certificate/a/Site",
        "",
    ),
    (
        "GetServerCertificate DeleteServerCertificate UpdateServerCertificate ListServerCertificateTags",
        {"ServerCertificateName": "site"},
        f"{IAM}server-certificate/site",
        "server certificate site",
    ),
    (
        "TagServerCertificate UntagServerCertificate",
        {"ServerCertificateName": "site"},
        f"{IAM}server-certificate/site",
        "",
    ),
    ("ListServerCertificates", {}, "*", ""),
    ("ListUsers", {}, f"{IAM}user/", ""),
    ("ListGroups", {"PathPrefix": "/te"}, f"{IAM}group/te", ""),
    ("ListRoles", {"PathPrefix": "/svc/"}, f"{IAM}role/svc/", ""),
    ("ListInstanceProfiles", {}, f"{IAM}instance-profile/", ""),
    ("ListPolicies", {}, f"{IAM}policy/", "policy path /"),
    ("ListVirtualMFADevices", {}, f"{IAM}mfa/", ""),
    ("sts:GetFederationToken", {"Name": "guest"}, f"{STS}federated-user/guest", ""),
    ("sts:AssumeRole", {"RoleArn": WORKER, "RoleSessionName": "shift"}, WORKER, ""),
    ("sts:AssumeRoleWithWebIdentity", {"RoleArn": WORKER, "RoleSessionName": "shift"}, WORKER, ""),
    ("sts:AssumeRoleWithSAML", {"RoleArn": WORKER, "RoleSessionName": "shift"}, WORKER, ""),
    ("sts:GetAccessKeyInfo", {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}, "*", ""),
    ("sts:DecodeAuthorizationMessage", {"EncodedMessage": "x"}, "*", ""),
    (
        (
            "ListAccountAliases CreateAccountAlias DeleteAccountAlias GetAccountSummary GetAccountAuthorizationDetails "
            "GenerateCredentialReport GetCredentialReport GetAccountPasswordPolicy UpdateAccountPasswordPolicy "
            "DeleteAccountPasswordPolicy SimulateCustomPolicy "
            "GetContextKeysForCustomPolicy"
        ),
        {},
        "*",
        "",
    ),
    (
        "SimulatePrincipalPolicy GetContextKeysForPrincipalPolicy",
        {"PolicySourceArn": f"{IAM}user/team/alice"},
        f"{IAM}user/team/alice",
        "",
    ),
)
TWO_RESOURCES = {
    "AddRoleToInstanceProfile": (
        {"InstanceProfileName": "box", "RoleName": "WORKER"},
        [
            ("iam:AddRoleToInstanceProfile", f"{IAM}instance-profile/svc/box", "instance profile box"),
            ("iam:PassRole", WORKER, WORKER),
        ],
    ),
}
ELSEWHERE = {"GetAccessKeyLastUsed"}
"""Tested below: it depends on the key."""


def expand() -> Iterator[tuple[str, dict[str, Any], list[tuple[str, str, str]]]]:
    for names, parameters, arn, shown in ONE_RESOURCE:
        for each in names.split():
            name, _, needed = each.partition("=")
            action = name if ":" in name else f"iam:{name}"
            yield action.partition(":")[2], parameters, [(needed or action, arn, shown or arn)]
    for name, (parameters, expected) in TWO_RESOURCES.items():
        yield name, parameters, expected


ROWS = {name: (parameters, expected) for name, parameters, expected in expand()}
HANDLED = {operation.name: operation.service for operation in all_operations()}


@pytest.fixture
def alice(gate: Gate) -> Caller:
    alice = gate.user("alice", Path="/team/")
    gate.world.call("CreateGroup", GroupName="staff", Path="/team/")
    gate.role("worker", trust(f"{IAM}user/team/alice"), Path="/svc/")
    gate.world.call("CreateInstanceProfile", InstanceProfileName="box", Path="/svc/")
    gate.world.call("CreatePolicy", PolicyName="limit", Path="/p/", PolicyDocument=allow("s3:*"))
    return alice


def questions(gate: Gate, operation: str, *, caller: Caller, **parameters: Any) -> list[tuple[str, str, str]]:
    found = gate.requirements(operation, caller=caller, **parameters)
    return [(each.action, each.resource.arn, each.shown) for each in found]


def test_the_table_knows_every_operation_that_is_handled():
    missing = set(HANDLED) - NEEDS_NOTHING - ELSEWHERE - set(ROWS)
    assert missing == set(), "state their resources in ONE_RESOURCE or TWO_RESOURCES"


@pytest.mark.parametrize("operation", sorted(set(HANDLED) & set(ROWS)))
def test_what_an_operation_asks(gate: Gate, alice: Caller, operation: str):
    parameters, expected = ROWS[operation]
    if operation in {"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"}:
        alice = replace(alice, identity=ProvenIdentity(ACCOUNT, "aws", "provider", "alice", "app", {}))
    assert questions(gate, operation, caller=alice, **parameters) == expected
    for requirement in gate.requirements(operation, caller=alice, **parameters):
        owner = None if requirement.resource.arn == "*" else ACCOUNT
        assert requirement.resource.account == owner
        assert requirement.context["aws:resourceaccount"] == ACCOUNT
        assert requirement.resource.requires_resource_policy == operation.startswith("AssumeRole")


@pytest.mark.parametrize("operation", sorted(NEEDS_NOTHING))
def test_some_operations_need_no_permission(gate: Gate, alice: Caller, operation: str):
    assert gate.requirements(operation, caller=alice) == ()


@pytest.mark.parametrize("operation", sorted(HANDLED))
def test_targets_name_parameters_that_the_service_model_has(operation: str):
    service = HANDLED[operation]
    target = OPERATIONS[service, operation].target
    members = load_service(service).get_operation(operation).input.members
    named = {target.parameter, target.new_name} - {"", "UserName"} | ({"RoleName"} if target.passes_role else set())
    assert named <= set(members)
    assert ("Tags" in members) <= (
        bool(target.tag_action) or operation.startswith("Tag") or operation in {"AssumeRole", "GetFederationToken"}
    )


@pytest.mark.parametrize("operation", ["LaunchRocket", "ListSAMLProviders", "GetCredentialReport", "GetCallerIdentity"])
def test_an_operation_that_is_not_declared_is_refused(gate: Gate, operation: str):
    """Operations of other services, those of the model without a handler, and unknown ones alike: even to root."""
    gate.authorizer = Authorizer({key: each for key, each in OPERATIONS.items() if each.name != operation})
    message = f"iam:{operation} because the operation is not mapped to an action$"
    with pytest.raises(AccessDeniedError, match=message) as refused:
        gate.put(ParsedCall("iam", operation, {}), caller=ROOT)
    assert refused.value.decision_id == REQUEST_ID


@pytest.mark.parametrize(
    ("operation", "parameters", "arn", "shown"),
    [
        ("GetUser", {"UserName": "Ghost"}, "user/Ghost", "user Ghost"),
        ("GetGroup", {"GroupName": "ghosts"}, "group/ghosts", "group ghosts"),
        ("GetRole", {"RoleName": "ghost"}, "role/ghost", "role ghost"),
        ("GetInstanceProfile", {"InstanceProfileName": "x"}, "instance-profile/x", "instance profile x"),
    ],
)
def test_what_does_not_exist_is_shown_by_its_name(gate: Gate, alice: Caller, operation, parameters, arn, shown):
    action = f"iam:{operation}"
    assert questions(gate, operation, caller=alice, **parameters) == [(action, IAM + arn, shown)]


@pytest.mark.parametrize(
    ("operation", "parameters", "tag_action", "arn"),
    [
        ("CreateUser", {"UserName": "bob"}, "iam:TagUser", f"{IAM}user/bob"),
        ("CreateRole", {"RoleName": "guard"}, "iam:TagRole", f"{IAM}role/guard"),
        ("CreatePolicy", {"PolicyName": "p"}, "iam:TagPolicy", f"{IAM}policy/p"),
        ("CreateInstanceProfile", {"InstanceProfileName": "b"}, "iam:TagInstanceProfile", f"{IAM}instance-profile/b"),
        ("CreateVirtualMFADevice", {"VirtualMFADeviceName": "x"}, "iam:TagMFADevice", f"{IAM}mfa/x"),
        (
            "CreateOpenIDConnectProvider",
            {"Url": f"https://{ISSUER}"},
            "iam:TagOpenIDConnectProvider",
            f"{IAM}oidc-provider/{ISSUER}",
        ),
        ("CreateSAMLProvider", {"Name": "corporate"}, "iam:TagSAMLProvider", f"{IAM}saml-provider/corporate"),
        (
            "UploadServerCertificate",
            {"ServerCertificateName": "site"},
            "iam:TagServerCertificate",
            f"{IAM}server-certificate/site",
        ),
        ("GetFederationToken", {"Name": "guest"}, "sts:TagSession", f"{STS}federated-user/guest"),
        ("AssumeRole", {"RoleArn": WORKER, "RoleSessionName": "s"}, "sts:TagSession", WORKER),
    ],
)
def test_tags_at_creation_need_the_tag_action_too(gate: Gate, alice: Caller, operation, parameters, tag_action, arn):
    plain = gate.requirements(operation, caller=alice, **parameters)
    tagged = gate.requirements(operation, caller=alice, Tags=tags(team="blue"), **parameters)
    assert [(each.action, each.resource.arn) for each in tagged[len(plain) :]] == [(tag_action, arn)]
    for each in tagged:
        assert each.context["aws:requesttag/team"] == "blue"
        assert each.context["aws:tagkeys"] == ("team",)


@pytest.mark.parametrize(
    ("parameters", "second"),
    [
        ({"NewUserName": "bob"}, "user/team/bob"),
        ({"NewPath": "/boss/"}, "user/boss/alice"),
        ({"NewUserName": "bob", "NewPath": "/boss/"}, "user/boss/bob"),
        ({"NewUserName": "alice", "NewPath": "/team/"}, None),
    ],
)
def test_a_rename_or_move_needs_both_arns(gate: Gate, alice: Caller, parameters, second):
    found = gate.requirements("UpdateUser", caller=alice, UserName="Alice", **parameters)
    assert [each.resource.arn for each in found] == [
        f"{IAM}user/team/alice",
        *([] if second is None else [IAM + second]),
    ]
    assert {each.action for each in found} == {"iam:UpdateUser"}


def test_a_move_of_what_does_not_exist_is_asked_for_as_well(gate: Gate, alice: Caller):
    found = gate.requirements("UpdateGroup", caller=alice, GroupName="ghosts", NewPath="/x/", NewGroupName="g")
    assert [each.resource.arn for each in found] == [f"{IAM}group/ghosts", f"{IAM}group/x/g"]


def test_the_name_of_a_user_may_be_omitted(gate: Gate, alice: Caller):
    worker = gate.session(gate.world.call("GetRole", RoleName="worker")["Role"])
    asked = ((alice, "user/team/alice", "user alice"), (ROOT, "root", ""), (worker, "role/svc/worker", ""))
    for caller, arn, shown in asked:
        assert questions(gate, "GetUser", caller=caller) == [("iam:GetUser", IAM + arn, shown or IAM + arn)]


def test_service_credentials_are_listed_of_one_user_or_of_all(gate: Gate, alice: Caller):
    action = "iam:ListServiceSpecificCredentials"
    for parameters, name in (({}, "team/alice"), ({"AllUsers": False}, "team/alice"), ({"AllUsers": True}, "*")):
        arn = f"{IAM}user/{name}"
        shown = arn if name == "*" else "user alice"
        assert questions(gate, action.removeprefix("iam:"), caller=alice, **parameters) == [(action, arn, shown)]


def test_whose_access_key(gate: Gate, alice: Caller):
    own = gate.world.call("CreateAccessKey", UserName="alice")["AccessKey"]["AccessKeyId"]
    roots = gate.world.call("CreateAccessKey")["AccessKey"]["AccessKeyId"]
    stranger = Caller(RootUser(OTHER_ACCOUNT))
    expected = [(own, alice, f"{IAM}user/team/alice"), (roots, alice, f"{IAM}root")]
    expected += [("AKIAUNKNOWNUNKNOWN23", alice, f"{IAM}user/*")]
    expected += [(own, stranger, f"arn:aws:iam::{OTHER_ACCOUNT}:user/*")]
    for key, caller, arn in expected:
        found = questions(gate, "GetAccessKeyLastUsed", caller=caller, AccessKeyId=key)
        assert found == [("iam:GetAccessKeyLastUsed", arn, f"access key {key}")], "its owner is not revealed"


def test_a_device_is_asked_for_by_its_serial_number(gate: Gate, alice: Caller):
    gate.world.call("CreateVirtualMFADevice", VirtualMFADeviceName="phone", Tags=[{"Key": "k", "Value": "v"}])
    phone, foreign = f"{IAM}mfa/phone", f"arn:aws:iam::{OTHER_ACCOUNT}:mfa/phone"
    for serial, arn, owner, tag in (
        (phone, phone, ACCOUNT, "v"),
        (f"{phone}x", f"{phone}x", ACCOUNT, None),
        (foreign, foreign, OTHER_ACCOUNT, None),
        ("GAHT12345678", f"{IAM}mfa/GAHT12345678", ACCOUNT, None),
    ):
        (found,) = gate.requirements("DeleteVirtualMFADevice", caller=alice, SerialNumber=serial)
        assert (found.resource.arn, found.resource.account) == (arn, owner)
        assert found.context.get("aws:resourcetag/k") == tag


def test_policies_belong_to_their_account_and_those_of_aws_to_nobody(gate: Gate, alice: Caller):
    foreign = f"arn:aws:iam::{OTHER_ACCOUNT}:policy/x"
    for arn, owner in (
        (LIMIT, ACCOUNT),
        (AWS_POLICY, ACCOUNT),
        (foreign, OTHER_ACCOUNT),
        ("no arn at all, sorry", ACCOUNT),
    ):
        (found,) = gate.requirements("GetPolicy", caller=alice, PolicyArn=arn)
        assert (found.resource.arn, found.resource.account) == (arn, owner)
        assert found.shown == f"policy {arn}"


def test_an_unknown_service_has_a_role_below_its_own_path(gate: Gate, alice: Caller):
    (asked,) = gate.requirements("CreateServiceLinkedRole", caller=alice, AWSServiceName="X.amazonaws.com")
    assert asked.resource.arn == f"{IAM}role/aws-service-role/x.amazonaws.com/AWSServiceRoleFor"
    assert asked.context["iam:awsservicename"] == "X.amazonaws.com"
