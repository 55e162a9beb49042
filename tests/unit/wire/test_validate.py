from collections.abc import Iterator
from typing import Any

import pytest

from limen.errors import ValidationError
from limen.wire.model import Shape
from limen.wire.model_patterns import compile_pattern
from limen.wire.parsed_call import ParsedCall
from limen.wire.service_models import SERVICES, load_service
from limen.wire.validate import validate

TRUST = '{"Version":"2012-10-17","Statement":[]}'


def refusal(service: str, operation: str, **parameters: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        validate(ParsedCall(service, operation, parameters))
    return caught.value.message


def iam(operation: str, **parameters: Any) -> str:
    return refusal("iam", operation, **parameters)


def sts(operation: str, **parameters: Any) -> str:
    return refusal("sts", operation, **parameters)


def accept(operation: str, **parameters: Any) -> None:
    validate(ParsedCall("iam", operation, parameters))


def test_good_parameters_pass():
    accept("CreateUser", UserName="alice", Path="/a/", Tags=[{"Key": "team", "Value": ""}])
    accept("GetUser")
    accept("UntagUser", UserName="alice", TagKeys=["team", "élodie"])
    accept("UntagUser", UserName="alice", TagKeys=[])
    accept("UpdateAccountPasswordPolicy", MinimumPasswordLength=6, RequireSymbols=True)
    accept("PutAccountProperties", Properties={"color": "red"})


def test_a_missing_member():
    assert iam("CreateUser") == (
        "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must not be null"
    )
    assert sts("AssumeRole", RoleArn="arn:aws:iam::111122223333:role/r") == (
        "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: "
        "Member must not be null"
    )


def test_iam_does_not_repeat_the_value():
    assert iam("CreateRole", RoleName="r" * 65, AssumeRolePolicyDocument=TRUST) == (
        "1 validation error detected: Value at 'roleName' failed to satisfy constraint: "
        "Member must have length less than or equal to 64"
    )


def test_sts_does():
    assert sts("AssumeRole", RoleArn="arn:aws:iam::111122223333:role/r", RoleSessionName="Session1:2") == (
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w+=,.@-]*"
    )


def test_sts_does_not_repeat_what_is_sensitive():
    message = sts(
        "AssumeRoleWithWebIdentity",
        RoleArn="arn:aws:iam::111122223333:role/r",
        RoleSessionName="session",
        WebIdentityToken="abc",
    )
    assert "Value '***' at 'webIdentityToken' failed to satisfy constraint: Member must have length greater" in message


@pytest.mark.parametrize("code", ["123456 ", "1234567", "12345x"])
def test_sts_does_not_repeat_a_code_of_an_mfa_device(code):
    message = sts("GetSessionToken", SerialNumber="GAHT12345678", TokenCode=code)
    assert "Value '***' at 'tokenCode' failed" in message
    assert code.strip() not in message


def test_all_failures_are_reported_in_the_order_of_the_model():
    message = iam("CreateUser", Path="", Tags=[{"Key": "", "Value": "*"}, {"Key": "k"}])
    assert message == (
        "6 validation errors detected: "
        "Value at 'path' failed to satisfy constraint: Member must have length greater than or equal to 1; "
        "Value at 'userName' failed to satisfy constraint: Member must not be null; "
        "Value at 'tags.1.member.key' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value at 'tags.1.member.key' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+; "
        "Value at 'tags.1.member.value' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]*; "
        "Value at 'tags.2.member.value' failed to satisfy constraint: Member must not be null"
    )


def test_numbers():
    assert iam("ListUsers", MaxItems=1001).endswith(
        "Value at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"
    )
    assert iam("ListUsers", MaxItems=0).endswith("Member must have value greater than or equal to 1")
    assert sts("GetSessionToken", DurationSeconds=899) == (
        "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: "
        "Member must have value greater than or equal to 900"
    )


def test_an_enum():
    assert iam("UpdateAccessKey", AccessKeyId="AKIAIOSFODNN7EXAMPLE", Status="Disabled") == (
        "1 validation error detected: Value at 'status' failed to satisfy constraint: "
        "Member must satisfy enum value set"
    )


def test_an_enum_in_a_list_is_reported_with_its_values_in_the_services_order():
    assert iam("GetAccountAuthorizationDetails", Filter=["User", "Users"]) == (
        "1 validation error detected: Value at 'filter' failed to satisfy constraint: Member must satisfy constraint: "
        "[Member must satisfy enum value set: [LocalManagedPolicy, User, AWSManagedPolicy, Role, Group]]"
    )


def test_a_scalar_in_a_list_is_reported_with_all_its_constraints():
    assert iam("UntagUser", UserName="alice", TagKeys=["ok", ""]) == (
        "1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: "
        "[Member must have length less than or equal to 128, Member must have length greater than or equal to 1, "
        r"Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+]"
    )


def test_sts_repeats_a_list():
    message = sts("GetWebIdentityToken", Audience=["a", "x" * 3000], SigningAlgorithm="RS256")
    assert message.startswith("1 validation error detected: Value '[a, xxx")
    assert len(message) < 3000


def test_gaps_are_refused():
    assert iam("TagUser", UserName="alice", Tags=[None, {"Key": "k", "Value": "v"}]).endswith(
        "Value at 'tags.1.member' failed to satisfy constraint: Member must not be null"
    )
    assert iam("UntagUser", UserName="alice", TagKeys=[None, "k"]).endswith(
        "Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]"
    )


def test_the_length_of_a_list():
    tags = [{"Key": f"k{number}", "Value": ""} for number in range(51)]
    assert iam("TagUser", UserName="alice", Tags=tags).endswith(
        "Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50"
    )


def test_maps():
    message = iam("PutAccountProperties", Properties={"1": "v", "k": None})
    assert "Value at 'properties' failed to satisfy constraint: Map keys must satisfy constraint: [Member" in message
    assert "Value at 'properties.k' failed to satisfy constraint: Member must not be null" in message


@pytest.mark.parametrize(
    ("operation", "member", "name"),
    [
        ("CreateUser", "UserName", "userName"),
        ("GetUser", "UserName", "userName"),
        ("CreateGroup", "GroupName", "groupName"),
        ("GetRole", "RoleName", "roleName"),
        ("GetInstanceProfile", "InstanceProfileName", "instanceProfileName"),
    ],
)
@pytest.mark.parametrize("value", ["bad name", "é", "a/b", "name\n", "*"])
def test_names_have_a_text_of_their_own(operation, member, name, value):
    assert iam(operation, **{member: value}) == (
        f"The specified value for {name} is invalid. "
        "It must contain only alphanumeric characters and/or the following: +=,.@_-"
    )


@pytest.mark.parametrize("path", ["/team", "team/", "//", "/a b/", "/\x7f/", "/a/\n", "/é/", "a"])
def test_bad_paths(path):
    assert iam("CreateUser", UserName="alice", Path=path) == (
        "The specified value for path is invalid. "
        "It must begin and end with / and contain only alphanumeric characters and/or / characters."
    )


@pytest.mark.parametrize("path", ["/", "/a/", "/a//b/", "/!~/"])
def test_good_paths(path):
    accept("CreateUser", UserName="alice", Path=path)


def test_paths_of_policies_are_stricter():
    assert iam("CreatePolicy", PolicyName="p", PolicyDocument=TRUST, Path="/a//b/").startswith(
        "The specified value for"
    )


def test_a_generic_failure_takes_precedence_over_a_native_one():
    assert iam("CreateUser", UserName="bad name", Path="").startswith("1 validation error detected: Value at 'path'")


def test_a_user_may_be_referred_to_by_more_than_its_name_may_have():
    accept("GetLoginProfile", UserName="u" * 128)
    assert "less than or equal to 64" in iam("CreateUser", UserName="u" * 65)
    assert "less than or equal to 128" in iam("GetLoginProfile", UserName="u" * 129)


def test_the_text_of_sts_for_names_is_the_generic_one():
    assert sts("GetFederationToken", Name="bad name").startswith(
        "1 validation error detected: Value 'bad name' at 'name'"
    )


ANYTHING = {".*", ".+", "(?s).*", r"[\s\S]*", r"[\S\s]*"}


def pattern_shapes(shape: Shape, seen: set[Shape]) -> Iterator[Shape]:
    if shape in seen:
        return
    seen.add(shape)
    if shape.pattern and shape.pattern not in ANYTHING:
        yield shape
    for member in shape.members.values():
        yield from pattern_shapes(member, seen)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_pattern_of_the_models_compiles_and_refuses_something(service):
    model = load_service(service)
    seen: set[Shape] = set()
    for name in model:
        for shape in pattern_shapes(model.get_operation(name).input, seen):
            assert not compile_pattern(shape.pattern)("\x00"), shape.name
