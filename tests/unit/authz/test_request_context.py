"""Which condition keys a request to IAM or STS has, and which it does not have (spec policy 5)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.authn.one_time_codes import ProvedCode
from limen.authz.request_context import caller_context, iam_context, request_context, tag_context, target_context
from limen.domain.iam.stored_policies import ManagedPolicy
from limen.domain.iam.tags import Tag
from limen.domain.sessions import SessionKind
from limen.policy.match.context import AMBIGUOUS
from tests.unit.authz.gate import Gate, federated, http, tag_pairs, tags, trust, with_session
from tests.unit.operations.world import ACCOUNT, ROOT

LIMIT = f"arn:aws:iam::{ACCOUNT}:policy/limit"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
NOW = datetime(2026, 5, 4, 10, 0, 30, 999_999, tzinfo=UTC)
BOUNDARY = "iam:permissionsboundary"


def of_request(service: str = "iam", region: str = "eu-west-1", **changes: Any) -> dict[str, Any]:
    return request_context(AuthenticatedRequest(http(**changes), ROOT, service, region), NOW)


def of_caller(gate: Gate, caller: Caller) -> dict[str, Any]:
    return caller_context(caller, gate.world.store.latest(), gate.world.now)


def test_keys_of_every_request():
    assert of_request() == {
        "aws:currenttime": "2026-05-04T10:00:30Z",
        "aws:epochtime": "1777888830",
        "aws:securetransport": "false",
        "aws:requestedregion": "us-east-1",
        "aws:viaawsservice": "false",
        "aws:sourceip": "10.1.2.3",
        "aws:useragent": "aws-cli/2",
    }


def test_what_depends_on_the_connection_and_the_headers():
    headers = (("user-agent", "Mozilla"), ("x-amz-user-agent", "aws-sdk-js/3"), ("referer", "https://x.example/"))
    context = of_request(scheme="https", headers=headers, service="sts")
    assert context["aws:securetransport"] == "true"
    assert context["aws:useragent"] == "aws-sdk-js/3"
    assert context["aws:referer"] == "https://x.example/"
    assert context["aws:requestedregion"] == "eu-west-1"
    bare = of_request(headers=(), peer="")
    assert {"aws:useragent", "aws:referer", "aws:sourceip"}.isdisjoint(bare)


@pytest.mark.parametrize("header", ["user-agent", "x-amz-user-agent", "referer"])
def test_a_header_that_is_too_long_is_as_if_it_was_absent(header: str):
    key = "aws:referer" if header == "referer" else "aws:useragent"
    assert of_request(headers=((header, "x" * 1024),))[key] == "x" * 1024
    assert key not in of_request(headers=((header, "x" * 1025),))


def test_tags_that_differ_in_letter_case_only_make_a_key_that_nothing_matches():
    both = tag_context({"Tags": tags(Team="blue", team="red", other="1")})
    assert both["aws:requesttag/team"] == AMBIGUOUS
    assert both["aws:requesttag/other"] == "1"
    marked = (Tag("Team", "blue"), Tag("team", "blue"), Tag("x", "1"))
    policy = ManagedPolicy(ACCOUNT, "ANPA", "P", "/", NOW, NOW, (), "v1", tags=marked)
    assert target_context(policy, ACCOUNT) == {
        "aws:resourceaccount": ACCOUNT,
        "aws:resourcetag/team": AMBIGUOUS,
        "aws:resourcetag/x": "1",
    }


def test_long_term_keys_say_nothing_of_a_session(gate: Gate):
    alice = gate.user("alice", Tags=tags(Team="blue"))
    assert of_caller(gate, alice) == {"aws:principaltag/team": "blue"}
    assert of_caller(gate, ROOT) == {}


def test_temporary_credentials_state_when_they_were_issued_and_whether_with_mfa(gate: Gate):
    alice = gate.user("alice")
    assert of_caller(gate, with_session(alice)) == {
        "aws:tokenissuetime": "2026-05-04T09:55:00Z",
        "aws:multifactorauthpresent": "false",
    }
    with_mfa = of_caller(gate, with_session(alice, mfa_authenticated=True))
    assert with_mfa["aws:multifactorauthpresent"] == "true"
    assert with_mfa["aws:multifactorauthage"] == "300"


def test_a_code_in_the_call_is_mfa_of_this_moment(gate: Gate):
    alice = gate.user("alice")
    proof = ProvedCode(ACCOUNT, "arn:aws:iam::111122223333:mfa/phone", 7)
    for caller in (alice, with_session(alice), with_session(alice, mfa_authenticated=True)):
        context = of_caller(gate, replace(caller, second_factor=proof))
        assert (context["aws:multifactorauthpresent"], context["aws:multifactorauthage"]) == ("true", "0")


def test_the_age_of_mfa_counts_from_the_code_not_from_the_renewal(gate: Gate):
    renewed = with_session(gate.user("alice"), mfa_authenticated=True, mfa_moment=gate.world.now - timedelta(hours=2))
    assert of_caller(gate, renewed)["aws:multifactorauthage"] == "7200"


def test_session_tags_lie_over_the_roles_in_any_casing(gate: Gate):
    role = gate.role("worker", trust(ACCOUNT), Tags=tags(Team="blue", Site="north"))
    session = gate.session(role, tags=tag_pairs({"TEAM": "red", "shift": "late"}), source_identity="alice")
    context = of_caller(gate, session)
    assert {key: value for key, value in context.items() if "tag/" in key} == {
        "aws:principaltag/team": "red",
        "aws:principaltag/site": "north",
        "aws:principaltag/shift": "late",
    }
    assert context["aws:sourceidentity"] == "alice"


def test_a_users_own_session_has_the_users_tags_and_a_federated_one_has_not(gate: Gate):
    alice = gate.user("alice", Tags=tags(Team="blue"))
    for kind in (SessionKind.SESSION_TOKEN, SessionKind.SIGN_IN):
        assert of_caller(gate, with_session(alice, kind))["aws:principaltag/team"] == "blue"
    guest = of_caller(gate, federated(alice, tags=tag_pairs({"desk": "7"})))
    assert guest["aws:principaltag/desk"] == "7"
    assert "aws:principaltag/team" not in guest


def context_of(gate: Gate, operation: str, caller: Caller = ROOT, /, **parameters: Any) -> dict[str, Any]:
    return dict(gate.requirements(operation, caller=caller, **parameters)[0].context)


def test_tags_of_the_target(gate: Gate):
    gate.user("alice", Tags=tags(Team="blue"))
    gate.role("worker", trust(ACCOUNT), Tags=tags(Team="red"))
    gate.world.call("CreatePolicy", PolicyName="limit", PolicyDocument=POLICY, Tags=tags(Team="green"))
    gate.world.call("CreateInstanceProfile", InstanceProfileName="box", Tags=tags(Team="grey"))
    gate.world.call("CreateGroup", GroupName="staff")
    both = {"aws:resourcetag/team", "iam:resourcetag/team"}
    for operation, parameters, value, keys in (
        ("GetUser", {"UserName": "alice"}, "blue", both),
        ("GetRole", {"RoleName": "worker"}, "red", both),
        ("GetPolicy", {"PolicyArn": LIMIT}, "green", {"aws:resourcetag/team"}),
        ("GetInstanceProfile", {"InstanceProfileName": "box"}, "grey", {"aws:resourcetag/team"}),
        ("GetGroup", {"GroupName": "staff"}, "", set()),
        ("GetUser", {"UserName": "ghost"}, "", set()),
        ("CreateUser", {"UserName": "alice"}, "", set()),
        ("SimulatePrincipalPolicy", {"PolicySourceArn": f"arn:aws:iam::{ACCOUNT}:user/alice"}, "blue", both),
    ):
        context = context_of(gate, operation, **parameters)
        assert {key: text for key, text in context.items() if "resourcetag" in key} == dict.fromkeys(keys, value)


POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
ABOUT_A_USER = {"UserName": "alice", "PolicyName": "p", "PolicyArn": READ_ONLY}
ABOUT_A_ROLE = {"RoleName": "worker", "PolicyName": "p", "PolicyArn": READ_ONLY}


@pytest.fixture
def bounded(gate: Gate) -> Gate:
    gate.world.call("CreatePolicy", PolicyName="limit", PolicyDocument=POLICY)
    gate.user("alice", PermissionsBoundary=LIMIT)
    gate.user("free")
    gate.role("worker", trust(ACCOUNT), PermissionsBoundary=LIMIT)
    return gate


@pytest.mark.parametrize(
    ("operation", "parameters", "boundary"),
    [
        ("CreateUser", {"UserName": "bob", "PermissionsBoundary": READ_ONLY}, READ_ONLY),
        ("CreateRole", {"RoleName": "guard", "PermissionsBoundary": READ_ONLY}, READ_ONLY),
        ("CreateUser", {"UserName": "bob"}, None),
        ("CreateUser", {"UserName": "alice"}, None),
        ("PutUserPermissionsBoundary", {"UserName": "alice", "PermissionsBoundary": READ_ONLY}, READ_ONLY),
        ("PutRolePermissionsBoundary", {"RoleName": "worker", "PermissionsBoundary": READ_ONLY}, READ_ONLY),
        *((f"{verb}UserPolicy", ABOUT_A_USER, LIMIT) for verb in ("Put", "Delete", "Attach", "Detach")),
        *((f"{verb}RolePolicy", ABOUT_A_ROLE, LIMIT) for verb in ("Put", "Delete", "Attach", "Detach")),
        ("DeleteUserPermissionsBoundary", {"UserName": "alice"}, LIMIT),
        ("DeleteRolePermissionsBoundary", {"RoleName": "worker"}, LIMIT),
        *(
            (operation, {"RoleName": "worker"}, LIMIT)
            for operation in ("DeleteRole", "UpdateRole", "UpdateRoleDescription", "UpdateAssumeRolePolicy", "GetRole")
        ),
        ("PutUserPolicy", {"UserName": "free", "PolicyName": "p"}, None),
        ("GetUser", {"UserName": "alice"}, None),
        ("DeleteUser", {"UserName": "alice"}, None),
        ("GetUserPolicy", ABOUT_A_USER, None),
        ("TagRole", {"RoleName": "worker", "Tags": tags(a="b")}, None),
    ],
)
def test_the_boundary_in_the_request_or_on_the_target(bounded: Gate, operation, parameters, boundary):
    assert context_of(bounded, operation, **parameters).get(BOUNDARY) == boundary


def test_the_tag_action_of_a_creation_knows_the_tags_only(bounded: Gate):
    parameters = {"UserName": "bob", "PermissionsBoundary": LIMIT, "Tags": tags(team="blue")}
    creation, tagging = bounded.requirements("CreateUser", caller=ROOT, **parameters)
    assert BOUNDARY in creation.context
    assert tagging.context == {
        "aws:resourceaccount": ACCOUNT,
        "aws:requesttag/team": "blue",
        "aws:tagkeys": ("team",),
    }


@pytest.mark.parametrize("kind", ["User", "Group", "Role"])
@pytest.mark.parametrize("verb", ["Attach", "Detach"])
def test_the_policy_that_is_attached(gate: Gate, verb: str, kind: str):
    context = context_of(gate, f"{verb}{kind}Policy", **{f"{kind}Name": "x", "PolicyArn": READ_ONLY})
    assert context["iam:policyarn"] == READ_ONLY
    assert "iam:policyarn" not in context_of(gate, "GetPolicy", PolicyArn=READ_ONLY)


def test_tag_keys_with_and_without_values(gate: Gate):
    gate.user("alice")
    added = context_of(gate, "TagUser", UserName="alice", Tags=tags(Team="blue", Empty=""))
    assert added["aws:tagkeys"] == ("Team", "Empty")
    assert (added["aws:requesttag/team"], added["aws:requesttag/empty"]) == ("blue", "")
    removed = context_of(gate, "UntagUser", UserName="alice", TagKeys=["Team"])
    assert removed["aws:tagkeys"] == ("Team",)
    assert not any(key.startswith("aws:requesttag/") for key in removed)
    assert "aws:tagkeys" not in context_of(gate, "CreateUser", UserName="bob")
    assert "aws:tagkeys" not in context_of(gate, "CreateUser", UserName="bob", Tags=[])


def test_a_role_is_passed_to_ec2(gate: Gate):
    gate.role("worker", trust(ACCOUNT), Tags=tags(Team="red"))
    gate.world.call("CreateInstanceProfile", InstanceProfileName="box", Tags=tags(Team="grey"))
    parameters = {"InstanceProfileName": "box", "RoleName": "worker"}
    adding, passing = gate.requirements("AddRoleToInstanceProfile", caller=ROOT, **parameters)
    assert adding.context["aws:resourcetag/team"] == "grey"
    assert "iam:passedtoservice" not in adding.context
    assert passing.context == {
        "aws:resourceaccount": ACCOUNT,
        "aws:resourcetag/team": "red",
        "iam:resourcetag/team": "red",
        "iam:passedtoservice": "ec2.amazonaws.com",
    }


ASSUME = {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/worker", "RoleSessionName": "shift"}


def test_keys_of_assuming_a_role(gate: Gate):
    gate.role("worker", trust(ACCOUNT), Tags=tags(Team="red"))
    alice = gate.user("alice")
    assert context_of(gate, "AssumeRole", alice, **ASSUME) == {
        "aws:resourceaccount": ACCOUNT,
        "aws:resourcetag/team": "red",
        "iam:resourcetag/team": "red",
        "sts:rolesessionname": "shift",
    }
    more = {"ExternalId": "42", "SourceIdentity": "al", "Tags": tags(Desk="7"), "TransitiveTagKeys": ["Desk"]}
    context = context_of(gate, "AssumeRole", alice, **ASSUME, **more)
    assert context["sts:externalid"] == "42"
    assert context["sts:sourceidentity"] == "al"
    assert context["sts:transitivetagkeys"] == ("Desk",)
    assert (context["aws:tagkeys"], context["aws:requesttag/desk"]) == (("Desk",), "7")


def test_a_source_identity_is_asked_for_again_at_every_hop(gate: Gate):
    role = gate.role("worker", trust(ACCOUNT))
    session = gate.session(role, source_identity="alice")
    assert context_of(gate, "AssumeRole", session, **ASSUME)["sts:sourceidentity"] == "alice"


def test_the_service_that_a_linked_role_is_for():
    assert iam_context({"AWSServiceName": "ecs.amazonaws.com"}) == {"iam:awsservicename": "ecs.amazonaws.com"}


def test_the_service_and_the_life_of_a_credential(gate: Gate):
    alice = gate.user("alice")
    create, service = "CreateServiceSpecificCredential", "iam:servicespecificcredentialservicename"
    asked = context_of(gate, create, alice, UserName="alice", ServiceName="CodeCommit.amazonaws.com")
    assert asked == {"aws:resourceaccount": ACCOUNT, service: "codecommit.amazonaws.com"}
    for_a_week: dict[str, Any] = {"UserName": "alice", "ServiceName": "bedrock.amazonaws.com", "CredentialAgeDays": 7}
    assert context_of(gate, create, alice, **for_a_week)["iam:servicespecificcredentialagedays"] == "7"
    made = gate.world.call(create, **for_a_week)["ServiceSpecificCredential"]
    named = {"UserName": "alice", "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    for operation in ("Update", "Reset", "Delete"):
        found = context_of(gate, f"{operation}ServiceSpecificCredential", alice, **named, ServiceName="ignored")
        assert found[service] == "bedrock.amazonaws.com"
    named["ServiceSpecificCredentialId"] = "ACCAMISSING"
    assert service not in context_of(gate, "DeleteServiceSpecificCredential", alice, **named)
