"""The two servers as processes: started on a free port, pinned to one core, stopped by their process id."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.api.load import LoadError, send_all
from benchmarks.api.signing import Signer
from benchmarks.measure import cpu_seconds, process_tree, resident_mib

ACCOUNT = "123456789012"
SIGNER = Signer("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
START_SECONDS = 60.0
STOP_SECONDS = 40.0
NAMES = ("limen", "moto")


class MissingServerError(Exception):
    """A server is not installed."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers; `first_answer_seconds` after its process began."""

    name: str
    port: int
    pid: int
    first_answer_seconds: float

    def cpu_seconds(self) -> float:
        return cpu_seconds(process_tree(self.pid))

    def resident_mib(self) -> float:
        return resident_mib(process_tree(self.pid))


@contextmanager
def running(name: str, directory: Path) -> Iterator[Server]:
    """Run `limen` (SQLite on disk in `directory`, enforcement and audit on, as always) or `moto` (enforcement off)."""
    port = _free_port()
    command = _limen(directory, port) if name == "limen" else _moto(port)
    start = perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # moto writes a line for each request; a pipe without a reader would fill up
        preexec_fn=_pin_first_core,  # noqa: PLW1509 - there are no threads here
    )
    try:
        yield Server(name, port, process.pid, _wait_until_answered(process, port, start))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def directory() -> Iterator[Path]:
    """A place for Limen's data that is removed afterwards; on a disk, where the benchmark was started."""
    with tempfile.TemporaryDirectory(prefix=".limen-benchmark-", dir=Path.cwd()) as made:
        yield Path(made)


def pin_generator() -> None:
    """Keep this process off the servers' core, where there is another one."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, cores[1:])


def _pin_first_core() -> None:
    cores = sorted(range(os.cpu_count() or 1))
    os.sched_setaffinity(0, cores[:1])


def _limen(directory: Path, port: int) -> Sequence[str]:
    return [
        _program("limen"),
        "serve",
        f"--data-dir={directory}",
        f"--port={port}",
        f"--account-id={ACCOUNT}",
        f"--admin-access-key-id={SIGNER.access_key_id}",
        f"--admin-secret-access-key={SIGNER.secret_access_key}",
    ]


def _moto(port: int) -> Sequence[str]:
    return [_program("moto_server"), "-H", "127.0.0.1", "-p", str(port)]


def _program(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise MissingServerError(f"{name} is not installed")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_answered(process: subprocess.Popen[bytes], port: int, start: float) -> float:
    """Seconds until a signed request has its answer."""
    request = SIGNER.sign("ListUsers")
    while perf_counter() < start + START_SECONDS:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            send_all(port, [request], connections=1)
        except (ConnectionError, LoadError):
            sleep(0.005)
        else:
            return perf_counter() - start
    raise RuntimeError("the server does not answer")
