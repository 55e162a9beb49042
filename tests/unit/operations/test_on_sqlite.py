"""The same operations on the real store: what concurrent callers can rely on, and what survives a restart."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from limen.domain.iam.account import Account
from limen.domain.iam.credentials import LastUsed
from limen.errors import ApiError
from limen.operations.environment import Environment
from limen.operations.iam.faults import EntityAlreadyExistsError, LimitExceededError
from limen.signin.token_endpoint import token
from limen.signin.token_grants import CLIENT_ID
from limen.store.interface import AuditFilter, Store
from limen.store.opening import open_store
from limen.wire.http import HTTPRequest, HTTPResponse
from tests.unit.operations.world import ACCOUNT, CREATED, NOW, World

PASSWORD = "Correct-horse-1"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "limen.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    store = open_store(database)
    yield store
    store.close()


@pytest.fixture
def sql_world(environment: Environment, store: Store) -> World:
    world = World(environment, cast("Any", store))
    world.put(Account(ACCOUNT, CREATED))
    return world


def outcomes(calls: list[Callable[[], object]]) -> list[type]:
    """Run all at once; the type of each result or refusal."""

    def outcome(call: Callable[[], object]) -> type:
        try:
            return type(call())
        except ApiError as error:
            return type(error)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(outcome, calls))


def test_of_many_who_create_the_same_name_one_wins(sql_world: World):
    spellings = ["alice", "ALICE", "Alice", "aLICE", "alIce", "aliCe"]
    results = outcomes([partial(sql_world.call, "CreateUser", UserName=name) for name in spellings])
    assert sorted(kind.__name__ for kind in results) == ["EntityAlreadyExistsError"] * 5 + ["dict"]
    assert len(sql_world.call("ListUsers")["Users"]) == 1


def test_many_at_once_do_not_get_a_third_access_key(sql_world: World):
    sql_world.user("alice")
    results = outcomes([lambda: sql_world.call("CreateAccessKey", UserName="alice")] * 6)
    assert (results.count(dict), results.count(LimitExceededError)) == (2, 4)
    assert len(sql_world.call("ListAccessKeys", UserName="alice")["AccessKeyMetadata"]) == 2


def test_concurrent_members_are_all_kept(sql_world: World):
    sql_world.call("CreateGroup", GroupName="staff")
    names = [f"user{number}" for number in range(6)]
    for name in names:
        sql_world.user(name)
    outcomes([partial(sql_world.call, "AddUserToGroup", GroupName="staff", UserName=name) for name in names])
    assert [user["UserName"] for user in sql_world.call("GetGroup", GroupName="staff")["Users"]] == names


def test_a_refused_write_leaves_no_revision(sql_world: World):
    sql_world.user("alice")
    before = sql_world.store.latest().revision
    with pytest.raises(EntityAlreadyExistsError):
        sql_world.user("Alice")
    assert sql_world.store.latest().revision == before


def test_everything_is_there_after_a_restart(sql_world: World, environment: Environment, store: Store, database: Path):
    sql_world.user("alice", Tags=[{"Key": "a", "Value": "b"}])
    sql_world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD, MaxSigninSessionDuration=3600)
    sql_world.call("UpdateAccountPasswordPolicy", MinimumPasswordLength=12, MaxPasswordAge=90)
    sql_world.call("CreateAccessKey", UserName="alice")
    reads: list[tuple[str, dict[str, Any]]] = [
        ("GetUser", {"UserName": "alice"}),
        ("GetLoginProfile", {"UserName": "alice"}),
        ("GetAccountPasswordPolicy", {}),
        ("ListAccessKeys", {"UserName": "alice"}),
    ]
    before = [sql_world.call(operation, **parameters) for operation, parameters in reads]
    store.close()
    reopened = open_store(database)
    again = World(environment, cast("Any", reopened))
    assert [again.call(operation, **parameters) for operation, parameters in reads] == before
    reopened.close()


def sign_in(world: World, password: str) -> HTTPResponse:
    members = {"grantType": "password", "account": ACCOUNT, "userName": "alice", "password": password}
    body = json.dumps({"clientId": CLIENT_ID, **members}).encode()
    request = HTTPRequest("POST", "/v1/token", "", (("content-type", "application/json"),), body, "192.0.2.1")
    return token(request, world.store, world.environment, now=NOW, request_id="request")


def test_sign_ins_are_in_the_durable_audit_trail(sql_world: World, store: Store):
    alice = sql_world.user("alice")
    sql_world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    assert [sign_in(sql_world, password).status for password in (PASSWORD, "wrong")] == [200, 403]
    records = list(store.audit_records(AuditFilter(event_name="ConsoleLogin"), limit=10, newest_first=False))
    assert [record.error_code for record in records] == ["", "AccessDeniedException"]
    assert [record.account for record in records] == [ACCOUNT, ACCOUNT]
    used = store.latest().find(LastUsed, ACCOUNT, alice.principal.user_id or "")
    assert used is not None
    assert used.at == NOW


def test_simultaneous_sign_ins_all_succeed(sql_world: World):
    sql_world.user("alice")
    sql_world.call("CreateLoginProfile", UserName="alice", Password=PASSWORD)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: sign_in(sql_world, PASSWORD).status, range(4))) == [200] * 4
