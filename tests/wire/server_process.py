"""A real `limen serve` process, and real clients for it."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

BIN = Path(sys.executable).parent
ONE_TRY = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
KEPT_VARIABLES = ("PATH", "LANG", "TMPDIR", "PYTHONPATH")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a client signs with."""

    access_key_id: str
    secret_access_key: str
    session_token: str = ""

    @classmethod
    def of(cls, answer: dict[str, Any]) -> "Keys":
        """The keys in an answer of CreateAccessKey or AssumeRole."""
        return cls(answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken", ""))


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that has ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


class Server:
    """A running server; `home` holds its data directory and the clients' files."""

    def __init__(
        self, home: Path, *options: str, variables: dict[str, str] | None = None, under: tuple[str, ...] = ()
    ) -> None:
        """Start it; `under` is a command that starts it, with limits."""
        self.home = home
        self._clients: dict[tuple[str, Keys], Any] = {}
        self.variables = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self.variables |= {"HOME": str(home), "AWS_SHARED_CREDENTIALS_FILE": str(home / "aws-credentials")}
        self.log = home / "server.log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*under, BIN / "limen", "serve", "--json", "--port", "0", *options],
                stdout=subprocess.PIPE, stderr=log, text=True, env=self.variables | (variables or {}),
            )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.stop()
        assert line, f"the server did not start: {self.log.read_text()}"
        self.started: dict[str, Any] = json.loads(line)
        self.endpoint: str = self.started["endpoint"]
        self.data_dir = Path(self.started["data_dir"])

    @property
    def credentials(self) -> dict[str, str]:
        content: dict[str, str] = json.loads((self.data_dir / "credentials.json").read_text())
        return content

    @property
    def owner(self) -> Keys:
        return Keys(self.credentials["admin_access_key_id"], self.credentials["admin_secret_access_key"])

    @property
    def account(self) -> str:
        return self.credentials["account_id"]

    @property
    def port(self) -> int:
        return int(self.endpoint.rpartition(":")[2])

    def client(self, service: str, keys: Keys | None = None) -> Any:
        """A boto3 client that tries once; the same one for the same keys."""
        keys = keys or self.owner
        if (service, keys) not in self._clients:
            self._clients[service, keys] = self._make_client(service, keys)
        return self._clients[service, keys]

    def _make_client(self, service: str, keys: Keys) -> Any:
        return boto3.session.Session(
            aws_access_key_id=keys.access_key_id,
            aws_secret_access_key=keys.secret_access_key,
            aws_session_token=keys.session_token or None,
            region_name="us-east-1",
        ).client(service, endpoint_url=self.endpoint, config=ONE_TRY)

    def limen(self, *arguments: str, stdin: str = "", variables: dict[str, str] | None = None) -> Finished:
        """Run the `limen` command."""
        return self._run([str(BIN / "limen"), *arguments], stdin, variables or {})

    def aws(self, *arguments: str, keys: Keys | None = None, profile: str = "") -> Finished:
        """Run the `aws` command, by keys in the environment or by a profile of the credentials file."""
        if profile:
            return self._run([str(BIN / "aws"), "--profile", profile, *arguments], "", {})
        keys = keys or self.owner
        variables = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": keys.access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        return self._run([str(BIN / "aws"), *arguments], "", variables)

    def audit(self, *filters: str) -> list[dict[str, Any]]:
        """The audit events, oldest first."""
        finished = self.limen("audit", "--data-dir", str(self.data_dir), "--json", "--limit", "100000", *filters)
        assert finished.code == 0, finished.err
        return [json.loads(line) for line in finished.out.splitlines()]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def _run(self, command: list[str], stdin: str, variables: dict[str, str]) -> Finished:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=self.variables | variables,
        )
        return Finished(done.returncode, done.stdout, done.stderr)
