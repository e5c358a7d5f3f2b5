"""Before there are settings: the folder, the secrets, and a refusal that says what is missing."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.kernel.secrets import Keyring
from app.settings import Settings


def _flask(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {key: value for key, value in os.environ.items() if not key.startswith("TONGQIAO_")}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=project,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_keyring_is_drawn_without_one(project: Path) -> None:
    done = _flask(project, "keys", "generate")
    assert done.returncode == 0
    assert Keyring.parse(done.stdout.strip()).current == "k1"


def test_setup_makes_a_folder_that_a_site_starts_in(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "instance"
    done = _flask(project, "setup", str(folder))
    assert done.returncode == 0, done.stderr
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    url = f"sqlite:///{folder / 'site.db'}"
    settings = Settings.from_env({**told, "TONGQIAO_DEMO": "1", "TONGQIAO_DATABASE_URL": url})
    assert settings.instance == folder
    assert _mode(folder) == 0o700
    assert {_mode(path) for path in folder.iterdir()} == {0o600}


def test_setup_again_keeps_the_keys_and_closes_the_files(project: Path, tmp_path: Path) -> None:
    _flask(project, "setup", str(tmp_path))
    kept = (tmp_path / "keyring").read_text(encoding="utf-8")
    (tmp_path / "site.db").touch(mode=0o644)
    tmp_path.chmod(0o755)
    done = _flask(project, "setup", str(tmp_path))
    assert done.returncode == 0
    assert (tmp_path / "keyring").read_text(encoding="utf-8") == kept
    assert (_mode(tmp_path), _mode(tmp_path / "site.db")) == (0o700, 0o600)


@pytest.mark.parametrize("command", [("check",), ("db", "upgrade"), ("jobs", "work")])
def test_any_other_command_says_what_is_missing(project: Path, command: tuple[str, ...]) -> None:
    done = _flask(project, *command)
    assert done.returncode == 2
    assert "TONGQIAO_SECRET_KEY is missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_web_process_starts_without_settings(project: Path) -> None:
    bare = {key: value for key, value in os.environ.items() if not key.startswith("TONGQIAO_")}
    bare.pop("FLASK_RUN_FROM_CLI", None)
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=project,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "TONGQIAO_SECRET_KEY is missing" in done.stderr


def test_what_a_running_site_makes_is_its_owners_alone(project: Path, tmp_path: Path) -> None:
    _flask(project, "setup", str(tmp_path / "instance"))
    folder = tmp_path / "instance"
    environment = {
        "TONGQIAO_DEMO": "1",
        "TONGQIAO_INSTANCE": str(folder),
        "TONGQIAO_SECRET_KEY_FILE": str(folder / "secret_key"),
        "TONGQIAO_KEYRING_FILE": str(folder / "keyring"),
        "TONGQIAO_DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
    }
    assert _flask(project, "db", "upgrade", **environment).returncode == 0
    assert _flask(project, "jobs", "run", **environment).returncode == 0
    assert _flask(project, "people", "administrator", "shen.yue", **environment).returncode == 0
    assert {_mode(path) for path in folder.iterdir()} == {0o600}
    assert "no other user can read them" in _flask(project, "check", **environment).stdout
