"""The master key: from text, from a file that is its owner's alone, made once."""

import stat
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest

from limen.authn.keyring import KEY_BYTES, VaultError
from limen.authn.master_key import (
    MasterKey,
    ensure_master_key,
    load_master_key,
    parse_master_key,
    render_master_key,
)
from tests.unit.authn.entropy import predictable_entropy

ENTROPY = predictable_entropy("master key")
SECRET = bytes(range(KEY_BYTES))


@pytest.mark.parametrize("text", [SECRET.hex(), SECRET.hex().upper(), b64encode(SECRET).decode(), f" {SECRET.hex()}\n"])
def test_hexadecimal_and_base64_are_read(text):
    assert parse_master_key(text) == MasterKey(SECRET)


@pytest.mark.parametrize(
    "text",
    ["", "sesame", "sesame" * 11, SECRET.hex()[:-1], SECRET.hex()[:-1] + "g", b64encode(SECRET[1:]).decode(), "é" * 44],
)
def test_text_that_is_not_a_key_is_refused_without_repeating_it(text):
    with pytest.raises(VaultError, match="A master key is 32 bytes") as caught:
        parse_master_key(text)
    assert "sesame" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_rendered_key_is_read_back():
    assert parse_master_key(render_master_key(MasterKey(SECRET))) == MasterKey(SECRET)


def test_the_id_distinguishes_keys_and_is_not_the_key():
    ids = {MasterKey(bytes([number]) * KEY_BYTES).id for number in range(50)}
    assert len(ids) == 50
    assert MasterKey(SECRET).id not in SECRET


def test_nothing_shows_it():
    assert repr(MasterKey(SECRET)) == "MasterKey()"


def test_a_file_is_made_once_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "master.key"
    made = ensure_master_key(path, entropy=ENTROPY)
    assert ensure_master_key(path, entropy=ENTROPY) == made == load_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_of_many_that_make_it_all_get_the_same(tmp_path):
    path = tmp_path / "master.key"
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: ensure_master_key(path, entropy=ENTROPY), range(32)))
    assert set(made) == {load_master_key(path)}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "master.key"
    ensure_master_key(path, entropy=ENTROPY)
    path.chmod(mode)
    with pytest.raises(VaultError, match="chmod 600"):
        ensure_master_key(path, entropy=ENTROPY)


def test_a_file_that_holds_no_key_is_refused_and_not_replaced(tmp_path):
    path = tmp_path / "master.key"
    path.touch(mode=0o600)
    with pytest.raises(VaultError, match="A master key is"):
        ensure_master_key(path, entropy=ENTROPY)
    assert path.read_bytes() == b""


def test_a_file_that_is_not_there_cannot_be_loaded(tmp_path):
    with pytest.raises(VaultError, match=r"master.key: the master key cannot be read \(No such file"):
        load_master_key(tmp_path / "master.key")


def test_a_folder_in_its_place_cannot_be_loaded(tmp_path):
    with pytest.raises(VaultError, match="Is a directory"):
        ensure_master_key(tmp_path, entropy=ENTROPY)
