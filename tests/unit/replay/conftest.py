"""A recording for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from limen.runtime.composition import DATABASE_FILE
from tests.attack.inside import Inside
from tests.unit.cli.running import Shell
from tests.unit.replay.recording import Recording


@pytest.fixture
def recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Recording]:
    server = Inside(tmp_path, tmp_path / DATABASE_FILE)
    yield Recording(Shell(monkeypatch, capsys), tmp_path, server)
    server.store.close()
