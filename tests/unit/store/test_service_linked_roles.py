"""The table of service-linked roles against the snapshot of AWS managed policies."""

import re
from collections import defaultdict
from importlib.resources import files

from limen.store.aws_managed import find_aws_managed_policy, load_aws_managed_policies
from limen.store.aws_managed.service_linked_roles import TABLE, load_service_linked_roles

NAMED_ROLE = re.compile(r"role/aws-service-role/([a-z0-9.-]+)/(AWSServiceRoleFor[A-Za-z0-9_-]+)\"")


def test_every_policy_is_in_the_snapshot():
    for role in load_service_linked_roles().values():
        policy = find_aws_managed_policy(role.policy_arn("aws"))
        assert policy is not None, role
        assert policy.path == "/aws-service-role/"
        assert find_aws_managed_policy(role.policy_arn("aws-cn")) is not None


def test_names_agree_with_the_resources_of_other_policies():
    named = defaultdict(set)
    for policy in load_aws_managed_policies().values():
        for service, name in NAMED_ROLE.findall(policy.document):
            named[service].add(name)
    compared = [role for role in load_service_linked_roles().values() if role.service in named]
    assert {role.service: role.name for role in compared if role.name not in named[role.service]} == {}
    assert len(compared) > 40


def test_the_table_is_ordered_and_names_each_service_once():
    text = files("limen.store.aws_managed").joinpath(TABLE).read_text("utf-8")
    services = [line.split()[0] for line in text.splitlines()]
    assert services == sorted(set(services))
    assert len(load_service_linked_roles()) == len(services) > 100


def test_a_suffix_follows_the_name():
    roles = load_service_linked_roles()
    assert {name for name, role in roles.items() if role.allows_suffix} == {
        "autoscaling.amazonaws.com",
        "connect.amazonaws.com",
        "lexv2.amazonaws.com",
    }
    autoscaling = roles["autoscaling.amazonaws.com"]
    assert autoscaling.name_with("") == "AWSServiceRoleForAutoScaling"
    assert autoscaling.name_with("blue") == "AWSServiceRoleForAutoScaling_blue"
