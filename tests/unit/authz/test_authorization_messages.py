"""Encoded authorization messages: their content, who can read it, and that nobody else can make or read one."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

import pytest

from limen.authz.authorization_messages import LONGEST_MESSAGE, AuthorizationMessages, render_denial
from limen.authz.authorizer import Authorizer
from limen.authz.faults import InvalidAuthorizationMessageError
from limen.domain.principals import FederatedUser, IAMUser, Principal, RoleSession, RootUser
from limen.engine import AuthorizationRequest, Decision, NamedPolicy, PolicySet, Resource, evaluate
from limen.operations.catalog import OPERATIONS
from limen.policy import parse_policy
from tests.unit.authz.gate import Gate, allow, document, trust
from tests.unit.operations.world import ACCOUNT, OTHER_ACCOUNT

BOB = IAMUser(ACCOUNT, "Bob", "/", "AIDAEXAMPLE")
INSTANCE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-dd01c9bd"
DENY = {
    "Sid": "NotThis",
    "Effect": "Deny",
    "Action": ["ec2:StopInstances", "ec2:Start*"],
    "Resource": "arn:aws:ec2:*:*:instance/*",
    "Condition": {"StringEquals": {"ec2:Tenancy": "default"}},
}


def decide(*texts: str, principal: Principal = BOB, resource: Resource | None = None, context: Any = None) -> Decision:
    policies = tuple(NamedPolicy(f"p{number}", parse_policy(text)) for number, text in enumerate(texts))
    found = {"ec2:tenancy": "default", "aws:requesttag/Team": "blue", "aws:tagkeys": ("a", "b")} | (context or {})
    request = AuthorizationRequest(principal, "ec2:StopInstances", resource or Resource(INSTANCE, ACCOUNT), found)
    return evaluate(request, PolicySet(identity=policies))


@pytest.fixture
def messages(gate: Gate) -> AuthorizationMessages:
    return AuthorizationMessages(gate.world.environment.vault)


def values(*texts: str) -> dict[str, Any]:
    return {"items": [{"value": text} for text in texts]}


def test_an_explicit_deny_reports_the_statement_and_the_whole_request():
    assert json.loads(render_denial(decide(allow("*"), document(DENY)))) == {
        "allowed": False,
        "explicitDeny": True,
        "matchedStatements": {
            "items": [
                {
                    "statementId": "NotThis",
                    "effect": "DENY",
                    "principals": values("AIDAEXAMPLE"),
                    "principalGroups": {"items": []},
                    "actions": values("ec2:StopInstances", "ec2:Start*"),
                    "resources": values("arn:aws:ec2:*:*:instance/*"),
                    "conditions": {"items": [{"key": "ec2:Tenancy", "values": values("default")}]},
                }
            ]
        },
        "failures": {"items": []},
        "context": {
            "principal": {"id": "AIDAEXAMPLE", "name": "Bob", "arn": BOB.arn},
            "action": "ec2:StopInstances",
            "resource": INSTANCE,
            "conditions": {
                "items": [
                    {"key": "ec2:Tenancy", "values": values("default")},
                    {"key": "aws:RequestTag/Team", "values": values("blue")},
                    {"key": "aws:TagKeys", "values": values("a", "b")},
                ]
            },
        },
    }


def test_members_are_in_awss_order():
    text = render_denial(decide())
    assert text.startswith('{"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]},"failures":{"items"')
    assert re.findall(r'"(\w+)":', text.partition('"context":')[2])[:5] == ["principal", "id", "name", "arn", "action"]


@pytest.mark.parametrize(
    ("principal", "shown"),
    [
        (RoleSession(ACCOUNT, "worker", "shift", role_id="AROAEXAMPLE"), ("AROAEXAMPLE:shift", "shift")),
        (FederatedUser(ACCOUNT, "guest", BOB), (f"{ACCOUNT}:guest", "guest")),
        (RootUser(ACCOUNT), (ACCOUNT, ACCOUNT)),
    ],
)
def test_every_kind_of_caller_is_named(principal: Principal, shown: tuple[str, str]):
    printed = json.loads(render_denial(decide(principal=principal)))["context"]["principal"]
    assert (printed["id"], printed["name"], printed["arn"]) == (*shown, principal.arn)


def test_a_key_that_nobody_knows_stays_as_it_is():
    (*_, last) = json.loads(render_denial(decide(context={"nowhere:key": "x"})))["context"]["conditions"]["items"]
    assert last["key"] == "nowhere:key"


def test_the_message_is_opaque_and_for_its_account_alone(messages: AuthorizationMessages):
    decision = decide(document(DENY))
    message = messages.encode(decision)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", message)
    assert message != messages.encode(decision)
    assert messages.decode(message, ACCOUNT) == render_denial(decision)
    with pytest.raises(InvalidAuthorizationMessageError):
        messages.decode(message, OTHER_ACCOUNT)


def test_what_was_not_encoded_here_is_refused(messages: AuthorizationMessages, gate: Gate):
    message = messages.encode(decide())
    sealed = urlsafe_b64decode(message + "=" * (-len(message) % 4))
    damaged = urlsafe_b64encode(sealed[:-1] + bytes([sealed[-1] ^ 1])).decode().rstrip("=")
    secret = urlsafe_b64encode(gate.world.environment.vault.seal(b"secret", b"AKIAEXAMPLE")).decode()
    for text in (
        "x",
        "hello world",
        "né",
        damaged,
        message[:-4],
        message + "\n",
        f"{message}=",
        f"{message}AAAA",
        secret,
    ):
        with pytest.raises(InvalidAuthorizationMessageError):
            messages.decode(text, ACCOUNT)


def test_a_long_message_leaves_out_context_then_statements(messages: AuthorizationMessages):
    noise = [f"{number:x}" for number in range(10**30, 10**30 + 10**32, 10**29 // 7)]
    long_context = {f"aws:requesttag/{number}": value * 8 for number, value in enumerate(noise)}
    many = [{**DENY, "Resource": [f"arn:aws:ec2:*:*:instance/{value * 4}*" for value in noise] + ["*"]}]
    without_context = messages.encode(decide(document(DENY), context=long_context))
    bare = messages.encode(decide(document(*many), context=long_context))
    assert max(len(without_context), len(bare)) <= LONGEST_MESSAGE
    printed = json.loads(messages.decode(without_context, ACCOUNT))
    assert printed["context"]["conditions"]["items"] == []
    assert len(printed["matchedStatements"]["items"]) == 1
    assert json.loads(messages.decode(bare, ACCOUNT))["matchedStatements"]["items"] == []
    assert json.loads(messages.decode(bare, ACCOUNT))["explicitDeny"] is True


def test_what_can_never_be_decoded_is_not_announced(messages: AuthorizationMessages):
    noise = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(9000))
    assert messages.announce(decide(resource=Resource(f"{INSTANCE}{noise}", ACCOUNT))) == ""


def test_nothing_is_revealed_about_another_accounts_resource():
    policy = {"Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": "*"}
    layer = (NamedPolicy("trust", parse_policy(document(policy))),)
    for owner, printed in ((ACCOUNT, 1), (OTHER_ACCOUNT, 0)):
        context = {"aws:resourcetag/team": "blue"}
        request = AuthorizationRequest(BOB, "s3:GetObject", Resource("arn:aws:s3:::b/k", owner), context)
        decision = evaluate(request, PolicySet(resource=layer))
        message = json.loads(render_denial(decision))
        assert message["explicitDeny"] is bool(printed)
        assert len(message["matchedStatements"]["items"]) == printed
        assert len(message["context"]["conditions"]["items"]) == printed


@pytest.fixture
def encoding(gate: Gate, messages: AuthorizationMessages) -> Gate:
    return Gate(gate.world, Authorizer(OPERATIONS, messages=messages))


def decoded(messages: AuthorizationMessages, refusal: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(messages.decode(refusal.rpartition(" ")[2], ACCOUNT))
    return found


def test_a_denial_carries_it_when_it_is_asked_to(encoding: Gate, gate: Gate, messages: AuthorizationMessages):
    bob = encoding.user("bob", document({"Sid": "Never", "Effect": "Deny", "Action": "iam:DeleteUser"}))
    plain = gate.refusal("DeleteUser", caller=bob, UserName="bob")
    refusal = encoding.refusal("DeleteUser", caller=bob, UserName="bob")
    assert refusal.startswith(f"{plain} Encoded authorization failure message: ")
    printed = decoded(messages, refusal)
    assert printed["matchedStatements"]["items"][0]["statementId"] == "Never"
    assert {"key": "aws:SourceIp", "values": values("10.1.2.3")} in printed["context"]["conditions"]["items"]
    assert printed["context"]["resource"] == f"arn:aws:iam::{ACCOUNT}:user/bob"


def test_a_caller_who_may_not_assume_roles_learns_nothing_about_the_role(
    encoding: Gate, messages: AuthorizationMessages
):
    bob = encoding.user("bob")
    role = encoding.role("vault", trust("*", Condition={"StringEquals": {"sts:ExternalId": "s3cr3t"}}))
    refusal = encoding.refusal("AssumeRole", caller=bob, RoleArn=role["Arn"], RoleSessionName="me")
    assert "s3cr3t" not in json.dumps(decoded(messages, refusal))


@pytest.mark.parametrize("encodes", [False, True])
@pytest.mark.parametrize("count", [0, 250])
def test_a_denial_is_traced_once(gate: Gate, messages: AuthorizationMessages, traced, encodes, count: int):
    """Also if the message is too long at first, so that shorter ones are tried."""
    alice = gate.user("alice", document({"Effect": "Deny", "Action": "iam:*"}))
    authorizer = Authorizer(OPERATIONS, messages=messages if encodes else None)
    tags = [{"Key": sha256(bytes([n])).hexdigest(), "Value": sha256(bytes([n, n])).hexdigest()} for n in range(count)]
    refusal = Gate(gate.world, authorizer).refusal("TagUser", caller=alice, UserName="alice", Tags=tags)
    assert ("Encoded authorization failure message" in refusal) is encodes
    assert len(traced) == 1
    if encodes:
        sent = json.loads(messages.decode(refusal.rpartition(" ")[2], ACCOUNT))
        assert (sent["context"]["conditions"] == {"items": []}) is bool(count)
