"""A server without sockets on a database in a file, and calls of `limen explain` about its records."""

import json
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from limen.domain.events import AuditRecord
from limen.wire.http import HTTPRequest
from tests.attack.inside import Inside, Reply
from tests.unit.cli.running import Ended, Shell
from tests.wire.server_process import Keys

_numbers = count()
CLIENT_ID = "arn:aws:signin:::devtools/same-device"


def allow(action: str, resource: str = "*", **more: Any) -> str:
    """A policy of one statement."""
    return document({"Effect": "Allow", "Action": action, "Resource": resource, **more})


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@dataclass
class Recording:
    shell: Shell
    folder: Path
    server: Inside

    @property
    def last(self) -> AuditRecord:
        """The newest record."""
        return self.server.newest_records(1)[0]

    def call(self, keys: Keys, action: str, *, service: str = "iam", **names: str) -> tuple[Reply, str]:
        """A call and the id of its event."""
        reply = self.server.call(keys, action, service=service, **names)
        return reply, self.last.id

    def sign_in(self, user: str, password: str, **more: str) -> Keys:
        """Credentials for a password."""
        grant = {"grantType": "password", "account": self.server.account, "userName": user}
        return self.keys_in(self.ask_token(grant, password=password, **more))

    def ask_token(self, grant: dict[str, str], **more: str) -> Any:
        """What the sign-in service answers."""
        body = json.dumps({"clientId": CLIENT_ID, **grant, **more}).encode()
        request = HTTPRequest("POST", "/v1/token", "", (("content-type", "application/json"),), body, "192.0.2.1")
        return json.loads(self.server.pipeline.sign_in(request, self.server.now).response.body)

    def keys_in(self, answer: Any) -> Keys:
        """The credentials in an answer of the sign-in service."""
        token = answer["accessToken"]
        return Keys(token["accessKeyId"], token["secretAccessKey"], token["sessionToken"])

    def explain(self, event: str, *more: str) -> Ended:
        return self.shell.limen("explain", "--data-dir", self.folder, "--event", event, *more)

    def as_json(self, event: str) -> Any:
        return self.explain(event, "--json").json()

    def forge(self, event: str, **changes: Any) -> str:
        """Write a record like that of the event, with other members in its document; the id of the new event."""
        (record,) = [one for one in self.server.newest_records(1000) if one.id == event]
        shown = json.loads(record.document)
        for name, value in changes.items():
            shown[name] = {**(shown[name] or {}), **value} if isinstance(value, dict) else value
        forged = str(UUID(int=next(_numbers), version=4))
        self.server.store.append(
            [replace(record, id=forged, document=json.dumps(shown | {"eventID": forged, "requestID": forged}))]
        )
        return forged
