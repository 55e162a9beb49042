import json
import subprocess

import pytest

from limen.admin.accounts import plan_account
from limen.cli.main import run
from limen.config.ambient import draw_entropy
from limen.runtime.datadir import held, write_credentials, write_server

HOSTILE = "a'b\"c$(touch pwned)`d`"


@pytest.fixture
def directory(tmp_path):
    given = {
        "account_id": "111122223333",
        "admin_access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "admin_secret_access_key": HOSTILE,
    }
    write_credentials(tmp_path, plan_account(given, draw_entropy), is_first=True)
    return tmp_path


def test_the_exports_are_safe_to_eval(directory, capsys):
    assert run(["env", "--data-dir", str(directory)]) == 0
    script = capsys.readouterr().out + 'printf "%s" "$AWS_SECRET_ACCESS_KEY"; printf "|%s" "$AWS_SESSION_TOKEN"'
    done = subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=directory,
        env={"AWS_SESSION_TOKEN": "old"},
    )
    assert done.stdout == f"{HOSTILE}|"
    assert not (directory / "pwned").exists()


@pytest.mark.parametrize(
    ("shell", "lines"),
    [
        ("sh", ["unset AWS_SESSION_TOKEN AWS_PROFILE AWS_ENDPOINT_URL", "export AWS_REGION=us-east-1"]),
        ("fish", ["set -e AWS_SESSION_TOKEN AWS_PROFILE AWS_ENDPOINT_URL", "set -gx AWS_REGION us-east-1"]),
        ("powershell", ["Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue", "$Env:AWS_REGION = 'us-east-1'"]),
    ],
)
def test_each_shell_has_its_own_syntax(directory, capsys, shell, lines):
    assert run(["env", "--data-dir", str(directory), "--shell", shell]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line not in shown] == []


def test_powershell_doubles_quotes(directory, capsys):
    run(["env", "--data-dir", str(directory), "--shell", "powershell"])
    assert HOSTILE.replace("'", "''") in capsys.readouterr().out


def test_json_shows_the_running_server_or_the_settings(directory, capsys):
    arguments = ["env", "--data-dir", str(directory), "--port", "4261", "--region", "eu-west-1", "--json"]
    run(arguments)
    variables = json.loads(capsys.readouterr().out)
    assert variables["AWS_ENDPOINT_URL_IAM"] == variables["AWS_ENDPOINT_URL_STS"] == "http://127.0.0.1:4261"
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert variables["AWS_ACCESS_KEY_ID"] == "AKIAIOSFODNN7EXAMPLE"
    write_server(directory, "http://127.0.0.1:5000")
    with held(directory):
        run(arguments)
    ended = capsys.readouterr()
    assert (json.loads(ended.out)["AWS_ENDPOINT_URL_IAM"], ended.err) == ("http://127.0.0.1:5000", "")


def test_the_address_of_a_server_that_was_killed_is_not_believed(directory, capsys):
    write_server(directory, "http://127.0.0.1:5000")
    run(["env", "--data-dir", str(directory), "--port", "4261", "--json"])
    ended = capsys.readouterr()
    assert json.loads(ended.out)["AWS_ENDPOINT_URL_IAM"] == "http://127.0.0.1:4261"
    assert ended.err == f"warning: no server is running on {directory}; the address is that of the settings\n"


def test_a_profile_can_be_written_instead(directory, capsys, monkeypatch):
    file = directory / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    assert run(["env", "--data-dir", str(directory), "--profile", "owner"]) == 0
    assert f"Wrote profile owner to {file}" in capsys.readouterr().out
    assert "[owner]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n" in file.read_text()
    assert "endpoint_url = http://127.0.0.1:4260\n" in file.read_text()


@pytest.mark.parametrize("account", ["", "999999999999"])
def test_without_credentials_it_says_what_to_do(tmp_path, capsys, account):
    assert run(["env", "--data-dir", str(tmp_path), "--account", account]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Start the server first, or name its directory with --data-dir." in shown.err


def test_other_services_are_left_alone_unless_asked(directory, capsys):
    run(["env", "--data-dir", str(directory), "--json"])
    assert "AWS_ENDPOINT_URL" not in json.loads(capsys.readouterr().out)
    run(["env", "--data-dir", str(directory), "--json", "--all-services"])
    variables = json.loads(capsys.readouterr().out)
    assert [name for name in variables if "ENDPOINT" in name] == ["AWS_ENDPOINT_URL"]


def test_a_profile_is_written_where_a_server_has_its_data(directory, monkeypatch):
    """The lock of profiles is not that of the directory, which a running server holds."""
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(directory / "credentials"))
    with held(directory):
        assert run(["env", "--data-dir", str(directory), "--profile", "owner"]) == 0
