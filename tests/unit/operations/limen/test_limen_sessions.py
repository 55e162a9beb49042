"""The sign-ins of a user: listed and ended by itself, and by an administrator."""

from dataclasses import replace
from datetime import timedelta

import pytest

from limen.authn.caller import Caller
from limen.domain.browser_sessions import BrowserSession
from limen.domain.sessions import Session, SessionKind
from limen.operations.limen.faults import ResourceNotFoundError
from tests.unit.operations.world import ACCOUNT, NOW, ROOT, World

HOUR = timedelta(hours=1)


def keep(world: World, owner: Caller, name: str, **fields) -> BrowserSession:
    session = BrowserSession(
        account=ACCOUNT,
        id=name,
        principal_id=owner.principal.user_id or "",
        created=NOW,
        expires=NOW + 12 * HOUR,
        password_changed=NOW,
        secret_digest=b"digest",
        **fields,
    )
    world.put(session)
    return session


@pytest.fixture
def alice(world: World) -> Caller:
    return world.user("alice")


def ids(output):
    return [session["SessionId"] for session in output["Sessions"]]


def test_the_latest_comes_first_and_expired_ones_are_left_out(world: World, alice: Caller):
    keep(world, alice, "FIRST", user_agent="Firefox", source_ip="192.0.2.7", mfa_moment=NOW)
    world.put(replace(keep(world, alice, "SECOND"), created=NOW + HOUR, generation=3, renewed=NOW + HOUR))
    world.put(replace(keep(world, alice, "OVER"), expires=NOW))
    keep(world, world.user("bob"), "OTHER")
    output = world.call("ListSessions", caller=alice)
    assert ids(output) == ids(world.call("ListSessions", UserName="ALICE")) == ["SECOND", "FIRST"]
    command_line, browser = output["Sessions"]
    assert (command_line["Kind"], command_line["LastRenewed"]) == ("CommandLine", NOW + HOUR)
    assert (browser["Kind"], browser["IsMFAAuthenticated"], browser["UserAgent"]) == ("Browser", True, "Firefox")
    assert "LastRenewed" not in browser
    assert not any("digest" in str(session).lower() for session in output["Sessions"])


def test_the_session_of_the_call_is_marked(world: World, alice: Caller):
    keep(world, alice, "THIS")
    keep(world, alice, "THAT")
    session = Session(
        SessionKind.SIGN_IN, ACCOUNT, alice.principal.user_id or "", "ASIAX", NOW, NOW + HOUR, sign_in_id="THIS"
    )
    output = world.call("ListSessions", caller=replace(alice, session=session))
    assert {each["SessionId"]: each["IsCurrent"] for each in output["Sessions"]} == {"THIS": True, "THAT": False}


def test_a_sign_in_ends_with_its_sessions_at_sites(world: World, alice: Caller):
    keep(world, alice, "PARENT")
    keep(world, alice, "CHILD", site="https://files.example.com", parent_id="PARENT")
    (shown,) = world.call("ListSessions", caller=alice)["Sessions"]
    assert shown["Sites"] == ["https://files.example.com"]
    world.call("EndSession", caller=alice, SessionId="PARENT")
    assert world.store.latest().all(BrowserSession, ACCOUNT) == ()


@pytest.mark.parametrize("named", [{}, {"UserName": "bob"}])
def test_only_a_session_of_that_user_is_ended(world: World, alice: Caller, named):
    keep(world, alice, "PARENT")
    keep(world, alice, "CHILD", site="https://files.example.com", parent_id="PARENT")
    bob = world.user("bob")
    for session_id in ("PARENT", "CHILD", "NOBODYS"):
        with pytest.raises(ResourceNotFoundError):
            world.call("EndSession", caller=bob, SessionId=session_id, **named)
    assert len(world.store.latest().all(BrowserSession, ACCOUNT)) == 2


def test_an_administrator_ends_the_sessions_of_other_users(world: World, alice: Caller):
    keep(world, alice, "HERS")
    world.call("EndSession", UserName="alice", SessionId="HERS")
    assert ids(world.call("ListSessions", UserName="alice")) == []


def test_root_has_sessions_too(world: World):
    keep(world, ROOT, "ROOTS")
    assert ids(world.call("ListSessions")) == ["ROOTS"]


def test_an_unknown_user(world: World):
    with pytest.raises(ResourceNotFoundError, match="There is no user nobody"):
        world.call("ListSessions", UserName="nobody")
