"""`make demo-files`: play the friend's story with curl, step by step; `ARGS=--stay` leaves it running for a browser."""

import argparse
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.demo_files.stage import FRIEND_PASSWORD, OWNER_PASSWORD, Credential, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """One request, who sends it, and the status that the story expects."""

    text: str
    who: str
    method: str
    path: str
    status: int
    body: str = ""


STORY = (
    Step("The friend lists the documents", "friend", "PROPFIND", "/documents/", 207),
    Step("reads one", "friend", "GET", "/documents/letter.txt", 200),
    Step("writes one", "friend", "PUT", "/documents/answer.txt", 201, "Dear owner,\n"),
    Step("and deletes it again.", "friend", "DELETE", "/documents/answer.txt", 204),
    Step("The friend may not delete what is in the important folder,", "friend", "DELETE", "/important/will.txt", 403),
    Step("nor what is tagged as important,", "friend", "DELETE", "/documents/contract.txt", 403),
    Step("nor a folder with an important file in it,", "friend", "DELETE", "/documents/", 403),
    Step("nor change the settings,", "friend", "PUT", "/settings/theme.json", 403, "{}\n"),
    Step("not even by another spelling of the path.", "friend", "GET", "/documents/../settings/theme.json", 400),
    Step("An unknown visitor is asked to sign in.", "stranger", "GET", "/documents/letter.txt", 401),
    Step("The owner changes the settings", "owner", "PUT", "/settings/theme.json", 204, '{"theme": "light"}\n'),
    Step("and deletes an important file.", "owner", "DELETE", "/important/will.txt", 204),
)


def main() -> int:
    """Play the story; 0 if every step had the expected result."""
    parser = argparse.ArgumentParser(prog="demo-files", description=__doc__)
    parser.add_argument("--stay", action="store_true", help="keep everything running until Enter is pressed")
    stays = parser.parse_args().stay
    with tempfile.TemporaryDirectory(prefix="limen-demo-") as home:
        stage = Stage(Path(home))
        try:
            failures = [step for step in STORY if not play(stage, step)]
            if stays:
                stay(stage)
        finally:
            stage.close()
    print("Every step had the expected result." if not failures else f"{len(failures)} steps did not.")
    return 1 if failures else 0


def play(stage: Stage, step: Step) -> bool:
    """Send one request and print the result."""
    who = {"friend": stage.friend, "owner": stage.owner, "stranger": None}[step.who]
    status, text = send(stage, step, who)
    mark = "ok" if status == step.status else f"EXPECTED {step.status}"
    print(f"{step.text}\n    {step.who}: {step.method} {step.path} -> {status} {mark}")
    if status == 403 and text.startswith("{"):
        said = json.loads(text)
        reason = f"statement {said['statement']} of policy {said['policy']}" if "statement" in said else said["message"]
        print(f"    refused by {reason}; request id {said['requestId']}")
    return status == step.status


def send(stage: Stage, step: Step, who: Credential | None) -> tuple[int, str]:
    """One request with curl; the status and the answer."""
    command = ["curl", "--silent", "--path-as-is", "--request", step.method, "--write-out", "\n%{http_code}"]
    command += ["--header", "Depth: 1"] if step.method == "PROPFIND" else []
    command += ["--data-binary", step.body] if step.body else []
    command += ["--user", f"{who.login}:{who.secret}"] if who is not None else []
    ended = subprocess.run([*command, f"{stage.url}{step.path}"], check=True, capture_output=True, text=True)
    text, _, status = ended.stdout.rpartition("\n")
    return int(status), text


def stay(stage: Stage) -> None:
    """Leave the rest to a person with a browser."""
    print(f"\nOpen {stage.url}/documents/ in a browser.")
    print(f"  friend: user friend, password {FRIEND_PASSWORD}")
    print(f"  owner:  user owner, password {OWNER_PASSWORD}")
    input("Press Enter to stop.\n")


if __name__ == "__main__":
    raise SystemExit(main())
