"""Session tokens: they carry the session, cannot be forged or changed, expire and reveal nothing."""

import re
from base64 import b64decode, b64encode
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from limen.authn import tokens as module
from limen.authn.faults import ExpiredTokenError, InvalidClientTokenIdError
from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.tokens import SessionTokens
from limen.authn.vault import Vault, VaultError
from limen.domain.iam.tags import Tag
from limen.domain.sessions import Session, SessionKind, SessionPolicy
from tests.unit.authn.entropy import predictable_entropy

ENTROPY = predictable_entropy("tokens")
INVALID = "The security token included in the request is invalid."
EXPIRED = "The security token included in the request is expired"
KEYRING = make_keyring(ENTROPY)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = Session(
    kind=SessionKind.ASSUMED_ROLE,
    account="111122223333",
    principal_id="AROAEXAMPLEEXAMPLEXXX",
    access_key_id="ASIAEXAMPLEEXAMPLEXX",
    issued=NOW,
    expires=NOW + timedelta(hours=1),
    name="session",
)

texts = st.text(max_size=30)
moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
sessions = st.builds(
    Session,
    kind=st.sampled_from(SessionKind),
    account=texts,
    principal_id=texts,
    access_key_id=texts,
    issued=moments,
    expires=moments,
    name=texts,
    policies=st.none() | st.lists(st.builds(SessionPolicy, texts, texts), max_size=3).map(tuple),
    tags=st.lists(st.builds(Tag, texts, texts), max_size=3).map(tuple),
    transitive_tag_keys=st.lists(texts, max_size=3).map(tuple),
    source_identity=texts,
    mfa_authenticated=st.booleans(),
    issuer_arn=texts,
    password_changed=st.none() | moments,
    mfa_moment=st.none() | moments,
)


@pytest.fixture
def tokens():
    return SessionTokens(DataKeys(KEYRING))


def issue(tokens, session=SESSION):
    return tokens.issue(session, entropy=ENTROPY)


def refused(tokens, token, now=NOW):
    with pytest.raises(InvalidClientTokenIdError, match=re.escape(INVALID)):
        tokens.open(token, now=now)


@given(sessions)
def test_a_session_comes_back_whole_on_any_server(session):
    issued = issue(SessionTokens(DataKeys(KEYRING)), session)
    opened = SessionTokens(DataKeys(KEYRING)).open(issued.session_token, now=session.expires - timedelta(seconds=1))
    assert opened.session == session
    assert opened.secret_access_key == issued.secret_access_key
    assert issued.access_key_id == session.access_key_id


def test_no_session_policy_is_not_an_empty_list_of_them(tokens):
    for policies in (None, ()):
        token = issue(tokens, replace(SESSION, policies=policies)).session_token
        assert tokens.open(token, now=NOW).session.policies == policies


def test_the_forms_are_those_of_aws(tokens):
    issued = issue(tokens)
    assert re.fullmatch(r"[A-Za-z0-9/+]{40}", issued.secret_access_key)
    assert re.fullmatch(r"[A-Za-z0-9/+]+={0,2}", issued.session_token)


def test_tokens_of_the_same_session_have_nothing_in_common_but_the_key_id(tokens):
    issued = [issue(tokens) for _ in range(20)]
    assert len({one.secret_access_key for one in issued}) == 20
    assert len({one.session_token[8:16] for one in issued}) == 20


def test_a_token_is_small(tokens):
    assert len(issue(tokens).session_token) < 300
    statement = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket"}'
    policy = f'{{"Version":"2012-10-17","Statement":[{",".join([statement] * 27)}]}}'
    assert len(policy) > 1900
    large = replace(SESSION, policies=(SessionPolicy(policy),), tags=tuple(Tag(f"k{n}", f"v{n}") for n in range(50)))
    assert len(issue(tokens, large).session_token) < 1000


def test_a_token_shows_nothing_of_the_session(tokens):
    raw = b64decode(issue(tokens).session_token)
    assert b"AROA" not in raw
    assert b"session" not in raw


@pytest.mark.parametrize(("after", "is_over"), [(-3600, False), (0, False), (3599, False), (3600, True), (10**6, True)])
def test_it_ends_in_time_also_when_it_is_remembered(tokens, after, is_over):
    token = issue(tokens).session_token
    tokens.open(token, now=NOW)
    if not is_over:
        assert tokens.open(token, now=NOW + timedelta(seconds=after)).session == SESSION
        return
    with pytest.raises(ExpiredTokenError, match=f"^{EXPIRED}$"):
        tokens.open(token, now=NOW + timedelta(seconds=after))


def test_no_character_can_be_changed(tokens):
    token = issue(tokens).session_token
    for position, character in enumerate(token):
        if character != "=":
            refused(tokens, token[:position] + ("A" if character != "A" else "B") + token[position + 1 :])


def test_no_part_can_be_cut_off_or_added(tokens):
    token = issue(tokens).session_token
    for length in range(len(token)):
        refused(tokens, token[:length])
    for added in ("=", "A", "AAAA", " ", "\n"):
        refused(tokens, token + added)


def test_a_token_that_needs_no_padding_has_none(tokens):
    issued = [
        issue(tokens, replace(SESSION, name="".join(map(chr, range(97, 97 + n))))).session_token for n in range(9)
    ]
    unpadded = [token for token in issued if not token.endswith("=")]
    assert unpadded
    for token in unpadded:
        for added in ("=", "==", "==="):
            refused(tokens, token + added)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: b64encode(raw).decode()))
def test_what_was_never_issued_is_refused(junk):
    refused(SessionTokens(DataKeys(KEYRING)), junk)


def test_what_is_huge_is_refused_without_work(tokens, monkeypatch):
    monkeypatch.setattr(module, "b64decode", None)
    refused(tokens, "A" * 65537)


def test_tokens_of_another_installation_are_refused(tokens):
    refused(SessionTokens(DataKeys(make_keyring(ENTROPY))), issue(tokens).session_token)


def test_a_sealed_secret_is_not_a_token_and_vice_versa(tokens):
    vault = Vault(DataKeys(KEYRING), entropy=ENTROPY)
    refused(tokens, b64encode(vault.seal(b"secret" * 10, b"")).decode())
    with pytest.raises(VaultError):
        vault.open(b64decode(issue(tokens).session_token), b"")


def test_tokens_outlive_a_rotation_but_not_their_key(tokens):
    token = issue(tokens).session_token
    rotated = KEYRING.with_new_key(ENTROPY)
    assert SessionTokens(DataKeys(rotated)).open(token, now=NOW).session == SESSION
    refused(SessionTokens(DataKeys(rotated.without(KEYRING.active))), token)


def test_a_running_server_follows_a_rotation(tokens):
    rotated = KEYRING.with_new_key(ENTROPY)
    elsewhere = SessionTokens(DataKeys(rotated))
    running = SessionTokens(DataKeys(KEYRING, lambda: rotated))
    assert running.open(issue(elsewhere).session_token, now=NOW).session == SESSION
    only_new = SessionTokens(DataKeys(rotated.without(KEYRING.active)))
    assert only_new.open(issue(running).session_token, now=NOW).session == SESSION


def test_opened_tokens_are_remembered_within_bounds(tokens):
    token = issue(tokens).session_token
    assert tokens.open(token, now=NOW) is tokens.open(token, now=NOW)


@pytest.mark.parametrize(("limit", "kept"), [("REMEMBERED_TOKENS", 3), ("REMEMBERED_CHARACTERS", 3000)])
def test_neither_many_nor_large_tokens_fill_the_memory(tokens, monkeypatch, limit, kept):
    monkeypatch.setattr(module, limit, kept)
    for number in range(20):
        policies = (SessionPolicy(f"{number:0800}"),)
        tokens.open(issue(tokens, replace(SESSION, policies=policies)).session_token, now=NOW)
    assert 1 <= len(tokens._opened) <= 3
    assert limit != "REMEMBERED_CHARACTERS" or tokens._opened.weight <= kept


def test_refused_tokens_are_not_remembered(tokens):
    refused(tokens, "AAAA")
    assert len(tokens._opened) == 0


def test_a_field_that_sessions_get_later_reads_old_tokens(tokens, monkeypatch):
    monkeypatch.setattr(module, "_FIELDS", tuple(one.name for one in fields(Session))[:-2])
    token = issue(tokens).session_token
    monkeypatch.undo()
    assert tokens.open(token, now=NOW).session == SESSION


def test_nothing_shows_a_secret(tokens):
    issued = issue(tokens)
    opened = tokens.open(issued.session_token, now=NOW)
    shown = f"{issued!r} {opened!r} {tokens!r}"
    assert issued.secret_access_key not in shown
    assert issued.session_token not in shown
    with pytest.raises(InvalidClientTokenIdError) as caught:
        tokens.open(issued.session_token[:-8], now=NOW)
    assert caught.value.__cause__ is None


def test_a_session_is_packed_in_the_form_that_other_versions_read():
    """The form of tokens already issued: changing it needs another `VERSION`."""
    values = ["session-token", "1", "2", "3", NOW, NOW, "", None, [], [], "", False, ""]
    session = module._unpack(b"\x00" + msgspec.msgpack.encode(values))
    assert session == Session(SessionKind.SESSION_TOKEN, "1", "2", "3", NOW, NOW)
