"""Profiles in the AWS credentials file: one section is replaced; everything else, including comments, stays as it is.

Region and endpoint are written next to the credentials, where the `aws` command line and the SDKs also read them.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkstemp

from limen.cli.exits import INVALID, CommandError
from limen.cli.waiting import alone_with

FILE_VARIABLE = "AWS_SHARED_CREDENTIALS_FILE"
LOCK_FILE = Path("limen") / "profiles.lock"
"""Relative to the credentials file's folder, which may itself be the locked data directory of a server."""
DEFAULT_FILE = Path("~/.aws/credentials")

CREDENTIAL_KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token", "credential_process"})
"""The sources of a profile's credentials: all others are removed, because AWS's clients would choose one of them."""

_FOREIGN_BYTES = "surrogateescape"
"""Text in another encoding is kept, byte for byte."""

_SECTION = re.compile(r"^\s*\[\s*(?P<name>[^]]+?)\s*\]")
_PROFILE = re.compile(r"[A-Za-z0-9_.@:+=,/-]+")


def write_profile(profile: str, values: Mapping[str, str], environment: Mapping[str, str]) -> Path:
    """Write or replace a profile and return its file. The file gets mode 0600 and is replaced atomically."""
    if not _PROFILE.fullmatch(profile):
        raise CommandError(f"{profile!r} cannot be the name of a profile", exit_code=INVALID)
    path = find_credentials_file(environment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = path.resolve().parent / LOCK_FILE
    lock.parent.mkdir(mode=0o700, exist_ok=True)
    with alone_with(lock, "writes a profile"):
        before = path.read_text(encoding="utf-8", errors=_FOREIGN_BYTES) if path.exists() else ""
        write_private(path, replace_section(before, profile, values))
    return path


def find_credentials_file(environment: Mapping[str, str]) -> Path:
    """The file in which AWS's clients look for profiles."""
    return Path(environment.get(FILE_VARIABLE) or DEFAULT_FILE).expanduser()


def replace_section(text: str, name: str, values: Mapping[str, str]) -> str:
    """Replace a section's credentials and `values`, keeping its comments and unknown keys, or append it."""
    lines = text.removesuffix("\n").split("\n") if text else []  # `splitlines` would split at more characters.
    start = next((number for number, line in enumerate(lines) if _section_of(line) == name), None)
    new = [f"{key} = {value}" for key, value in values.items()]
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return "\n".join([*lines, *gap, f"[{name}]", *new]) + "\n"
    end = next((n for n in range(start + 1, len(lines)) if _section_of(lines[n]) is not None), len(lines))
    replaced = CREDENTIAL_KEYS.union(values)
    kept = [line for line in lines[start + 1 : end] if _key_of(line) not in replaced]
    return "\n".join([*lines[: start + 1], *new, *kept, *lines[end:]]) + "\n"


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, atomically; a symbolic link is followed."""
    target = path.resolve()
    descriptor, name = mkstemp(prefix=f".{target.name}.", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors=_FOREIGN_BYTES) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _section_of(line: str) -> str | None:
    found = _SECTION.match(line)
    return found["name"] if found else None


def _key_of(line: str) -> str:
    return line.partition("=")[0].strip()
