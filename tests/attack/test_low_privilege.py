"""A user with no permission, or with one, tries every operation (P1): everything else is refused."""

import json
from typing import Any

import pytest

from limen.operations.catalog import all_operations
from limen.wire.model import Shape
from limen.wire.model_patterns import compile_pattern
from limen.wire.service_models import load_service
from tests.attack.inside import ANYTHING, Inside, flatten, trusting

UNRESTRICTED = {"GetCallerIdentity", "GetSessionToken"}
"""Need no permission (spec policy 6.9)."""

UNSIGNED = {"AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"}
"""Who calls is in the document of the identity provider, so the caller's policies do not matter (spec policy 6.9)."""

NEEDED = {operation.key: operation.needed_action for operation in all_operations()}
HANDLED = sorted((operation.service, operation.name) for operation in all_operations())
RESTRICTED = [(service, name) for service, name in HANDLED if name not in UNRESTRICTED | UNSIGNED]
ARN = "arn:aws:iam::111122223333:"
FITTING = {
    "UserName": "target", "GroupName": "target", "RoleName": "target", "InstanceProfileName": "target",
    "PolicyName": "target", "NewUserName": "renamed", "PolicyArn": f"{ARN}policy/target", "PolicyDocument": ANYTHING,
    "AssumeRolePolicyDocument": trusting("*"), "PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess",
    "PolicySourceArn": f"{ARN}user/target", "Arn": f"{ARN}user/target", "RoleArn": f"{ARN}role/target",
    "VersionId": "v1", "RoleSessionName": "shift", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active",
    "Password": "Some-Passw0rd!", "OldPassword": "Some-Passw0rd!", "NewPassword": "Other-Passw0rd!", "Name": "somebody",
    "AccountAlias": "some-alias", "SAMLMetadataDocument": "<EntityDescriptor/>".ljust(1000),
    "EncodedMessage": "AAAA", "Action": "s3:GetObject", "SessionId": "ASIAIOSFODNN7EXAMPLE",
    "GlobalEndpointTokenVersion": "v2Token", "ChallengeId": "LPKCAAAAAAAAAAAAAAAAA",
    "AuthenticationCode1": "123456", "AuthenticationCode2": "234567", "SSHPublicKeyId": "APKAIOSFODNN7EXAMPLE",
    "CertificateId": "TA7SMP42TDN5Z26OBPJE7EXAMPLE", "ServiceSpecificCredentialId": "ACCAIOSFODNN7EXAMPLE",
}  # fmt: skip
TEXTS = ("something", "a1" * 20, "123456789012", f"{ARN}oidc-provider/token.example.com", "o-exampleorgid")
"""For other members: the first that keeps the limits of the model."""

NEEDS_TOO = {"AddRoleToInstanceProfile": ("iam:PassRole",)}
DENIED = {"AccessDenied", "AccessDeniedException"}
DENIED_BY_HANDLER = {"ChangePassword", "GetAccessKeyLastUsed"}
"""AccessDenied has a second meaning there: a wrong password, a key that is not there."""


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    made = Inside(tmp_path_factory.mktemp("inside"))
    made.must("CreateUser", UserName="target")
    made.must("CreateGroup", GroupName="target")
    made.must("CreatePolicy", PolicyName="target", PolicyDocument=ANYTHING)
    made.must("CreateRole", RoleName="target", AssumeRolePolicyDocument=trusting(made.account))
    made.must("CreateInstanceProfile", InstanceProfileName="target")
    made.must("PutUserPolicy", UserName="target", PolicyName="target", PolicyDocument=ANYTHING)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def nobody(inside):
    return inside.make_user("nobody")


def parameters(service: str, name: str) -> dict[str, Any]:
    """What the operation requires, filled in so that nothing but the permission is missing."""
    shape = load_service(service).get_operation(name).input
    required = {member: fill(member, shape.members[member]) for member in shape.required}
    if name == "UpdateUser":
        required["NewUserName"] = "renamed"
    if name == "CheckAccessNotGranted":
        required["access"] = [{"actions": ["s3:GetObject"]}]
    return required


def fill(name: str, shape: Shape):
    if name in FITTING:
        return FITTING[name]
    if shape.enum:
        return shape.enum[0]
    if shape.type == "structure":
        return {member: fill(member, shape.members[member]) for member in shape.required}
    if shape.type == "list":
        return [fill(name, shape.members["member"])]
    if shape.type == "string":
        fitting = (text for text in TEXTS if keeps_limits(shape, text))
        return next(fitting, None) or pytest.fail(f"no text fits {name}: add one to FITTING")
    return {"integer": "3600", "boolean": "true"}.get(shape.type, "something")


def keeps_limits(shape: Shape, text: str) -> bool:
    has_length = (shape.min or 0) <= len(text) <= (shape.max or len(text))
    return has_length and (not shape.pattern or bool(compile_pattern(shape.pattern)(text)))


def policy(effect: str, *actions: str, resource: str = "*") -> dict:
    return {"Effect": effect, "Action": list(actions), "Resource": resource}


def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def try_it(inside, keys, service, name):
    if load_service(service).protocol == "query":
        return inside.call(keys, name, service=service, **dict(flatten(parameters(service, name))))
    return inside.call_json(keys, name, service=service, **parameters(service, name))


@pytest.mark.parametrize(("service", "name"), RESTRICTED)
def test_without_a_policy_nothing_is_allowed(inside, nobody, service, name):
    reply = try_it(inside, nobody, service, name)
    assert reply.code in DENIED, reply.text
    assert NEEDED[service, name] in reply.text


@pytest.mark.parametrize("name", sorted(UNRESTRICTED))
def test_an_action_without_permission_reveals_only_the_caller(inside, nobody, name):
    reply = inside.call(nobody, name, service="sts")
    assert reply.status == 200
    assert "admin" not in reply.text


@pytest.mark.parametrize(("service", "name"), RESTRICTED)
def test_what_one_action_allows_is_that_action(inside, service, name):
    """First this action is denied and everything else allowed; then it is allowed and its neighbors are refused."""
    action = NEEDED[service, name]
    keys = inside.make_user("one")
    limits = {"UserName": "one", "PolicyName": "limits"}
    inside.must("PutUserPolicy", **limits, PolicyDocument=document(policy("Deny", action), policy("Allow", "*")))
    denied = try_it(inside, keys, service, name)
    assert denied.code in DENIED
    assert "explicit deny in an identity-based policy" in denied.text
    inside.must("PutUserPolicy", **limits, PolicyDocument=document(policy("Allow", action, *NEEDS_TOO.get(name, ()))))
    position = RESTRICTED.index((service, name))
    for neighbor in (RESTRICTED[position - 1], RESTRICTED[(position + 1) % len(RESTRICTED)]):
        assert try_it(inside, keys, *neighbor).code in DENIED
    reply = try_it(inside, keys, service, name)
    assert name in DENIED_BY_HANDLER or reply.code not in DENIED, reply.text


@pytest.fixture(autouse=True)
def all_as_it_was(inside, nobody):
    """Takes back what was allowed."""
    before = inside.store.latest()
    yield
    after = inside.store.latest()
    with inside.store.begin(now=inside.now) as tx:
        for identity, entity in after.entities.items():
            if identity not in before.entities:
                tx.delete(entity)
        for identity, entity in before.entities.items():
            if after.entities.get(identity) != entity:
                tx.put(entity)
        tx.commit(None)


def test_everything_that_is_built_was_tried():
    assert len(RESTRICTED) > 90
