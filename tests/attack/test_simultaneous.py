"""Many simultaneous writers, on one server and on two workers: only one can win, and nothing gets lost."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.wire.server_process import Server

THREADS = 8
LOOK = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}})


@pytest.fixture(scope="module", params=["1", "2"])
def busy(request, tmp_path_factory):
    home = tmp_path_factory.mktemp(f"workers{request.param}")
    server = Server(home, "--data-dir", str(home / "data"), "--workers", request.param)
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="module")
def clients(busy):
    """One with connections of its own for each thread."""
    return [busy._make_client("iam", busy.owner) for _ in range(THREADS)]


def at_once(clients, call):
    """Run a part in each thread; the resulting codes, `done` for a success."""

    def attempt(number):
        try:
            call(clients[number], number)
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "done"

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(attempt, range(THREADS)))


@pytest.mark.parametrize("round_", range(5))
def test_one_call_creates_a_user_and_the_others_are_refused(clients, round_):
    spellings = ["Same", "SAME", "same", "sAme"]
    outcomes = at_once(
        clients, lambda iam, number: iam.create_user(UserName=f"{spellings[number % 4]}-{round_}")
    )  # fmt: skip
    assert outcomes == {"done": 1, "EntityAlreadyExists": THREADS - 1}
    users = [user["UserName"] for user in clients[0].list_users()["Users"]]
    assert [name.lower() for name in users].count(f"same-{round_}") == 1


def test_one_creates_each_other_thing(clients):
    calls = [
        lambda iam, _: iam.create_group(GroupName="same"),
        lambda iam, _: iam.create_policy(PolicyName="same", PolicyDocument=LOOK),
        lambda iam, _: iam.create_instance_profile(InstanceProfileName="same"),
        lambda iam, _: iam.create_login_profile(UserName="admin2", Password="Some-Passw0rd!"),
    ]
    clients[0].create_user(UserName="admin2")
    for call in calls:
        assert at_once(clients, call) == {"done": 1, "EntityAlreadyExists": THREADS - 1}


def test_no_tag_gets_lost(clients):
    clients[0].create_user(UserName="tagged")
    outcomes = at_once(
        clients, lambda iam, number: iam.tag_user(UserName="tagged", Tags=[{"Key": f"k{number}", "Value": "v"}])
    )
    assert outcomes == {"done": THREADS}
    tags = clients[0].list_user_tags(UserName="tagged")["Tags"]
    assert {tag["Key"] for tag in tags} == {f"k{number}" for number in range(THREADS)}


def test_a_quota_is_not_overrun(clients):
    clients[0].create_user(UserName="keyed")
    assert at_once(clients, lambda iam, _: iam.create_access_key(UserName="keyed")) == {
        "done": 2,
        "LimitExceeded": THREADS - 2,
    }
    assert len(clients[0].list_access_keys(UserName="keyed")["AccessKeyMetadata"]) == 2
    arn = clients[0].create_policy(PolicyName="versions", PolicyDocument=LOOK)["Policy"]["Arn"]
    outcomes = at_once(clients, lambda iam, _: iam.create_policy_version(PolicyArn=arn, PolicyDocument=LOOK))
    assert outcomes == {"done": 4, "LimitExceeded": THREADS - 4}
    versions = [version["VersionId"] for version in clients[0].list_policy_versions(PolicyArn=arn)["Versions"]]
    assert sorted(versions) == ["v1", "v2", "v3", "v4", "v5"]


def test_one_deletes_and_the_others_find_nothing(clients):
    clients[0].create_user(UserName="gone")
    outcomes = at_once(clients, lambda iam, _: iam.delete_user(UserName="gone"))
    assert outcomes == {"done": 1, "NoSuchEntity": THREADS - 1}


def test_nobody_is_attached_to_what_is_deleted_meanwhile(clients):
    """In any order, no attachment of a deleted policy is left, and no member of a deleted group."""
    for number in range(6):
        arn = clients[0].create_policy(PolicyName=f"brief{number}", PolicyDocument=LOOK)["Policy"]["Arn"]
        name = f"holder{number}"
        clients[0].create_user(UserName=name)

        def race(iam, position, arn=arn, name=name):
            if position % 2:
                iam.delete_policy(PolicyArn=arn)
            else:
                iam.attach_user_policy(UserName=name, PolicyArn=arn)

        at_once(clients, race)
        attached = clients[0].list_attached_user_policies(UserName=name)["AttachedPolicies"]
        present = {policy["Arn"] for policy in clients[0].list_policies(Scope="Local")["Policies"]}
        assert {policy["PolicyArn"] for policy in attached} <= present


def test_a_mixed_load_is_audited_to_the_last_call(busy, clients):
    before = Counter(event["eventName"] for event in busy.audit())

    def live(iam, number):
        for step in range(6):
            name = f"mixed-{number}-{step}"
            iam.create_user(UserName=name)
            iam.get_user(UserName=name)
            iam.put_user_policy(UserName=name, PolicyName="look", PolicyDocument=LOOK)
            iam.list_users(MaxItems=5)
            iam.delete_user_policy(UserName=name, PolicyName="look")
            iam.delete_user(UserName=name)

    assert at_once(clients, live) == {"done": THREADS}
    after = Counter(event["eventName"] for event in busy.audit())
    each = THREADS * 6
    assert after - before == {
        "CreateUser": each, "GetUser": each, "PutUserPolicy": each, "ListUsers": each, "DeleteUserPolicy": each,
        "DeleteUser": each,
    }  # fmt: skip
