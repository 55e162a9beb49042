"""One policy document from a file or standard input, for commands that compare and prove."""

import sys
from pathlib import Path

from limen.cli.exits import INVALID, CommandError
from limen.cli.policy_files import STANDARD_INPUT
from limen.policy.errors import PolicyError
from limen.policy.syntax.document import PolicyDocument
from limen.policy.syntax.parse import parse_policy

MAX_CHARACTERS = 131_072
"""Longer than any policy that AWS or Limen stores."""


def load_document(path: str) -> PolicyDocument:
    """Read and parse a policy; raises `CommandError` with the file's name."""
    try:
        raw = sys.stdin.buffer.read() if path == STANDARD_INPUT else Path(path).read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}", exit_code=INVALID) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8 text: {error.reason}", exit_code=INVALID) from error
    return parse_document(path, text)


def parse_document(name: str, text: str) -> PolicyDocument:
    """Parse a policy's text; raises `CommandError` with its name."""
    if len(text) > MAX_CHARACTERS:
        raise CommandError(f"{name} has more than {MAX_CHARACTERS} characters", exit_code=INVALID)
    try:
        return parse_policy(text)
    except PolicyError as error:
        raise CommandError(f"{name} is not a policy: {error}", exit_code=INVALID) from error
