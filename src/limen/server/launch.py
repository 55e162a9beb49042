"""`limen serve`: first start, listening socket, worker processes, and a stop that finishes running requests."""

import errno
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from limen.admin.accounts import AccountPlan, create_first_account, plan_account
from limen.config.ambient import draw_entropy, read_clock
from limen.config.settings import Settings
from limen.errors import LimenError
from limen.runtime.composition import Composition, compose
from limen.runtime.datadir import CREDENTIALS_FILE, held, prepare_directory, write_credentials, write_server
from limen.runtime.guest import Guest
from limen.server.app import Application
from limen.server.connections import raise_descriptor_limit
from limen.server.hosts import HostList
from limen.server.logs import set_up_logging
from limen.server.operator import Monitoring
from limen.server.protocol import BoundedProtocol
from limen.server.sharing import join_folder, make_folder
from limen.server.stopping import EarlyStop, without_interrupts

BACKLOG = 2048
KEEP_ALIVE_SECONDS = 75
EVICTING_CONNECTIONS = 128
"""Connections that may exceed the limit while others are being closed for them."""

STOP_SECONDS = 30
SWITCH_SECONDS = 0.001  # A thread that has flushed the disk must not wait 5 ms (Python's default) to continue.


class ServeError(LimenError):
    """The server cannot start."""


@dataclass(frozen=True, slots=True)
class Started:
    """The announcement: where the server is and, on a first start, where the credentials are."""

    endpoint: str
    directory: Path
    is_ephemeral: bool
    created: AccountPlan | None
    credentials_file: Path | None


MakeGuest = Callable[[Composition, Settings], Guest | None]
"""Makes the part of the server that another package adds; a module-level function, since workers import it."""


def serve(settings: Settings, announce: Callable[[Started], None], make_guest: MakeGuest) -> None:
    """Serve until a signal; `announce` is called when connections are accepted."""
    stop = EarlyStop()
    _prepare_process(settings)
    with _data_directory(settings) as directory, held(directory):
        listener = _listen(settings.host, settings.port)
        composition = compose(settings, directory)
        guest = make_guest(composition, settings)
        created = _start_first_time(settings, directory, composition)
        endpoint = _endpoint_of(settings.host, listener)
        write_server(directory, endpoint)
        announce(
            Started(
                endpoint=endpoint,
                directory=directory,
                is_ephemeral=settings.ephemeral,
                created=created,
                credentials_file=directory / CREDENTIALS_FILE if created else None,
            )
        )
        if settings.workers > 1:
            config = _make_config(settings, partial(make_application, settings, directory, make_guest))
            supervisor = _Supervisor(config, sockets=[listener])  # From here on it handles the signals.
            if stop.is_asked:
                supervisor.should_exit.set()
            make_folder(directory)
            composition.close()
            del composition, guest  # The workers load the state themselves; a copy here would only take memory.
            supervisor.run()
        else:
            monitoring = Monitoring(settings.monitoring_token)
            config = _make_config(settings, partial(_join, settings, composition, guest, monitoring))
            server = Server(config)
            stop.pass_on_to(server)
            server.run(sockets=[listener])


class _Supervisor(Multiprocess):
    """uvicorn's supervisor; its workers stop when it stops them, not by themselves."""

    def init_processes(self) -> None:
        """Start the workers."""
        with without_interrupts():
            super().init_processes()

    def keep_subprocess_alive(self) -> None:
        """Restart workers that have died."""
        with without_interrupts():
            super().keep_subprocess_alive()


def make_application(settings: Settings, directory: Path, make_guest: MakeGuest) -> Application:
    """Make the application of a worker process."""
    _prepare_process(settings)
    Thread(target=_stop_with_parent, name="parent", daemon=True).start()
    composition = compose(settings, directory)
    monitoring = Monitoring(settings.monitoring_token, shared=join_folder(directory, draw_entropy))
    return _join(settings, composition, make_guest(composition, settings), monitoring)


def _join(settings: Settings, composition: Composition, guest: Guest | None, monitoring: Monitoring) -> Application:
    composition.store.watch(monitoring.meter.note_records)
    composition.retention.start()
    return Application(composition, read_clock, _hosts_of(settings), guest, monitoring)


def _stop_with_parent() -> None:
    """Stop a worker whose supervisor was killed; otherwise it would serve, and hold the port, forever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _hosts_of(settings: Settings) -> HostList:
    return HostList((settings.host, *settings.allowed_hosts))


@contextmanager
def _data_directory(settings: Settings) -> Iterator[Path]:
    if not settings.ephemeral:
        yield prepare_directory(settings.data_dir)
        return
    directory = Path(tempfile.mkdtemp(prefix="limen-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        option = "--port" if error.errno in (errno.EADDRINUSE, errno.EACCES) else "--host"
        raise ServeError(
            f"cannot listen on {host} port {port}: {error.strerror}; choose another with {option}"
        ) from error
    listener.set_inheritable(True)
    return listener


def _endpoint_of(host: str, listener: socket.socket) -> str:
    """Return the URL for clients on this machine; a wildcard address is replaced, because it cannot be called."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    shown = f"[{reachable}]" if ":" in reachable else reachable
    return f"http://{shown}:{listener.getsockname()[1]}"


def _start_first_time(settings: Settings, directory: Path, composition: Composition) -> AccountPlan | None:
    """Create the first account in an empty store; its credentials are on disk before it exists.

    Of several servers that start at the same time on one database, one creates it; each has its own directory.
    """
    if composition.store.latest().accounts():
        return None
    plan = plan_account({name: str(value) for name, value in asdict(settings).items()}, draw_entropy)
    file = write_credentials(directory, plan, is_first=True)
    if create_first_account(composition.store, plan, composition.environment, now=read_clock()):
        return plan
    file.unlink()
    return None


def _prepare_process(settings: Settings) -> None:
    set_up_logging(settings.log_level, settings.log_format)
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # It warns about every line that is not HTTP.
    sys.setswitchinterval(SWITCH_SECONDS)
    BoundedProtocol.max_connections = raise_descriptor_limit()


def _make_config(settings: Settings, factory: Callable[[], Application]) -> Config:
    return Config(
        factory,
        factory=True,
        http=BoundedProtocol,
        loop="uvloop",
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        workers=settings.workers,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        limit_concurrency=BoundedProtocol.max_connections + EVICTING_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
