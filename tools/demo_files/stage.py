"""The setting of the story: a folder, Debian's nginx with WebDAV, a Limen server, an owner and a friend.

nginx is configured by the files of `examples/nginx`, and Limen by those of `examples/files`, with addresses of this
computer in place of `files.example.com`.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config

ROOT: Final = Path(__file__).parents[2]
NGINX_EXAMPLES: Final = ROOT / "examples" / "nginx"
EXAMPLES: Final = ROOT / "examples" / "files"
DAV_MODULE: Final = Path("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")

ACCOUNT: Final = "111122223333"
FRIEND_PASSWORD: Final = "Friendly-horse-1"  # noqa: S105 - of a demo on this computer
OWNER_PASSWORD: Final = "Careful-owner-1"  # noqa: S105 - of a demo on this computer
WAIT_SECONDS: Final = 20.0

FILES: Final = {
    "documents/letter.txt": "Dear friend,\n",
    "documents/contract.txt": "We agree.\n",
    "documents/drafts/one.txt": "A draft.\n",
    "important/will.txt": "My last will.\n",
    "settings/theme.json": '{"theme": "dark"}\n',
}


@dataclass(frozen=True, slots=True)
class Credential:
    """A login and a secret for Basic authentication."""

    login: str
    secret: str


class Stage:
    """Everything running, in a folder of its own; `close` stops it."""

    def __init__(self, home: Path, *, host: str = "localhost", web_server: str = "nginx") -> None:
        """Start Limen, describe the service, make the friend, start the web server."""
        self.home = home
        self.share = home / "share"
        self.port, self.limen_port = find_free_port(), find_free_port()
        self.url = f"http://{host}:{self.port}"
        self.sign_in = f"http://{host}:{self.limen_port}"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._lay_out_files()
        self._start_limen()
        self.friend = self._make_friend()
        self.owner = self._make_credential("owner")
        if web_server == "caddy":
            self._start_caddy()
        elif web_server == "nginx":
            self._start_nginx()

    def close(self) -> None:
        """Stop what was started."""
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait(WAIT_SECONDS)

    @property
    def nginx_log(self) -> Path:
        """Where nginx reports errors."""
        return self.home / "nginx" / "error.log"

    def limen(self, *arguments: str) -> str:
        """Run a `limen` command on the stage's data directory."""
        command = [str(Path(sys.executable).parent / "limen"), *arguments, "--data-dir", str(self.home / "data")]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients when it runs
        """The owner's client of the API."""
        credentials = json.loads((self.home / "data" / "credentials.json").read_text())
        return boto3.session.Session(
            aws_access_key_id=credentials["admin_access_key_id"],
            aws_secret_access_key=credentials["admin_secret_access_key"],
            region_name="us-east-1",
        ).client(service, endpoint_url=self.sign_in, config=Config(retries={"total_max_attempts": 1}))

    def stop_limen(self) -> None:
        """Stop Limen alone."""
        self._processes[0].terminate()
        self._processes[0].wait(WAIT_SECONDS)

    def _lay_out_files(self) -> None:
        for name, text in FILES.items():
            path = self.share / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def _start_limen(self) -> None:
        table = (EXAMPLES / "gate.yaml").read_text()
        for written, used in (
            ("https://limen.example.com", self.sign_in),
            ("https://files.example.com", self.url),
            ("/srv/share", str(self.share)),
        ):
            table = table.replace(written, used)
        (self.home / "gate.yaml").write_text(table)
        options = {
            "port": str(self.limen_port),
            "data-dir": str(self.home / "data"),
            "gate": str(self.home / "gate.yaml"),
            "account-id": ACCOUNT,
            "admin-user": "owner",
            "admin-password": OWNER_PASSWORD,
        }
        command = [str(Path(sys.executable).parent / "limen"), "serve"]
        command += [part for name, value in options.items() for part in (f"--{name}", value)]
        self._start(command, "limen.log")
        wait_for(self.limen_port)
        self.limen("service", "add", "files")

    def _make_friend(self) -> Credential:
        iam = self.client("iam")
        iam.create_user(UserName="friend")
        iam.create_login_profile(UserName="friend", Password=FRIEND_PASSWORD)
        policy = (EXAMPLES / "friend.json").read_text()
        iam.put_user_policy(UserName="friend", PolicyName="Friend", PolicyDocument=policy)
        return self._make_credential("friend")

    def _make_credential(self, user: str) -> Credential:
        made = self.client("iam").create_service_specific_credential(UserName=user, ServiceName="files")
        found = made["ServiceSpecificCredential"]
        return Credential(found["ServiceUserName"], found["ServicePassword"])

    def _start_nginx(self) -> None:
        folder = self.home / "nginx"
        (folder / "temporary").mkdir(parents=True)
        for name in ("limen-gate.conf", "limen-headers.conf"):
            shutil.copy(NGINX_EXAMPLES / name, folder / name)
        (folder / "nginx.conf").write_text(self._render_nginx(folder))
        program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None or not DAV_MODULE.exists():
            raise RuntimeError("nginx with WebDAV is missing: run make web-servers")
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(self.nginx_log)]
        self._start(command, "nginx.log")
        wait_for(self.port)

    def _start_caddy(self) -> None:
        """The example for Caddy, on plain HTTP; `/whoami` answers with the headers for a program behind it."""
        site = (ROOT / "examples" / "caddy" / "Caddyfile").read_text()
        shown = "{http.request.header.X-Limen-User} {http.request.header.X-Limen-Groups} "
        shown += "{http.request.header.X-Limen-Arn}"
        for written, used in (
            ("files.example.com {", f"http://localhost:{self.port} {{"),
            ("127.0.0.1:4260", f"127.0.0.1:{self.limen_port}"),
            ("/srv/share", str(self.share)),
            (
                "\t\tfile_server browse",
                f'\t\thandle /whoami {{\n\t\t\trespond "{shown}"\n\t\t}}\n\t\tfile_server browse',
            ),
        ):
            site = site.replace(written, used)
        path = self.home / "Caddyfile"
        path.write_text(f"{{\n\tadmin off\n}}\n{site}")
        program = shutil.which("caddy")
        if program is None:
            raise RuntimeError("Caddy is missing: run make web-servers")
        self._start([program, "run", "--config", str(path), "--adapter", "caddyfile"], "caddy.log")
        wait_for(self.port)

    def _render_nginx(self, folder: Path) -> str:
        """The example of a site, in a configuration that runs without root and without certificates."""
        site = (NGINX_EXAMPLES / "files.conf").read_text()
        for written, used in (
            ("127.0.0.1:4260", f"127.0.0.1:{self.limen_port}"),
            ("listen 443 ssl http2", f"listen {self.port}"),
            ("server_name files.example.com", "server_name localhost 127.0.0.1"),
            ("/srv/share", str(self.share)),
        ):
            site = site.replace(written, used)
        site = "\n".join(line for line in site.splitlines() if "ssl_certificate" not in line)
        temporary = "".join(
            f"{kind}_temp_path {folder}/temporary/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.geteuid() == 0 else ""
        return (
            f"load_module {DAV_MODULE};\n{user}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\n"
            f"events {{ worker_connections 256; }}\nhttp {{\naccess_log off;\n{temporary}{site}\n}}\n"
        )

    def _start(self, command: list[str], log: str) -> None:
        with (self.home / log).open("wb") as output:
            environment = {**os.environ, "XDG_DATA_HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home)}
            started = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
            self._processes.append(started)


def find_free_port() -> int:
    """A port that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
