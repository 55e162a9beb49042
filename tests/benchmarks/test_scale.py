"""The growth benchmark measures a store of the stated size."""

from benchmarks.scale.campaign import COLUMNS, measure
from benchmarks.scale.filling import ACCOUNT, PER_USER, fill
from limen.domain.iam.users import User
from limen.store.opening import open_store


def test_a_filled_store_has_its_size(tmp_path):
    fill(tmp_path / "limen.db", 1_200)
    store = open_store(tmp_path / "limen.db")
    reader = store.latest()
    assert len(list(reader.all(User, ACCOUNT))) == 1_200 // PER_USER
    assert reader.find_access_key(f"AKIA{299:016}")
    store.close()


def test_everything_is_measured():
    found = measure(400)
    assert found.keys() == COLUMNS.keys()
    assert all(value >= 0 for value in found.values())
    assert found["audit_bytes"] > 100
