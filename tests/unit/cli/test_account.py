import json
import re
from datetime import UTC, datetime

import pytest

from limen.cli.main import run
from limen.domain.iam.account import Account
from limen.domain.iam.mfa import MFADevice
from limen.runtime.composition import DATABASE_FILE
from limen.store.opening import open_store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def directory(tmp_path):
    open_store(tmp_path / DATABASE_FILE).close()
    return tmp_path


def test_an_account_is_created_and_listed(directory, capsys):
    given = ["--account-id", "111122223333", "--account-alias", "acme", "--admin-user", "chief"]
    assert run(["account", "create", "--data-dir", str(directory), *given]) == 0
    shown = capsys.readouterr().out
    assert "Created account 111122223333" in shown
    assert str(directory / "credentials-111122223333.json") in shown
    assert run(["account", "list", "--data-dir", str(directory)]) == 0
    assert capsys.readouterr().out.startswith("111122223333  ")
    assert run(["account", "list", "--data-dir", str(directory), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["account_id"], row["alias"]) == ("111122223333", "acme")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["created"])


def test_what_is_taken_is_refused(directory, capsys):
    arguments = ["account", "create", "--data-dir", str(directory), "--account-id", "111122223333"]
    assert run([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["account_id"] == "111122223333"
    assert run(arguments) == 3
    assert "already exists" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["create", "list"])
def test_no_database_is_made_by_mistake(tmp_path, capsys, verb):
    assert run(["account", verb, "--data-dir", str(tmp_path)]) == 1
    assert "there is no database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_root_is_let_in_again_without_its_devices(directory, capsys):
    reset = ["account", "reset-root-mfa", "111122223333", "--data-dir", str(directory)]
    assert run(reset) == 3
    assert "There is no account 111122223333" in capsys.readouterr().err
    store = open_store(directory / DATABASE_FILE)
    with store.begin(now=NOW) as tx:
        tx.put(Account("111122223333", NOW))
        for name in ("phone", "safe"):
            tx.put(MFADevice("111122223333", name, "/", NOW, b"sealed", owner_id="111122223333", enabled=NOW))
        tx.commit(None)
    store.close()
    serials = [f"arn:aws:iam::111122223333:mfa/{name}" for name in ("phone", "safe")]
    assert run(reset) == 0
    assert capsys.readouterr().out == "".join(f"Deactivated {serial}.\n" for serial in serials)
    assert run(reset) == 0
    assert "has no MFA device" in capsys.readouterr().out
    assert run([*reset, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"deactivated": []}


@pytest.fixture
def account_directory(tmp_path, capsys):
    open_store(tmp_path / DATABASE_FILE).close()
    assert run(["account", "create", "--data-dir", str(tmp_path), "--account-id", "111122223333"]) == 0
    capsys.readouterr()
    return tmp_path


def test_roots_password_is_printed_once(account_directory, capsys):
    reset = ["account", "reset-root-password", "111122223333", "--data-dir", str(account_directory)]
    assert run(reset) == 0
    assert capsys.readouterr().out.startswith("New password of the root user: ")
    assert run([*reset, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["root_password"]) > 20


def test_a_lost_administrator_gets_a_key(account_directory, capsys):
    make = ["account", "new-key", "111122223333", "admin", "--data-dir", str(account_directory)]
    assert run([*make, "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert run(make) == 3
    assert "Cannot exceed quota" in capsys.readouterr().err
    assert run([*make, "--replace", made["access_key_id"]]) == 0
    assert capsys.readouterr().out.startswith("Access key: AKIA")


def test_recovery_of_an_unknown_account_is_refused(account_directory, capsys):
    assert run(["account", "reset-root-password", "999999999999", "--data-dir", str(account_directory)]) == 3
    assert "There is no account 999999999999" in capsys.readouterr().err
