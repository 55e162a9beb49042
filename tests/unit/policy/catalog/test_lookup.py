"""Services and actions in the packaged catalog: complete, readable, looked up as IAM compares names."""

import pytest

from limen.policy.catalog import AccessLevel, ValueType, find_action, find_context_key, find_service, list_services
from limen.policy.catalog.lookup import _load_service


@pytest.fixture(scope="module")
def services():
    return [find_service(prefix) for prefix in list_services()]


def test_the_catalog_is_as_large_as_the_reference(services):
    assert len(services) >= 450
    assert sum(len(service.actions) for service in services) >= 22_000
    assert sum(len(service.resource_types) for service in services) >= 2_300
    assert sum(len(service.context_keys) for service in services) >= 2_500


def test_dependent_actions_and_permission_only_marks_are_not_lost_again(services):
    actions = [action for service in services for action in service.actions.values()]
    assert sum(bool(action.dependent_actions) for action in actions) >= 1_700
    assert sum(action.is_permission_only for action in actions) >= 1_400


def test_all_five_access_levels_occur(services):
    levels = {action.access_level for service in services for action in service.actions.values()}
    assert levels == set(AccessLevel)


def test_everything_that_is_referred_to_is_there(services):
    for service in services:
        for action in service.actions.values():
            keys = {name for resource in action.resources for name in resource.context_keys} | {*action.context_keys}
            assert all(name.lower() in service.context_keys for name in keys), action.full_name
            assert all(r.type_name.lower() in service.resource_types for r in action.resources), action.full_name


def test_every_dependent_action_is_one_action(services):
    for service in services:
        for action in service.actions.values():
            assert all(name.count(":") == 1 and "*" not in name for name in action.dependent_actions), action.full_name


def test_every_arn_is_a_template_of_an_arn(services):
    for service in services:
        for resource_type in service.resource_types.values():
            assert resource_type.arns
            for pattern in resource_type.arn_patterns:
                assert pattern.startswith("arn:*:"), pattern
                assert pattern.count(":") >= 5, pattern
                assert not set(pattern) & set("${}<>, "), pattern


def test_facts_of_an_action():
    action = find_action("s3:GetObject")
    assert action.full_name == "s3:GetObject"
    assert action.access_level is AccessLevel.READ
    assert "object" in {resource.type_name for resource in action.resources}
    assert "s3:ExistingObjectTag/<key>" in action.context_keys
    assert not action.is_permission_only


def test_what_an_action_needs_besides_itself():
    assert "iam:PassRole" in find_action("ec2:RunInstances").dependent_actions


def test_an_action_that_is_not_an_operation():
    assert find_action("iam:PassRole").is_permission_only
    assert not find_action("iam:CreateUser").is_permission_only


def test_an_action_on_everything_has_no_resource_types():
    assert find_action("iam:ListUsers").resources == ()


def test_levels_that_the_reference_writes_with_two_words():
    assert find_action("iam:TagUser").access_level is AccessLevel.TAGGING
    assert find_action("iam:AttachUserPolicy").access_level is AccessLevel.PERMISSIONS_MANAGEMENT


def test_the_service_of_limen_itself():
    assert {"iam", "limen"} <= set(list_services())
    end, ask = find_action("limen:EndSession"), find_action("LIMEN:whocan")
    assert (end.access_level, ask.access_level) == (AccessLevel.WRITE, AccessLevel.READ)
    assert find_action("limen:ListSessions").access_level is AccessLevel.LIST
    assert [(each.type_name, each.is_required) for each in end.resources] == [("user", True)]
    assert ask.resources == ()
    types = find_service("limen").resource_types
    assert {name: each.arn_patterns for name, each in types.items()} == {
        "role": ("arn:*:iam::*:role/*",),
        "user": ("arn:*:iam::*:user/*",),
    }
    for each in types.values():
        assert each.context_keys == ("aws:ResourceTag/${TagKey}", "iam:ResourceTag/${TagKey}")


def test_a_required_resource_is_distinguished_from_an_optional_one():
    resources = {resource.type_name: resource.is_required for resource in find_action("ec2:RunInstances").resources}
    assert resources["instance"]
    assert not resources["capacity-reservation"]


@pytest.mark.parametrize(
    ("service", "name", "pattern"),
    [
        ("iam", "user", "arn:*:iam::*:user/*"),
        ("s3", "bucket", "arn:*:s3:::*"),
        ("dynamodb", "table", "arn:*:dynamodb:*:*:table/*"),
    ],
)
def test_arn_patterns(service, name, pattern):
    assert find_service(service).resource_types[name].arn_patterns == (pattern,)


def test_a_type_may_have_two_arns():
    assert len(find_service("lex").resource_types["bot"].arns) == 2


@pytest.mark.parametrize("name", ["s3:GETOBJECT", "S3:getobject"])
def test_case_does_not_matter(name):
    assert find_action(name) is find_action("s3:GetObject")


@pytest.mark.parametrize("name", ["s3:Get*", "s3:Nothing", "nothing:GetObject", "GetObject", "", ":", "_index:x"])
def test_what_is_not_there_is_not_found(name):
    assert find_action(name) is None


def test_names_that_do_not_exist_are_not_remembered():
    before = _load_service.cache_info().currsize
    assert all(find_service(f"nothing-{number}") is None for number in range(100))
    assert _load_service.cache_info().currsize == before


@pytest.mark.parametrize(
    ("name", "documented", "value_type", "multivalued"),
    [
        ("s3:prefix", "s3:prefix", ValueType.STRING, False),
        ("s3:max-keys", "s3:max-keys", ValueType.NUMERIC, False),
        ("s3:ExistingObjectTag/owner", "s3:ExistingObjectTag/<key>", ValueType.STRING, False),
        ("kms:EncryptionContext:tenant", "kms:EncryptionContext:${EncryptionContextKey}", ValueType.STRING, False),
        ("iam:PolicyARN", "iam:PolicyARN", ValueType.ARN, False),
        ("sts:TransitiveTagKeys", "sts:TransitiveTagKeys", ValueType.STRING, True),
        ("dynamodb:LeadingKeys", "dynamodb:LeadingKeys", ValueType.STRING, True),
        ("saml:aud", "saml:aud", ValueType.STRING, False),
        ("accounts.google.com:aud", "accounts.google.com:aud", ValueType.STRING, False),
        ("token.example.com/a:sub", "token.example.com/a:sub", ValueType.STRING, False),
        ("token.example.com:amr", "token.example.com:amr", ValueType.STRING, True),
        ("aws:RequestTag/a", "aws:RequestTag/${TagKey}", ValueType.STRING, False),
    ],
)
def test_condition_keys(name, documented, value_type, multivalued):
    for spelling in (name, name.upper(), name.lower()):
        key = find_context_key(spelling)
        assert key.name.lower() == documented.lower()
        assert (key.value_types, key.is_multivalued) == ({value_type}, multivalued)


@pytest.mark.parametrize("name", ["s3:nothing", "aws:Nothing", "nothing:sub", "token.example.com:nothing", "sub", ""])
def test_unknown_condition_keys(name):
    assert find_context_key(name) is None
