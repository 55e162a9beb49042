"""P6: a call that cannot be audited is refused without effect, and calls succeed once the trail is writable again."""

import resource
import sqlite3
from contextlib import closing, contextmanager

import pytest
from botocore.exceptions import ClientError

from tests.attack.test_revocation import sign_in
from tests.wire.raw_http import exchange, post, render
from tests.wire.server_process import Keys

UNAVAILABLE = 503


@pytest.fixture
def server(start, tmp_path):
    """Started and warm; an administrator's key was used already."""
    server = start("--data-dir", str(tmp_path / "data"))
    server.client("iam").create_user(UserName="before")
    return server


@contextmanager
def full_disk(server):
    """No file can be written any more: what the server sees when its disk is full."""
    soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (1, hard))
    yield
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def lost_trail(server):
    """The table of audit records is not there."""
    with closing(sqlite3.connect(server.data_dir / "limen.db", timeout=10)) as connection:
        connection.execute("ALTER TABLE event RENAME TO event_lost")
        connection.commit()
        yield
        connection.execute("ALTER TABLE event_lost RENAME TO event")
        connection.commit()


def status_of(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize("fault", [full_disk, lost_trail])
def test_what_cannot_be_audited_is_refused(server, fault):
    iam, sts = server.client("iam"), server.client("sts")
    wrong = server.client("sts", Keys(server.owner.access_key_id, "wrong"))
    unsigned = render("POST", "/", server, {}, b"Action=ListUsers&Version=2010-05-08")
    events = len(server.audit())
    with fault(server):
        for _ in range(3):
            assert status_of(iam.list_users) == UNAVAILABLE
            assert status_of(iam.create_user, UserName="meanwhile") == UNAVAILABLE
            assert status_of(iam.delete_user, UserName="before") == UNAVAILABLE
            assert status_of(iam.get_user, UserName="nobody") == UNAVAILABLE
            assert status_of(sts.get_session_token) == UNAVAILABLE
            assert status_of(wrong.get_caller_identity) == UNAVAILABLE
        assert exchange(server, unsigned).status == UNAVAILABLE
        assert post(server, b"nonsense").status == UNAVAILABLE
        assert post(server, b"x" * 2_000_000).status == UNAVAILABLE
        credentials = server.credentials
        given = {"account": credentials["account_id"], "userName": "admin", "grantType": "password"}
        for password in (credentials["admin_password"], "wrong"):
            refused = sign_in(server, **given, password=password)
            assert refused.status_code == UNAVAILABLE
            assert "accessToken" not in refused.text
        assert exchange(server, render("GET", "/healthz", server, {})).status == 200
    assert {user["UserName"] for user in iam.list_users()["Users"]} == {"admin", "before"}
    iam.create_user(UserName="afterwards")
    assert sign_in(server, **given, password=credentials["admin_password"]).status_code == 200
    names = [event["eventName"] for event in server.audit()][events:]
    assert names == ["ListUsers", "CreateUser", "ConsoleLogin"]


def test_a_call_that_cannot_reach_the_database_in_time_is_refused(server):
    """Another process keeps writing: reads need their audit record as well."""
    iam = server.client("iam")
    with closing(sqlite3.connect(server.data_dir / "limen.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert status_of(iam.list_users) == UNAVAILABLE
        connection.execute("ROLLBACK")
    assert len(iam.list_users()["Users"]) == 2


def test_a_database_that_was_replaced_by_an_older_one_is_not_believed(server):
    """A server on an older state could allow what has been revoked since."""
    iam = server.client("iam")
    with closing(sqlite3.connect(server.data_dir / "limen.db", isolation_level=None)) as connection:
        connection.execute("UPDATE meta SET revision = revision - 1")
        assert status_of(iam.list_users) == UNAVAILABLE
        assert exchange(server, render("GET", "/readyz", server, {})).status == UNAVAILABLE
        connection.execute("UPDATE meta SET revision = revision + 1")
    assert iam.list_users()["Users"]
