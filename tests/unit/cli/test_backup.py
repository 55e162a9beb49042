"""`limen backup` and `limen restore`."""

import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from limen.cli.backup import _report_progress
from limen.cli.main import run
from limen.runtime.composition import DATABASE_FILE
from limen.runtime.datadir import held
from limen.store.opening import open_store

DYING = """
import os, signal
from pathlib import Path
from limen.cli.main import run

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

%s = die
run(%r)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A data directory with one account and its master key, its backup, and the same directory a second account later.

    Made once, because passwords are slow to hash.
    """
    folder = tmp_path_factory.mktemp("made")
    one, two = folder / "one", folder / "two"
    one.mkdir(mode=0o700)
    open_store(one / DATABASE_FILE).close()
    assert run(["account", "create", "--data-dir", str(one), "--account-id", "111122223333"]) == 0
    assert run(["backup", str(folder / "backup.db"), "--data-dir", str(one)]) == 0
    shutil.copytree(one, two)
    assert run(["account", "create", "--data-dir", str(two), "--account-id", "444455556666"]) == 0
    return folder


@pytest.fixture
def directory(made, tmp_path):
    return Path(shutil.copytree(made / "one", tmp_path / "data"))


@pytest.fixture
def later(made, tmp_path):
    return Path(shutil.copytree(made / "two", tmp_path / "later"))


@pytest.fixture
def backup(made, tmp_path):
    return Path(shutil.copy(made / "backup.db", tmp_path / "backup.db"))


def accounts(shell, directory):
    return [row["account_id"] for row in shell.limen("account", "list", "--json", "--data-dir", directory).json()]


def test_the_output_says_what_the_backup_contains_and_which_key_opens_it(shell, directory, tmp_path):
    ended = shell.limen("backup", tmp_path / "one.db", "--data-dir", directory)
    assert ended.code == 0
    assert "Verified" in ended.out
    assert "which is not in the file" in ended.out
    ended = shell.limen("backup", tmp_path / "two.db", "--data-dir", directory, "--json")
    found = ended.json()
    assert (found["accounts"], found["revision"], found["file"]) == (1, 1, str(tmp_path / "two.db"))
    assert found["master_key_id"] in shell.limen("restore", tmp_path / "two.db", "--data-dir", tmp_path / "new").err
    assert stat.S_IMODE((tmp_path / "two.db").stat().st_mode) == 0o600


def test_a_backup_overwrites_nothing(shell, directory, backup):
    before = backup.read_bytes()
    ended = shell.limen("backup", backup, "--data-dir", directory)
    assert (ended.code, "exists already" in ended.err) == (1, True)
    assert backup.read_bytes() == before


def test_without_a_database_there_is_no_backup(shell, tmp_path):
    ended = shell.limen("backup", tmp_path / "backup.db", "--data-dir", tmp_path)
    assert (ended.code, "there is no database" in ended.err) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_store_without_keys_is_backed_up(shell, tmp_path):
    open_store(tmp_path / DATABASE_FILE).close()
    ended = shell.limen("backup", tmp_path / "backup.db", "--data-dir", tmp_path, "--json")
    assert (ended.code, ended.json()["master_key_id"]) == (0, None)
    assert "sealed" not in shell.limen("backup", tmp_path / "other.db", "--data-dir", tmp_path).out


def test_a_backup_is_restored_and_the_former_database_kept(shell, later, backup):
    refused = shell.limen("restore", backup, "--data-dir", later)
    assert (refused.code, "--replace" in refused.err) == (1, True)
    assert accounts(shell, later) == ["111122223333", "444455556666"]
    assert shell.limen("restore", backup, "--data-dir", later, "--replace").code == 0
    assert accounts(shell, later) == ["111122223333"]
    (kept,) = later.glob("limen.db.replaced-*")
    kept.rename(later / DATABASE_FILE)
    assert accounts(shell, later) == ["111122223333", "444455556666"]


def test_a_running_servers_database_is_not_replaced(shell, directory, backup):
    with held(directory):
        ended = shell.limen("restore", backup, "--data-dir", directory, "--replace")
    assert (ended.code, "in use by another server" in ended.err) == (1, True)
    assert list(directory.glob("*replaced*")) == []


def test_the_wrong_master_key_is_refused_and_a_missing_one_reported(shell, directory, backup, tmp_path, monkeypatch):
    fresh = tmp_path / "fresh"
    ended = shell.limen("restore", backup, "--data-dir", fresh)
    assert (ended.code, "is not here" in ended.err) == (0, True)
    monkeypatch.setenv("LIMEN_MASTER_KEY", "00" * 32)
    for arguments in (("restore", backup, "--data-dir", tmp_path / "other"), ("backup", tmp_path / "b.db")):
        ended = shell.limen(*arguments, *(() if "--data-dir" in arguments else ("--data-dir", directory)))
        assert (ended.code, "Give the right one" in ended.err) == (1, True)
    assert not (tmp_path / "other" / DATABASE_FILE).exists()
    assert not (tmp_path / "b.db").exists()


@pytest.mark.parametrize("content", [b"", b"not a database" * 500])
def test_a_file_that_is_not_a_backup_is_not_restored(shell, tmp_path, content):
    other = tmp_path / "other"
    other.write_bytes(content)
    ended = shell.limen("restore", other, "--data-dir", tmp_path / "data")
    assert ended.code == 1
    assert "database" in ended.err or "not a backup" in ended.err
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--database-url", "sqlite:///x.db"), "is not a PostgreSQL"),
        (("--database-url", "postgresql://x@127.0.0.1:1/y", "--replace"), "for data directories"),
    ],
)
def test_options_that_exclude_each_other_are_refused(shell, backup, tmp_path, options, message):
    ended = shell.limen("restore", backup, "--data-dir", tmp_path / "new", *options)
    assert (ended.code, message in ended.err) == (3, True)


def test_an_unreachable_postgresql_is_reported(shell, backup, tmp_path):
    ended = shell.limen(
        "restore", backup, "--data-dir", tmp_path, "--database-url", "postgresql://x:sesame@127.0.0.1:1/y"
    )
    assert (ended.code, "cannot be used" in ended.err, "sesame" in ended.err) == (1, True, False)


@pytest.mark.parametrize("step", ["Path.hardlink_to", "Path.replace"])
def test_a_killed_restore_leaves_the_old_database(shell, later, backup, step):
    arguments = ["restore", str(backup), "--data-dir", str(later), "--replace"]
    died = subprocess.run([sys.executable, "-c", DYING % (step, arguments)], check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL
    assert accounts(shell, later) == ["111122223333", "444455556666"]
    assert shell.limen(*arguments).code == 0
    assert accounts(shell, later) == ["111122223333"]
    assert not list(later.glob("*.partial*"))


def test_a_killed_backup_leaves_no_file_under_its_name(shell, directory, tmp_path):
    target = tmp_path / "backup.db"
    arguments = ["backup", str(target), "--data-dir", str(directory)]
    died = subprocess.run([sys.executable, "-c", DYING % ("Path.replace", arguments)], check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL
    assert not target.exists() or target.stat().st_size == 0
    target.unlink(missing_ok=True)
    assert shell.limen(*arguments).code == 0
    assert not list(tmp_path.glob("*.partial*"))


def test_progress_is_shown_on_terminals_only(capsys, monkeypatch):
    report = _report_progress()
    report(1, 10)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    for done in range(11):
        report(done, 10)
    shown = capsys.readouterr().err
    assert "50 % copied" in shown
    assert shown.endswith("100 % copied\n")
