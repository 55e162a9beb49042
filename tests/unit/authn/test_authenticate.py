import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from limen.authn.authenticate import authenticate, require_signature
from limen.authn.caller import ANONYMOUS, AuthenticatedRequest
from limen.authn.faults import ExpiredTokenError, InvalidClientTokenIdError
from limen.authn.keyring import DataKeys, make_keyring
from limen.authn.tokens import IssuedCredentials, SessionTokens
from limen.authn.vault import Vault
from limen.domain.entity import Entity
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey, KeyStatus, LoginProfile
from limen.domain.iam.roles import Role
from limen.domain.iam.users import User
from limen.domain.principals import FederatedUser, IAMUser, RoleSession, RootUser
from limen.domain.sessions import Session, SessionKind
from limen.errors import MissingAuthenticationTokenError, NotImplementedOperationError
from limen.sigv4 import SigningKeys
from limen.sigv4.faults import IncompleteSignatureError, SignatureDoesNotMatchError
from limen.store.snapshot import make_snapshot
from limen.wire.http import HTTPRequest
from limen.wire.parsed_call import ParsedCall
from tests.unit.sigv4.signing import KEY_ID, NOW, SECRET, sign, with_header

ACCOUNT = "111122223333"
ROOT_KEY_ID = "AKIAROOTROOTROOTROOT"
SESSION_KEY_ID = "ASIAQNZGKIQY56JQ7WML"
INVALID = r"^The security token included in the request is invalid\.$"
HOUR = timedelta(hours=1)

_NUMBERS = count()


def entropy(size: int) -> bytes:
    return hashlib.shake_128(next(_NUMBERS).to_bytes(8, "big")).digest(size)


KEYS = DataKeys(make_keyring(entropy))
VAULT = Vault(KEYS, entropy=entropy)
TOKENS = SessionTokens(KEYS)

ACCOUNT_ROW = Account(ACCOUNT, NOW, root_password_hash="hash")
ALICE = User(ACCOUNT, "AIDAALICEALICEALICE22", "alice", "/team/", NOW)
ROLE = Role(ACCOUNT, "AROAROLEROLEROLEROLE2", "deploy", "/ci/", NOW, "{}")


def access_key(key_id: str, owner_id: str, **changes: Any) -> AccessKey:
    return AccessKey(ACCOUNT, key_id, owner_id, NOW, VAULT.seal(SECRET.encode(), key_id.encode()), **changes)


ALICES_KEY = access_key(KEY_ID, ALICE.id)
PROFILE = LoginProfile(ACCOUNT, ALICE.id, NOW, "hash", NOW)
EVERYTHING: tuple[Entity, ...] = (ACCOUNT_ROW, ALICE, ROLE, ALICES_KEY, PROFILE, access_key(ROOT_KEY_ID, ACCOUNT))


@dataclass
class CountingVault:
    """The vault, and how often it was opened."""

    opened: int = 0

    def open(self, sealed: bytes, context: bytes, /) -> bytes:
        self.opened += 1
        return VAULT.open(sealed, context)


def who_sent(
    request: HTTPRequest,
    *entities: Entity,
    now: datetime = NOW,
    vault: Any = VAULT,
    signing_keys: SigningKeys | None = None,
) -> AuthenticatedRequest:
    reader = make_snapshot(1, entities or EVERYTHING)
    keys = signing_keys or SigningKeys()
    return authenticate(request, reader, vault=vault, tokens=TOKENS, now=now, signing_keys=keys)


def without(*gone: Entity) -> Iterator[Entity]:
    return (entity for entity in EVERYTHING if entity not in gone)


def issue(kind: SessionKind, principal_id: str, **fields: Any) -> tuple[Session, IssuedCredentials]:
    if kind is SessionKind.SIGN_IN:
        fields = {"password_changed": NOW, **fields}
    session = Session(kind, ACCOUNT, principal_id, SESSION_KEY_ID, NOW, NOW + HOUR, **fields)
    return session, TOKENS.issue(session, entropy=entropy)


def sign_with(credentials: IssuedCredentials, **options: Any) -> HTTPRequest:
    options = {"key_id": credentials.access_key_id, "token": credentials.session_token, **options}
    return sign(secret=credentials.secret_access_key, **options)


def test_an_unsigned_request_is_anonymous():
    request = HTTPRequest("POST", "/", "", (("host", "h"),), b"Action=ListUsers")
    assert who_sent(request) == AuthenticatedRequest(request, ANONYMOUS)


def test_a_user():
    request = sign(region="eu-west-1", service="sts")
    sent = who_sent(request)
    assert sent.http is request
    assert (sent.service, sent.region) == ("sts", "eu-west-1")
    assert sent.caller.principal == IAMUser(ACCOUNT, "alice", "/team/", ALICE.id)
    assert (sent.caller.access_key_id, sent.caller.session) == (KEY_ID, None)


def test_a_presigned_request():
    sent = who_sent(sign("GET", query="Action=GetUser", headers=(), body=b"", expires=60))
    assert sent.caller.principal == IAMUser(ACCOUNT, "alice", "/team/", ALICE.id)


def test_root():
    assert who_sent(sign(key_id=ROOT_KEY_ID)).caller.principal == RootUser(ACCOUNT)


def test_the_partition_is_the_entitys():
    china = [replace(ACCOUNT_ROW, partition="aws-cn"), replace(ALICE, partition="aws-cn"), *EVERYTHING[3:]]
    assert who_sent(sign(), *china).caller.principal.arn == f"arn:aws-cn:iam::{ACCOUNT}:user/team/alice"
    assert who_sent(sign(key_id=ROOT_KEY_ID), *china).caller.principal.arn == f"arn:aws-cn:iam::{ACCOUNT}:root"


@pytest.mark.parametrize(
    "entities",
    [
        pytest.param(list(without(ALICES_KEY)), id="unknown key"),
        pytest.param([*without(ALICES_KEY), replace(ALICES_KEY, status=KeyStatus.INACTIVE)], id="inactive key"),
        pytest.param(list(without(ALICE)), id="deleted user"),
    ],
)
def test_a_key_that_is_no_longer_valid(entities):
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign(), *entities)


def test_root_of_an_account_that_is_not_there():
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign(key_id=ROOT_KEY_ID), *without(ACCOUNT_ROW))


def test_a_long_term_key_takes_no_token():
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign(token="anything"))
    _, credentials = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign(token=credentials.session_token))


def test_another_secret():
    with pytest.raises(SignatureDoesNotMatchError):
        who_sent(sign(secret="another"))


def test_a_service_that_is_not_served():
    with pytest.raises(NotImplementedOperationError) as caught:
        who_sent(sign(service="s3"))
    assert caught.value.message == (
        "Limen does not serve 's3'. It serves access-analyzer, cloudtrail, iam, limen, organizations, signin, sts."
    )
    with pytest.raises(NotImplementedOperationError):
        who_sent(sign(service="s3", key_id="AKIAUNKNOWN"))


@pytest.mark.parametrize("service", ["access-analyzer", "cloudtrail", "organizations", "signin", "sts"])
def test_every_service_that_is_served(service):
    request = who_sent(sign(service=service))
    assert (request.caller.principal, request.service) == (IAMUser(ACCOUNT, "alice", "/team/", ALICE.id), service)
    with pytest.raises(SignatureDoesNotMatchError):
        who_sent(sign(service=service, secret="another"))


def test_the_wrong_time():
    with pytest.raises(SignatureDoesNotMatchError, match="Signature expired"):
        who_sent(sign(), now=NOW + HOUR)
    with pytest.raises(SignatureDoesNotMatchError, match="Signature expired"):
        who_sent(sign("GET", query="A=1", headers=(), body=b"", expires=60), now=NOW + HOUR)


def test_half_a_signature():
    with pytest.raises(IncompleteSignatureError):
        who_sent(with_header(sign(), "authorization", "AWS4-HMAC-SHA256 Credential=x"))


@pytest.mark.parametrize("presigned", [False, True])
def test_a_role_session(presigned):
    session, credentials = issue(SessionKind.ASSUMED_ROLE, ROLE.id, name="build-7")
    options: dict[str, Any] = {"method": "GET", "headers": (), "body": b"", "expires": 60} if presigned else {}
    caller = who_sent(sign_with(credentials, **options)).caller
    assert caller.principal == RoleSession(ACCOUNT, "deploy", "build-7", "/ci/", ROLE.id)
    assert (caller.access_key_id, caller.session) == (SESSION_KEY_ID, session)


@pytest.mark.parametrize("kind", [SessionKind.SESSION_TOKEN, SessionKind.SIGN_IN])
def test_a_session_of_a_user_is_the_user(kind):
    session, credentials = issue(kind, ALICE.id)
    caller = who_sent(sign_with(credentials)).caller
    assert caller.principal == IAMUser(ACCOUNT, "alice", "/team/", ALICE.id)
    assert caller.session == session


def test_a_session_of_root_is_root():
    _, credentials = issue(SessionKind.SIGN_IN, ACCOUNT)
    assert who_sent(sign_with(credentials)).caller.principal == RootUser(ACCOUNT)


def test_a_federated_user_has_its_issuer():
    _, credentials = issue(SessionKind.FEDERATION, ALICE.id, name="guest")
    issuer = IAMUser(ACCOUNT, "alice", "/team/", ALICE.id)
    assert who_sent(sign_with(credentials)).caller.principal == FederatedUser(ACCOUNT, "guest", issuer)


def test_a_renamed_user_has_its_present_name():
    _, credentials = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    renamed = [*without(ALICE), replace(ALICE, name="alicia", path="/")]
    assert who_sent(sign_with(credentials), *renamed).caller.principal == IAMUser(ACCOUNT, "alicia", "/", ALICE.id)
    assert who_sent(sign(), *renamed).caller.principal == IAMUser(ACCOUNT, "alicia", "/", ALICE.id)


@pytest.mark.parametrize(
    ("kind", "principal_id", "gone"),
    [
        (SessionKind.ASSUMED_ROLE, ROLE.id, ROLE),
        (SessionKind.SESSION_TOKEN, ALICE.id, ALICE),
        (SessionKind.SIGN_IN, ALICE.id, ALICE),
        (SessionKind.FEDERATION, ALICE.id, ALICE),
        (SessionKind.SIGN_IN, ACCOUNT, ACCOUNT_ROW),
    ],
)
def test_a_session_ends_with_its_user_or_role(kind, principal_id, gone):
    _, credentials = issue(kind, principal_id, name="name")
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign_with(credentials), *without(gone))


LATER = NOW + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("principal_id", "before", "after"),
    [
        (ALICE.id, PROFILE, replace(PROFILE, changed=LATER)),
        (ALICE.id, PROFILE, None),
        (ACCOUNT, ACCOUNT_ROW, replace(ACCOUNT_ROW, root_password_changed=LATER)),
        (ACCOUNT, ACCOUNT_ROW, replace(ACCOUNT_ROW, root_password_hash="")),
    ],
)
def test_a_sign_in_ends_with_its_password_and_no_other_session_does(principal_id, before, after):
    changed = [*without(before), *([after] if after is not None else [])]
    _, token = issue(SessionKind.SESSION_TOKEN, principal_id)
    assert who_sent(sign_with(token), *changed).caller.session is not None
    _, signed_in = issue(SessionKind.SIGN_IN, principal_id)
    assert who_sent(sign_with(signed_in)).caller.session is not None
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign_with(signed_in), *changed)


def test_a_sign_in_with_the_new_password_is_valid_and_one_without_a_password_time_is_not():
    changed = [*without(PROFILE), replace(PROFILE, changed=LATER)]
    _, signed_in = issue(SessionKind.SIGN_IN, ALICE.id, password_changed=LATER)
    assert who_sent(sign_with(signed_in), *changed).caller.session is not None
    _, untold = issue(SessionKind.SIGN_IN, ALICE.id, password_changed=None)
    with pytest.raises(InvalidClientTokenIdError):
        who_sent(sign_with(untold))


def test_a_session_outlives_the_key_that_asked_for_it():
    _, credentials = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    assert who_sent(sign_with(credentials), *without(ALICES_KEY)).caller.session is not None
    inactive = replace(ALICES_KEY, status=KeyStatus.INACTIVE)
    assert who_sent(sign_with(credentials), *without(ALICES_KEY), inactive).caller.session is not None


def test_a_namesake_of_a_deleted_role_inherits_no_session():
    _, credentials = issue(SessionKind.ASSUMED_ROLE, ROLE.id, name="s")
    with pytest.raises(InvalidClientTokenIdError):
        who_sent(sign_with(credentials), *without(ROLE), replace(ROLE, id="AROAOTHEROTHEROTHER22"))


def test_a_session_key_needs_its_token():
    _, credentials = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    for token in (None, "", "garbage", credentials.session_token[:-8]):
        with pytest.raises(InvalidClientTokenIdError, match=INVALID):
            who_sent(sign_with(credentials, token=token))


def test_a_token_goes_with_its_own_key():
    _, credentials = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign_with(credentials, key_id="ASIAOTHEROTHEROTHER2"))


def test_a_token_of_other_data_keys():
    foreign = SessionTokens(DataKeys(make_keyring(entropy)))
    session, _ = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    with pytest.raises(InvalidClientTokenIdError, match=INVALID):
        who_sent(sign_with(foreign.issue(session, entropy=entropy)))


def test_a_session_that_is_over():
    _, credentials = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    with pytest.raises(ExpiredTokenError, match=r"^The security token included in the request is expired$"):
        who_sent(sign_with(credentials, at=NOW + HOUR), now=NOW + HOUR)


def test_the_secret_of_another_session():
    _, credentials = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    _, other = issue(SessionKind.SESSION_TOKEN, ALICE.id)
    with pytest.raises(SignatureDoesNotMatchError):
        who_sent(sign_with(replace(credentials, session_token=other.session_token)))


def test_a_known_signing_key_unseals_nothing():
    vault, keys = CountingVault(), SigningKeys()
    for _ in range(3):
        who_sent(sign(), vault=vault, signing_keys=keys)
    assert vault.opened == 1


def test_a_revoked_key_is_refused_though_its_signing_key_is_known():
    keys = SigningKeys()
    who_sent(sign(), signing_keys=keys)
    with pytest.raises(InvalidClientTokenIdError):
        who_sent(sign(), *without(ALICES_KEY), signing_keys=keys)


def test_a_refused_signature_is_not_remembered():
    vault, keys = CountingVault(), SigningKeys()
    for _ in range(2):
        with pytest.raises(SignatureDoesNotMatchError):
            who_sent(sign(secret="another"), vault=vault, signing_keys=keys)
    assert vault.opened == 2


def test_sessions_are_not_mixed_up_in_memory():
    keys = SigningKeys()
    for name in ("one", "two", "one"):
        _, credentials = issue(SessionKind.ASSUMED_ROLE, ROLE.id, name=name)
        principal = who_sent(sign_with(credentials), signing_keys=keys).caller.principal
        assert principal == RoleSession(ACCOUNT, "deploy", name, "/ci/", ROLE.id)


def test_an_operation_that_needs_a_signature():
    anonymous = AuthenticatedRequest(HTTPRequest("POST", "/", "", (), b""), ANONYMOUS)
    with pytest.raises(MissingAuthenticationTokenError, match=r"^Request is missing Authentication Token$"):
        require_signature(anonymous, ParsedCall("iam", "ListUsers", {}))
    require_signature(anonymous, ParsedCall("sts", "AssumeRoleWithWebIdentity", {}))
    require_signature(who_sent(sign()), ParsedCall("iam", "ListUsers", {}))
