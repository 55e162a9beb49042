"""Data keys are rotated under a running server: keys and sessions go on, and end when the former key is dropped."""

import pytest
from botocore.exceptions import ClientError

from tests.wire.server_process import Keys


def who(server, keys):
    return server.client("sts", keys).get_caller_identity()["Arn"].rpartition("/")[2]


def test_rotating_under_a_running_server(start, tmp_path):
    directory = ("--data-dir", str(tmp_path / "data"))

    def keys(*arguments):
        return server.limen("keys", *arguments, *directory, "--json").json()

    server = start(*directory)
    iam = server.client("iam")
    iam.create_user(UserName="alice")
    made = Keys.of(iam.create_access_key(UserName="alice")["AccessKey"])
    session = Keys.of(server.client("sts", made).get_session_token()["Credentials"])
    (only,) = keys("list")
    assert (only["active"], only["secrets"]) == (True, 2)

    rotation = keys("rotate")
    assert (rotation["resealed"], rotation["resumed"], rotation["former"]) == (2, False, [only["key_id"]])
    assert [who(server, each) for each in (made, session, server.owner)] == ["alice", "alice", "admin"]
    later = Keys.of(iam.create_access_key(UserName="alice")["AccessKey"])
    assert {row["key_id"]: row["secrets"] for row in keys("list")} == {only["key_id"]: 0, rotation["key_id"]: 3}

    assert keys("drop", only["key_id"]) == {"dropped": only["key_id"]}
    server.stop()
    server = start(*directory)
    assert [who(server, each) for each in (made, later, server.owner)] == ["alice", "alice", "admin"]
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        who(server, session)
    assert server.limen("keys", "drop", rotation["key_id"], *directory).code == 1
    assert server.limen("keys", "drop", "no-key", *directory).code == 3
