import json

import pytest

from limen.domain.iam.stored_policies import InlinePolicy
from limen.domain.iam.users import User
from limen.runtime.composition import DATABASE_FILE
from limen.store.opening import open_store
from tests.store.samples import START
from tests.unit.gateway.guarded import FRIEND, TABLE

ACCOUNT = "111122223333"
URL = "https://files.example.com"


@pytest.fixture
def directory(tmp_path, shell):
    store = open_store(tmp_path / DATABASE_FILE)
    store.close()
    assert shell.limen("account", "create", "--data-dir", tmp_path, "--account-id", ACCOUNT).code == 0
    store = open_store(tmp_path / DATABASE_FILE)
    with store.begin(now=START) as tx:
        tx.put(User(ACCOUNT, "AIDAF", "friend", "/", START))
        tx.put(InlinePolicy(ACCOUNT, "AIDAF", "Friends", json.dumps(FRIEND)))
        tx.commit(None)
    store.close()
    return tmp_path


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "gate.yaml"
    path.write_text(TABLE)
    return path


@pytest.fixture
def check(shell, directory, table):
    return lambda *arguments: shell.limen("gate", "check", table, *arguments, "--data-dir", directory)


def test_what_is_allowed_is_shown_with_route_action_and_resource(check):
    ended = check("GET", f"{URL}/docs/contract.pdf", "--as", "friend")
    assert ended.code == 0
    for part in (
        f"site      {URL}",
        "GET /**",
        "action    files:Read",
        "resource  arn:aws:files:::share/docs/contract.pdf",
        "context   aws:resourcetag/important = true",
        "context   files:extension = pdf",
        "decision  allowed",
    ):
        assert part in ended.out


def test_what_is_denied_names_the_statement(check):
    ended = check("DELETE", f"{URL}/docs/contract.pdf", "--as", "friend")
    assert ended.code == 2
    assert "statement KeepImportant of policy Friends" in ended.out
    assert "with an explicit deny" in ended.out


@pytest.mark.parametrize(
    ("arguments", "code", "decision"),
    [
        (("GET", f"{URL}/assets/logo.png"), 0, "public"),
        (("GET", f"{URL}/docs/a.txt"), 2, "sign in"),
        (("PATCH", f"{URL}/docs/a.txt", "--as", "friend"), 2, "refused"),
        (("GET", f"{URL}/docs/../settings", "--as", "friend"), 2, "refused"),
        (("GET", f"{URL}/settings", "--as", "friend"), 2, "denied"),
        (("GET", f"{URL}/settings", "--as", "root"), 0, "allowed"),
        (("COPY", f"{URL}/docs/a", "--as", "friend", "--header", "Destination: /docs/b"), 0, "allowed"),
        (("COPY", f"{URL}/docs/a", "--as", "friend", "--header", "Destination: /docs/b.key"), 2, "denied"),
        (("GET", "https://wiki.example.com", "--as", "friend"), 0, "allowed"),
    ],
)
def test_every_kind_of_answer(check, arguments, code, decision):
    ended = check(*arguments, "--json")
    assert (ended.code, json.loads(ended.out)["decision"]) == (code, decision)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("GET", "nonsense"), "is not a URL"),
        (("GET", "https://other.example.com/"), "has no site https://other.example.com"),
        (("GET", "http://files.example.com/"), "has no site http://files.example.com"),
        (("GET", f"{URL}/", "--as", "nobody"), "has no user nobody"),
        (("GET", f"{URL}/", "--header", "nonsense"), "is not a header"),
    ],
)
def test_what_cannot_be_checked_is_invalid(check, arguments, message):
    ended = check(*arguments)
    assert ended.code == 3
    assert message in ended.err


def test_a_clean_table_has_no_findings(shell, table):
    ended = shell.limen("gate", "routes", table)
    assert (ended.code, ended.out) == (0, "6 routes of 2 sites: nothing found.\n")
    assert shell.limen("gate", "routes", table, "--json").json() == []


def test_mistakes_are_reported_with_their_lines(shell, table):
    table.write_text(TABLE.replace("      - path: /assets/**\n", "      - path: /**\n"))
    ended = shell.limen("gate", "routes", table)
    assert ended.code == 1
    assert f"{table}:" in ended.out
    assert "[unreachable-route]" in ended.out or "[overlapping-routes]" in ended.out
    rows = json.loads(shell.limen("gate", "routes", table, "--json").out)
    assert {"kind", "file", "line", "message"} == set(rows[0])


def test_unknown_actions_are_reported_on_request(shell, table, directory):
    arguments = ("gate", "routes", table, "--known-actions", "--data-dir", directory)
    ended = shell.limen(*arguments)
    assert ended.code == 1
    assert "has the action files:Read [unknown-action]" in ended.out
    shell.limen("service", "add", "files", "--data-dir", directory)
    shell.limen("service", "add", "web", "--data-dir", directory)
    assert shell.limen(*arguments).code == 0


def test_a_malformed_table_is_invalid(shell, table):
    table.write_text("sites: 7")
    ended = shell.limen("gate", "routes", table)
    assert (ended.code, f"{table}:1" in ended.err) == (3, True)


def test_an_action_that_no_service_of_the_account_has_is_reported(check, shell, directory):
    ended = check("GET", f"{URL}/docs/contract.pdf", "--as", "friend")
    assert "warning   there is no service files" in ended.out
    assert shell.limen("service", "add", "files", "--data-dir", directory).code == 0
    assert "warning" not in check("GET", f"{URL}/docs/contract.pdf", "--as", "friend").out
    assert check("GET", f"{URL}/docs/contract.pdf", "--json").json()["warnings"] == []
