"""Simulations and encoded messages with boto3 and the `aws` command line; a sample of the cases through a socket."""

import json
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cases.simulator import DECISIONS, decision_of, find_expressible, simulation_of
from tests.wire.server_process import Keys, Server

SAMPLE = find_expressible()[::40]
LOOKING: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["iam:List*", "iam:Simulate*"], "Resource": "*"},
        {"Sid": "Never", "Effect": "Deny", "Action": "iam:DeleteUser", "Resource": "*"},
    ],
}
ANNOUNCED = re.compile(r"Encoded authorization failure message: (\S+)")


def make_user(server: Server, name: str, document: dict[str, Any]) -> Keys:
    iam = server.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="only", PolicyDocument=json.dumps(document, indent=1))
    return Keys.of(iam.create_access_key(UserName=name)["AccessKey"])


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case["id"])
def test_cases_are_decided_the_same_through_a_socket(iam: Any, case: dict[str, Any]):
    answer = iam.simulate_custom_policy(**simulation_of(case["scenario"]))
    assert decision_of(answer) == DECISIONS[case["expect"]["decision"]]


def test_the_simulator_tells_the_truth_about_a_user(server: Server):
    keys = make_user(server, "simulated", LOOKING)
    source = f"arn:aws:iam::{server.account}:user/simulated"
    actions = ["iam:ListUsers", "iam:DeleteUser", "iam:CreateUser"]
    pages = (
        server.client("iam")
        .get_paginator("simulate_principal_policy")
        .paginate(PolicySourceArn=source, ActionNames=actions, ResourceArns=[source], PaginationConfig={"PageSize": 2})
    )
    results = {result["EvalActionName"]: result for page in pages for result in page["EvaluationResults"]}
    decisions = {action: result["EvalDecision"] for action, result in results.items()}
    assert decisions == dict(zip(actions, ("allowed", "explicitDeny", "implicitDeny"), strict=True))
    (statement,) = results["iam:DeleteUser"]["MatchedStatements"]
    assert (statement["SourcePolicyId"], statement["SourcePolicyType"]) == ("user_simulated_only", "IAM Policy")
    lines = json.dumps(LOOKING, indent=1).splitlines()
    assert "}" in lines[statement["StartPosition"]["Line"] - 1]
    assert lines[statement["EndPosition"]["Line"] - 1].strip() == "}"
    live = server.client("iam", keys)
    live.list_users()
    for refused, parameters in ((live.delete_user, {"UserName": "x"}), (live.create_user, {"UserName": "x"})):
        with pytest.raises(ClientError, match="AccessDenied"):
            refused(**parameters)


def test_simulating_others_needs_permission(server: Server):
    keys = make_user(server, "curious", {**LOOKING, "Statement": LOOKING["Statement"][1]})
    client = server.client("iam", keys)
    source = f"arn:aws:iam::{server.account}:user/admin"
    with pytest.raises(ClientError, match="SimulatePrincipalPolicy"):
        client.simulate_principal_policy(PolicySourceArn=source, ActionNames=["s3:GetObject"])
    with pytest.raises(ClientError, match="GetContextKeysForPrincipalPolicy"):
        client.get_context_keys_for_principal_policy(PolicySourceArn=source)


def test_exclusions_may_hold_wildcards_on_the_wire(iam: Any, server: Server):
    make_user(server, "excluded", LOOKING)
    identifier = {"PolicyName": "only", "AttachmentType": "user", "AttachmentName": "exclu*"}
    answer = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{server.account}:user/excluded",
        ActionNames=["iam:ListUsers"],
        PolicyExclusionList=[{"InlinePolicyIdentifier": identifier}],
    )
    assert decision_of(answer) == "implicitDeny"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"PolicyInputList": ["{"]}, "InvalidInput"),
        ({"ActionNames": ["s3:*"]}, "InvalidInput"),
        ({"ActionNames": ["s3:" + "x" * 126]}, "ValidationError"),
        ({"ResourceArns": ["key"]}, "InvalidInput"),
        ({"ContextEntries": [{"ContextKeyName": "aws:x", "ContextKeyType": "text"}]}, "ValidationError"),
        ({"Marker": "nonsense"}, "ValidationError"),
    ],
)
def test_bad_input_is_reported_by_its_code(iam: Any, parameters: dict[str, Any], code: str):
    defaults: dict[str, Any] = {"PolicyInputList": [json.dumps(LOOKING)], "ActionNames": ["s3:GetObject"]}
    with pytest.raises(ClientError) as refused:
        iam.simulate_custom_policy(**(defaults | parameters))
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_the_command_line_simulates(server: Server):
    answer = server.aws(
        "iam", "simulate-custom-policy",
        "--policy-input-list", json.dumps(LOOKING),
        "--action-names", "iam:ListUsers", "iam:DeleteUser",
        "--context-entries", "ContextKeyName=aws:TagKeys,ContextKeyValues=a,b,ContextKeyType=stringList",
    ).json()  # fmt: skip
    assert [result["EvalDecision"] for result in answer["EvaluationResults"]] == ["allowed", "explicitDeny"]
    keyed = json.dumps({**LOOKING, "Statement": {**LOOKING["Statement"][0], "Condition": {"Bool": {"my:Key": "true"}}}})
    keys = server.aws("iam", "get-context-keys-for-custom-policy", "--policy-input-list", keyed).json()
    assert keys == {"ContextKeyNames": ["my:Key"]}


@pytest.fixture
def encoding(start: Any) -> Server:
    """A server whose denials carry the encoded message."""
    server: Server = start("--ephemeral", LIMEN_ENCODE_DENIALS="true")
    return server


def test_a_denial_is_decoded_by_callers_with_the_permission(encoding: Server):
    bob = make_user(encoding, "bob", LOOKING)
    with pytest.raises(ClientError) as refused:
        encoding.client("iam", bob).delete_user(UserName="bob")
    found = ANNOUNCED.search(refused.value.response["Error"]["Message"])
    assert found is not None
    shown = json.loads(encoding.client("sts").decode_authorization_message(EncodedMessage=found[1])["DecodedMessage"])
    assert (shown["allowed"], shown["explicitDeny"]) == (False, True)
    assert shown["matchedStatements"]["items"][0]["statementId"] == "Never"
    assert shown["context"]["principal"]["arn"] == f"arn:aws:iam::{encoding.account}:user/bob"
    assert shown["context"]["action"] == "iam:DeleteUser"
    with pytest.raises(ClientError, match="not authorized to perform: sts:DecodeAuthorizationMessage"):
        encoding.client("sts", bob).decode_authorization_message(EncodedMessage=found[1])


@pytest.mark.parametrize("message", ["x", "not a message", "A" * 10240])
def test_text_that_is_not_a_message_is_not_decoded(server: Server, message: str):
    sts = server.client("sts")
    with pytest.raises(sts.exceptions.InvalidAuthorizationMessageException) as refused:
        sts.decode_authorization_message(EncodedMessage=message)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_message_has_a_length(server: Server):
    with pytest.raises(ClientError, match="ValidationError"):
        server.client("sts").decode_authorization_message(EncodedMessage="A" * 10241)


def test_denials_carry_nothing_unless_configured(server: Server):
    keys = make_user(server, "quiet", LOOKING)
    with pytest.raises(ClientError) as refused:
        server.client("iam", keys).delete_user(UserName="quiet")
    assert "Encoded" not in refused.value.response["Error"]["Message"]
