"""A client whose HTTP connections end at AuthZEN endpoints in this process."""

import http.client
from io import BytesIO
from typing import Any

import pytest

from limen.gateway.client.decisions import Limen
from limen.wire.http import HTTPRequest
from tests.unit.gateway.guarded import Guarded
from tests.unit.gateway.test_authzen import Program

URL = "http://limen.example.com:4260"


class Connection:
    """What the client needs of `HTTPConnection`; `fault` is raised, `answered` replaces Limen's answer."""

    program: Program
    fault: Exception | None = None
    answered: tuple[int, bytes] | None = None
    hosts: list[str]

    def __init__(self, host: str, timeout: float) -> None:
        self.hosts.append(host)
        assert timeout > 0

    def request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        if self.fault is not None:
            raise self.fault
        pairs = (("host", "limen.example.com"), *((name.lower(), value) for name, value in headers.items()))
        asked = HTTPRequest(method, path, "", pairs, body, "192.0.2.7")
        self.response = self.program.parts.answer(asked, self.program.guarded.now).response

    def getresponse(self) -> Any:
        status, body = self.answered or (self.response.status, self.response.body)

        class Answer(BytesIO):
            pass

        answer: Any = Answer(body)
        answer.status = status
        return answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def connection(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> type[Connection]:
    class Present(Connection):
        """Of one test."""

    Present.program, Present.hosts = Program(guarded), []
    monkeypatch.setattr(http.client, "HTTPConnection", Present)
    monkeypatch.setattr(http.client, "HTTPSConnection", Present)
    return Present


@pytest.fixture
def limen(connection: type[Connection], guarded: Guarded) -> Limen:
    made = guarded.world.call("CreateServiceSpecificCredential", UserName="program", ServiceName="limen")
    credential = made["ServiceSpecificCredential"]
    return Limen(URL, credential["ServiceUserName"], credential["ServicePassword"])
