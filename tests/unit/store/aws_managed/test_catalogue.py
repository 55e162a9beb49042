"""The snapshot of AWS managed policies: complete, readable, the same every time."""

import json
from datetime import UTC, datetime

import pytest

from limen.domain.identifiers import find_account_in_id
from limen.store.aws_managed import find_aws_managed_policy, load_aws_managed_policies
from limen.store.aws_managed.catalogue import OWNER

POLICIES = load_aws_managed_policies()
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_there_are_about_as_many_as_aws_has():
    assert 1500 <= len(POLICIES) <= 2500


@pytest.mark.parametrize(
    "arn",
    [
        ADMINISTRATOR,
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/IAMUserChangePassword",
        "arn:aws:iam::aws:policy/job-function/Billing",
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy",
        "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
    ],
)
def test_well_known_policies_are_there(arn):
    assert POLICIES[arn].arn == arn


def test_facts_of_one():
    policy = POLICIES[ADMINISTRATOR]
    assert (policy.name, policy.path, policy.default_version_id) == ("AdministratorAccess", "/", "v1")
    assert policy.create_date == datetime(2015, 2, 6, 18, 39, 46, tzinfo=UTC)
    assert json.loads(policy.document)["Statement"] == [{"Effect": "Allow", "Action": "*", "Resource": "*"}]


def test_every_document_is_a_policy_in_reading_order():
    for policy in POLICIES.values():
        document = json.loads(policy.document)
        assert next(iter(document)) == "Version"
        assert document["Statement"]
        assert policy.document.isprintable()


def test_every_time_is_aware_and_in_order():
    assert all(p.create_date.utcoffset() is not None and p.create_date <= p.update_date for p in POLICIES.values())


def test_ids_are_unique_stable_and_carry_the_owner():
    ids = {policy.policy_id for policy in POLICIES.values()}
    assert len(ids) == len(POLICIES)
    assert {find_account_in_id(policy_id) for policy_id in ids} == {OWNER}
    assert POLICIES[ADMINISTRATOR].policy_id == "ANPAZKAPJZG4HUBAEIZFM"


def test_the_snapshot_is_read_once_and_cannot_be_changed():
    assert load_aws_managed_policies() is POLICIES
    with pytest.raises(TypeError):
        POLICIES["arn:aws:iam::aws:policy/Mine"] = POLICIES[ADMINISTRATOR]  # type: ignore[index]  # That is the point.


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_each_partition_names_itself(partition):
    arn = f"arn:{partition}:iam::aws:policy/AWSLambda_FullAccess"
    policy = find_aws_managed_policy(arn)
    assert policy is not None
    assert policy.arn == arn
    assert f"arn:{partition}:" in policy.document
    assert list(load_aws_managed_policies(partition)) == [
        each.replace("arn:aws:", f"arn:{partition}:", 1) for each in POLICIES
    ]


@pytest.mark.parametrize("arn", ["arn:aws-moon:iam::aws:policy/AdministratorAccess", "arn", "", ADMINISTRATOR + "x"])
def test_what_is_not_there_is_not_found(arn):
    assert find_aws_managed_policy(arn) is None
