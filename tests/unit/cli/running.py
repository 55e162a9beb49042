"""Running a command in this process, as the shell would."""

import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from limen.cli.main import run


@dataclass(frozen=True, slots=True)
class Ended:
    """Exit code and what was printed."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def limen(self, *arguments: object, stdin: bytes | str = b"") -> Ended:
        content = stdin.encode() if isinstance(stdin, str) else stdin
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        self._capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        return Ended(code, *self._capsys.readouterr())
