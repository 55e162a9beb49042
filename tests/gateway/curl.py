"""curl, as people use it; `path-as-is`, so that hostile paths reach the server."""

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from tools.demo_files.stage import Credential

STATUS = "\n%{http_code}"


@dataclass(frozen=True, slots=True)
class Got:
    """What curl printed."""

    status: int
    text: str
    headers: str

    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.text))


def curl(url: str, *options: str, who: Credential | None = None) -> Got:
    """Send one request."""
    user = ["--user", f"{who.login}:{who.secret}"] if who is not None else []
    command = ["curl", "--silent", "--show-error", "--path-as-is", "--max-time", "20", "--dump-header", "/dev/stderr"]
    command += ["--write-out", STATUS, *user, *options, url]
    ended = subprocess.run(command, check=False, capture_output=True, timeout=30)
    assert ended.returncode == 0, ended.stderr.decode("utf-8", "replace")
    text, _, status = ended.stdout.decode("utf-8", "replace").rpartition("\n")
    return Got(int(status), text, ended.stderr.decode("latin-1"))
