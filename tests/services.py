"""What the tests need beside Python: installed where it is missing and may be, run by hand.

`python -m tests.services install` and `python -m tests.services with-postgres COMMAND…`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGES = (
    "chromium-headless-shell",
    "fonts-wqy-microhei",
    "postgresql",
    "redis-server",
    "nginx-light",
    "openssl",
    "curl",
)
PROGRAMS = ("redis-server", "nginx", "openssl", "curl")
BROWSERS = ("chromium-headless-shell", "chromium")
"""The same engine twice: without windows it costs half the processor time."""


def missing() -> list[str]:
    """What the tests need and this machine does not have."""
    found = []
    if chromium() is None:
        found.append("chromium")
    if _postgres_programs() is None:
        found.append("postgresql")
    path = f"{os.environ['PATH']}:/usr/sbin"
    found += [name for name in PROGRAMS if shutil.which(name, path=path) is None]
    return found


def install() -> None:
    """Install what is missing by the system's package manager, or say plainly what to do."""
    if not missing():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"Please install {' and '.join(missing())}, then run this again.")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=quiet)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES],
        check=True,
        env=quiet,
        stdout=subprocess.DEVNULL,
    )
    if missing():
        sys.exit(f"Still missing after the installation: {' and '.join(missing())}.")


def chromium() -> str | None:
    """The browser's program."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _postgres_programs() -> Path | None:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL of our own on a socket in a temporary folder; its address."""
    programs = _postgres_programs()
    if programs is None:
        sys.exit("PostgreSQL is missing: run `python -m tests.services install`.")
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="tongqiao-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, user, user)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [str(programs / program), *arguments],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            user=user if os.geteuid() == 0 else None,
            group=user if os.geteuid() == 0 else None,
        )

    options = f"-c listen_addresses= -k {folder} -c fsync=off -c full_page_writes=off"
    try:
        run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    match sys.argv[1:]:
        case ["install"]:
            install()
        case ["with-postgres", *command] if command:
            with postgres() as server:
                environment = {**os.environ, "TEST_DATABASE": server}
                result = subprocess.run(command, env=environment, check=False)
            sys.exit(result.returncode)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
