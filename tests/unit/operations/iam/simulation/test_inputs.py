"""What a simulation does not accept, and in which words."""

import json
from typing import Any

import pytest

from limen.operations.iam.faults import InvalidInputError
from limen.operations.iam.simulation.context_entries import parse_context
from limen.operations.iam.simulation.inputs import HANDLING_OPTIONS, MOST_RESOURCES
from tests.unit.operations.world import ACCOUNT, World

BOB = f"arn:aws:iam::{ACCOUNT}:user/Bob"
FULL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
PUBLIC = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}'
BUCKETS = PUBLIC.replace('"Resource":"*"', '"Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]')


def statement(**elements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [elements]})


def simulate(world: World, **parameters: Any) -> str:
    """The decision."""
    defaults = {"PolicyInputList": [FULL], "ActionNames": ["s3:GetObject"]}
    (result,) = world.call("SimulateCustomPolicy", **(defaults | parameters))["EvaluationResults"]
    return str(result["EvalDecision"])


def refusal(world: World, **parameters: Any) -> str:
    with pytest.raises(InvalidInputError) as refused:
        simulate(world, **parameters)
    return refused.value.message


@pytest.mark.parametrize("name", ["s3:*", "*", "s3:Get?", "GetObject", "s3:", ":GetObject", "s3:Get:Object", "s3: Get"])
def test_actions_are_complete_names(world: World, name: str):
    assert name in refusal(world, ActionNames=["s3:GetObject", name])


@pytest.mark.parametrize(
    "arn", ["14a050d4-021e", "arn", "arn:aws:s3", "arn:aws:s3:::", "bucket/*", "**", "arn:*:s3:::b", "arn::s3:::b"]
)
def test_resources_are_arns_or_everything(world: World, arn: str):
    assert refusal(world, ResourceArns=["*", arn]) == f"ResourceNames are not in a valid ARN format: {arn}."


def test_there_is_a_limit_of_resources(world: World):
    arns = [f"arn:aws:s3:::b/{number}" for number in range(MOST_RESOURCES + 1)]
    assert str(MOST_RESOURCES) in refusal(world, ResourceArns=arns)
    assert simulate(world, ResourceArns=arns[1:]) == "allowed"


def test_no_resource_is_everything(world: World):
    only_everything = statement(Effect="Allow", Action="*", NotResource="arn:aws:s3:::b")
    assert simulate(world, ResourceArns=[], PolicyInputList=[only_everything]) == "allowed"


@pytest.mark.parametrize("owner", ["12345", "1234-5678-9012", BOB, f"{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}", "me"])
def test_owners_are_accounts(world: World, owner: str):
    assert refusal(world, ResourceOwner=owner) == f"'{owner}' is not a valid as a Resource Owner."


@pytest.mark.parametrize(
    "arn",
    [
        "Bob",
        f"arn:aws:iam::{ACCOUNT}:root",
        f"arn:aws:iam::{ACCOUNT}:user/",
        f"arn:aws:iam::{ACCOUNT}:policy/p",
        "arn:aws:iam:::user/Bob",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s",
        f"arn:aws:sts::{ACCOUNT}:federated-user/Bob",
        "ec2.amazonaws.com",
    ],
)
def test_callers_are_users_groups_and_roles(world: World, arn: str):
    message = f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
    assert refusal(world, CallerArn=arn) == message


def test_a_resource_policy_needs_a_caller_that_is_not_a_role(world: World):
    assert refusal(world, ResourcePolicy=PUBLIC) == "CallerArn is required if a ResourcePolicy is given."
    role = f"arn:aws:iam::{ACCOUNT}:role/r"
    assert refusal(world, ResourcePolicy=PUBLIC, CallerArn=role).endswith("isn't supported for IAM roles.")
    assert simulate(world, ResourcePolicy=PUBLIC, CallerArn=BOB) == "allowed"


@pytest.mark.parametrize("arn", ["*", "arn:aws:s3:::elsewhere/k"])
def test_a_resource_policy_need_not_match(world: World, arn: str):
    assert simulate(world, ResourcePolicy=BUCKETS, CallerArn=BOB, ResourceArns=[arn], PolicyInputList=[]) != "allowed"


def test_a_resource_policy_must_be_about_the_service(world: World):
    queue = "arn:aws:sqs:eu-west-1:111122223333:q"
    parameters = {"CallerArn": BOB, "ResourceArns": [queue]}
    assert queue in refusal(world, ResourcePolicy=BUCKETS, **parameters)
    for resource in ('"Resource":"arn:aws:*:*:*:*"', '"Resource":"*"', '"NotResource":"arn:aws:s3:::b"'):
        policy = PUBLIC.replace('"Resource":"*"', resource)
        assert simulate(world, ResourcePolicy=policy, **parameters) == "allowed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Syntax errors in policy."),
        ('{"Version":"2012-10-17","Statement":[]}', "Syntax errors in policy."),
        (PUBLIC, "Policy document should not specify a principal."),
        (statement(Effect="Allow", Action="*"), "Policy statement must contain resources."),
        (statement(Effect="allow", Action="*", Resource="*"), "The policy failed legacy parsing"),
    ],
)
def test_policies_are_refused_in_iams_words(world: World, text: str, message: str):
    assert refusal(world, PolicyInputList=[FULL, text]) == f"PolicyInputList.2: {message}"
    boundary = "PermissionsBoundaryPolicyInputList"
    assert refusal(world, **{boundary: [text]}) == f"{boundary}.1: {message}"
    for operation in ("GetContextKeysForCustomPolicy", "SimulateCustomPolicy"):
        with pytest.raises(InvalidInputError):
            world.call(operation, PolicyInputList=[text], ActionNames=["s3:GetObject"])


def test_policies_that_iam_would_not_store_can_be_simulated(world: World):
    old = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:*:::b"}}'
    assert simulate(world, PolicyInputList=[old], ResourceArns=["arn:aws:s3:::b"]) == "allowed"


def test_other_kinds_of_policies_are_refused_in_their_words(world: World):
    assert refusal(world, CallerArn=BOB, ResourcePolicy=FULL) == "ResourcePolicy: Missing required field Principal"
    levels = [{"ServiceControlPolicyInputList": [FULL, PUBLIC]}]
    assert refusal(world, OrderedOrganizationPolicyInputList=levels).startswith("ServiceControlPolicyInputList.2: ")


def test_there_is_one_boundary_at_most(world: World):
    assert "one policy" in refusal(world, PermissionsBoundaryPolicyInputList=[FULL, FULL])


EC2 = {
    kind: f"arn:aws:ec2:eu-west-1:{ACCOUNT}:{kind}/x"
    for kind in ("instance", "image", "security-group", "network-interface", "subnet", "volume")
}


@pytest.mark.parametrize(("option", "kinds"), HANDLING_OPTIONS.items())
def test_a_handling_option_requires_its_resources(world: World, option: str, kinds: tuple[str, ...]):
    parameters = {"ResourceHandlingOption": option, "ActionNames": ["ec2:RunInstances"]}
    arns = [EC2[kind] for kind in kinds]
    assert simulate(world, ResourceArns=arns, **parameters) == "allowed"
    for kind, arn in zip(kinds, arns, strict=True):
        without = [other for other in arns if other != arn]
        assert refusal(world, ResourceArns=without, **parameters).endswith(f"of types: {kind}")
    assert refusal(world, **parameters).endswith(f"of types: {', '.join(kinds)}")


def test_an_unknown_handling_option_is_refused(world: World):
    assert refusal(world, ResourceHandlingOption="EC2") == "'EC2' is not a valid ResourceHandlingOption."


def entry(name: str, type_name: str, *values: str) -> Any:
    return {"ContextKeyName": name, "ContextKeyType": type_name, "ContextKeyValues": list(values)}


GOOD = {
    "string": "x",
    "numeric": "-1.5",
    "boolean": "TRUE",
    "ip": "2001:db8::1",
    "binary": "aGk=",
    "date": "2026-05-04T10:00:00Z",
}
BAD = {"numeric": "1e3", "boolean": "yes", "ip": "10.0.0.0/8", "binary": "aGk", "date": "yesterday"}


@pytest.mark.parametrize(("type_name", "value"), GOOD.items())
def test_a_list_type_makes_a_multivalued_key(type_name: str, value: str):
    assert parse_context([entry("my:Key", type_name, value)]) == {"my:key": value}
    assert parse_context([entry("my:Key", f"{type_name}List", value, value)]) == {"my:key": (value, value)}
    assert parse_context([entry("my:Key", f"{type_name}List")]) == {"my:key": ()}


def test_a_key_that_is_known_to_be_multivalued_is_so():
    assert parse_context([entry("aws:TagKeys", "string", "a")]) == {"aws:tagkeys": ("a",)}


@pytest.mark.parametrize(("type_name", "value"), BAD.items())
def test_values_are_of_their_type(type_name: str, value: str):
    for found in (entry("my:Key", type_name, value), entry("my:Key", f"{type_name}List", GOOD[type_name], value)):
        with pytest.raises(InvalidInputError, match="is not of the type"):
            parse_context([found])


@pytest.mark.parametrize(
    "entries",
    [
        [entry("my:Key", "string")],
        [entry("my:Key", "string", "a", "b")],
        [entry("my:Key", "string", "a"), entry("MY:KEY", "string", "a")],
        [{"ContextKeyName": "my:Key", "ContextKeyType": "string"}],
        [{"ContextKeyName": "my:Key", "ContextKeyValues": ["a"]}],
        [{"ContextKeyType": "string", "ContextKeyValues": ["a"]}],
    ],
)
def test_entries_are_whole_and_there_is_one_for_a_key(entries: Any):
    with pytest.raises(InvalidInputError):
        parse_context(entries)


def test_an_entry_overrides_what_the_caller_determines(world: World):
    only_eve = statement(Effect="Allow", Action="*", Resource="*", Condition={"StringEquals": {"aws:username": "Eve"}})
    entries = [entry("AWS:UserName", "string", "Eve")]
    assert simulate(world, PolicyInputList=[only_eve], CallerArn=BOB) == "implicitDeny"
    assert simulate(world, PolicyInputList=[only_eve], CallerArn=BOB, ContextEntries=entries) == "allowed"
