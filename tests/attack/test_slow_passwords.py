"""Argon2 is slow on purpose, but its callers must not delay other callers (P9)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from limen.authn.passwords import CHEAP, PasswordHasher
from limen.config.ambient import draw_entropy
from limen.runtime.pipeline import PendingWrite, Pipeline
from limen.runtime.steps import ServiceSteps
from tests.attack.inside import ANYTHING, Inside, signed

OLD, NEW, OTHER = "First-Passw0rd!", "Second-Passw0rd!", "Third-Passw0rd!"
WAIT_SECONDS = 10


class StoppingHasher(PasswordHasher):
    """Stops in the middle of its work until it may continue."""

    def __init__(self):
        super().__init__(entropy=draw_entropy, cost=CHEAP)
        self.begun, self.go_on = Event(), Event()

    def verify(self, password_hash, password):
        self.begun.set()
        assert self.go_on.wait(WAIT_SECONDS)
        return super().verify(password_hash, password)


@pytest.fixture
def inside(tmp_path):
    made = Inside(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def alice(inside):
    keys = inside.make_user("alice", ANYTHING)
    inside.must("CreateLoginProfile", UserName="alice", Password=OLD)
    return keys


@pytest.fixture
def slow(inside):
    """A pipeline on the same store that hashes slowly, and its hasher."""
    hasher = StoppingHasher()
    environment = replace(inside.environment, passwords=hasher)
    steps = inside.pipeline._steps
    assert isinstance(steps, ServiceSteps)
    return Pipeline(inside.store, replace(steps, environment=environment), environment, lambda *_: None), hasher


def change(inside, keys, old, new):
    body = f"Action=ChangePassword&Version=2010-05-08&OldPassword={old}&NewPassword={new}".encode()
    return signed(keys, body, "iam", inside.now)


def test_others_write_while_a_password_is_hashed(inside, alice, slow):
    pipeline, hasher = slow
    with ThreadPoolExecutor(1) as threads:
        changing = threads.submit(pipeline.handle, change(inside, alice, OLD, NEW), inside.now)
        assert hasher.begun.wait(WAIT_SECONDS)
        inside.must("CreateUser", UserName="meanwhile")
        hasher.go_on.set()
        assert changing.result().response.status == 200
    assert inside.call(alice, "ChangePassword", OldPassword=OLD, NewPassword=OTHER).code == "AccessDenied"
    inside.must("ChangePassword", keys=alice, OldPassword=NEW, NewPassword=OTHER)


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("UpdateLoginProfile", {"UserName": "alice", "Password": OTHER}),
        ("DeleteLoginProfile", {"UserName": "alice"}),
        (
            "PutUserPolicy",
            {"UserName": "alice", "PolicyName": "policy0", "PolicyDocument": ANYTHING.replace("Allow", "Deny")},
        ),
    ],
)
def test_what_happens_while_it_is_hashed_counts(inside, alice, slow, action, names):
    """The rehearsal decides nothing: the caller, the rights and the old password are those of the transaction."""
    pipeline, hasher = slow
    with ThreadPoolExecutor(1) as threads:
        changing = threads.submit(pipeline.handle, change(inside, alice, OLD, NEW), inside.now)
        assert hasher.begun.wait(WAIT_SECONDS)
        inside.must(action, **names)
        revision = inside.store.latest().revision
        hasher.go_on.set()
        assert changing.result().response.status in {403, 404}
    assert inside.store.latest().revision == revision


def test_a_wrong_password_never_comes_to_a_transaction(inside, alice, monkeypatch):
    begun = inside.pipeline.begin(change(inside, alice, "wrong", NEW), inside.now)
    assert isinstance(begun, PendingWrite)
    monkeypatch.setattr(type(inside.store), "begin", None)
    answer = inside.pipeline.finish(begun)
    assert answer.response.status == 403
    assert b"old password was incorrect" in answer.response.body
