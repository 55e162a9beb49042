"""New accounts on a real store: given values are used, the rest is random, and everything or nothing is written."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from limen.admin.accounts import create_account, create_first_account, plan_account
from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.passwords import CHEAP, PasswordHasher
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault
from limen.config.ambient import draw_entropy
from limen.domain.iam.credentials import AccessKey, LoginProfile
from limen.domain.iam.stored_policies import Attachment
from limen.domain.iam.users import User
from limen.domain.identifiers import find_account_in_id
from limen.operations.environment import Environment
from limen.operations.iam.faults import EntityAlreadyExistsError
from limen.store.interface import AuditFilter
from limen.store.opening import EPHEMERAL, open_store
from tests.unit.operations.memory_store import MemoryStore

NOW = datetime(2026, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
GIVEN = {
    "account_id": "111122223333",
    "partition": "aws-cn",
    "account_alias": "acme",
    "root_email": "owner@example.com",
    "root_password": "root-Passw0rd!",
    "admin_user": "chief",
    "admin_password": "chief-Passw0rd!",
    "admin_access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "admin_secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}


@pytest.fixture
def store():
    opened = open_store(EPHEMERAL)
    yield opened
    opened.close()


@pytest.fixture
def environment():
    keys = DataKeys(make_keyring(draw_entropy))
    return Environment(
        entropy=draw_entropy,
        vault=Vault(keys, entropy=draw_entropy),
        passwords=PasswordHasher(entropy=draw_entropy, cost=CHEAP),
        tokens=SessionTokens(keys),
        trail=MemoryStore(),
    )


def test_what_is_given_is_taken(store, environment):
    plan = plan_account(GIVEN, draw_entropy)
    assert create_first_account(store, plan, environment, now=NOW)
    reader = store.latest()
    (account,) = reader.accounts()
    assert (account.account, account.alias, account.root_email) == ("111122223333", "acme", "owner@example.com")
    environment.passwords.verify(account.root_password_hash, "root-Passw0rd!")
    (user,) = reader.all(User, account.account)
    assert user.arn == "arn:aws-cn:iam::111122223333:user/chief"
    assert user.created == NOW.replace(microsecond=0)
    (attachment,) = reader.all(Attachment, account.account)
    assert attachment == Attachment(account.account, user.id, "arn:aws-cn:iam::aws:policy/AdministratorAccess")
    (profile,) = reader.all(LoginProfile, account.account)
    environment.passwords.verify(profile.password_hash, "chief-Passw0rd!")
    assert not profile.reset_required
    (key,) = reader.all(AccessKey, account.account)
    assert (key.id, key.owner_id) == ("AKIAIOSFODNN7EXAMPLE", user.id)
    assert environment.vault.open(key.sealed_secret, key.id.encode()).decode() == GIVEN["admin_secret_access_key"]


def test_values_that_are_not_given_are_random_each_time():
    first, second = plan_account({"account_alias": ""}, draw_entropy), plan_account({}, draw_entropy)
    assert re.fullmatch(r"[1-9]\d{11}", first.account_id)
    assert find_account_in_id(first.admin_access_key_id) == first.account_id
    assert re.fullmatch(r"[A-Za-z0-9/+]{40}", first.admin_secret_access_key)
    assert (first.admin_user, first.alias, first.partition) == ("admin", "", "aws")
    assert first.root_email == f"root@{first.account_id}.limen.invalid"
    for name in ("account_id", "root_password", "admin_password", "admin_access_key_id", "admin_secret_access_key"):
        assert getattr(first, name) != getattr(second, name)
    assert first.root_password != first.admin_password


def test_a_drawn_password_satisfies_a_strict_policy():
    password = plan_account({}, draw_entropy).admin_password
    for required in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[-_]", r".{24,128}"):
        assert re.search(required, password)


def test_a_plan_does_not_show_its_secrets():
    shown = repr(plan_account(GIVEN, draw_entropy))
    assert not [value for name, value in GIVEN.items() if "password" in name and value in shown]
    assert GIVEN["admin_secret_access_key"] not in shown


def test_only_an_empty_store_gets_a_first_account(store, environment):
    create_first_account(store, plan_account(GIVEN, draw_entropy), environment, now=NOW)
    revision = store.latest().revision
    assert not create_first_account(store, plan_account({}, draw_entropy), environment, now=NOW)
    assert store.latest().revision == revision


def test_the_creation_is_audited_as_one_write(store, environment):
    create_first_account(store, plan_account(GIVEN, draw_entropy), environment, now=NOW)
    (record,) = store.audit_records(AuditFilter(), limit=10)
    event = json.loads(record.document)
    assert (event["eventName"], event["recipientAccountId"]) == ("CreateAccount", "111122223333")
    assert len({change.revision for change in store.changes()}) == 1
    assert not [secret for secret in GIVEN.values() if "Passw0rd" in secret and secret in record.document]


@pytest.mark.parametrize(
    ("taken", "message"),
    [
        ("account_id", "The account 111122223333 already exists."),
        ("account_alias", "The account alias acme already exists."),
        ("root_email", "The e-mail address owner@example.com already exists."),
        ("admin_access_key_id", "The access key AKIAIOSFODNN7EXAMPLE already exists."),
    ],
)
def test_a_further_account_takes_nothing_from_another(store, environment, taken, message):
    create_first_account(store, plan_account(GIVEN, draw_entropy), environment, now=NOW)
    plan = plan_account({taken: GIVEN[taken]}, draw_entropy)
    with pytest.raises(EntityAlreadyExistsError, match=re.escape(message)):
        create_account(store, plan, environment, now=NOW)
    create_account(store, replace(plan_account({}, draw_entropy), admin_user="chief"), environment, now=NOW)
    assert len(store.latest().accounts()) == 2
