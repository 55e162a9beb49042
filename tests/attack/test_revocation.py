"""P7: after a revocation has returned, no request is accepted, at once, on another worker or another node.

Each round revokes at one server and calls the other without a pause; the same call succeeded there just before, so that
every cache is warm.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from time import sleep
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from tests.wire.server_process import ONE_TRY, Keys, Server

ROUNDS = 3 if "LIMEN_CAMPAIGN" not in os.environ else 60
LOOK = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}})
PASSWORD, OTHER_PASSWORD = "First-Passw0rd!", "Other-Passw0rd!"
DENIED = {400, 403}
TOO_MANY_REQUESTS = 429
REFUSED = {"AccessDenied", "InvalidClientTokenId"}


@dataclass(frozen=True, slots=True)
class Nodes:
    """Two servers on one database: rights are granted and revoked at `first`, and used at `second`."""

    first: Server
    second: Server
    keys: Keys

    def client(self, service: str, keys: Keys | None = None, *, at: Server | None = None) -> Any:
        """A client with connections of its own: with several workers, each may reach another."""
        signer = keys or self.keys
        return boto3.session.Session(
            aws_access_key_id=signer.access_key_id, aws_secret_access_key=signer.secret_access_key,
            aws_session_token=signer.session_token or None, region_name="us-east-1",
        ).client(service, endpoint_url=(at or self.first).endpoint, config=ONE_TRY)  # fmt: skip


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory):
    home = tmp_path_factory.mktemp("workers")
    server = Server(home, "--data-dir", str(home / "data"), "--workers", "2")
    yield Nodes(server, server, server.owner)
    assert server.stop() == 0


@pytest.fixture(scope="module")
def two_on_sqlite(tmp_path_factory):
    home = tmp_path_factory.mktemp("sqlite")
    first = Server(home, "--data-dir", str(home / "one"))
    key = {"LIMEN_MASTER_KEY": (home / "one" / "master.key").read_text().strip()}
    url = f"sqlite:///{home}/one/limen.db"
    second = Server(home, "--data-dir", str(home / "two"), "--database-url", url, variables=key)
    yield Nodes(first, second, first.owner)
    assert (first.stop(), second.stop()) == (0, 0)


@pytest.fixture(scope="module")
def two_on_postgresql(tmp_path_factory, postgresql_databases):
    home = tmp_path_factory.mktemp("postgresql")
    url = postgresql_databases.make().address
    first = Server(home, "--data-dir", str(home / "one"), "--database-url", url)
    key = {"LIMEN_MASTER_KEY": (home / "one" / "master.key").read_text().strip()}
    second = Server(home, "--data-dir", str(home / "two"), "--database-url", url, variables=key)
    yield Nodes(first, second, first.owner)
    assert (first.stop(), second.stop()) == (0, 0)


@pytest.fixture(params=["two_workers", "two_on_sqlite", "two_on_postgresql"])
def nodes(request):
    return request.getfixturevalue(request.param)


_numbers = count()


@dataclass(frozen=True, slots=True)
class Person:
    """A user who may list users, by an attached policy and the group's."""

    nodes: Nodes
    iam: Any
    name: str
    keys: Keys

    def names(self, **more: str) -> dict[str, str]:
        return {"UserName": self.name, **more}


@pytest.fixture
def people(nodes) -> Iterator[Person]:
    """Makes one for each round."""
    iam = nodes.client("iam")

    def make() -> Iterator[Person]:
        for _ in range(ROUNDS):
            name = f"person-{next(_numbers)}"
            iam.create_user(UserName=name)
            keys = Keys.of(iam.create_access_key(UserName=name)["AccessKey"])
            iam.put_user_policy(UserName=name, PolicyName="look", PolicyDocument=LOOK)
            yield Person(nodes, iam, name, keys)

    return make()


def assert_allowed(client):
    assert client.list_users()["Users"]


def assert_refused(client):
    with pytest.raises(ClientError) as caught:
        client.list_users()
    assert caught.value.response["Error"]["Code"] in REFUSED


def test_a_deactivated_and_a_deleted_key(people):
    for person in people:
        named = person.names(AccessKeyId=person.keys.access_key_id)
        there = person.nodes.client("iam", person.keys, at=person.nodes.second)
        assert_allowed(there)
        person.iam.update_access_key(**named, Status="Inactive")
        assert_refused(there)
        person.iam.update_access_key(**named, Status="Active")
        assert_allowed(there)
        person.iam.delete_access_key(**named)
        assert_refused(there)


def test_a_deleted_and_a_detached_policy(people):
    for person in people:
        there = person.nodes.client("iam", person.keys, at=person.nodes.second)
        assert_allowed(there)
        person.iam.delete_user_policy(**person.names(PolicyName="look"))
        assert_refused(there)
        attached = person.names(PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
        person.iam.attach_user_policy(**attached)
        assert_allowed(there)
        person.iam.put_user_permissions_boundary(
            **person.names(PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
        )
        assert_refused(there)
        person.iam.delete_user_permissions_boundary(**person.names())
        assert_allowed(there)
        person.iam.detach_user_policy(**attached)
        assert_refused(there)


def test_a_deleted_user_and_its_sessions(people):
    for person in people:
        there = person.nodes.client("iam", person.keys, at=person.nodes.second)
        assert_allowed(there)
        sts = person.nodes.client("sts", person.keys, at=person.nodes.second)
        session = person.nodes.client("sts", Keys.of(sts.get_session_token()["Credentials"]), at=person.nodes.second)
        assert session.get_caller_identity()["Arn"].endswith(person.name)
        person.iam.delete_user_policy(**person.names(PolicyName="look"))
        person.iam.delete_access_key(**person.names(AccessKeyId=person.keys.access_key_id))
        person.iam.delete_user(**person.names())
        assert_refused(there)
        with pytest.raises(ClientError, match="InvalidClientTokenId"):
            session.get_caller_identity()


def test_a_role_that_no_longer_exists(people, nodes):
    """The sessions of a role end with it, and have less with its policy."""
    identity = nodes.client("sts").get_caller_identity()
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": identity["Arn"]}}
    for person in people:
        role = person.iam.create_role(
            RoleName=person.name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": trust})
        )["Role"]
        person.iam.put_role_policy(RoleName=person.name, PolicyName="look", PolicyDocument=LOOK)
        assumed = nodes.client("sts", at=nodes.second).assume_role(RoleArn=role["Arn"], RoleSessionName="shift")
        there = nodes.client("iam", Keys.of(assumed["Credentials"]), at=nodes.second)
        assert_allowed(there)
        person.iam.delete_role_policy(RoleName=person.name, PolicyName="look")
        assert_refused(there)
        person.iam.put_role_policy(RoleName=person.name, PolicyName="look", PolicyDocument=LOOK)
        assert_allowed(there)
        person.iam.delete_role_policy(RoleName=person.name, PolicyName="look")
        person.iam.delete_role(RoleName=person.name)
        assert_refused(there)


def test_a_changed_password(nodes):
    """Neither the old password nor a sign-in that was made with it, nor its renewal is accepted, elsewhere as well."""
    iam = nodes.client("iam")
    name = f"person-{next(_numbers)}"
    iam.create_user(UserName=name)
    iam.create_login_profile(UserName=name, Password=PASSWORD)
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=LOOK.replace("List", "Get"))
    account = nodes.client("sts").get_caller_identity()["Account"]
    passwords = [PASSWORD, OTHER_PASSWORD]
    for number in range(3):
        old, new = passwords[number % 2], passwords[(number + 1) % 2]
        signed_in = sign_in(nodes.second, account=account, userName=name, password=old, grantType="password")
        assert signed_in.status_code == 200, signed_in.text
        renewal = {"grantType": "refresh_token", "refreshToken": signed_in.json()["refreshToken"]}
        assert sign_in(nodes.second, **renewal).status_code == 200
        own = nodes.client("iam", keys_in(signed_in.json()["accessToken"]), at=nodes.second)
        assert own.get_user()["User"]["UserName"] == name
        iam.update_login_profile(UserName=name, Password=new)
        with pytest.raises(ClientError, match="InvalidClientTokenId"):
            own.get_user()
        assert sign_in(nodes.second, **renewal).status_code in DENIED
        refused = sign_in(nodes.second, account=account, userName=name, password=old, grantType="password")
        assert refused.status_code in DENIED


def keys_in(token: dict[str, str]) -> Keys:
    return Keys(token["accessKeyId"], token["secretAccessKey"], token["sessionToken"])


def sign_in(server: Server, **members: str) -> Any:
    """The answer, after the pause that follows refused passwords; workers divide the allowance of these."""
    body = {"clientId": "arn:aws:signin:::devtools/same-device", **members}
    request = AWSRequest(
        "POST", f"{server.endpoint}/v1/token", data=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    response = URLLib3Session().send(request.prepare())
    while response.status_code == TOO_MANY_REQUESTS:
        sleep(int(response.headers["Retry-After"]))
        response = URLLib3Session().send(request.prepare())
    return Answer(response.status_code, response.text)


@dataclass(frozen=True, slots=True)
class Answer:
    status_code: int
    text: str

    def json(self) -> Any:
        return json.loads(self.text)
