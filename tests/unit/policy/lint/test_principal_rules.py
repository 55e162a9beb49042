import pytest

from limen.policy import PolicyKind
from limen.policy.lint.principal_rules import CHOSEN_BY_CALLERS, SOURCES
from tests.unit.policy.lint.findings import PUBLIC, found, paths, rules

ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
QUEUE = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Principal": {"Service": "sns.amazonaws.com"}}


def test_everyone():
    assert paths("public-principal", PUBLIC) == ["Statement[0].Principal"]
    assert "public-principal" in rules({**PUBLIC, "Principal": {"AWS": ["111122223333", "*"]}})
    assert rules({**PUBLIC, "Condition": ORGANIZATION}) == rules({**PUBLIC, "Effect": "Deny"}) == set()
    assert rules(PUBLIC, kind=PolicyKind.ENDPOINT) == set()
    assert rules(PUBLIC, kind=PolicyKind.RESOURCE) == {"public-principal"}


def test_everyone_but():
    some = {key: value for key, value in PUBLIC.items() if key != "Principal"} | {
        "NotPrincipal": {"AWS": "111122223333"}
    }

    assert paths("allow-not-principal", some) == ["Statement[0].NotPrincipal"]
    assert rules({**some, "Effect": "Deny"}) == {"deny-not-principal"}


def equals(**keys):
    return {"StringEquals": {name.replace("__", ":"): value for name, value in keys.items()}}


def test_a_condition_on_a_value_that_callers_choose_excludes_nobody():
    only_id = {**TRUST, "Condition": equals(sts__ExternalId="42")}
    assert found("public-principal", only_id) == [
        ("Statement[0].Principal", "everyone who sends the expected sts:ExternalId is allowed")
    ]
    both = {**TRUST, "Condition": equals(sts__ExternalId="42", aws__PrincipalAccount="111122223333")}
    assert paths("public-principal", both) == []
    named = {**only_id, "Principal": {"AWS": "111122223333"}}
    assert "public-principal" not in rules(named)


@pytest.mark.parametrize("key", sorted(CHOSEN_BY_CALLERS))
def test_keys_that_callers_choose(key):
    assert paths("public-principal", {**TRUST, "Condition": {"StringEquals": {key: "x"}}}) == ["Statement[0].Principal"]


def test_a_service_acts_for_anybody_unless_its_source_is_tested():
    assert found("service-without-source", QUEUE) == [
        (
            "Statement[0].Principal",
            "sns.amazonaws.com is allowed on anybody's behalf: test aws:SourceArn or aws:SourceAccount",
        )
    ]
    assert paths("service-without-source", {**QUEUE, "Effect": "Deny"}) == []
    assert paths("service-without-source", QUEUE, kind=PolicyKind.ENDPOINT) == []
    assert paths("service-without-source", {**QUEUE, "Principal": {"AWS": "111122223333"}}) == []


@pytest.mark.parametrize("key", sorted(SOURCES))
def test_sources_of_services(key):
    assert paths("service-without-source", {**QUEUE, "Condition": {"StringEquals": {key: "111122223333"}}}) == []


@pytest.mark.parametrize(
    ("service", "is_found"), [("ec2", False), ("lambda", False), ("cloudtrail", True), ("states", True)]
)
def test_trust_in_services(service, is_found):
    trust = {**TRUST, "Principal": {"Service": f"{service}.amazonaws.com"}}
    assert ("service-without-source" in rules(trust, kind=PolicyKind.TRUST)) is is_found


def test_a_function_that_a_resource_policy_allows_has_a_source():
    assert "service-without-source" in rules({**QUEUE, "Principal": {"Service": "lambda.amazonaws.com"}})
