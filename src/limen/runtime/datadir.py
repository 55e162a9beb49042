"""Files in the data directory besides the database: the credentials of the first start, and the server's address.

Only the owner can read them (mode 0600). Secrets are written here and nowhere else (promise P8).
"""

import json
import logging
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from time import sleep

from limen.admin.accounts import AccountPlan
from limen.errors import LimenError

CREDENTIALS_FILE = "credentials.json"
SERVER_FILE = "server.json"
LOOKS = 5
SECONDS_PER_LOOK = 0.1
OTHERS = stat.S_IRWXG | stat.S_IRWXO

_log = logging.getLogger(__name__)


class DataDirectoryError(LimenError):
    """The data directory, or a file in it, cannot be used."""


def prepare_directory(path: Path) -> Path:
    """Create the directory, or close an open one to other users; return the absolute path."""
    directory = path.expanduser().absolute()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataDirectoryError(f"{directory}: cannot be used as data directory ({error.strerror})") from error
    _close_to_others(directory)
    return directory


def _close_to_others(directory: Path) -> None:
    """Restrict an existing directory to its owner, except one that is meant for everybody, such as /tmp."""
    before = directory.stat()
    if not before.st_mode & OTHERS:
        return
    if before.st_uid == os.geteuid() and not before.st_mode & stat.S_ISVTX:
        with suppress(OSError):
            directory.chmod(stat.S_IRWXU)
    mode = f"mode {stat.S_IMODE(before.st_mode):04o}"
    if directory.stat().st_mode & OTHERS:
        _log.warning(
            "%s is open to other users (%s), which this user cannot change: use another directory", directory, mode
        )
    else:
        _log.warning("%s was open to other users (%s) and is now restricted to its owner (mode 0700)", directory, mode)


@contextmanager
def held(directory: Path) -> Iterator[None]:
    """Lock the directory for this server; raises while another server has it.

    The lock is the operating system's, on the open directory: it ends with its process in any case, and leaves no file.
    """
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        _lock(descriptor, directory)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, directory: Path) -> None:
    for _ in range(LOOKS):
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            sleep(SECONDS_PER_LOOK)  # The lock may be that of a command that checks whether a server runs (`_is_held`).
        except OSError as error:
            raise DataDirectoryError(f"{directory}: cannot be locked ({error.strerror})") from error
        else:
            return
    holder = _describe_holder(directory)
    advice = "Stop that server, or use another directory with --data-dir."
    raise DataDirectoryError(f"{directory} is in use by {holder}. {advice}")


def _is_held(directory: Path) -> bool:
    """Whether a server has the directory now; assumed if the directory cannot be locked."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        flock(descriptor, LOCK_SH | LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _describe_holder(directory: Path) -> str:
    """Name the server, if it is the one in the file, which a starting server has not written yet."""
    try:
        running = _read(directory / SERVER_FILE)
        os.kill(int(str(running["pid"])), 0)
    except (DataDirectoryError, KeyError, TypeError, ValueError, OSError):
        return "another server"
    return f"the server of process {running['pid']} at {running.get('endpoint')}"


def write_credentials(directory: Path, plan: AccountPlan, *, is_first: bool) -> Path:
    """Write an account's secrets for its owner and return the file. `limen env` reads the first account's file."""
    path = directory / (CREDENTIALS_FILE if is_first else f"credentials-{plan.account_id}.json")
    _write(path, asdict(plan))
    return path


def read_credentials(directory: Path, account_id: str = "") -> Mapping[str, object]:
    """Read the first account's secrets, or those of `account_id`."""
    for name in (CREDENTIALS_FILE, f"credentials-{account_id}.json"):
        content = _read(directory / name) if (directory / name).exists() else None
        if content is not None and account_id in ("", content.get("account_id")):
            return content
    raise DataDirectoryError(f"{directory}: there are no credentials of {account_id or 'a first account'} here")


def refuse_lost_database(directory: Path) -> None:
    """Refuse a first start where an account existed: its credentials are written after its database has keys."""
    path = directory / CREDENTIALS_FILE
    if path.exists():
        raise DataDirectoryError(
            f"the database is new or empty, but {path} names an account: the data may be lost. "
            f"Restore the database from a backup; to start over, move {CREDENTIALS_FILE} away."
        )


def write_server(directory: Path, endpoint: str) -> None:
    """Record where the server that uses this directory listens."""
    _write(directory / SERVER_FILE, {"endpoint": endpoint, "pid": os.getpid()})


def find_endpoint(directory: Path) -> str | None:
    """Where the server that uses this directory listens, if one runs; a killed server's file stays."""
    path = directory / SERVER_FILE
    return str(_read(path)["endpoint"]) if path.exists() and _is_held(directory) else None


def _write(path: Path, content: Mapping[str, object]) -> None:
    """Write a private file atomically."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _read(path: Path) -> dict[str, object]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataDirectoryError(f"{path}: cannot be read ({type(error).__name__})") from error
    if not isinstance(content, dict):
        raise DataDirectoryError(f"{path}: does not contain what Limen wrote there")
    return content
