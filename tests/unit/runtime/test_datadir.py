import json
import os
import stat

import pytest

from limen.admin.accounts import plan_account
from limen.config.ambient import draw_entropy
from limen.runtime.datadir import (
    DataDirectoryError,
    find_endpoint,
    held,
    prepare_directory,
    read_credentials,
    write_credentials,
    write_server,
)


def plan(account_id):
    return plan_account({"account_id": account_id}, draw_entropy)


def test_the_directory_belongs_to_its_owner(tmp_path):
    directory = prepare_directory(tmp_path / "deep" / "data")
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert prepare_directory(directory) == directory


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_our_own_open_directory_is_closed_and_reported(tmp_path, caplog, mode):
    tmp_path.chmod(mode)
    prepare_directory(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    (shown,) = caplog.messages
    assert (
        shown == f"{tmp_path} was open to other users (mode 0{mode:o}) and is now restricted to its owner (mode 0700)"
    )
    prepare_directory(tmp_path)
    assert len(caplog.messages) == 1


def somebody_else(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)


def a_file_system_without_modes(monkeypatch):
    monkeypatch.setattr("pathlib.Path.chmod", lambda *_: None)


def a_file_system_that_is_read_only(monkeypatch):
    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("pathlib.Path.chmod", refuse)


@pytest.mark.parametrize("obstacle", [somebody_else, a_file_system_without_modes, a_file_system_that_is_read_only])
def test_an_open_directory_that_cannot_be_closed_is_reported(tmp_path, caplog, monkeypatch, obstacle):
    tmp_path.chmod(0o755)
    with monkeypatch.context() as patch:
        obstacle(patch)
        assert prepare_directory(tmp_path) == tmp_path
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    assert "is open to other users (mode 0755)" in caplog.text


def test_a_directory_for_everybody_stays_so(tmp_path, caplog):
    tmp_path.chmod(0o1777)
    prepare_directory(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o1777
    assert "is open to other users (mode 1777)" in caplog.text


def test_a_file_is_not_a_directory(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(DataDirectoryError, match="cannot be used as data directory"):
        prepare_directory(tmp_path / "data")


def test_each_account_has_a_private_file_of_its_own(tmp_path):
    first, second = plan("111111111111"), plan("222222222222")
    files = [write_credentials(tmp_path, first, is_first=True), write_credentials(tmp_path, second, is_first=False)]
    assert [file.name for file in files] == ["credentials.json", "credentials-222222222222.json"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert read_credentials(tmp_path)["admin_secret_access_key"] == first.admin_secret_access_key
    assert read_credentials(tmp_path, "111111111111")["account_id"] == "111111111111"
    assert read_credentials(tmp_path, "222222222222")["root_password"] == second.root_password
    with pytest.raises(DataDirectoryError, match="no credentials of 333333333333"):
        read_credentials(tmp_path, "333333333333")


def test_the_endpoint_is_remembered(tmp_path):
    assert find_endpoint(tmp_path) is None
    write_server(tmp_path, "http://127.0.0.1:4260")
    with held(tmp_path):
        assert find_endpoint(tmp_path) == "http://127.0.0.1:4260"
    assert find_endpoint(tmp_path) is None


def test_one_server_has_the_directory_until_it_ends(tmp_path):
    with held(tmp_path):
        write_server(tmp_path, "http://127.0.0.1:4260")
        shown = f"in use by the server of process {os.getpid()} at http://127.0.0.1:4260"
        with pytest.raises(DataDirectoryError, match=shown), held(tmp_path):
            pass
    with held(tmp_path):
        pass


@pytest.mark.parametrize("shown", [None, "", "[]", '{"pid": "x"}', '{"pid": 1.5e9}', '{"endpoint": "http://x"}'])
def test_a_server_without_a_known_address_is_not_confused_with_an_earlier_one(tmp_path, shown):
    if shown is not None:
        (tmp_path / "server.json").write_text(shown)
    with held(tmp_path), pytest.raises(DataDirectoryError, match="in use by another server"), held(tmp_path):
        pass


@pytest.mark.parametrize("content", ["", "[]", "{", '"x"'])
def test_a_damaged_file_is_named(tmp_path, content):
    (tmp_path / "credentials.json").write_text(content)
    with pytest.raises(DataDirectoryError, match=r"credentials\.json"):
        read_credentials(tmp_path)


def test_no_draft_is_left_behind(tmp_path):
    write_server(tmp_path, "http://x")
    assert [path.name for path in tmp_path.iterdir()] == ["server.json"]
    assert json.loads((tmp_path / "server.json").read_text())["pid"]
