"""Sessions of browsers: what they depend on, how they are handed over, and that they end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from limen.authn.authenticate import find_password_time
from limen.authn.sign_ins import end_session, list_sessions, list_site_sessions
from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.iam.account import Account
from limen.domain.principals import IAMUser, RootUser
from limen.domain.sessions import SessionKind
from limen.signin import browser_sessions
from limen.signin.browser_sessions import (
    HAND_OVER_LIFE,
    MAX_SESSIONS_PER_PRINCIPAL,
    MAX_SITE_SESSIONS,
    begin_session,
    digest_of_state,
    find_caller,
    find_session,
    hand_over,
    redeem,
)
from limen.signin.refresh_tokens import SignIn
from tests.unit.operations.world import ACCOUNT, NOW
from tests.unit.signin.client import Client

SITE = "https://files.example.com"
OTHER_SITE = "https://wiki.example.com"
HOUR = timedelta(hours=1)


class Browser:
    """Signs alice in, and uses the store as the server would."""

    def __init__(self, client: Client) -> None:
        self.store, self.entropy = client.world.store, client.world.environment.entropy
        user = client.world.call("GetUser", UserName="alice")["User"]
        changed = find_password_time(self.store.latest(), ACCOUNT, user["UserId"])
        assert changed is not None
        self.sign_in = SignIn(ACCOUNT, user["UserId"], changed, ends=NOW + 12 * HOUR)

    def write(self, do, *, now=NOW, **given):
        with self.store.begin(now=now) as tx:
            result = do(tx, now=now, **given)
            tx.commit(None)
        return result

    def begin(self, *, now=NOW, **changed):
        given = replace(self.sign_in, **changed)
        return self.write(lambda tx, now: begin_session(tx, given, entropy=self.entropy, now=now), now=now)

    def find(self, token, *, now=NOW, site=""):
        return find_session(self.store.latest(), token, now=now, site=site)

    def code(self, parent, *, now=NOW, site=SITE, state="state"):
        return self.write(
            lambda tx, now: hand_over(
                tx, parent, site=site, return_to="/docs/", state_digest=digest_of_state(state),
                entropy=self.entropy, now=now,
            ),
            now=now,
        )  # fmt: skip

    def redeem(self, code, *, now=NOW, site=SITE, state="state"):
        return self.write(
            lambda tx, now: redeem(tx, code, site=site, state=state, entropy=self.entropy, now=now), now=now
        )

    def at_site(self, parent, *, site=SITE):
        found = self.redeem(self.code(parent, site=site), site=site)
        assert found is not None
        return found


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client)


def test_a_session_is_found_by_its_token_and_by_no_other(browser):
    session, token = browser.begin()
    other, _ = browser.begin()
    assert browser.find(token) == session
    secret = token.partition(".")[2]
    for wrong in (
        "",
        "x",
        token + "x",
        token[:-1],
        f"{other.id}.{secret}",
        f"{session.id}.{'A' * 43}",
        f"{session.id}.",
    ):
        assert browser.find(wrong) is None
    assert secret.encode() not in session.secret_digest


def test_a_token_of_another_kind_or_account_is_refused(browser):
    session, token = browser.begin()
    secret = token.partition(".")[2]
    assert browser.find(f"LHAN{session.id[4:]}.{secret}") is None
    assert browser.find(f"LBSE{'A' * 17}.{secret}") is None


def test_a_session_ends_when_it_says(browser):
    _, token = browser.begin()
    assert browser.find(token, now=NOW + 12 * HOUR - timedelta(seconds=1))
    assert browser.find(token, now=NOW + 12 * HOUR) is None


def test_a_session_is_the_users_own_principal(browser):
    _, token = browser.begin(mfa_moment=NOW)
    caller = find_caller(browser.store.latest(), token, now=NOW)
    assert isinstance(caller.principal, IAMUser)
    assert caller.principal.arn == f"arn:aws:iam::{ACCOUNT}:user/team/alice"
    assert caller.session.kind is SessionKind.SIGN_IN
    assert caller.session.mfa_authenticated
    assert caller.session.mfa_moment == NOW
    assert (caller.session.issued, caller.session.expires) == (NOW, NOW + 12 * HOUR)
    assert caller.access_key_id == ""


def test_a_session_of_root_is_roots(browser):
    root = browser.store.latest().find(Account, ACCOUNT, ACCOUNT)
    _, token = browser.begin(principal_id=ACCOUNT, password_changed=root.root_password_changed)
    assert find_caller(browser.store.latest(), token, now=NOW).principal == RootUser(ACCOUNT)


def test_another_password_ends_a_session(browser, client):
    _, token = browser.begin()
    client.world.later(minutes=1).call("UpdateLoginProfile", UserName="alice", Password="Another-horse-2")
    assert browser.find(token) is None


def test_a_deleted_login_profile_ends_a_session(browser, client):
    _, token = browser.begin()
    client.world.call("DeleteLoginProfile", UserName="alice")
    assert browser.find(token) is None
    assert find_caller(browser.store.latest(), token, now=NOW) is None


def test_a_deleted_user_ends_a_session_and_a_namesake_does_not_inherit_it(browser, client):
    _, token = browser.begin()
    client.world.call("DeleteLoginProfile", UserName="alice")
    client.world.call("DeleteUser", UserName="alice")
    client.world.user("alice")
    client.world.call("CreateLoginProfile", UserName="alice", Password="Correct-horse-1")
    assert browser.find(token) is None


def test_a_site_has_a_session_of_its_own(browser):
    session, token = browser.begin()
    found = browser.at_site(session)
    assert found.return_to == "/docs/"
    assert browser.find(found.token, site=SITE) == found.session
    assert browser.find(found.token, site=OTHER_SITE) is None
    assert browser.find(found.token) is None, "a site's cookie is not one of Limen's"
    assert browser.find(token, site=SITE) is None, "Limen's cookie is not one of a site's"
    assert (found.session.expires, found.session.mfa_moment) == (session.expires, session.mfa_moment)


def test_a_code_is_valid_once(browser):
    session, _ = browser.begin()
    code = browser.code(session)
    assert browser.redeem(code) is not None
    assert browser.redeem(code) is None
    assert browser.store.latest().all(HandOver, ACCOUNT) == ()


@pytest.mark.parametrize("wrong", [{"site": OTHER_SITE}, {"state": "other"}, {"state": ""}])
def test_a_code_at_another_site_or_in_another_browser_is_used_up_and_makes_nothing(browser, wrong):
    session, _ = browser.begin()
    code = browser.code(session)
    assert browser.redeem(code, **wrong) is None
    assert browser.redeem(code) is None
    assert list_site_sessions(browser.store.latest(), session) == ()


def test_a_guessed_code_does_not_use_the_real_one_up(browser):
    session, _ = browser.begin()
    code = browser.code(session)
    identifier, _, secret = code.partition(".")
    for wrong in ("", "x", f"{identifier}.{'A' * 43}", f"{'LHAN' + 'A' * 17}.{secret}"):
        assert browser.redeem(wrong) is None
    assert browser.redeem(code) is not None


def test_a_code_lasts_a_minute(browser):
    session, _ = browser.begin()
    code = browser.code(session)
    assert browser.redeem(code, now=NOW + HAND_OVER_LIFE) is None


def test_old_codes_are_removed_with_the_next(browser):
    session, _ = browser.begin()
    for minute in range(3):
        browser.code(session, now=NOW + timedelta(minutes=minute))
    assert len(browser.store.latest().all(HandOver, ACCOUNT)) == 1


def test_the_end_of_a_sign_in_ends_all_its_sites(browser):
    session, token = browser.begin()
    files, wiki = browser.at_site(session), browser.at_site(session, site=OTHER_SITE)
    code = browser.code(session)
    browser.write(lambda tx, **_: end_session(tx, session))
    assert browser.find(token) is None
    assert browser.find(files.token, site=SITE) is None
    assert browser.find(wiki.token, site=OTHER_SITE) is None
    assert browser.redeem(code) is None
    assert browser.store.latest().all(BrowserSession, ACCOUNT) == ()


def test_the_end_of_one_site_ends_no_other(browser):
    session, token = browser.begin()
    files, wiki = browser.at_site(session), browser.at_site(session, site=OTHER_SITE)
    browser.write(lambda tx, **_: end_session(tx, files.session))
    assert browser.find(files.token, site=SITE) is None
    assert browser.find(wiki.token, site=OTHER_SITE)
    assert browser.find(token)


def test_a_site_session_does_not_outlive_its_parents_expiry(browser):
    session, _ = browser.begin()
    found = browser.at_site(session)
    assert browser.find(found.token, now=session.expires, site=SITE) is None


def test_a_session_at_a_site_without_a_parent_counts_for_nothing(browser):
    session, token = browser.begin()
    browser.write(lambda tx, **_: tx.put(replace(session, site=SITE)))
    assert browser.find(token, site=SITE) is None


def test_a_site_session_is_not_a_parent(browser):
    """A chain of sessions would outlive its beginning."""
    session, _ = browser.begin()
    found = browser.at_site(session)
    second = browser.redeem(browser.code(found.session))
    assert second is None or browser.find(second.token, site=SITE) is None


def test_sessions_are_listed_oldest_first_without_those_at_sites(browser):
    first, _ = browser.begin()
    second, _ = browser.begin(now=NOW + HOUR)
    browser.at_site(first)
    assert list_sessions(browser.store.latest(), ACCOUNT, first.principal_id) == (first, second)


def test_the_oldest_sign_in_gives_way_to_one_too_many(browser):
    made = [browser.begin(now=NOW + timedelta(seconds=n)) for n in range(MAX_SESSIONS_PER_PRINCIPAL + 1)]
    now = NOW + HOUR
    assert browser.find(made[0][1], now=now) is None
    assert browser.find(made[1][1], now=now)
    assert browser.find(made[-1][1], now=now)


def test_the_oldest_session_at_a_site_gives_way_to_one_too_many(browser):
    session, _ = browser.begin()
    for _ in range(MAX_SITE_SESSIONS + 1):
        browser.at_site(session)
    assert len(list_site_sessions(browser.store.latest(), session)) == MAX_SITE_SESSIONS


def test_what_has_expired_is_removed_by_the_next_sign_in_of_anybody(browser, monkeypatch):
    monkeypatch.setattr(browser_sessions, "MAX_SWEPT", 2)
    session, _ = browser.begin()
    browser.at_site(session)
    browser.begin()
    browser.begin()
    root = browser.store.latest().find(Account, ACCOUNT, ACCOUNT)
    later = NOW + 13 * HOUR
    browser.begin(now=later, principal_id=ACCOUNT, password_changed=root.root_password_changed, ends=later + HOUR)
    left = browser.store.latest().all(BrowserSession, ACCOUNT)
    assert len([each for each in left if each.principal_id != ACCOUNT]) == 1


def test_what_a_browser_says_of_itself_is_cut(browser):
    session, _ = browser.write(
        lambda tx, now: begin_session(
            tx, browser.sign_in, entropy=browser.entropy, now=now, user_agent="x" * 9999, source_ip="192.0.2.7"
        )
    )
    assert len(session.user_agent) == 256
    assert "secret" not in repr(session)
