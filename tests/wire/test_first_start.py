"""First start, second start, settings (docs/reference.md)."""

import json
import stat
import subprocess

import pytest

from tests.wire.server_process import BIN, Keys

GIVEN = {
    "LIMEN_ACCOUNT_ID": "111122223333",
    "LIMEN_ACCOUNT_ALIAS": "acme",
    "LIMEN_ROOT_EMAIL": "owner@example.com",
    "LIMEN_ROOT_PASSWORD": "root-Passw0rd!",
    "LIMEN_ADMIN_USER": "chief",
    "LIMEN_ADMIN_PASSWORD": "chief-Passw0rd!",
    "LIMEN_ADMIN_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "LIMEN_ADMIN_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
SECRETS = [value for name, value in GIVEN.items() if "PASSWORD" in name or "SECRET" in name]
KEYS = Keys(GIVEN["LIMEN_ADMIN_ACCESS_KEY_ID"], GIVEN["LIMEN_ADMIN_SECRET_ACCESS_KEY"])


def test_given_secrets_are_used_and_never_printed(start, tmp_path):
    server = start("--data-dir", str(tmp_path / "data"), **GIVEN)
    assert server.started["account_id"] == "111122223333"
    identity = server.client("sts", KEYS).get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::111122223333:user/chief"
    assert server.client("iam", KEYS).list_account_aliases()["AccountAliases"] == ["acme"]
    server.stop()
    shown = json.dumps(server.started) + server.log.read_text() + json.dumps(server.audit())
    assert not [secret for secret in SECRETS if secret in shown]


def test_what_is_drawn_is_in_a_private_file_and_nowhere_else(start, tmp_path):
    server = start("--data-dir", str(tmp_path / "data"))
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in server.data_dir.iterdir()}
    assert set(files.values()) == {0o600}
    assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700
    credentials = server.credentials
    secrets = [credentials[name] for name in ("root_password", "admin_password", "admin_secret_access_key")]
    assert len(set(secrets)) == 3
    assert min(map(len, secrets)) >= 24
    server.stop()
    for path in server.data_dir.iterdir():
        if path.name != "credentials.json":
            assert not [secret for secret in secrets if secret.encode() in path.read_bytes()], path.name
    assert not [secret for secret in secrets if secret in server.log.read_text() + json.dumps(server.started)]


def test_a_second_start_changes_nothing(start, tmp_path):
    options = ("--data-dir", str(tmp_path / "data"))
    first = start(*options, **GIVEN)
    first.client("iam", KEYS).create_user(UserName="kept")
    before = (first.credentials, first.client("iam", KEYS).get_account_authorization_details()["UserDetailList"])
    assert first.stop() == 0
    other = GIVEN | {"LIMEN_ACCOUNT_ID": "999988887777", "LIMEN_ADMIN_PASSWORD": "another-Passw0rd!"}
    second = start(*options, **other)
    assert second.started["account_id"] is None
    after = (second.credentials, second.client("iam", KEYS).get_account_authorization_details()["UserDetailList"])
    assert after == before
    assert [event["eventName"] for event in second.audit()].count("CreateAccount") == 1


def test_the_aws_command_line_works_after_eval_of_limen_env(start, tmp_path):
    server = start("--data-dir", str(tmp_path / "data"))
    script = f'eval "$(limen env --data-dir {server.data_dir})" && aws iam list-users --query "Users[].UserName"'
    variables = server.variables | {"PATH": f"{BIN}:{server.variables['PATH']}", "AWS_SESSION_TOKEN": "stale"}
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False, env=variables, timeout=60)
    assert done.stderr == ""
    assert json.loads(done.stdout) == ["admin"]


@pytest.mark.parametrize(
    ("options", "variables", "message"),
    [
        ((), {"LIMEN_PROT": "1"}, "unknown environment variable LIMEN_PROT; the nearest that exists is LIMEN_PORT"),
        (("--prot", "1"), {}, "No such option '--prot'. (Did you mean one of: '--host', '--port'?)"),
        (("--workers", "none"), {}, "workers: 'none' is not a whole number"),
        (("--account-id", "12"), {}, "account_id: must be twelve digits"),
    ],
)
def test_a_setting_that_cannot_be_is_an_error(server, options, variables, message):
    done = server.limen("serve", "--ephemeral", "--port", "0", *options, variables=variables)
    assert done.code == 3
    assert message in done.err
    assert done.out == ""


def test_a_port_that_is_taken_is_an_error(server, tmp_path):
    done = server.limen("serve", "--data-dir", str(tmp_path / "data"), "--port", str(server.port))
    assert done.code == 1
    assert "cannot listen on 127.0.0.1" in done.err
    assert "--port" in done.err
    assert not (tmp_path / "data" / "credentials.json").exists()


def test_further_accounts_are_separate(server):
    made = server.limen("account", "create", "--data-dir", str(server.data_dir), "--admin-user", "second", "--json")
    account = made.json()["account_id"]
    variables = server.limen("env", "--data-dir", str(server.data_dir), "--account", account, "--json").json()
    keys = Keys(variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"])
    users = server.client("iam", keys).list_users()["Users"]
    assert [user["Arn"] for user in users] == [f"arn:aws:iam::{account}:user/second"]
    listed = server.limen("account", "list", "--data-dir", str(server.data_dir), "--json").json()
    assert {row["account_id"] for row in listed} >= {server.account, account}
    (event,) = server.audit("--account", account, "--event", "CreateAccount")
    assert event["userIdentity"] == {"type": "AWSService", "invokedBy": "limen"}
    again = server.limen("account", "create", "--data-dir", str(server.data_dir), "--account-id", account)
    assert again.code == 3
    assert "already exists" in again.err
