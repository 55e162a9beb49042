from datetime import timedelta

import pytest

from limen.authn.caller import AuthenticatedRequest, Caller
from limen.domain.iam.credentials import AccessKey, LastUsed
from limen.domain.iam.roles import Role
from limen.domain.principals import IAMUser, RoleSession
from limen.domain.sessions import Session, SessionKind
from limen.runtime.last_uses import UsageTracker
from limen.store.opening import EPHEMERAL, open_store
from tests.unit.server.fakes import ACCOUNT, ALICE, NOON, REQUEST

KEY = ALICE.access_key_id
SESSION = Session(SessionKind.ASSUMED_ROLE, ACCOUNT, "AROADEPLOY", "ASIAX", NOON, NOON)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store():
    opened = open_store(EPHEMERAL)
    with opened.begin(now=NOON) as transaction:
        transaction.put(AccessKey(ACCOUNT, KEY, "AIDAALICE", NOON, b"sealed"))
        transaction.put(Role(ACCOUNT, "AROADEPLOY", "deploy", "/", NOON, "{}"))
        transaction.commit(None)
    yield opened
    opened.close()


def use(store, *moments, caller=ALICE, tracker=None):
    """Note a use at each of these moments, each as if the one before had been written; what is stored then."""
    subjects = (KEY, "AIDAX", "AKIAGONE", "AIDAALICE", "AROADEPLOY")
    for now in moments:
        tracking = tracker or UsageTracker(store)
        tracking.note(AuthenticatedRequest(REQUEST, caller, "iam", "eu-west-1"), store.latest(), now)
        if tracker is None:
            tracking.close()
    found = (store.latest().find(LastUsed, ACCOUNT, subject) for subject in subjects)
    return tuple(filter(None, found))


def test_the_first_use_is_written_at_once(store):
    assert use(store, NOON) == (LastUsed(ACCOUNT, KEY, NOON, "eu-west-1", "iam"),)


def test_a_use_within_a_quarter_of_an_hour_is_not_written_again_even_by_another_process(store):
    (used,) = use(store, NOON, NOON + 14 * MINUTE)
    assert used.at == NOON


def test_a_later_use_is_written(store):
    (used,) = use(store, NOON, NOON + 15 * MINUTE)
    assert used.at == NOON + 15 * MINUTE


def test_one_process_remembers_without_asking_the_store(store):
    tracker = UsageTracker(store)
    request = AuthenticatedRequest(REQUEST, ALICE, "iam", "eu-west-1")
    tracker.note(request, store.latest(), NOON)
    nobody_to_ask: object = None
    tracker.note(request, nobody_to_ask, NOON + MINUTE)  # type: ignore[arg-type]  # it must not be asked
    tracker.close()


def test_a_role_is_used_by_its_sessions(store):
    caller = Caller(RoleSession(ACCOUNT, "deploy", "s", role_id="AROADEPLOY"), "ASIAX", SESSION)
    assert [used.subject for used in use(store, NOON, caller=caller)] == ["AROADEPLOY"]


def test_sessions_of_users_and_anonymous_callers_leave_no_trace(store):
    session = Caller(IAMUser(ACCOUNT, "alice", "/", "AIDAALICE"), "ASIAX", SESSION)
    stranger = Caller(IAMUser(ACCOUNT, "x", "/", "AIDAX"), "AKIAGONE")
    assert use(store, NOON, caller=session) == ()
    assert use(store, NOON, caller=stranger) == ()


def test_uses_make_no_revision_and_no_history(store):
    before = store.latest().revision
    tracker = UsageTracker(store)
    for minute in range(0, 600, 15):
        use(store, NOON + minute * MINUTE, tracker=tracker)
    tracker.close()
    assert store.latest().revision == before
    assert "last-used" not in {change.kind for change in store.changes()}
    assert store.latest().find(LastUsed, ACCOUNT, KEY).at == NOON + 585 * MINUTE


def test_what_could_not_be_written_is_written_with_the_next_use(store, monkeypatch, caplog):
    def fail(tracker, batch):
        raise OSError("disk full")

    tracker = UsageTracker(store)
    with monkeypatch.context() as patch:
        patch.setattr(UsageTracker, "_write", fail)
        use(store, NOON, tracker=tracker)
        tracker._executor.submit(bool).result()
    assert "OSError" in caplog.text
    use(store, NOON + MINUTE, tracker=tracker)
    tracker.close()
    assert store.latest().find(LastUsed, ACCOUNT, KEY).at == NOON + MINUTE
