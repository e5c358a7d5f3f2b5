"""A site that is told half of what it needs does not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import create_app
from app.kernel.secrets import Keyring
from app.settings import NUMBERS, Settings, SettingsError

WHOLE = {
    "TONGQIAO_SECRET_KEY": "s" * 32,
    "TONGQIAO_KEYRING": Keyring.generate(),
    "TONGQIAO_DATABASE_URL": "sqlite://",
    "TONGQIAO_INSTANCE": "instance",
    "TONGQIAO_SMTP_URL": "smtp://mail.example.org:587",
}


def test_a_whole_environment_is_read() -> None:
    settings = Settings.from_env(WHOLE)
    assert (settings.is_demo, settings.is_https) == (False, True)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_each_missing_name_is_named(name: str) -> None:
    rest = {key: value for key, value in WHOLE.items() if key != name}
    with pytest.raises(SettingsError, match=name):
        Settings.from_env(rest)


def test_a_demo_sends_no_mail_and_needs_no_server() -> None:
    rest = {key: value for key, value in WHOLE.items() if key != "TONGQIAO_SMTP_URL"}
    assert Settings.from_env({**rest, "TONGQIAO_DEMO": "1"}).smtp_url is None


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_the_bureaus_now_is_not_passed_over(name: str) -> None:
    with pytest.raises(SettingsError, match=f"TONGQIAO_{name} is set on the site"):
        Settings.from_env({**WHOLE, f"TONGQIAO_{name}": "10"})


@pytest.mark.parametrize(
    "address",
    ["http://tongqiao.example", "http://0.0.0.0:8000", "http://192.168.1.5:8000", "https://", "x"],
)
def test_a_demo_is_refused_at_any_address_but_this_machines(address: str) -> None:
    with pytest.raises(SettingsError, match="address of this machine"):
        Settings.from_env({**WHOLE, "TONGQIAO_DEMO": "1", "TONGQIAO_PUBLIC_URL": address})


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8399", "[::1]:8000", "127.5.0.9"])
def test_a_demo_may_stand_on_a_loopback_address(host: str) -> None:
    address = f"http://{host}"
    demo = Settings.from_env({**WHOLE, "TONGQIAO_DEMO": "1", "TONGQIAO_PUBLIC_URL": address})
    assert demo.is_demo


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
    second = create_app(Settings.from_env({**WHOLE, "TONGQIAO_LETTERS_FROM": "b@example.org"}))
    assert first.extensions["settings"].letters_from == "tongqiao@example.org"
    assert second.extensions["settings"].letters_from == "b@example.org"
