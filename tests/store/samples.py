"""Entities and audit records to store."""

from datetime import UTC, datetime, timedelta

from limen.domain.browser_sessions import BrowserSession, HandOver
from limen.domain.events import AuditRecord
from limen.domain.iam.account import Account, CredentialReport, PasswordPolicy
from limen.domain.iam.credentials import (
    AccessKey,
    KeyStatus,
    LoginProfile,
    ServerCertificate,
    ServiceCredential,
    SigningCertificate,
    SSHPublicKey,
)
from limen.domain.iam.mfa import Ceremony, MFADevice, Passkey, PasskeyChallenge
from limen.domain.iam.providers import OIDCProvider, SAMLPrivateKey, SAMLProvider, UsedAssertion
from limen.domain.iam.roles import DeletionTask, InstanceProfile, Role, TrustedPrincipal
from limen.domain.iam.stored_policies import Attachment, InlinePolicy, ManagedPolicy, PolicyVersion
from limen.domain.iam.tags import Tag
from limen.domain.iam.users import Group, Membership, User
from limen.domain.own_services import OwnService
from limen.domain.sessions import Session, SessionKind, SessionPolicy

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "444455556666"
START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
POLICY = '{"Version":"2012-10-17","Statement":[]}'


def second(number: int) -> datetime:
    return START + timedelta(seconds=number)


def user(name: str, *, account: str = ACCOUNT, key: str = "", boundary: str = "", path: str = "/") -> User:
    return User(account, key or f"AIDA{name.upper()}", name, path, START, boundary_arn=boundary)


def group(name: str, *, account: str = ACCOUNT) -> Group:
    return Group(account, f"AGPA{name.upper()}", name, "/", START)


def access_key(key: str, owner: str, *, account: str = ACCOUNT) -> AccessKey:
    return AccessKey(account, key, owner, START, b"\x00sealed\xff")


def record(number: int = 0, **changed: str) -> AuditRecord:
    texts = {
        "id": f"event-{number}",
        "account": ACCOUNT,
        "principal_arn": f"arn:aws:iam::{ACCOUNT}:user/alice",
        "access_key_id": "AKIAALICE",
        "event_source": "iam.amazonaws.com",
        "event_name": "CreateUser",
        "error_code": "",
        "source_ip": "192.0.2.1",
        "document": f'{{"eventID":"event-{number}"}}',
        "request_id": f"request-{number}",
    }
    return AuditRecord(at=second(number), **{**texts, **changed})


ASSUMED = Session(
    SessionKind.ASSUMED_ROLE,
    ACCOUNT,
    "AROAR",
    "ASIAA",
    START,
    START,
    name="visitor",
    policies=(SessionPolicy(POLICY), SessionPolicy(POLICY, "arn:aws:iam::aws:policy/ReadOnlyAccess")),
    tags=(Tag("team", "blue"),),
    transitive_tag_keys=("team",),
    mfa_moment=START,
)

EVERY_KIND = (
    Account(ACCOUNT, START, "aws-cn", "acme", "root@example.com", "$argon2id$x", START),
    User(ACCOUNT, "AIDAU", "Ünal", "/a/b/", START, tags=(Tag("k", "v\x00"), Tag("", "")), boundary_arn="arn:b"),
    group("admins"),
    Membership(ACCOUNT, "AIDAU", "AGPAADMINS"),
    Role(
        ACCOUNT,
        "AROAR",
        "reader",
        "/",
        START,
        POLICY,
        trusted=(TrustedPrincipal("arn:aws:iam::111122223333:user/x", "AIDAX"),),
        description="what it is for",
        tags=(Tag("a", "b"),),
    ),
    InstanceProfile(ACCOUNT, "AIPAI", "profile", "/", START, role_id="AROAR"),
    ManagedPolicy(
        ACCOUNT,
        "ANPAP",
        "policy",
        "/",
        START,
        START,
        (PolicyVersion("v1", POLICY, START), PolicyVersion("v3", POLICY, START)),
        "v3",
        last_version=3,
    ),
    InlinePolicy(ACCOUNT, "AIDAU", "Inline", POLICY),
    Attachment(ACCOUNT, "AIDAU", "arn:aws:iam::aws:policy/AdministratorAccess"),
    AccessKey(ACCOUNT, "AKIAK", "AIDAU", START, bytes(range(256)), KeyStatus.INACTIVE),
    LoginProfile(ACCOUNT, "AIDAU", START, "$argon2id$y", START, reset_required=True, former_hashes=("$z",)),
    MFADevice(ACCOUNT, "phone", "/", START, bytes(range(40)), owner_id="AIDAU", enabled=START, last_step=59),
    Passkey(
        ACCOUNT,
        "arn:aws:iam::111122223333:u2f/user/alice/key-A1",
        "key",
        "AIDAU",
        START,
        bytes(range(32)),
        bytes(range(77)),
        "iam.example.com",
        sign_count=7,
        transports=("usb", "nfc"),
    ),
    PasskeyChallenge(
        ACCOUNT, "LPCHC", "AIDAU", Ceremony.SIGN_IN, bytes(32), "iam.example.com", START, password_changed=START
    ),
    PasswordPolicy(ACCOUNT, minimum_length=12, max_age_days=90),
    SSHPublicKey(ACCOUNT, "APKAK", "AIDAU", START, "ssh-rsa AAAA", is_active=False),
    SigningCertificate(ACCOUNT, "CERTIFICATE", "AIDAU", START, "-----BEGIN CERTIFICATE-----", is_active=False),
    ServiceCredential(
        ACCOUNT,
        "ACCAK",
        "AIDAU",
        "bedrock.amazonaws.com",
        "alice-at-111122223333",
        START,
        bytes(range(32)),
        expires=START,
        is_active=False,
    ),
    OIDCProvider(
        ACCOUNT,
        "token.example.com/Tenant/",
        START,
        client_ids=("b", "a"),
        thumbprints=("0" * 40,),
        tags=(Tag("a", "b"),),
        key_set='{"keys": []}',
    ),
    ServerCertificate(ACCOUNT, "ASCAS", "site", "/a/", START, START, "-----BEGIN", "-----BEGIN", tags=(Tag("a", "b"),)),
    CredentialReport(ACCOUNT, START, bytes(range(256))),
    SAMLProvider(
        ACCOUNT, "corporate", "UUID", START, START, "<xml/>", encryption_mode="Allowed", tags=(Tag("a", "b"),)
    ),
    SAMLPrivateKey(ACCOUNT, "SAMLKEY", "arn:aws:iam::111122223333:saml-provider/corporate", START, bytes(range(64))),
    UsedAssertion(ACCOUNT, "0" * 64, START),
    DeletionTask(ACCOUNT, "task/aws-service-role/x.amazonaws.com/AWSServiceRoleForX/1", START),
    BrowserSession(
        ACCOUNT,
        "LBSES",
        "AIDAU",
        START,
        START,
        START,
        bytes(range(32)),
        mfa_moment=START,
        site="https://files.example.com",
        parent_id="LBSEP",
        user_agent="Mozilla/5.0",
        source_ip="192.0.2.7",
        assumed=ASSUMED,
    ),
    HandOver(
        ACCOUNT,
        "LHANH",
        "LBSEP",
        "https://files.example.com",
        "/docs/",
        START,
        bytes(32),
        bytes(range(32)),
        assumed=ASSUMED,
        ends=START,
    ),
    OwnService(ACCOUNT, "files", '{"Name":"files"}', START, START),
)
