"""Broken, foreign or newer data is refused at the start, with a reason, and left unchanged (P1)."""

import os
import shutil
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signal import SIGKILL

import pytest

from limen.config.load import option_name, variable_name
from tests.wire.server_process import BIN, Finished, Server

FAILED, INVALID = 1, 3


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """The data directory of a server that has been used and stopped."""
    home = tmp_path_factory.mktemp("used")
    server = Server(home, "--data-dir", str(home / "data"))
    server.client("iam").create_user(UserName="kept")
    assert server.stop() == 0
    return server.data_dir


@pytest.fixture
def data(used, tmp_path):
    """A copy of it, to break."""
    return Path(shutil.copytree(used, tmp_path / "data"))


def serve(directory, *options, **variables):
    """Try to start; a server that does start is a failure."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory.parent)} | variables
    command = [BIN / "limen", "serve", "--port", "0", "--data-dir", str(directory), *options]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    except subprocess.TimeoutExpired:
        pytest.fail("it started")
    return Finished(done.returncode, done.stdout, done.stderr)


def assert_refused(done, *words):
    assert done.code == FAILED
    assert done.out == ""
    assert done.err.startswith("error: ")
    assert "unexpected" not in done.err
    assert not [word for word in words if word not in done.err], done.err


def execute(data, statement):
    connection = sqlite3.connect(data / "limen.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def contents(directory):
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def lose_half(path):
    os.truncate(path, path.stat().st_size // 2)


def overwrite_page(path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 4096)


@pytest.mark.parametrize("damage", [lose_half, overwrite_page, lambda path: path.write_bytes(b"not a database" * 999)])
def test_a_damaged_database_is_refused(data, damage):
    damage(data / "limen.db")
    before = contents(data)
    assert_refused(serve(data), "limen.db", "damaged")
    assert contents(data) == before


def empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("lose", [empty, Path.unlink])
def test_a_lost_database_is_not_a_first_start(data, lose):
    lose(data / "limen.db")
    kept = {path: path.read_bytes() for path in (data / "credentials.json", data / "master.key")}
    for _ in range(2):
        assert_refused(serve(data), "credentials.json", "may be lost", "backup")
        assert {path: path.read_bytes() for path in kept} == kept
        assert not (data / "limen.db-wal").exists()


def test_a_lost_database_can_be_restored_or_given_up(data, start, tmp_path):
    kept = (data / "limen.db").read_bytes()
    empty(data / "limen.db")
    assert_refused(serve(data), "may be lost")
    (data / "limen.db").write_bytes(kept)
    restored = start("--data-dir", str(data))
    assert restored.client("iam").get_user(UserName="kept")
    account = restored.account
    restored.stop()
    empty(data / "limen.db")
    (data / "credentials.json").unlink()
    assert start("--data-dir", str(data)).account != account


def test_a_directory_that_knows_an_account_takes_no_new_database_elsewhere(data, tmp_path):
    assert_refused(serve(data, "--database-url", f"sqlite:///{tmp_path}/other.db"), "credentials.json", "may be lost")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE schema_version SET version_num = '9999'", ["version 9999", "newer Limen"]),
        ("UPDATE meta SET format = 'other'", ["damaged or not Limen's"]),
        ("DELETE FROM meta", ["damaged"]),
        ("UPDATE meta SET sealed_keys = NULL", ["no data keys", "backup"]),
        ("UPDATE meta SET sealed_keys = substr(sealed_keys, 1, 40)", ["damaged", "backup"]),
        ("UPDATE entity SET document = '{}' WHERE kind = 'user'", ["'user' that cannot be read"]),
        ("UPDATE entity SET kind = 'thing' WHERE kind = 'user'", ["'thing' that cannot be read"]),
        ("PRAGMA application_id = 1", ["of another program"]),
    ],
)
def test_a_database_that_is_not_as_it_should_be_is_refused(data, statement, words):
    execute(data, statement)
    before = contents(data)
    assert_refused(serve(data), *words)
    assert contents(data) == before


def test_a_database_of_somebody_else_is_not_touched(tmp_path):
    directory = tmp_path / "data"
    directory.mkdir(mode=0o700)
    connection = sqlite3.connect(directory / "limen.db")
    connection.execute("CREATE TABLE precious (id INTEGER)")
    connection.close()
    before = contents(directory)
    assert_refused(serve(directory), "another program")
    assert contents(directory) == before


def test_without_its_master_key_a_database_is_refused_and_no_new_key_is_made(data):
    (data / "master.key").unlink()
    assert_refused(serve(data), "master.key is missing", "LIMEN_MASTER_KEY")
    assert not (data / "master.key").exists()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda path: path.write_text("A" * 43 + "=\n"), "Give the right one"),
        (lambda path: path.write_text(""), "32 bytes"),
        (lambda path: path.chmod(0o644), "chmod 600"),
        (lambda path: (path.unlink(), path.mkdir()), "Is a directory"),
    ],
)
def test_a_malformed_master_key_is_refused_and_kept(data, make, word):
    make(data / "master.key")
    before = contents(data)
    assert_refused(serve(data), word)
    assert contents(data) == before


def test_another_master_key_in_the_environment_is_refused(data):
    assert_refused(serve(data, LIMEN_MASTER_KEY="B" * 43 + "="), "Give the right one")


def test_a_data_directory_that_others_can_enter_is_closed(data, start):
    data.chmod(0o755)
    server = start("--data-dir", str(data))
    assert data.stat().st_mode & 0o777 == 0o700
    assert f"{data} was open to other users (mode 0755)" in server.log.read_text()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("database_url", "mysql://limen:hunter2@host/limen", "'mysql' is not a supported database"),
        ("database_url", "postgresql:/limen:hunter2@host/limen", "not a URL"),
        ("database_url", "postgresql://limen:hunter2@host:port/limen", "not a URL"),
        ("database_url", "sqlite://", "ephemeral"),
        ("master_key", "hunter2", "A master key is 32 bytes"),
        ("master_key", "hunter2" * 9 + "é", "A master key is 32 bytes"),
    ],
)
@pytest.mark.parametrize("spell", [option_name, variable_name])
def test_an_unusable_setting_is_reported_in_one_line_without_its_secret(tmp_path, name, value, words, spell):
    variables, options = ({spell(name): value}, ()) if spell is variable_name else ({}, (spell(name), value))
    done = serve(tmp_path / "data", *options, **variables)
    assert (done.code, done.out) == (INVALID, "")
    shown = [line for line in done.err.splitlines() if not line.startswith("warning: ")]
    assert shown[0].startswith(f"error: {name}: ")
    assert words in done.err
    assert "hunter2" not in done.err
    assert not (tmp_path / "data").exists() or contents(tmp_path / "data") == {}


def test_a_data_directory_that_cannot_be_one_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    assert_refused(serve(tmp_path / "file"), "data directory")
    assert_refused(serve(tmp_path / "file" / "below"), "data directory")


def test_the_address_of_a_silent_database_is_reported_without_its_password(tmp_path):
    done = serve(tmp_path / "data", LIMEN_DATABASE_URL="postgresql://limen:hunter2@127.0.0.1:9/limen")
    assert_refused(done, "127.0.0.1:9/limen", "cannot be used")
    assert "hunter2" not in done.err


def test_a_taken_port_is_refused_before_anything_is_made(server, tmp_path):
    assert_refused(serve(tmp_path / "data", "--port", str(server.port)), "cannot listen", "--port")
    assert contents(tmp_path / "data") == {}


def test_a_directory_in_use_is_refused_and_its_server_named(start, tmp_path):
    """The second server once overwrote the address for `limen env`; after it stopped, the first could not be found."""
    running = start("--data-dir", str(tmp_path / "data"))
    before = contents(running.data_dir)["server.json"]
    done = serve(running.data_dir)
    assert_refused(done, "in use", f"process {running.process.pid} at {running.endpoint}", "--data-dir")
    assert contents(running.data_dir)["server.json"] == before


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_killed_server_locks_nobody_out(start, tmp_path, workers):
    options = ("--data-dir", str(tmp_path / "data"), "--workers", workers)
    killed = start(*options)
    killed.stop(SIGKILL)
    again = start(*options)
    assert again.client("sts").get_caller_identity()["Account"] == killed.account


def test_of_servers_that_start_at_once_in_one_directory_one_does(start, tmp_path):
    def attempt(_):
        try:
            return start("--data-dir", str(tmp_path / "data"))
        except AssertionError as refusal:
            return str(refusal)

    with ThreadPoolExecutor(3) as threads:
        results = list(threads.map(attempt, range(3)))
    (server,) = [result for result in results if isinstance(result, Server)]
    assert all("is in use by" in result for result in results if result is not server)
    assert server.client("sts").get_caller_identity()["Account"] == server.account


def test_what_was_kept_is_still_there_in_the_end(data, start):
    """The directory whose copies these tests broke is still intact."""
    again = start("--data-dir", str(data))
    assert again.client("iam").get_user(UserName="kept")["User"]["UserName"] == "kept"
