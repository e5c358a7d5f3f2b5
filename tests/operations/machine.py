"""A small machine to follow docs/operations.md on: its paths in one folder, its ports on loopback.

What the page does to a real machine (packages, users, systemd) is stood in for; everything else is
run as it is written, with the files of `deploy/` as they are.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy.engine import make_url

from tests import services

HOST = "tongqiao.example.org"
PATIENCE = 120
NOT_HERE = ("apt-get", "useradd", "git", "python3", "docker", "cd", "timedatectl")
"""What only a machine of one's own is there for; `cd` leads where every command runs anyway."""
NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/nginx.error.log;
{user}
events {{}}
http {{
    types {{ text/css css; }}
    include {folder}/etc/nginx/sites-enabled/*;
}}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class _Mailbox(socketserver.StreamRequestHandler):
    """As much of a mail server as a letter needs."""

    def handle(self) -> None:
        self._say(220)
        is_letter = False
        for line in self.rfile:
            if is_letter:
                self.server.letters[-1] += line  # type: ignore[attr-defined]
                if line != b".\r\n":
                    continue
                is_letter = False
            word = line[:4].upper()
            if word == b"DATA":
                self.server.letters.append(b"")  # type: ignore[attr-defined]
                is_letter = True
                self._say(354)
                continue
            self._say(221 if word == b"QUIT" else 250)
            if word == b"QUIT":
                return

    def _say(self, code: int) -> None:
        self.wfile.write(f"{code} all right\r\n".encode())


class Machine:
    """Paths, ports and processes of one try; `run` carries one line of the page."""

    def __init__(self, folder: Path, project: Path, database: str, mail: Any) -> None:
        self.folder, self.project, self.letters = folder, project, mail.letters
        self.web, self.plain, self.tls, self.redis = (free_port() for _ in range(4))
        self.socket = str(make_url(database).query["host"])
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.told = ""
        for name in ("bin", "log", "etc/nginx/sites-available", "etc/nginx/sites-enabled"):
            (folder / name).mkdir(parents=True)
        (folder / "etc/systemd/system").mkdir(parents=True)
        self.swaps = {
            "/opt/tongqiao": str(project),
            "/etc/tongqiao": f"{folder}/etc/tongqiao",
            "/etc/systemd": f"{folder}/etc/systemd",
            "/etc/nginx": f"{folder}/etc/nginx",
            "/var/lib/tongqiao": f"{folder}/var/lib/tongqiao",
            "/var/backups/tongqiao": f"{folder}/var/backups/tongqiao",
            "/var/log/nginx": f"{folder}/log",
            "/usr/local/bin": f"{folder}/bin",
            "/var/run/postgresql": self.socket,
            "//tongqiao@/": "//postgres@/",
            "127.0.0.1:8001": f"127.0.0.1:{self.web}",
            "127.0.0.1:6379": f"127.0.0.1:{self.redis}",
            "127.0.0.1:25": f"127.0.0.1:{mail.server_address[1]}",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ": f"listen 127.0.0.1:{self.tls} ",
            "runuser -u tongqiao --": "",
            "-o tongqiao -g tongqiao": "",
            "CERTIFICATE-WITH-CHAIN": f"{folder}/certificate.pem",
            "cp KEY": f"cp {folder}/key.pem",
            f"https://{HOST}/": self.address,
        }
        self.environment = {
            **{name: value for name, value in os.environ.items() if "TONGQIAO" not in name},
            "PATH": f"{folder}/bin:{os.environ['PATH']}:/usr/sbin",
            "PGHOST": self.socket,
            "PGUSER": "postgres",
            # What stands in PUBLIC_URL has no port: names and addresses are told apart by curl.
            "CURL_HOME": str(folder),
        }
        self._make_certificate()
        resolve = f'resolve = "{HOST}:{self.tls}:127.0.0.1"'
        (folder / ".curlrc").write_text(f'{resolve}\ncacert = "{folder}/certificate.pem"\n')
        self._start("redis", "redis-server", "--port", str(self.redis), "--bind", "127.0.0.1",
                    "--save", "", "--appendonly", "no", "--dir", str(folder))  # fmt: skip

    @property
    def address(self) -> str:
        return f"https://{HOST}:{self.tls}/"

    def here(self, text: str) -> str:
        """The text with the paths and ports of this machine."""
        for there, here in self.swaps.items():
            if there == f"https://{HOST}/" and "PUBLIC_URL" in text:
                continue
            text = text.replace(there, here)
        return text

    def run(self, line: str) -> None:
        """Carry one line of the page."""
        words = shlex.split(line)
        if words[0] in NOT_HERE or words[0] == ".venv/bin/pip":
            return
        if words[0] == "systemctl":
            self._systemctl(*words[1:])
            return
        if words[:4] == ["runuser", "-u", "postgres", "--"]:
            self._postgres(words[4:])
            return
        if line == "nginx -t":
            self.shell(f"nginx -t -q -c {self._nginx()}")
            return
        self.shell(self.here(line))
        if words[0] in ("cp", "install"):
            self._move_in(self.here(words[-1]))

    def shell(self, line: str) -> str:
        done = subprocess.run(
            ["bash", "-euc", line],
            cwd=self.project,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE * 3,
            check=False,
        )
        self.told += f"$ {line}\n{done.stdout}"
        if done.returncode:
            raise AssertionError(
                f"{line}\nended with {done.returncode}:\n{done.stdout}{self.log()}"
            )
        return done.stdout

    def log(self) -> str:
        texts = [path.read_text(errors="replace") for path in (self.folder / "log").iterdir()]
        return "\n".join(texts)

    def _move_in(self, where: str) -> None:
        """Let what was copied speak of this machine's paths and ports."""
        place = Path(where)
        for path in place.iterdir() if place.is_dir() else [place]:
            if path.is_file() and path.suffix != ".pem":
                path.write_text(self.here(path.read_text(encoding="utf-8")), encoding="utf-8")

    def _postgres(self, words: list[str]) -> None:
        if words[0] == "createuser":  # here the one user of the server stands for every other
            return
        words = [word for word in words if not word.startswith("--owner")]
        self.shell(shlex.join(words))

    def _systemctl(self, verb: str, *names: str) -> None:
        if "nginx" in names:
            self._start("nginx", "nginx", "-c", str(self._nginx()), "-g", "daemon off;")
            self._wait(lambda: socket.create_connection(("127.0.0.1", self.tls), 1).close())
            return
        units = [name for name in names if name.startswith("tongqiao") and "timer" not in name]
        for unit in units:
            if verb in ("stop", "restart"):
                self.stop(unit)
            if verb in ("enable", "start", "restart"):
                self._start_unit(unit)
        if {"tongqiao-web", "tongqiao-worker"} <= self.running.keys():
            self._wait(self._is_at_work)

    def _is_at_work(self) -> None:
        with urlopen(f"http://127.0.0.1:{self.web}/readyz", timeout=5) as answer:
            if b"failed   Worker" in answer.read():
                raise OSError("no worker has been heard yet")

    def _start_unit(self, unit: str) -> None:
        text = (self.folder / f"etc/systemd/system/{unit}.service").read_text(encoding="utf-8")
        values: dict[str, str] = {}
        for line in text.splitlines():
            name, is_one, value = line.partition("=")
            if is_one:
                values[name] = value
        lines = Path(values["EnvironmentFile"]).read_text(encoding="utf-8").splitlines()
        given = [one for one in lines if one and not one.startswith("#")]
        given += values["Environment"].split()
        environment = dict(one.split("=", 1) for one in given)
        environment["TONGQIAO_BIND"] = f"127.0.0.1:{self.web}"
        self._start(unit, *shlex.split(values["ExecStart"]), **environment)

    def _start(self, name: str, *command: str, **environment: str) -> None:
        with (self.folder / f"log/{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=self.project,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
            )

    def stop(self, name: str) -> None:
        process = self.running.pop(name, None)
        if process is None:
            return
        process.terminate()
        process.wait(timeout=PATIENCE)

    def _wait(self, is_there: Any) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                is_there()
                return
            except (OSError, URLError):
                if time.monotonic() > until:
                    raise AssertionError(f"It did not come up.\n{self.log()[-8_000:]}") from None
                time.sleep(0.2)

    def _nginx(self) -> Path:
        path = self.folder / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        path.write_text(NGINX.format(folder=self.folder, user=user))
        return path

    def _make_certificate(self) -> None:
        self.shell(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            f"-keyout {self.folder}/key.pem -out {self.folder}/certificate.pem "
            f"-subj /CN={HOST} -addext subjectAltName=DNS:{HOST} 2>&1"
        )

    def end(self) -> None:
        for name in list(self.running):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop(name)


@contextlib.contextmanager
def machine(folder: Path, project: Path) -> Iterator[Machine]:
    with (
        services.postgres() as database,
        socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mailbox) as mail,
    ):
        mail.daemon_threads = True
        mail.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=mail.serve_forever, daemon=True).start()
        one = Machine(folder, project, database, mail)
        try:
            yield one
        finally:
            one.end()
            mail.shutdown()
