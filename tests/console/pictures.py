"""Retakes the pictures of README.md and docs/console.md: `python -m tests.console.pictures`.

A picture that became larger than what a reader should have to load is refused.
"""

import json
import tempfile
from pathlib import Path

from botocore.exceptions import ClientError
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import CHROMIUM
from tests.console.console import Console
from tests.console.seed import PASSWORD, seed
from tests.wire.server_process import Keys, Server

FOLDER = Path(__file__).resolve().parents[2] / "docs/pictures"
WINDOW = {"width": 1280, "height": 800}
MOST_BYTES = 150_000

EXPLAIN = {"Effect": "Allow", "Action": "limen:ExplainEvent", "Resource": "*"}

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
    iam = server.client("iam")
    seed(iam, server.account)
    document = json.dumps({"Version": "2012-10-17", "Statement": [EXPLAIN]})
    iam.put_user_policy(UserName="friend", PolicyName="explain", PolicyDocument=document)
    denied = find_denied_request(server)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        show_friend(open_console(browser, server))
        show_owner(open_console(browser, server), denied)
    server.stop()


def find_denied_request(server: Server) -> str:
    """The id of a request of the friend that a Deny refused."""
    keys = Keys.of(server.client("iam").create_access_key(UserName="friend")["AccessKey"])
    try:
        server.client("iam", keys).get_user(UserName="admin")
    except ClientError as error:
        return str(error.response["ResponseMetadata"]["RequestId"])
    raise AssertionError("the friend may look at the administrator")


def open_console(browser: Browser, server: Server) -> Console:
    return Console(browser.new_context(viewport=WINDOW).new_page(), server)  # type: ignore[arg-type]


def show_friend(console: Console) -> None:
    console.open("/users/create")
    console.sign_in("friend", PASSWORD)
    console.fill("User name", "another")
    for _ in range(3):
        console.press("Next")
    console.press("Create user")
    console.page.get_by_test_id("denied").get_by_role("button", name="Explain").click()
    console.page.get_by_test_id("explained").wait_for()
    console.page.evaluate("scrollTo(0, 0)")
    keep(console, "refused")


def show_owner(console: Console, denied: str) -> None:
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
    console.visit(f"/why?about={denied}")
    console.page.get_by_test_id("remedies").scroll_into_view_if_needed()
    keep(console, "why")
    console.visit("/who-can?action=iam:DeleteUser")
    console.press("Ask")
    console.page.get_by_test_id("verdicts").get_by_role("row").nth(1).wait_for()
    keep(console, "who-can")


def keep(console: Console, name: str) -> None:
    console.settle()
    console.page.wait_for_timeout(500)
    content = console.page.screenshot(path=FOLDER / f"{name}.png")
    assert len(content) < MOST_BYTES, f"{name}.png has {len(content)} bytes"


if __name__ == "__main__":
    main()
