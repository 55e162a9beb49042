"""The README's "Five minutes", run as they are written: its `sh runnable` fences are one script.

`make run` is a server of this environment on a free port. A comment such as `# AccessDenied ... no policy allows ...`
is a promise: the command fails, and says each of the parts between the dots.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```sh runnable\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
REFUSED = re.compile(r"^(?P<command>[^#\n]+?)\s*# (?P<words>AccessDenied\b.*)$", re.MULTILINE)


def make_script(text: str) -> str:
    """The fences as one script that stops at the first line that does not do what it promises."""
    code = "".join(found["code"] for found in FENCE.finditer(text))
    return "set -eu\n" + REFUSED.sub(_expect_refusal, code)


def _expect_refusal(found: re.Match[str]) -> str:
    parts = [part.strip() for part in found["words"].split("...")]
    checks = [f"grep -qF {shlex.quote(part)} refusal" for part in parts if part]
    allowed = f"if {found['command']} >refusal 2>&1; then echo 'it was allowed' >&2; exit 1; fi"
    return "\n".join((allowed, "cat refusal >&2", *checks))


def run_script(script: str, home: Path, variables: dict[str, str], *, stdin: str) -> subprocess.CompletedProcess[str]:
    """Run in the checkout's place, with no terminal: the password comes from standard input."""
    checkout = home / "limen"
    checkout.mkdir(exist_ok=True)
    venv = checkout / ".venv"
    if not venv.exists():
        venv.symlink_to(sys.prefix)
    return subprocess.run(
        ["sh", "-c", script],
        cwd=checkout,
        env=variables,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,
    )


@pytest.fixture
def server(start):
    return start()


def test_the_five_minutes_work_as_written(server, tmp_path):
    script = make_script((ROOT / "README.md").read_text("utf-8"))
    assert script.count("grep -qF AccessDenied refusal") == 2
    done = run_script(script, tmp_path, server.variables, stdin="Correct-Horse-1\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Signed in as friend." in done.stdout
    assert f"arn:aws:iam::{server.account}:user/friend" in done.stdout
    trail = done.stdout[done.stdout.rindex("organizations:CreateAccount") :]
    assert re.findall(r"^refused +\S+ +(\S+)", trail, re.MULTILINE) == ["iam:GetUser", "iam:DeleteUser"]
    assert not server.log.read_text()


def test_the_default_directory_is_the_one_that_the_readme_names(server):
    assert str(server.data_dir) == str(server.home / ".local/share/limen")
    assert "`~/.local/share/limen/credentials.json`" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "words"), [("true", "AccessDenied"), ("ls /nowhere", "AccessDenied ... no policy")]
)
def test_a_promise_that_is_not_kept_fails(tmp_path, command, words):
    script = make_script(f"```sh runnable\n{command}  # {words}\n```\n")
    assert run_script(script, tmp_path, {"PATH": "/usr/bin:/bin"}, stdin="").returncode != 0
