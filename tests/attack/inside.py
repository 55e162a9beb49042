"""The whole server without its sockets: requests signed by botocore go through the real pipeline onto a real database.

Every call is checked on its way: no answer of 500, XML that can be read, exactly one audit record, and nothing written
by a call that was refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from limen.admin.accounts import create_account, plan_account
from limen.authn.passwords import CHEAP, PasswordHasher
from limen.authz.authorizer import Authorizer
from limen.config.ambient import draw_entropy
from limen.config.settings import Settings
from limen.domain.events import AuditRecord
from limen.operations.catalog import OPERATIONS
from limen.runtime.composition import make_environment
from limen.runtime.pipeline import Pipeline
from limen.runtime.steps import ServiceSteps
from limen.store.interface import AuditFilter
from limen.store.opening import EPHEMERAL, open_store
from limen.wire.http import HTTPRequest
from limen.wire.service_models import API_VERSIONS, load_service
from tests.unit.sigv4.signing import sign
from tests.wire.server_process import Keys

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
ANYTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


def trusting(principal: str) -> str:
    """A trust policy."""
    return ANYTHING.replace(
        '"Action":"*","Resource":"*"', f'"Action":"sts:AssumeRole","Principal":{{"AWS":"{principal}"}}'
    )


@dataclass(frozen=True, slots=True)
class Reply:
    """A checked answer."""

    status: int
    text: str
    error_type: str = ""
    """The fault's code where a header names it."""

    @property
    def code(self) -> str:
        """The fault's code, empty for none; the JSON protocols call a denial `AccessDeniedException`."""
        if self.status == 200:
            return ""
        in_json = json.loads(self.text).get("__type", "") if self.text.startswith("{") else ""
        return self.find("Code") or self.error_type or in_json

    def find(self, tag: str) -> str:
        """The text of the first element of that name."""
        found = re.search(rf"<{tag}>([^<]*)</{tag}>", self.text)
        return found[1] if found else ""

    @property
    def keys(self) -> Keys:
        """The credentials in it."""
        return Keys(self.find("AccessKeyId"), self.find("SecretAccessKey"), self.find("SessionToken"))


class Inside:
    """One account and its administrator; `send` and `call` answer and check."""

    def __init__(self, folder: Path, database: str | Path = EPHEMERAL) -> None:
        self.now = NOW
        self.store = open_store(database)
        environment = make_environment(Settings(data_dir=folder), folder, self.store)
        cheap = PasswordHasher(entropy=draw_entropy, cost=CHEAP)
        self.environment = replace(environment, passwords=cheap)
        steps = ServiceSteps(self.environment, Authorizer(OPERATIONS))
        self.pipeline = Pipeline(self.store, steps, self.environment, lambda *_: None)
        self.account, self.admin = self.add_account("111122223333")

    def add_account(self, account: str) -> tuple[str, Keys]:
        plan = plan_account({"account_id": account}, draw_entropy)
        create_account(self.store, plan, self.environment, now=NOW)
        return account, Keys(plan.admin_access_key_id, plan.admin_secret_access_key)

    def call(self, keys: Keys, action: str, *, service: str = "iam", **names: str) -> Reply:
        """A signed POST."""
        fields = {"Action": action, "Version": API_VERSIONS[service], **names}
        return self.send(signed(keys, urlencode(fields).encode(), service, self.now))

    def call_json(self, keys: Keys, action: str, *, service: str, **members: Any) -> Reply:
        """A signed request of a service that speaks JSON; operations with labels in their path are not for it."""
        model = load_service(service)
        operation = model.get_operation(action)
        kind = "application/json"
        target: tuple[tuple[str, str], ...] = ()
        if model.protocol == "json":
            kind, target = "application/x-amz-json-1.1", (("X-Amz-Target", f"{min(model.target_prefixes)}.{action}"),)
        body = json.dumps(members).encode()
        request = sign(
            operation.method, operation.uri, headers=(("Content-Type", kind), *target), body=body,
            service=service, key_id=keys.access_key_id, secret=keys.secret_access_key, token=keys.session_token or None,
            at=self.now,
        )  # fmt: skip
        return self.send(request)

    def must(self, action: str, *, keys: Keys | None = None, service: str = "iam", **names: str) -> Reply:
        """A call, by default the administrator's, that has to succeed."""
        reply = self.call(keys or self.admin, action, service=service, **names)
        assert reply.status == 200, reply.text
        return reply

    def send(self, request: HTTPRequest) -> Reply:
        revision, last = self.store.latest().revision, self.newest_records(1)
        answer = self.pipeline.handle(request, self.now)
        written = self.store.latest().revision
        if answer.record is not None:
            self.store.append([answer.record])
        code = dict(answer.response.headers).get("x-amzn-ErrorType", "")
        reply = Reply(answer.response.status, answer.response.body.decode(), code)
        assert reply.status < 500, reply.text
        assert self.newest_records(2)[1:] == last, "a call has one audit record"
        if reply.status != 200:
            assert written == revision, "refused, and yet something was written"
        if not reply.text.startswith("{"):
            ET.fromstring(reply.text)
        return reply

    def newest_records(self, count: int) -> list[AuditRecord]:
        """All of them have the same time, so the order is that in which they were written."""
        return list(self.store.audit_records(AuditFilter(), limit=count))

    def make_user(self, name: str, *policies: str) -> Keys:
        """A user with inline policies and a key."""
        self.must("CreateUser", UserName=name)
        for number, policy in enumerate(policies):
            self.must("PutUserPolicy", UserName=name, PolicyName=f"policy{number}", PolicyDocument=policy)
        return self.must("CreateAccessKey", UserName=name).keys


def signed(keys: Keys, body: bytes, service: str, at: datetime) -> HTTPRequest:
    """A POST of a form, signed by botocore."""
    return sign(
        body=body, service=service, key_id=keys.access_key_id, secret=keys.secret_access_key,
        token=keys.session_token or None, at=at,
    )  # fmt: skip


def flatten(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Nested parameters as the Query protocol writes them."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from flatten(member, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for number, member in enumerate(value, 1):
            yield from flatten(member, f"{name}.member.{number}")
    else:
        yield name, str(value)
