"""How much the browser fetches and how long it takes: `python -m tests.console.measure`.

Each row is a browser with an empty cache; the times are the middle ones of five. The prototype's numbers are next to
them (spec console 1).
"""

import gzip
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM
from tests.console.conftest import DESKTOP
from tests.console.console import Console
from tests.wire.server_process import Server

ASSETS = Path(__file__).resolve().parents[2] / "src/limen/server/console_assets"
RUNS = 5
MOST_USERS = 5000
FEW_USERS = 250


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured of one way to use the console."""

    what: str
    seconds: float
    kilobytes: float
    requests: int


def measure(browser: Browser, server: Server, what: str, use: Callable[[Console], float]) -> Figure:
    """Use the console in fresh browsers; `use` gives the seconds that count."""
    seconds, sizes, counts = [], [], []
    for _ in range(RUNS):
        page = browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
        fetched = watch(page)
        seconds.append(use(Console(page, server)))
        sizes.append(sum(fetched) / 1000)
        counts.append(len(fetched))
        page.context.close()
    return Figure(what, statistics.median(seconds), statistics.median(sizes), int(statistics.median(counts)))


def watch(page: Page) -> list[int]:
    """Bytes of each answer as they went over the wire."""
    fetched: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: fetched.append(event["encodedDataLength"]))
    return fetched


def open_sign_in(console: Console) -> float:
    begun = time.perf_counter()
    console.open()
    console.page.get_by_label("IAM user name").wait_for()
    return time.perf_counter() - begun


def sign_in(console: Console) -> float:
    console.open()
    console.name_user("admin")
    begun = time.perf_counter()
    console.give_password(console.server.credentials["admin_password"])
    console.page.get_by_text("Security recommendations").wait_for()
    return time.perf_counter() - begun


def list_users(count: int) -> Callable[[Console], float]:
    def use(console: Console) -> float:
        console.sign_in_as_admin()
        begun = time.perf_counter()
        console.open("/users")
        console.page.get_by_text(f"({count})").wait_for()
        return time.perf_counter() - begun

    return use


def create_users(server: Server, first: int, last: int) -> None:
    iam = server.client("iam")
    for number in range(first, last):
        iam.create_user(UserName=f"user-{number:05}")


def weigh_assets() -> float:
    """Mebibytes of all scripts and styles, each gzipped by itself as the server sends them."""
    files = [path for path in ASSETS.rglob("*") if path.suffix in {".js", ".css"}]
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 2**20


def main() -> None:
    server = Server(Path(tempfile.mkdtemp()), "--ephemeral")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        figures = [
            measure(browser, server, "sign-in page ready", open_sign_in),
            measure(browser, server, "password to dashboard", sign_in),
        ]
        create_users(server, 1, FEW_USERS)  # The administrator is one of them.
        figures.append(measure(browser, server, "250 users after a reload", list_users(FEW_USERS)))
        create_users(server, FEW_USERS, MOST_USERS)
        figures.append(measure(browser, server, "5,000 users after a reload", list_users(MOST_USERS)))
    server.stop()
    print(f"all scripts and styles, gzipped: {weigh_assets():.2f} MiB")
    for figure in figures:
        print(f"{figure.what:28} {figure.seconds:6.2f} s {figure.kilobytes:8.0f} kB {figure.requests:4} requests")


if __name__ == "__main__":
    main()
