"""Requests that no well-behaved client sends."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.wire.server_process import Keys, Server

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `status` is 0 if nothing came."""

    status: int
    head: str
    body: str

    @property
    def code(self) -> str:
        """The fault's code, empty if there is none."""
        found = re.search(r"<Code>(\w+)</Code>", self.body)
        return found[1] if found else ""


def exchange(server: Server, data: bytes) -> Reply:
    """Send bytes and read until the server closes the connection, as it does on request or after an error."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # It may have refused before everything was sent.
            connection.sendall(data)
        return parse_reply(read_all(connection))


def read_all(connection: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def parse_reply(received: bytes) -> Reply:
    head, _, body = received.partition(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1]) if head else 0
    return Reply(status, head.decode("latin-1"), body.decode("utf-8", "replace"))


def post(server: Server, body: bytes, *, keys: Keys | None = None, content_type: str = FORM, **headers: str) -> Reply:
    """Send a signed `POST /`; headers are given with underscores."""
    signer = keys or server.owner
    request = AWSRequest("POST", server.endpoint + "/", data=body, headers={"Content-Type": content_type})
    SigV4Auth(Credentials(signer.access_key_id, signer.secret_access_key), "iam", "us-east-1").add_auth(request)
    sent = {name: str(value) for name, value in request.headers.items()}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return exchange(server, render("POST", "/", server, sent, body))


def render(method: str, target: str, server: Server, headers: dict[str, str], body: bytes = b"") -> bytes:
    fields = {
        "Host": urlsplit(server.endpoint).netloc,
        "Connection": "close",
        "Content-Length": str(len(body)),
        **headers,
    }
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
