"""A large state is left alone by the garbage collector, and released with its store."""

import gc
import weakref

from limen.domain.iam.users import User
from limen.store.sql import state
from tests.store.samples import ACCOUNT, START, record, user


def fill(store, count):
    with store.begin(now=START) as tx:
        for number in range(count):
            tx.put(user(f"u{number}"))
        tx.commit(record())


def test_a_large_state_is_not_examined_after_the_load(database, monkeypatch):
    monkeypatch.setattr(state, "ENTITIES_WORTH_FREEZING", 50)
    fill(database.open(), 50)
    gc.unfreeze()
    loaded = database.open().latest()
    assert gc.get_freeze_count() > 50
    examined = {id(one) for one in gc.get_objects()}
    assert not examined & {id(one) for one in loaded.all(User, ACCOUNT)}
    gc.unfreeze()


def test_a_small_state_is_not_frozen(database):
    fill(database.open(), 5)
    gc.unfreeze()
    database.open()
    assert gc.get_freeze_count() == 0


def test_a_closed_store_is_released_with_its_state_without_a_collection(database):
    store = database.open()
    fill(store, 5)
    released = [weakref.ref(store)]
    database.stores.remove(store)
    gc.disable()
    try:
        store.close()
        del store
        assert [ref() for ref in released] == [None]
    finally:
        gc.enable()
