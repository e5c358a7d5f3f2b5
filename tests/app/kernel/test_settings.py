"""A site that is told half of what it needs does not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from app.kernel.secrets import Keyring
from app.settings import Settings, SettingsError

WHOLE = {
    "TONGQIAO_SECRET_KEY": "s" * 32,
    "TONGQIAO_KEYRING": Keyring.generate(),
    "TONGQIAO_DATABASE_URL": "sqlite://",
    "TONGQIAO_INSTANCE": "instance",
    "TONGQIAO_SMTP_URL": "smtp://mail.example.org:587",
}


def test_a_whole_environment_is_read() -> None:
    settings = Settings.from_env({**WHOLE, "TONGQIAO_IDLE_MINUTES": "10"})
    assert (settings.idle_minutes, settings.is_demo, settings.is_https) == (10, False, True)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_each_missing_name_is_named(name: str) -> None:
    rest = {key: value for key, value in WHOLE.items() if key != name}
    with pytest.raises(SettingsError, match=name):
        Settings.from_env(rest)


def test_a_demo_sends_no_mail_and_needs_no_server() -> None:
    rest = {key: value for key, value in WHOLE.items() if key != "TONGQIAO_SMTP_URL"}
    assert Settings.from_env({**rest, "TONGQIAO_DEMO": "1"}).smtp_url is None


@pytest.mark.parametrize("text", ["0", "-1", "ten", "1.5", "٣"])
def test_a_number_that_is_none_is_named(text: str) -> None:
    with pytest.raises(SettingsError, match="IDLE_MINUTES"):
        Settings.from_env({**WHOLE, "TONGQIAO_IDLE_MINUTES": text})


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="32 characters"):
        Settings.from_env({**WHOLE, "TONGQIAO_SECRET_KEY": "short"})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("f" * 40 + "\n", encoding="utf-8")
    rest = {key: value for key, value in WHOLE.items() if key != "TONGQIAO_SECRET_KEY"}
    settings = Settings.from_env({**rest, "TONGQIAO_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret_key == "f" * 40


def test_two_sites_know_nothing_of_each_other() -> None:
    first = create_app(Settings.from_env(WHOLE))
    second = create_app(Settings.from_env({**WHOLE, "TONGQIAO_IDLE_MINUTES": "5"}))
    assert first.extensions["settings"].idle_minutes == 30
    assert second.extensions["settings"].idle_minutes == 5
