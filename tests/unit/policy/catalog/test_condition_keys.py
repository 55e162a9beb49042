"""The global condition keys (spec policy 5.1 to 5.5) against the rules and against the packaged reference."""

import pytest

from limen.policy.catalog import ValueType, find_global_key, find_service, list_services
from limen.policy.catalog.condition_keys import GLOBAL_KEYS, make_key

# spec policy 5.5, the closed list.
MULTIVALUED = {
    "aws:CalledVia",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceNamesList",
    "aws:ResourceOrgPaths",
    "aws:SourceOrgPaths",
    "aws:VpceOrgPaths",
    "aws:TagKeys",
}


def test_the_closed_list_of_multivalued_keys():
    assert {key.name for key in GLOBAL_KEYS if key.is_multivalued} == MULTIVALUED


def test_each_key_appears_once():
    assert len({key.name.lower() for key in GLOBAL_KEYS}) == len(GLOBAL_KEYS)


def test_the_reference_agrees_with_the_table():
    """Services mention global keys too. Two say that identitystore:UserId has several values; others say one."""
    disagreements = {
        key.name
        for prefix in list_services()
        for key in find_service(prefix).context_keys.values()
        if (known := find_global_key(key.name)) is not None
        and (known.value_types, known.is_multivalued) != (key.value_types, key.is_multivalued)
    }
    assert disagreements == {"identitystore:UserId"}


def test_every_global_key_that_a_service_mentions_is_known():
    mentioned = {key.name for prefix in list_services() for key in find_service(prefix).context_keys.values()}
    assert [name for name in mentioned if name.startswith("aws:") and find_global_key(name) is None] == []


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("aws:SourceIp", {ValueType.IP_ADDRESS}),
        ("AWS:sourceip", {ValueType.IP_ADDRESS}),
        ("aws:EpochTime", {ValueType.DATE, ValueType.NUMERIC}),
        ("aws:MultiFactorAuthPresent", {ValueType.BOOL}),
        ("aws:MultiFactorAuthAge", {ValueType.NUMERIC}),
        ("aws:PrincipalArn", {ValueType.ARN}),
        ("aws:principaltag/Cost Center", {ValueType.STRING}),
    ],
)
def test_types(name, types):
    assert find_global_key(name).value_types == types


@pytest.mark.parametrize("name", ["aws:Nothing", "aws:RequestTag", "aws:RequestTag/", "s3:prefix", "aws:TagKeys/x"])
def test_names_that_are_not_global_keys(name):
    assert find_global_key(name) is None


def test_a_template_covers_every_key_of_its_form():
    key = make_key("x:${Name}.value", ValueType.STRING)
    assert key.is_template
    assert key.covers("X:a.VALUE")
    assert key.covers("x:a.b.value")
    assert not key.covers("x:.value")
    assert not key.covers("x:a-value")


def test_a_plain_key_covers_itself_in_any_case():
    key = make_key("s3:prefix", ValueType.STRING)
    assert not key.is_template
    assert key.covers("S3:PREFIX")
    assert not key.covers("s3:prefixes")
