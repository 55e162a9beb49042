"""A shell for every test of a command."""

import pytest

from limen.authn.passwords import CHEAP
from tests.unit.cli.running import Shell


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Passwords are hashed quickly: the commands of these tests create accounts, whose passwords few of them use."""
    monkeypatch.setattr("limen.authn.passwords.PasswordCost", lambda: CHEAP)
    return Shell(monkeypatch, capsys)
