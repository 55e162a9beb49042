import json

import pytest

from limen.domain.iam.credentials import ServiceCredential
from limen.operations.limen import own_services
from limen.policy.catalog.account_catalog import load_shipped
from limen.runtime.composition import DATABASE_FILE
from limen.store.interface import AuditFilter
from limen.store.opening import open_store
from tests.store.samples import START

ACCOUNT = "111122223333"
SHOP = json.dumps({"Name": "shop", "Actions": [{"Name": "Buy"}, {"Name": "Browse"}]})


@pytest.fixture
def directory(tmp_path, shell):
    open_store(tmp_path / DATABASE_FILE).close()
    assert shell.limen("account", "create", "--data-dir", tmp_path, "--account-id", ACCOUNT).code == 0
    return tmp_path


@pytest.fixture
def limen(shell, directory):
    return lambda *arguments: shell.limen("service", *arguments, "--data-dir", directory)


def test_a_shipped_service_is_added_listed_shown_and_removed(limen):
    ended = limen("add", "files")
    assert (ended.code, ended.out) == (0, f"Account {ACCOUNT} has the service files with 5 actions.\n")
    assert limen("list").out == "files  Files and folders: Read, Write, Delete, List, ChangeSettings\n"
    assert limen("list", "--json").json()[0]["actions"] == ["ChangeSettings", "Delete", "List", "Read", "Write"]
    assert limen("show", "FILES").out == load_shipped("files")
    assert limen("remove", "files").out == "Removed files.\n"
    assert limen("list").out == ""


def test_a_service_is_added_from_a_file_and_replaced(limen, tmp_path):
    file = tmp_path / "shop.json"
    file.write_text(SHOP)
    assert limen("add", file, "--json").json() == {"account_id": ACCOUNT, "prefix": "shop", "actions": 2}
    file.write_text(SHOP.replace("Browse", "Look"))
    assert limen("add", file).code == 0
    assert "Look" in limen("list").out


def test_changes_are_audited(limen, directory):
    limen("add", "web")
    limen("remove", "web")
    store = open_store(directory / DATABASE_FILE)
    events = [each.event_name for each in store.audit_records(AuditFilter(event_source="limen.amazonaws.com"), limit=9)]
    store.close()
    assert sorted(events) == ["DeleteService", "PutService"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{\n "Name": "Shop"}', ":2:"),
        ("x", ":1:1: unexpected"),
        ('{"Name": "s3", "Actions": [{"Name": "Get"}]}', "belongs to a service of AWS"),
        ('{"Name": "limen", "Actions": [{"Name": "Get"}]}', "belongs to a service of AWS or to Limen"),
    ],
)
def test_a_service_that_cannot_be_stored_is_refused(limen, tmp_path, text, message):
    file = tmp_path / "x.json"
    file.write_text(text)
    ended = limen("add", file)
    assert ended.code == 3
    assert message in ended.err
    assert limen("list").out == ""


def test_a_file_that_cannot_be_read_is_reported(limen, tmp_path):
    (tmp_path / "latin").write_bytes(b"\xff")
    assert "not UTF-8" in limen("add", tmp_path / "latin").err
    assert "No such file" in limen("add", tmp_path / "nothing").err


def test_what_is_not_there_is_reported(limen):
    assert limen("show", "shop").code == 3
    ended = limen("remove", "shop")
    assert (ended.code, "has no service shop" in ended.err) == (3, True)


def test_an_account_is_named_where_there_are_several(limen, shell, directory):
    shell.limen("account", "create", "--data-dir", directory, "--account-id", "444455556666", "--account-alias", "bee")
    ended = limen("list")
    assert (ended.code, "there are 2 accounts" in ended.err) == (3, True)
    assert limen("add", "web", "--account", "444455556666").code == 0
    assert limen("list", "--account", ACCOUNT).out == ""
    assert "there is no account 1" in limen("list", "--account", "1").err


def test_a_service_with_credentials_stays(limen, directory):
    limen("add", "files")
    store = open_store(directory / DATABASE_FILE)
    with store.begin(now=START) as tx:
        tx.put(ServiceCredential(ACCOUNT, "ACCA1", "AIDA1", "files", "x", START, bytes(32)))
        tx.commit(None)
    store.close()
    ended = limen("remove", "files")
    assert (ended.code, "have credentials" in ended.err) == (3, True)


def test_an_account_has_so_many_services_at_most(limen, monkeypatch):
    monkeypatch.setattr(own_services, "MAX_SERVICES", 1)
    assert limen("add", "files").code == 0
    assert limen("add", "files").code == 0
    assert "at most 1" in limen("add", "web").err
