import pytest

from limen.domain.iam.providers import OIDCProvider
from limen.runtime.composition import DATABASE_FILE
from limen.store.opening import open_store
from tests.store.samples import START
from tests.unit.authn.proofs.issuer import HOST, ISSUER, Issuer

ACCOUNT = "111122223333"
PROVIDER = OIDCProvider(ACCOUNT, HOST, START)


@pytest.fixture
def directory(tmp_path, shell):
    open_store(tmp_path / DATABASE_FILE).close()
    assert shell.limen("account", "create", "--data-dir", tmp_path, "--account-id", ACCOUNT).code == 0
    store = open_store(tmp_path / DATABASE_FILE)
    with store.begin(now=START) as tx:
        tx.put(PROVIDER)
        tx.commit(None)
    store.close()
    return tmp_path


@pytest.fixture
def keys(shell, directory):
    return lambda *arguments: shell.limen("oidc-provider", "keys", *arguments, "--data-dir", directory)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text(Issuer().key_set)
    return path


def test_keys_are_stored_and_removed(keys, file, directory):
    ended = keys(ISSUER, file)
    assert (ended.code, ended.out) == (0, f"{PROVIDER.arn} has 2 stored keys.\n")
    assert keys(PROVIDER.arn, file, "--json").json() == {"provider": PROVIDER.arn, "keys": 2}
    store = open_store(directory / DATABASE_FILE)
    assert store.latest().find(OIDCProvider, ACCOUNT, PROVIDER.arn).key_set == file.read_text()
    store.close()
    assert keys(ISSUER, "--remove").out == f"{PROVIDER.arn} has no stored keys.\n"
    assert keys(ISSUER, "--remove", "--json").json() == {"provider": PROVIDER.arn, "keys": 0}


def test_a_file_or_remove_is_given(keys, file):
    for arguments in ((), (file, "--remove")):
        ended = keys(ISSUER, *arguments)
        assert (ended.code, "give a FILE or --remove" in ended.err) == (3, True)


def test_mistakes_are_reported(keys, file, tmp_path):
    assert "has no OIDC provider https://other.example.com" in keys("https://other.example.com", file).err
    assert "No such file" in keys(ISSUER, tmp_path / "missing").err
    file.write_bytes(b"\xff")
    assert "not UTF-8" in keys(ISSUER, file).err
    file.write_text("{}")
    ended = keys(ISSUER, file)
    assert (ended.code, f"{file}: The key set must have" in ended.err) == (3, True)
