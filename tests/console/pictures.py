"""Takes the pictures of docs/console.md anew: `python -m tests.console.pictures`."""

import json
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import CHROMIUM
from tests.console.console import Console
from tests.console.seed import PASSWORD, seed
from tests.wire.server_process import Server

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
WINDOW = {"width": 1280, "height": 800}

CARELESS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Files",
            "Effect": "Allow",
            "Action": ["s3:GettObject", "s3:PutObject"],
            "Resource": "arn:aws:s3:::shared/*",
        },
        {"Sid": "Deploy", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"},
    ],
}


def main() -> None:
    server = Server(Path(tempfile.mkdtemp()), "--ephemeral", "--account-id", "111122223333", "--account-alias", "acme")
    seed(server.client("iam"), server.account)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        show_friend(open_console(browser, server))
        show_owner(open_console(browser, server))
    server.stop()


def open_console(browser: Browser, server: Server) -> Console:
    return Console(browser.new_context(viewport=WINDOW).new_page(), server)  # type: ignore[arg-type]


def show_friend(console: Console) -> None:
    console.open("/users/create")
    console.sign_in("friend", PASSWORD)
    console.fill("User name", "another")
    for _ in range(3):
        console.press("Next")
    console.press("Create user")
    console.page.get_by_test_id("denied").wait_for()
    keep(console, "refused")


def show_owner(console: Console) -> None:
    console.open()
    keep(console, "sign-in")
    console.sign_in_as_admin()
    console.shows("Security recommendations")
    keep(console, "dashboard")
    console.visit("/policies/create")
    console.write_document(json.dumps(CARELESS, indent=2))
    console.shows("Security warning")
    keep(console, "policy")
    console.visit("/audit?by=Username&is=friend")
    console.row("AccessDenied").first.wait_for()
    keep(console, "audit")


def keep(console: Console, name: str) -> None:
    console.settle()
    console.page.wait_for_timeout(500)
    console.page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
