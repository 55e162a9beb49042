"""Stores of a given size, filled through the store layer: of every four entities one is a user."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from limen.domain.entity import Entity
from limen.domain.events import AuditRecord
from limen.domain.iam.account import Account
from limen.domain.iam.credentials import AccessKey
from limen.domain.iam.stored_policies import Attachment, InlinePolicy
from limen.domain.iam.users import User
from limen.store.interface import Store
from limen.store.opening import open_store

ACCOUNT: Final = "111122223333"
MOMENT: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
PER_USER: Final = 4
USERS_PER_WRITE: Final = 250
MANAGED: Final = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def fill(path: Path, entities: int) -> None:
    """Write a new store with so many entities, a thousand in a revision."""
    store = open_store(path)
    try:
        _write(store, [Account(ACCOUNT, MOMENT)], 0)
        for first in range(0, entities // PER_USER, USERS_PER_WRITE):
            numbers = range(first, min(first + USERS_PER_WRITE, entities // PER_USER))
            _write(store, [each for number in numbers for each in make_user(number)], first)
    finally:
        store.close()


def make_user(number: int) -> tuple[User, AccessKey, InlinePolicy, Attachment]:
    """A user with an access key, an inline policy and an attached one."""
    user_id = f"AIDA{number:017}"
    document = (
        '{"Version":"2012-10-17","Statement":[{"Sid":"Own","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],'
        f'"Resource":"arn:aws:s3:::home/user-{number:07}/*"}}]}}'
    )
    return (
        User(ACCOUNT, user_id, f"user-{number:07}", "/", MOMENT),
        AccessKey(ACCOUNT, f"AKIA{number:016}", user_id, MOMENT, bytes(80)),
        InlinePolicy(ACCOUNT, user_id, "own", document),
        Attachment(ACCOUNT, user_id, MANAGED),
    )


def make_record(number: int) -> AuditRecord:
    """The record of a read, of usual length."""
    arn = f"arn:aws:iam::{ACCOUNT}:user/user-{number % 1000:07}"
    document = (
        f'{{"eventVersion":"1.11","eventTime":"2026-01-02T03:04:05Z","eventID":"{number:036}","userIdentity":'
        f'{{"type":"IAMUser","principalId":"AIDA{number:017}","arn":"{arn}","accountId":"{ACCOUNT}",'
        f'"accessKeyId":"AKIA{number:016}","userName":"user-{number % 1000:07}"}},"eventSource":"iam.amazonaws.com",'
        f'"eventName":"GetUser","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.1","userAgent":"aws-cli/2.30",'
        f'"requestParameters":{{"userName":"user-{number % 1000:07}"}},"responseElements":null,"requestID":'
        f'"{number:036}","readOnly":true,"eventType":"AwsApiCall","recipientAccountId":"{ACCOUNT}"}}'
    )
    return AuditRecord(
        id=f"{number:036}",
        at=MOMENT,
        account=ACCOUNT,
        principal_arn=arn,
        access_key_id=f"AKIA{number:016}",
        event_source="iam.amazonaws.com",
        event_name="GetUser",
        error_code="",
        source_ip="192.0.2.1",
        document=document,
        request_id=f"{number:036}",
    )


def _write(store: Store, entities: Iterable[Entity], seq: int) -> None:
    with store.begin(now=MOMENT) as transaction:
        for entity in entities:
            transaction.put(entity)
        transaction.commit(make_record(seq))
