import json

import pytest

from limen.cli.main import run
from limen.runtime.composition import DATABASE_FILE
from limen.store.opening import open_store


@pytest.fixture
def limen(tmp_path, capsys):
    """Run `limen keys` on a data directory with one account; the exit code and the output."""
    open_store(tmp_path / DATABASE_FILE).close()
    assert run(["account", "create", "--data-dir", str(tmp_path)]) == 0
    capsys.readouterr()

    def keys(*arguments):
        code = run(["keys", *arguments, "--data-dir", str(tmp_path)])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return keys


def test_a_key_is_listed_rotated_and_dropped(limen):
    code, shown = limen("list")
    former = shown.split()[0]
    assert (code, shown) == (0, f"{former}  active  secrets: 1\n")
    code, shown = limen("rotate")
    active = shown.split()[2]
    assert code == 0
    assert shown.splitlines() == [
        f"Data key {active} is active. Secrets sealed again: 1",
        f"In 36 hours, when all current sessions have expired: limen keys drop {former}",
    ]
    assert limen("list")[1].splitlines() == [f"{former}  former  secrets: 0", f"{active}  active  secrets: 1"]
    assert limen("drop", former) == (0, f"Data key {former} is deleted.\n")
    assert json.loads(limen("list", "--json")[1]) == [{"key_id": active, "active": True, "secrets": 1}]


def test_keys_that_are_needed_or_unknown_are_not_dropped(limen):
    active = limen("list")[1].split()[0]
    code, shown = limen("drop", active)
    assert (code, "still seals secrets (1)" in shown) == (1, True)
    code, shown = limen("drop", "00000000")
    assert (code, "There is no data key 00000000" in shown) == (1, True)
    code, shown = limen("drop", "sesame")
    assert (code, "limen keys list" in shown) == (3, True)


def test_a_database_without_keys_has_none_to_rotate(tmp_path, capsys):
    open_store(tmp_path / DATABASE_FILE).close()
    assert run(["keys", "rotate", "--data-dir", str(tmp_path)]) == 1
    assert "Start the server once" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name == "master.key"] == []
