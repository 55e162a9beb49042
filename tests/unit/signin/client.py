"""A client of the sign-in service, and what it reads in the answers."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from limen.signin.token_endpoint import token
from limen.signin.token_grants import CLIENT_ID
from limen.wire.http import HTTPRequest, HTTPResponse
from tests.unit.operations.world import ACCOUNT, NOW, World

PASSWORD = "Correct-horse-1"
ALICE: dict[str, Any] = {"grantType": "password", "account": ACCOUNT, "userName": "alice", "password": PASSWORD}
ROOT: dict[str, Any] = {"grantType": "password", "email": "owner@example.com", "password": PASSWORD}


@dataclass
class Client:
    world: World
    peer: str = "192.0.2.1"

    def post(self, *, now: datetime = NOW, **members: Any) -> HTTPResponse:
        return self.send(json.dumps({"clientId": CLIENT_ID, **members}).encode(), now=now)

    def send(
        self, body: bytes, *, now: datetime = NOW, content_type: str = "application/json", query: str = ""
    ) -> HTTPResponse:
        request = HTTPRequest("POST", "/v1/token", query, (("content-type", content_type),), body, self.peer)
        return token(request, self.world.store, self.world.environment, now=now, request_id="request-1")

    def last_event(self) -> dict[str, Any]:
        return dict(json.loads(self.world.store.records[-1].document))


def content(response: HTTPResponse) -> dict[str, Any]:
    return dict(json.loads(response.body))


def session_in(client: Client, response: HTTPResponse, *, now: datetime = NOW):
    opened = client.world.environment.tokens.open(content(response)["accessToken"]["sessionToken"], now=now)
    assert opened.secret_access_key == content(response)["accessToken"]["secretAccessKey"]
    return opened.session


def error_of(response: HTTPResponse) -> tuple[int, str, str]:
    body = content(response)
    assert set(body) == {"error", "message"}
    return response.status, dict(response.headers)["x-amzn-ErrorType"], body["error"]
