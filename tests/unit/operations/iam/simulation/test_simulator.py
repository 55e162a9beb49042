"""Both simulations: decisions, statements with their positions, boundaries, organizations, other accounts, pages."""

import json
from dataclasses import replace
from typing import Any

import pytest

from limen.domain.iam.stored_policies import Attachment, InlinePolicy
from limen.errors import ValidationError
from limen.operations.iam.faults import InvalidInputError, NoSuchEntityError, PolicyEvaluationError
from limen.operations.iam.simulation import simulator as simulation
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT, World

Result = dict[str, Any]

BOB = f"arn:aws:iam::{ACCOUNT}:user/Bob"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"
NO_ACCESS = f"caller's account {ACCOUNT} does not have access to policies in account {OTHER_ACCOUNT}"
OBJECT, OTHER_OBJECT = "arn:aws:s3:::bucket/key", "arn:aws:s3:::bucket/secret"


def policy(*statements: dict[str, Any]) -> str:
    defaults = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [defaults | statement for statement in statements]})


def simulate(world: World, *policies: str, actions: tuple[str, ...] = ("s3:GetObject",), **parameters: Any) -> Result:
    """The result of simulating one action."""
    output = world.call("SimulateCustomPolicy", PolicyInputList=list(policies), ActionNames=list(actions), **parameters)
    (result,) = output["EvaluationResults"]
    assert output["IsTruncated"] is False
    return dict(result)


def sources(result: Result) -> list[tuple[str, str]]:
    return [(each["SourcePolicyId"], each["SourcePolicyType"]) for each in result["MatchedStatements"]]


def columns(result: Result) -> list[tuple[int, int]]:
    return [(each["StartPosition"]["Column"], each["EndPosition"]["Column"]) for each in result["MatchedStatements"]]


COMPACT = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*",'
    '"Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
)
"""The policy of an answer that AWS publishes, with the columns that it tells: 38 and 167."""


def at(moment: str) -> list[dict[str, Any]]:
    return [{"ContextKeyName": "aws:CurrentTime", "ContextKeyType": "date", "ContextKeyValues": [moment]}]


def test_the_answer_that_aws_publishes(world: World):
    parameters: dict[str, Any] = {"actions": ("dynamodb:CreateBackup",), "ContextEntries": at("2019-04-25T11:00:00Z")}
    assert simulate(world, COMPACT, **parameters) == {
        "EvalActionName": "dynamodb:CreateBackup",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MatchedStatements": [
            {
                "SourcePolicyId": "PolicyInputList.1",
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": 1, "Column": 38},
                "EndPosition": {"Line": 1, "Column": 167},
            }
        ],
        "MissingContextValues": [],
    }
    parameters["ContextEntries"] = at("2014-04-25T11:00:00Z")
    too_early = simulate(world, COMPACT, **parameters)
    assert (too_early["EvalDecision"], too_early["MatchedStatements"]) == ("implicitDeny", [])


def test_a_key_that_is_not_supplied_is_missing(world: World):
    result = simulate(world, COMPACT, policy({"Resource": "arn:aws:s3:::${aws:username}/*"}))
    assert result["MissingContextValues"] == ["aws:CurrentTime", "aws:username"]
    known = simulate(world, COMPACT, policy({"Resource": "arn:aws:s3:::${aws:username}/*"}), CallerArn=BOB)
    assert known["MissingContextValues"] == ["aws:CurrentTime"]


@pytest.mark.parametrize(
    ("caller", "decision"),
    [
        ({}, "implicitDeny"),
        ({"CallerArn": BOB}, "allowed"),
        ({"CallerArn": f"arn:aws:iam::{ACCOUNT}:group/Bob"}, "implicitDeny"),
        ({"CallerArn": f"arn:aws:iam::{ACCOUNT}:role/Bob"}, "implicitDeny"),
    ],
)
def test_only_a_users_arn_provides_a_name(world: World, caller: dict[str, Any], decision: str):
    home = policy({"Resource": "arn:aws:s3:::home/${aws:username}/*"})
    assert simulate(world, home, ResourceArns=["arn:aws:s3:::home/Bob/x"], **caller)["EvalDecision"] == decision


def test_the_arn_of_an_unknown_caller_is_absent(world: World):
    nobody = policy({"Condition": {"Null": {"aws:PrincipalArn": "true"}}})
    assert simulate(world, nobody)["EvalDecision"] == "allowed"
    assert simulate(world, nobody, CallerArn=BOB)["EvalDecision"] == "implicitDeny"


def test_statements_are_reported_with_their_positions(world: World):
    text = policy({"Action": "s3:*"}, {"Action": "ec2:*"}, {"Action": "s3:Get*"})
    result = simulate(world, policy({"Action": "ec2:*"}), text)
    assert sources(result) == [("PolicyInputList.2", "IAM Policy")] * 2
    assert [(start, text[end - 2]) for start, end in columns(result)] == [
        (text.index("[{") + 2, "}"),
        (text.rindex("}, {") + 2, "}"),
    ]


def test_a_deny_is_the_only_statement_reported(world: World):
    result = simulate(world, policy({}), policy({"Effect": "Deny"}))
    assert result["EvalDecision"] == "explicitDeny"
    assert sources(result) == [("PolicyInputList.2", "IAM Policy")]


def test_the_most_restrictive_resource_decides_the_whole(world: World):
    text = policy({"Resource": [OBJECT, OTHER_OBJECT]}, {"Effect": "Deny", "Resource": OTHER_OBJECT})
    elsewhere = "arn:aws:s3:::elsewhere/key"
    result = simulate(world, text, ResourceArns=[OBJECT, elsewhere, OTHER_OBJECT, OBJECT])
    assert (result["EvalResourceName"], result["EvalDecision"]) == ("*", "explicitDeny")
    assert [(each["EvalResourceName"], each["EvalResourceDecision"]) for each in result["ResourceSpecificResults"]] == [
        (OBJECT, "allowed"),
        (elsewhere, "implicitDeny"),
        (OTHER_OBJECT, "explicitDeny"),
    ]
    assert [len(each["MatchedStatements"]) for each in result["ResourceSpecificResults"]] == [1, 0, 1]
    assert result["MatchedStatements"] == result["ResourceSpecificResults"][2]["MatchedStatements"]
    assert result["EvalDecisionDetails"] == {}
    assert simulate(world, text, ResourceArns=[OBJECT, elsewhere])["EvalDecision"] == "implicitDeny"


def test_one_resource_gives_its_name(world: World):
    assert simulate(world, policy({}), ResourceArns=[OBJECT])["EvalResourceName"] == OBJECT


@pytest.mark.parametrize(
    ("boundary", "decision", "flag"),
    [
        ({}, "allowed", True),
        ({"Action": "ec2:*"}, "implicitDeny", False),
        ({"Effect": "Deny"}, "explicitDeny", False),
    ],
)
def test_a_boundary_takes_part(world: World, boundary: dict[str, str], decision: str, *, flag: bool):
    limit = [policy(boundary)]
    result = simulate(world, policy({}), PermissionsBoundaryPolicyInputList=limit, ResourceArns=[OBJECT])
    assert result["EvalDecision"] == decision
    for level in (result, *result["ResourceSpecificResults"]):
        assert level["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": flag}
    shown = ("PermissionsBoundaryPolicyInputList.1", "Permissions Boundary Policy")
    assert (shown in sources(result)) == (decision != "implicitDeny")


def test_without_boundary_and_organization_nothing_is_said_of_them(world: World):
    assert (
        simulate(world, policy({}))
        .keys()
        .isdisjoint({"PermissionsBoundaryDecisionDetail", "OrganizationsDecisionDetail", "EvalDecisionDetails"})
    )


@pytest.mark.parametrize(
    ("levels", "decision", "flag"),
    [
        ([[{}], [{"Action": "s3:*"}]], "allowed", True),
        ([[{}], [{"Action": "ec2:*"}]], "implicitDeny", False),
        ([[{}], [{}, {"Effect": "Deny", "Action": "s3:*"}]], "explicitDeny", False),
        ([[{}], []], "implicitDeny", False),
    ],
)
def test_every_level_of_an_organization_must_allow(world: World, levels: Any, decision: str, *, flag: bool):
    hierarchy = [{"ServiceControlPolicyInputList": [policy(each) for each in level]} for level in levels]
    result = simulate(
        world, policy({}), OrderedOrganizationPolicyInputList=hierarchy, ResourceArns=[OBJECT], CallerArn=BOB
    )
    assert result["EvalDecision"] == decision
    assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": flag}
    assert sources(result) == ([("PolicyInputList.1", "IAM Policy")] if flag else [])
    assert ("EvalDecisionDetails" in result) == flag


def test_keys_of_service_control_policies_are_not_missing(world: World):
    control = policy({"Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}})
    hierarchy = [{"ServiceControlPolicyInputList": [control]}]
    assert simulate(world, policy({}), OrderedOrganizationPolicyInputList=hierarchy)["MissingContextValues"] == []


def bucket_policy(**statement: Any) -> str:
    return policy({"Principal": {"AWS": BOB}, "Resource": "arn:aws:s3:::bucket/*", **statement})


def test_a_resource_policy_is_attached_to_every_resource(world: World):
    result = simulate(world, ResourcePolicy=bucket_policy(), CallerArn=BOB, ResourceArns=[OBJECT])
    assert result["EvalDecision"] == "allowed"
    assert sources(result) == [("ResourcePolicy", "Resource Policy")]
    refused = simulate(
        world, policy({}), ResourcePolicy=bucket_policy(Effect="Deny"), CallerArn=BOB, ResourceArns=[OBJECT]
    )
    assert sources(refused) == [("ResourcePolicy", "Resource Policy")]


@pytest.mark.parametrize(
    ("identity", "resource", "decision", "details"),
    [
        ({}, {}, "allowed", ("allowed", "allowed")),
        ({"Action": "ec2:*"}, {}, "implicitDeny", ("implicitDeny", "allowed")),
        ({}, {"Action": "s3:Put*"}, "implicitDeny", ("allowed", "implicitDeny")),
        ({}, {"Effect": "Deny"}, "explicitDeny", ("allowed", "explicitDeny")),
    ],
)
@pytest.mark.parametrize("owner", [OTHER_ACCOUNT, f"arn:aws:iam::{OTHER_ACCOUNT}:root"])
def test_across_accounts_both_sides_must_allow(world: World, owner: str, identity, resource, decision, details):
    result = simulate(
        world,
        policy(identity),
        ResourcePolicy=bucket_policy(**resource),
        ResourceOwner=owner,
        CallerArn=BOB,
        ResourceArns=[OBJECT],
    )
    assert result["EvalDecision"] == decision
    for level in (result, *result["ResourceSpecificResults"]):
        assert level["EvalDecisionDetails"] == dict(zip(("IAM Policy", "Resource Policy"), details, strict=True))


def test_the_account_in_an_arn_takes_precedence_over_the_owner(world: World):
    queues = [f"arn:aws:sqs:eu-west-1:{account}:q" for account in (ACCOUNT, OTHER_ACCOUNT)]
    result = simulate(world, policy({}), actions=("sqs:SendMessage",), ResourceArns=queues, ResourceOwner=OTHER_ACCOUNT)
    assert [each["EvalResourceDecision"] for each in result["ResourceSpecificResults"]] == ["allowed", "implicitDeny"]
    assert result["EvalDecisionDetails"] == {"IAM Policy": "allowed", "Resource Policy": "implicitDeny"}


@pytest.mark.parametrize("account", [ACCOUNT, OTHER_ACCOUNT])
def test_trust_policies_are_read_and_ignored_as_the_simulator_of_aws_does(world: World, account: str):
    result = simulate(
        world,
        policy({"Action": "sts:*"}),
        actions=("sts:AssumeRole",),
        ResourceArns=[f"arn:aws:iam::{account}:role/R"],
        ResourcePolicy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Deny", "Principal": {"AWS": BOB}, "Action": "sts:AssumeRole"}],
            }
        ),
        CallerArn=BOB,
    )
    assert result["EvalDecision"] == "allowed"
    assert sources(result) == [("PolicyInputList.1", "IAM Policy")]


def test_what_needs_no_permission_is_allowed_and_nothing_decides(world: World):
    denied = policy({"Effect": "Deny", "Action": "sts:*"})
    result = simulate(world, denied, actions=("sts:GetCallerIdentity",), PermissionsBoundaryPolicyInputList=[denied])
    assert (result["EvalDecision"], result["MatchedStatements"]) == ("allowed", [])
    assert "PermissionsBoundaryDecisionDetail" not in result
    assert simulate(world, denied, actions=("sts:GetSessionToken",))["EvalDecision"] == "allowed"
    set_so = replace(world, environment=replace(world.environment, heeds_token_denies=True))
    heeded = simulate(set_so, denied, actions=("sts:GetSessionToken",))
    assert (heeded["EvalDecision"], sources(heeded)) == ("explicitDeny", [("PolicyInputList.1", "IAM Policy")])
    assert simulate(set_so, denied, actions=("sts:GetCallerIdentity",))["EvalDecision"] == "allowed"


def test_resources_can_be_named_by_their_form(world: World):
    by_form = replace(world, environment=replace(world.environment, simulates_with_templates=True))
    result = simulate(by_form, policy({}), ResourceArns=[OBJECT])
    assert result["EvalResourceName"] == "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
    assert simulate(by_form, policy({}), actions=("s3:ListAllMyBuckets",))["EvalResourceName"] == "*"
    assert simulate(by_form, policy({}), actions=("my:Own",), ResourceArns=[OBJECT])["EvalResourceName"] == "*"


def test_there_is_one_result_for_an_action_in_the_order_asked(world: World):
    actions = [f"svc:Do{number}" for number in (3, 1, 2, 3)]
    pages = list(world.pages("SimulateCustomPolicy", "EvaluationResults", 2, PolicyInputList=[], ActionNames=actions))
    assert [[result["EvalActionName"] for result in page] for page in pages] == [actions[:2], actions[2:3]]


def test_a_page_holds_less_when_there_is_much_to_look_at(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(simulation, "PAGE_CHECKS", 4)
    parameters: dict[str, Any] = {"PolicyInputList": [policy({})], "ActionNames": ["a:A", "a:B", "a:C"]}
    arns = [f"{OBJECT}/{number}" for number in range(2)]
    output = world.call("SimulateCustomPolicy", ResourceArns=arns, **parameters)
    assert (len(output["EvaluationResults"]), output["IsTruncated"]) == (2, True)
    rest = world.call("SimulateCustomPolicy", ResourceArns=arns, Marker=output["Marker"], **parameters)
    assert [result["EvalActionName"] for result in rest["EvaluationResults"]] == ["a:C"]
    with pytest.raises(ValidationError):
        world.call("SimulateCustomPolicy", ResourceArns=arns[:1], Marker=output["Marker"], **parameters)


def test_what_would_take_too_long_is_refused(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(simulation, "MOST_CHECKS", 1)
    with pytest.raises(InvalidInputError, match="too large"):
        simulate(world, policy({}, {}))


@pytest.mark.parametrize(
    ("clauses", "value"),
    [
        ({"StringLike": {"aws:x": [f"*{number}*" for number in range(4000)]}}, "a" * 5000),
        ({"StringLike": {f"aws:x{number}": "a*a" for number in range(4000)}}, "a" * 5000),
        ({"StringLike": {"aws:x": "*" + "?a" * 10_000 + "b*"}}, "a" * 500_000),
    ],
)
def test_long_policies_and_values_count_for_many(world: World, clauses: dict[str, Any], value: str):
    entries = [{"ContextKeyName": "aws:x", "ContextKeyType": "string", "ContextKeyValues": [value]}]
    long = policy({"Condition": clauses})
    arns = [f"{OBJECT}/{number}" for number in range(50)]
    with pytest.raises(InvalidInputError, match="too large"):
        simulate(world, long, ResourceArns=arns, ContextEntries=entries)
    assert simulate(world, long, ResourceArns=arns[:1])["EvalDecision"] == "implicitDeny"


# --- the policies of a user, group or role ---------------------------------------------------------------------------


@pytest.fixture
def bob(world: World) -> World:
    """Bob with policies of every kind, directly and by a group."""
    world.user("Bob")
    world.call("CreateGroup", GroupName="Staff")
    world.call("AddUserToGroup", GroupName="Staff", UserName="Bob")
    own = world.call("CreatePolicy", PolicyName="queues", PolicyDocument=policy({"Action": "sqs:*"}))["Policy"]["Arn"]
    world.call("PutUserPolicy", UserName="Bob", PolicyName="objects", PolicyDocument=policy({"Action": "s3:*"}))
    world.call("PutGroupPolicy", GroupName="Staff", PolicyName="topics", PolicyDocument=policy({"Action": "sns:*"}))
    world.call("AttachUserPolicy", UserName="Bob", PolicyArn=own)
    world.call("AttachGroupPolicy", GroupName="Staff", PolicyArn="arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess")
    return world


def simulate_source(world: World, action: str, source: str = BOB, **parameters: Any) -> Result:
    output = world.call("SimulatePrincipalPolicy", PolicySourceArn=source, ActionNames=[action], **parameters)
    (result,) = output["EvaluationResults"]
    return dict(result)


@pytest.mark.parametrize(
    ("action", "source"),
    [
        ("s3:GetObject", "user_Bob_objects"),
        ("sns:Publish", "group_Staff_topics"),
        ("sqs:SendMessage", "queues"),
        ("dynamodb:PutItem", "AmazonDynamoDBFullAccess"),
    ],
)
def test_a_users_policies_are_its_own_and_its_groups(bob: World, action: str, source: str):
    result = simulate_source(bob, action)
    assert result["EvalDecision"] == "allowed"
    assert sources(result) == [(source, "IAM Policy")]


def test_a_groups_and_a_roles_policies_are_theirs_alone(bob: World):
    group = f"arn:aws:iam::{ACCOUNT}:group/Staff"
    assert sources(simulate_source(bob, "sns:Publish", group)) == [("group_Staff_topics", "IAM Policy")]
    assert simulate_source(bob, "s3:GetObject", group)["EvalDecision"] == "implicitDeny"
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    )
    bob.call("CreateRole", RoleName="worker", Path="/svc/", AssumeRolePolicyDocument=trust)
    own = policy({"Condition": {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/svc/worker"}}})
    bob.call("PutRolePolicy", RoleName="worker", PolicyName="only", PolicyDocument=own)
    result = simulate_source(bob, "s3:GetObject", f"arn:aws:iam::{ACCOUNT}:role/svc/worker")
    assert sources(result) == [("role_worker_only", "IAM Policy")]


@pytest.mark.parametrize("kind", ["user/Bob", "group/Staff"])
def test_simulations_of_principals_report_that_no_organization_limits_them(bob: World, kind: str):
    """As recorded for users, groups and roles: the flag is there, and no empty details of one resource."""
    source = f"arn:aws:iam::{ACCOUNT}:{kind}"
    for action in ("sns:Publish", "ec2:RunInstances"):
        result = simulate_source(bob, action, source, ResourceArns=[OBJECT])
        assert result["OrganizationsDecisionDetail"] == {"AllowedByOrganizations": True}
        assert result["EvalDecisionDetails"] == {}
        (alone,) = result["ResourceSpecificResults"]
        assert "EvalDecisionDetails" not in alone
        assert "OrganizationsDecisionDetail" not in alone


def test_policies_can_be_added(bob: World):
    result = simulate_source(bob, "s3:GetObject", PolicyInputList=[policy({"Effect": "Deny"})])
    assert sources(result) == [("PolicyInputList.1", "IAM Policy")]


def test_the_users_id_is_known_to_its_own_simulation_only(bob: World):
    user_id = bob.call("GetUser", UserName="Bob")["User"]["UserId"]
    only_bob = [policy({"Action": "ec2:*", "Condition": {"StringEquals": {"aws:userid": user_id}}})]
    assert simulate_source(bob, "ec2:RunInstances", PolicyInputList=only_bob)["EvalDecision"] == "allowed"
    other = simulate_source(
        bob, "ec2:RunInstances", PolicyInputList=only_bob, CallerArn=f"arn:aws:iam::{ACCOUNT}:user/Eve"
    )
    assert other["EvalDecision"] == "implicitDeny"
    assert "aws:userid" in other["MissingContextValues"]


def test_another_caller_acts_with_the_sources_policies(bob: World):
    home = [policy({"Action": "ec2:*", "Condition": {"StringEquals": {"aws:username": "Eve"}}})]
    eve = f"arn:aws:iam::{ACCOUNT}:user/team/Eve"
    assert simulate_source(bob, "ec2:RunInstances", PolicyInputList=home)["EvalDecision"] == "implicitDeny"
    assert simulate_source(bob, "ec2:RunInstances", PolicyInputList=home, CallerArn=eve)["EvalDecision"] == "allowed"


def test_the_users_boundary_counts_unless_another_is_passed(bob: World):
    arn = bob.call("CreatePolicy", PolicyName="limit", PolicyDocument=policy({"Action": "sqs:*"}))["Policy"]["Arn"]
    bob.call("PutUserPermissionsBoundary", UserName="Bob", PermissionsBoundary=arn)
    assert simulate_source(bob, "s3:GetObject")["EvalDecision"] == "implicitDeny"
    allowed = simulate_source(bob, "sqs:SendMessage")
    assert sources(allowed) == [("queues", "IAM Policy"), ("limit", "Permissions Boundary Policy")]
    passed = simulate_source(bob, "s3:GetObject", PermissionsBoundaryPolicyInputList=[policy({})])
    assert passed["EvalDecision"] == "allowed"
    left_out = simulate_source(bob, "s3:GetObject", PolicyExclusionList=[{"PolicyType": "permission-boundary"}])
    assert "PermissionsBoundaryDecisionDetail" not in left_out
    assert left_out["EvalDecision"] == "allowed"


def test_what_cannot_be_read_is_not_evaluated(bob: World):
    user_id = bob.call("GetUser", UserName="Bob")["User"]["UserId"]
    ghost = Attachment(ACCOUNT, user_id, f"arn:aws:iam::{ACCOUNT}:policy/ghost")
    for entity, text in ((ghost, "ghost cannot be read"), (InlinePolicy(ACCOUNT, user_id, "bad", "{"), "user_Bob_bad")):
        bob.put(entity)
        with pytest.raises(PolicyEvaluationError, match=text):
            simulate_source(bob, "s3:GetObject")
        with bob.store.begin(now=bob.now) as tx:
            tx.delete(entity)
            tx.commit(None)


INLINE = {"PolicyName": "objects", "AttachmentType": "user", "AttachmentName": "Bob"}
EVERY_ACTION = {"s3:GetObject", "sns:Publish", "sqs:SendMessage", "dynamodb:PutItem"}


@pytest.mark.parametrize(
    ("exclusion", "removed"),
    [
        ({"PolicyType": "inline"}, {"s3:GetObject", "sns:Publish"}),
        ({"PolicyType": "aws-managed"}, {"dynamodb:PutItem"}),
        ({"PolicyType": "user-managed"}, {"sqs:SendMessage"}),
        ({"PolicyType": "scp"}, set()),
        ({"PolicyType": "rcp"}, set()),
        ({"PolicyType": "permission-boundary"}, set()),
        ({"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/queues"}, {"sqs:SendMessage"}),
        ({"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/q*"}, {"sqs:SendMessage"}),
        ({"PolicyArn": "arn:aws:iam::aws:policy/Amazon???????DB*"}, set()),
        ({"PolicyArn": "arn:aws:iam::aws:policy/Amazon??????DB*"}, {"dynamodb:PutItem"}),
        ({"PolicyArn": "arn:aws:iam::aws:policy/q*"}, set()),
        ({"InlinePolicyIdentifier": INLINE}, {"s3:GetObject"}),
        ({"InlinePolicyIdentifier": INLINE | {"AttachmentName": "b?b", "PolicyName": "OBJECTS"}}, {"s3:GetObject"}),
        ({"InlinePolicyIdentifier": INLINE | {"AttachmentName": "*"}}, {"s3:GetObject"}),
        ({"InlinePolicyIdentifier": INLINE | {"AttachmentType": "group"}}, set()),
        ({"InlinePolicyIdentifier": INLINE | {"AttachmentName": "Eve"}}, set()),
        ({"InlinePolicyIdentifier": INLINE | {"PolicyName": "queues"}}, set()),
    ],
)
def test_policies_can_be_left_out(bob: World, exclusion: dict[str, Any], removed: set[str]):
    refused = {
        action
        for action in EVERY_ACTION
        if simulate_source(bob, action, PolicyExclusionList=[exclusion])["EvalDecision"] != "allowed"
    }
    assert refused == removed


@pytest.mark.parametrize(
    "exclusion",
    [
        {},
        {"PolicyType": "inline", "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/queues"},
        {"PolicyArn": "arn:aws:iam::aws:user/queues-and-more"},
        {"PolicyArn": "twenty characters of nothing"},
        {"PolicyArn": "arn:aws:iam::*:policy/queues"},
        {"PolicyArn": "arn:aws:iam::aws:policy/*queues*"},
        {"InlinePolicyIdentifier": INLINE | {"AttachmentName": "*b*"}},
    ],
)
def test_malformed_exclusions_are_refused(bob: World, exclusion: dict[str, Any]):
    with pytest.raises(InvalidInputError):
        simulate_source(bob, "s3:GetObject", PolicyExclusionList=[exclusion])


@pytest.mark.parametrize("operation", ["SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy"])
@pytest.mark.parametrize(
    ("arn", "error", "text"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/ghost", NoSuchEntityError, "The user with name ghost cannot be found."),
        (f"arn:aws:iam::{ACCOUNT}:user/x/Bob", NoSuchEntityError, "The user with name Bob cannot be found."),
        (
            f"arn:aws:iam::{OTHER_ACCOUNT}:role/r",
            InvalidInputError,
            f"Invalid Policy Source Arn: {NO_ACCESS}",
        ),
        (
            SESSION,
            InvalidInputError,
            f"Invalid Entity Arn: {SESSION} does not clearly define entity type and name.",
        ),
        ("a", InvalidInputError, "Invalid Entity Arn: a does not clearly define entity type and name."),
    ],
)
def test_entities_that_do_not_exist(bob: World, operation: str, arn: str, error: type[Exception], text: str):
    with pytest.raises(error) as refused:
        bob.call(operation, PolicySourceArn=arn, ActionNames=["s3:GetObject"])
    assert str(refused.value) == text


def test_a_product_of_patterns_and_values_is_bounded(world: World):
    """1,200 patterns and 1,500 values once took half a minute."""
    patterns = ["*" + "a?" * 15 + f"b*{number}" for number in range(1200)]
    values = ["a" * 60 + str(number) for number in range(1500)]
    wanted = policy({"Condition": {"ForAnyValue:StringLike": {"aws:TagKeys": patterns}}})
    entry = {"ContextKeyName": "aws:TagKeys", "ContextKeyType": "stringList", "ContextKeyValues": values}
    with pytest.raises(InvalidInputError, match="simulation is too large"):
        simulate(world, wanted, ContextEntries=[entry])
    entry["ContextKeyValues"] = values[:10]
    assert simulate(world, wanted, ContextEntries=[entry])["EvalDecision"] == "implicitDeny"


def test_each_resource_is_traced_once(world: World, traced):
    result = simulate(world, policy({"Effect": "Deny"}), ResourceArns=[OBJECT, OTHER_OBJECT])
    assert result["EvalDecision"] == "explicitDeny"
    assert [request.resource.arn for request, _ in traced] == [OBJECT, OTHER_OBJECT]


PATTERNS = ["*" + "a?" * 15 + f"b*{number}" for number in range(1200)]
VALUES = ["a" * 60 + str(number) for number in range(1500)]


def _tested(patterns: list[str], **statement: Any) -> str:
    return policy({"Condition": {"ForAnyValue:StringLike": {"aws:TagKeys": patterns}}, **statement})


@pytest.mark.parametrize("count", [1, 12, 100])
def test_the_product_is_bounded_in_however_many_policies_the_patterns_are(world: World, count: int):
    parts = [_tested(PATTERNS[start::count]) for start in range(count)]
    entry = {"ContextKeyName": "aws:TagKeys", "ContextKeyType": "stringList", "ContextKeyValues": VALUES}
    with pytest.raises(InvalidInputError, match="simulation is too large"):
        simulate(world, *parts, ContextEntries=[entry])


@pytest.mark.parametrize("layer", ["boundary", "organization", "resource"])
def test_the_product_is_bounded_in_every_layer(world: World, layer: str):
    entry = {"ContextKeyName": "aws:TagKeys", "ContextKeyType": "stringList", "ContextKeyValues": VALUES}
    limits: dict[str, dict[str, Any]] = {
        "boundary": {"PermissionsBoundaryPolicyInputList": [_tested(PATTERNS)]},
        "organization": {
            "OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": [_tested(PATTERNS)]}]
        },
        "resource": {
            "ResourcePolicy": _tested(PATTERNS, Principal={"AWS": BOB}, Resource="arn:aws:s3:::bucket/*"),
            "CallerArn": BOB,
            "ResourceArns": [OBJECT],
        },
    }
    with pytest.raises(InvalidInputError, match="simulation is too large"):
        simulate(world, policy({}), ContextEntries=[entry], **limits[layer])


@pytest.mark.parametrize("values", [1, 10])
def test_a_product_within_the_bound_is_simulated(world: World, values: int):
    entry = {"ContextKeyName": "aws:TagKeys", "ContextKeyType": "stringList", "ContextKeyValues": VALUES[:values]}
    parts = [_tested(PATTERNS[start::12]) for start in range(12)]
    assert simulate(world, *parts, ContextEntries=[entry])["EvalDecision"] == "implicitDeny"
