"""A Limen server that keeps nothing, as a process of its own, for tests that speak AWS's protocols."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from limen.errors import LimenError

REGION = "us-east-1"
STOP_SECONDS = 10.0


class ServerError(LimenError):
    """The server did not start."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, and the access key of its administrator."""

    endpoint: str
    data_dir: Path
    account: str
    access_key_id: str
    secret_access_key: str = field(repr=False)

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables with which AWS's command line and SDKs call this server as its administrator."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_IAM": self.endpoint,
            "AWS_ENDPOINT_URL_STS": self.endpoint,
        }


@contextmanager
def start_server() -> Iterator[Server]:
    """Start `limen serve --ephemeral` on a free port of this machine, and stop it; raises `ServerError`."""
    command = [sys.executable, "-m", "limen", "serve", "--ephemeral", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        try:
            yield _read_start(process)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _read_start(process: subprocess.Popen[str]) -> Server:
    """Read what the server prints when it listens."""
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise ServerError("limen serve ended before it listened; its standard error says why.")
    started = json.loads(line)
    credentials = json.loads(Path(started["credentials_file"]).read_text("utf-8"))
    return Server(
        started["endpoint"],
        Path(started["data_dir"]),
        credentials["account_id"],
        credentials["admin_access_key_id"],
        credentials["admin_secret_access_key"],
    )
