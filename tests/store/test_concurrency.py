"""The contract among writers: threads and processes lose nothing, wait in turn, and give up in time."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest

from limen.domain.iam.account import Account
from limen.domain.iam.users import User
from limen.errors import ConcurrentModificationError, ServiceUnavailableError
from limen.operations.iam.faults import EntityAlreadyExistsError
from limen.store.interface import AuditFilter
from tests.store.samples import ACCOUNT, START, record, second, user

THREADS = 6


def count_up(store, number):
    """Read and write in one transaction: a lost update shows in the sum."""
    with store.begin(now=second(number)) as tx:
        account = tx.find(Account, ACCOUNT, ACCOUNT)
        value = int(account.alias or 0) + 1
        tx.put(Account(ACCOUNT, START, alias=str(value)))
        return tx.commit(record(number))


def create_once(store, name):
    with store.begin(now=START) as tx:
        if tx.find_by(User, "name", ACCOUNT, name):
            raise EntityAlreadyExistsError(name)
        tx.put(user(name))
        return tx.commit(record())


def trail(store):
    return [one.id for one in store.audit_records(AuditFilter(), limit=10_000, newest_first=False)]


def in_threads(work, count):
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, range(count)))


def test_threads_on_two_stores_lose_no_update(store, other):
    with store.begin(now=START) as tx:
        tx.put(Account(ACCOUNT, START))
        tx.commit(record())
    revisions = in_threads(lambda number: count_up((store, other)[number % 2], number), 60)
    assert sorted(revisions) == list(range(2, 62))
    for read in (store.latest(), other.latest()):
        assert read.find(Account, ACCOUNT, ACCOUNT).alias == "60"
    assert len(list(store.changes())) == len(trail(store)) == 61


def test_only_one_creates_a_name(store, other):
    barrier = Barrier(THREADS)

    def create(number):
        barrier.wait()
        try:
            return create_once((store, other)[number % 2], "alice")
        except EntityAlreadyExistsError:
            return None

    assert sorted(filter(None, in_threads(create, THREADS))) == [1]
    assert len(store.latest().all(User, ACCOUNT)) == 1


def test_processes_lose_nothing(database, store):
    names = ("ann", "ben", "cyd")
    command = [sys.executable, "-m", "tests.store.writing", database.address]
    running = [subprocess.Popen([*command, name, "25"], stdout=subprocess.PIPE, text=True) for name in names]
    mine = [create_once(store, f"own-{number}") for number in range(25)]
    shown = [int(line) for process in running for line in process.communicate(timeout=60)[0].split()]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted([*mine, *shown]) == list(range(1, 101))
    wanted = {f"{name}-{number}" for name in (*names, "own") for number in range(25)}
    assert {one.name for one in store.latest().all(User, ACCOUNT)} == wanted
    assert {one.name for one in database.open().latest().all(User, ACCOUNT)} == wanted
    assert len(trail(store)) == 100 + 75


def test_processes_that_start_together_make_one_store(tmp_path, postgresql_databases):
    for address in (f"sqlite:///{tmp_path / 'new.sqlite3'}", postgresql_databases.make_empty().address):
        command = [sys.executable, "-m", "tests.store.writing", address]
        running = [subprocess.Popen([*command, name, "2"], stdout=subprocess.PIPE, text=True) for name in "abc"]
        shown = [int(line) for process in running for line in process.communicate(timeout=60)[0].split()]
        assert sorted(shown) == list(range(1, 7))


def test_readers_never_wait_for_a_writer_and_never_see_half_a_write(store, other):
    with store.begin(now=START) as tx:
        tx.put(user("alice"))
        tx.put(user("bob"))
        for read in (store, other):
            assert read.latest().revision == 0
            assert list(read.changes()) == []
        tx.commit(record())
    assert len(other.latest().all(User, ACCOUNT)) == 2


def test_readers_see_whole_revisions_while_others_write(store, other):
    """Each revision adds two users: an odd number of them would be half a write."""
    done = Event()

    def read():
        seen = 0
        while not done.is_set():
            latest = other.latest()
            assert len(latest.all(User, ACCOUNT)) == 2 * latest.revision
            assert latest.revision >= seen
            seen = latest.revision
        return seen

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        for number in range(40):
            with store.begin(now=START) as tx:
                tx.put(user(f"a{number}"))
                tx.put(user(f"b{number}"))
                tx.commit(record())
        done.set()
        assert all(reader.result() <= 40 for reader in readers)
    assert other.latest().revision == 40


@pytest.mark.parametrize("same_process", [True, False])
def test_a_writer_that_waits_too_long_gives_up(database, same_process):
    slow = database.open(timeout_seconds=0.2)
    waiting = slow if same_process else database.open(timeout_seconds=0.2)

    def write():
        with waiting.begin(now=START) as tx:
            tx.put(user("bob"))
            tx.commit(record())

    with ThreadPoolExecutor(1) as threads, slow.begin(now=START) as tx:
        with pytest.raises(ConcurrentModificationError, match="submitted simultaneously"):
            threads.submit(write).result()
        tx.put(user("alice"))
        tx.commit(record())
    assert waiting.latest().all(User, ACCOUNT) == (user("alice"),)
    write()
    assert waiting.latest().revision == 2


def test_appending_neither_starves_nor_is_starved(store, other):
    def work(number):
        chosen = (store, other)[number % 2]
        if number % 3 == 0:
            create_once(chosen, f"u{number}")
        else:
            chosen.append([record(number, id=f"a{number}")])

    in_threads(work, 60)
    assert len(trail(store)) == 60
    assert store.latest().revision == 20


def test_on_sqlite_appending_behind_a_writer_that_never_ends_fails_in_time(sqlite_databases):
    database = sqlite_databases.make()
    slow, waiting = database.open(timeout_seconds=0.2), database.open(timeout_seconds=0.2)
    with ThreadPoolExecutor(1) as threads, slow.begin(now=START):
        for blocked in (slow, waiting):
            with pytest.raises(ServiceUnavailableError):
                threads.submit(blocked.append, [record(1)]).result()
    waiting.append([record(2)])
    assert trail(slow) == ["event-2"]
    database.close()


def test_on_postgresql_appending_does_not_wait_for_writers(postgresql_databases):
    database = postgresql_databases.make()
    store = database.open()
    with store.begin(now=START) as tx:
        store.append([record(1)])
        tx.put(user("alice"))
        tx.commit(record(2))
    assert trail(store) == ["event-1", "event-2"]
    database.close()


class _Asked:
    """Stands between a store and its backend: counts questions for the newest revision, and holds the first back."""

    def __init__(self, store):
        self.count = 0
        self.begun, self.may_answer = Event(), Event()
        self._fetch = store._backend.fetch_numbers
        store._backend.fetch_numbers = self

    def __call__(self):
        self.count += 1
        if self.count == 1:
            numbers = self._fetch()  # What the database says before anything else happens.
            self.begun.set()
            assert self.may_answer.wait(10)
            return numbers
        return self._fetch()


def test_readers_that_have_arrived_share_one_question(store):
    asked = _Asked(store)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(store.latest)
        assert asked.begun.wait(10)
        others = [pool.submit(store.latest) for _ in range(7)]
        while store._arrived < 8:
            sleep(0.001)
        asked.may_answer.set()
        assert {reader.result(10).revision for reader in (first, *others)} == {0}
    assert asked.count == 2


def test_nobody_shares_the_answer_to_an_earlier_question(store, other):
    """The write was acknowledged before the second reader arrived, so it must be seen (promise P7)."""
    asked = _Asked(store)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(store.latest)
        assert asked.begun.wait(10)
        with other.begin(now=START) as tx:
            tx.put(user("alice"))
            tx.commit(record(1))
        second_reader = pool.submit(store.latest)
        while store._arrived < 2:
            sleep(0.001)
        asked.may_answer.set()
        assert first.result(10).revision <= 1
        assert second_reader.result(10).revision == 1


def test_a_question_that_fails_answers_nobody(store, monkeypatch):
    def fail():
        raise ServiceUnavailableError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(store._backend, "fetch_numbers", fail)
        for _ in range(2):
            with pytest.raises(ServiceUnavailableError):
                store.latest()
    assert store.latest().revision == 0
