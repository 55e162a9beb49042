"""Rotation in a store: everything is moved over, an interrupted one is finished, nothing that is needed is dropped."""

import json

import pytest

from limen.admin.key_rotation import count_secrets, drop, open_keyring, rotate
from limen.authn.data_keys import rotate_data_key
from limen.authn.keyring import VaultError
from limen.authn.master_key import load_master_key
from limen.authn.proofs.mfa_codes import open_seed, seal_seed
from limen.authn.vault import sealing_key_of
from limen.config.settings import Settings
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.mfa import MFADevice
from limen.domain.iam.providers import SAMLPrivateKey
from limen.runtime.composition import MASTER_KEY_FILE, make_environment
from limen.store.interface import AuditFilter
from limen.store.opening import open_store
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, OTHER_ACCOUNT

KEYS = {"AKIAONE": ACCOUNT, "AKIATWO": ACCOUNT, "AKIATHREE": OTHER_ACCOUNT}
SEED = b"0123456789"


class Vaulted:
    """A store with two accounts, three access keys, an MFA device and a private key of a SAML provider."""

    def __init__(self, folder):
        self.store = open_store(folder / "limen.db")
        self.environment = make_environment(Settings(data_dir=folder), folder, self.store)
        self.master = load_master_key(folder / MASTER_KEY_FILE)
        for account in (ACCOUNT, OTHER_ACCOUNT):
            self.put(Account(account, CREATED))
        for key_id, account in KEYS.items():
            self.put_key(key_id, account)
        device = MFADevice(ACCOUNT, "phone", "/", CREATED, b"")
        self.put(MFADevice(ACCOUNT, "phone", "/", CREATED, seal_seed(self.environment.vault, SEED, device.arn)))
        self.put(SAMLPrivateKey(ACCOUNT, "SAMLKEY", "arn", CREATED, self.environment.vault.seal(SEED, b"SAMLKEY")))

    def put(self, entity):
        with self.store.begin(now=NOW) as transaction:
            transaction.put(entity)
            transaction.commit(None)

    def put_key(self, key_id, account=ACCOUNT):
        sealed = self.environment.vault.seal(key_id.lower().encode(), key_id.encode())
        self.put(AccessKey(account, key_id, account, CREATED, sealed))

    @property
    def active(self):
        return open_keyring(self.store, self.master).active

    def rotate(self):
        return rotate(self.store, self.master, self.environment, now=NOW)

    def drop(self, key_id):
        drop(self.store, self.master, key_id, self.environment)

    def require_secrets(self):
        reader, vault = self.store.latest(), self.environment.vault
        for key_id in KEYS:
            key = reader.find_access_key(key_id)
            assert vault.open(key.sealed_secret, key_id.encode()) == key_id.lower().encode()
        (device,) = reader.all(MFADevice, ACCOUNT)
        assert open_seed(vault, device) == SEED
        (private,) = reader.all(SAMLPrivateKey, ACCOUNT)
        assert vault.open(private.sealed_secret, b"SAMLKEY") == SEED


@pytest.fixture
def vaulted(tmp_path):
    vaulted = Vaulted(tmp_path)
    yield vaulted
    vaulted.store.close()


def test_every_secret_is_sealed_again_and_opens(vaulted):
    former = vaulted.active
    assert count_secrets(vaulted.store) == {former: 5}
    rotation = vaulted.rotate()
    assert (rotation.resealed, rotation.is_resumed) == (5, False)
    assert rotation.active == vaulted.active != former
    assert count_secrets(vaulted.store) == {rotation.active: 5}
    vaulted.require_secrets()


def test_the_trail_of_each_account_reports_it_and_shows_no_key(vaulted):
    rotation = vaulted.rotate()
    for account, resealed in ((ACCOUNT, 4), (OTHER_ACCOUNT, 1)):
        (record,) = vaulted.store.audit_records(AuditFilter(account=account), limit=10)
        event = json.loads(record.document)
        assert (event["eventSource"], event["eventName"]) == ("kms.amazonaws.com", "RotateKey")
        assert event["requestParameters"] == {"keyId": rotation.active.hex(), "resealed": resealed}


def test_a_rotation_that_was_interrupted_is_finished_without_one_more_key(vaulted):
    rotate_data_key(vaulted.store, vaulted.master, entropy=vaulted.environment.entropy)
    vaulted.put_key("AKIANEW")
    active = vaulted.active
    rotation = vaulted.rotate()
    assert (rotation.active, rotation.resealed, rotation.is_resumed) == (active, 5, True)
    assert len(open_keyring(vaulted.store, vaulted.master).keys) == 2


def test_what_is_sealed_after_a_rotation_is_sealed_by_the_new_key(vaulted):
    active = vaulted.rotate().active
    vaulted.put_key("AKIANEW")
    assert sealing_key_of(vaulted.store.latest().find_access_key("AKIANEW").sealed_secret) == active


def test_a_former_key_is_dropped_once_nothing_is_sealed_by_it(vaulted):
    former = vaulted.active
    rotate_data_key(vaulted.store, vaulted.master, entropy=vaulted.environment.entropy)
    with pytest.raises(VaultError, match=f"{former.hex()} still seals secrets .5."):
        vaulted.drop(former)
    vaulted.rotate()
    vaulted.drop(former)
    assert set(open_keyring(vaulted.store, vaulted.master).keys) == {vaulted.active}
    vaulted.require_secrets()
    for unknown in (former, b"none"):
        with pytest.raises(VaultError, match="There is no data key"):
            vaulted.drop(unknown)


def test_the_active_key_stays_even_with_nothing_sealed_by_it(tmp_path):
    store = open_store(tmp_path / "limen.db")
    environment = make_environment(Settings(data_dir=tmp_path), tmp_path, store)
    master = load_master_key(tmp_path / MASTER_KEY_FILE)
    with pytest.raises(VaultError):
        drop(store, master, open_keyring(store, master).active, environment)
    store.close()


def test_without_data_keys_there_is_nothing_to_open(tmp_path, vaulted):
    empty = open_store(tmp_path / "other.db")
    with pytest.raises(VaultError, match="no data keys yet"):
        open_keyring(empty, vaulted.master)
    empty.close()
