"""The friend's story on this computer: a folder behind Debian's nginx or Caddy, and Limen (make web-servers)."""

from collections.abc import Iterator

import pytest

from tools.demo_files.stage import Stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One for all tests that leave it unchanged, except for files with names of their own."""
    running = Stage(tmp_path_factory.mktemp("files"))
    yield running
    running.close()
    assert "error" not in (running.home / "limen.log").read_text().lower()
