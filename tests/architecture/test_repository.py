"""The committed files, taken together."""

import re
import stat
import tomllib

import pytest

from tests.architecture.repository import committed_files, unwanted
from tests.architecture.source import ROOT

FILES = committed_files()


def test_no_index_address_and_no_machine_path():
    found = [w for path in FILES for w in unwanted(path.relative_to(ROOT).as_posix(), path.read_bytes())]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        b"--index-url https://py" + b"pi.org/simple",
        b'"resolved": "https://registry.npm' + b'js.org/x/-/x-1.tgz"',
        b'open("/tm' + b'p/answer.json")',
        b"cd /wo" + b"rk/main",
        b"see /ro" + b"ot/.aws/config",
    ],
)
def test_what_must_not_be_committed_is_seen(line):
    assert list(unwanted("x.txt", line))


@pytest.mark.parametrize(
    "line",
    [
        b"arn:aws:iam::123456789012:user/tmp/alice",
        b"https://example.com/work/list",
        b"the folder ./tmp/x and ${HOME}/work/y",
        b"arn:aws:iam::123456789012:root",
        b"\0/tm" + b"p/x in a binary",
    ],
)
def test_what_may_be_committed_is_left_alone(line):
    assert not list(unwanted("x.txt", line))


def test_requirements_are_exact_and_hashed():
    for name in ("bootstrap.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", "")
        for requirement in filter(str.strip, text.splitlines()):
            assert "==" in requirement, requirement
            assert "--hash=sha256:" in requirement, requirement


LOCKS = {"bench": "bench.txt"}
"""Extras with an environment, and so a lock, of their own."""


def test_the_lock_has_everything_that_is_asked_for():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for extra, group in extras.items():
        lock = (ROOT / "requirements" / LOCKS.get(extra, "dev.txt")).read_text("utf-8").splitlines()
        locked = {line.partition("==")[0] for line in lock}
        for asked in (re.split(r"[\[<>=!~;]", name)[0].strip().lower() for name in group):
            assert asked in locked or asked == "limen", f"{asked} is not locked: make lock"


def test_ci_calls_make_test():
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert "make test" in script.read_text(encoding="utf-8")
