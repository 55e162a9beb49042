import hashlib
import json

import pytest

from tools import build_data
from tools.build_data import CATALOG_SNAPSHOT, POLICIES_SNAPSHOT, PROVENANCE, Snapshot, differences, losses, write
from tools.sources import CATALOG, CATALOG_WITH_DEPENDENTS, MANAGED_POLICIES


def snapshot(folder, content=b"facts", **counts):
    return Snapshot(path=folder / "facts.bin", content=content, sources=(CATALOG,), counts=counts)


@pytest.mark.parametrize(
    ("path", "sources"),
    [(CATALOG_SNAPSHOT, [CATALOG, CATALOG_WITH_DEPENDENTS]), (POLICIES_SNAPSHOT, [MANAGED_POLICIES])],
)
def test_the_committed_snapshot_is_the_one_in_its_provenance(path, sources):
    shown = json.loads(path.with_name(PROVENANCE).read_text("utf-8"))
    assert shown["snapshot"] == path.name
    assert shown["bytes"] == path.stat().st_size
    assert shown["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert shown["sources"] == [source.describe() for source in sources]


def test_a_snapshot_is_written_with_its_provenance(tmp_path):
    made = snapshot(tmp_path, actions=7)
    assert differences(made)
    write(made)
    assert not differences(made)
    assert json.loads((tmp_path / PROVENANCE).read_text("utf-8"))["counts"] == {"actions": 7}
    assert differences(snapshot(tmp_path, content=b"other"))


def test_a_first_build_loses_nothing(tmp_path):
    assert losses(snapshot(tmp_path, actions=1)) == []


@pytest.mark.parametrize(("now", "lost"), [(1100, False), (1000, False), (980, False), (979, True), (0, True)])
def test_a_count_may_fall_by_two_percent(tmp_path, now, lost):
    write(snapshot(tmp_path, actions=1000))
    assert bool(losses(snapshot(tmp_path, actions=now))) is lost


def test_a_column_that_is_gone_is_a_loss(tmp_path):
    write(snapshot(tmp_path, actions=10, dependents=5))
    assert losses(snapshot(tmp_path, actions=10)) == ["facts.bin: dependents fell from 5 to 0"]


@pytest.fixture
def builders(tmp_path, monkeypatch):
    """Builders that give `made["x"]` without a network."""
    made = {"x": snapshot(tmp_path, actions=10)}
    monkeypatch.setattr(build_data, "build_catalog", lambda _: made["x"])
    monkeypatch.setattr(build_data, "build_policies", lambda _: made["x"])
    return made


def test_build_check_and_a_loss(builders, tmp_path, capsys):
    assert build_data.main(["--check"]) == 1
    assert build_data.main([]) == 0
    assert build_data.main(["--check"]) == 0
    builders["x"] = snapshot(tmp_path, content=b"less", actions=5)
    assert build_data.main([]) == 1
    assert (tmp_path / "facts.bin").read_bytes() == b"facts"
    assert build_data.main(["--shrink"]) == 0
    assert (tmp_path / "facts.bin").read_bytes() == b"less"
    assert "actions fell from 10 to 5" in capsys.readouterr().err


def test_a_check_does_not_forgive_a_difference(builders, tmp_path):
    write(builders["x"])
    builders["x"] = snapshot(tmp_path, content=b"other", actions=10)
    assert build_data.main(["--check", "--shrink"]) == 1
