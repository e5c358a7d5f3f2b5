"""A site that is told half of what it needs does not start."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from secrets import token_hex

import pytest

from app import create_app
from app.kernel.secrets import Keyring
from app.settings import NUMBERS, Settings, SettingsError

RANDOM = "9f2c61d07ba84e35c7d1f0a2b6e89334"
WHOLE = {
    "TONGQIAO_SECRET_KEY": RANDOM,
    "TONGQIAO_KEYRING": Keyring.generate(),
    "TONGQIAO_DATABASE_URL": "sqlite://",
    "TONGQIAO_INSTANCE": "instance",
    "TONGQIAO_SMTP_URL": "smtp://mail.example.org:587",
    "TONGQIAO_PUBLIC_URL": "https://tongqiao.example.org",
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
    told = ("TONGQIAO_SMTP_URL", "TONGQIAO_PUBLIC_URL")
    rest = {key: value for key, value in WHOLE.items() if key not in told}
    assert Settings.from_env({**rest, "TONGQIAO_DEMO": "1"}).smtp_url is None


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_is_the_bureaus_now_is_not_passed_over(name: str) -> None:
    with pytest.raises(SettingsError, match=f"TONGQIAO_{name} is set on the site"):
        Settings.from_env({**WHOLE, f"TONGQIAO_{name}": "10"})


@pytest.mark.parametrize(
    "address",
    [
        "http://tongqiao.example",
        "http://any.test:8000",
        "http://[2001:db8::1]:8000",
    ],
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
    (tmp_path / "key").write_text(RANDOM + "\n", encoding="utf-8")
    rest = {key: value for key, value in WHOLE.items() if key != "TONGQIAO_SECRET_KEY"}
    settings = Settings.from_env({**rest, "TONGQIAO_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret_key == RANDOM


def test_two_sites_know_nothing_of_each_other() -> None:
    first = create_app(Settings.from_env(WHOLE))
    second = create_app(Settings.from_env({**WHOLE, "TONGQIAO_LETTERS_FROM": "b@example.org"}))
    assert first.extensions["settings"].letters_from == "tongqiao@example.org"
    assert second.extensions["settings"].letters_from == "b@example.org"


@pytest.mark.parametrize(
    "secret",
    ["a" * 40, "0123456789" * 4, "0123456789abcdef" * 2 + "0123", "abcabcabd" * 5, "12345678" * 4],
)
@pytest.mark.parametrize("name", ["SECRET_KEY", "METRICS_TOKEN"])
def test_a_secret_that_can_be_guessed_is_refused(name: str, secret: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} can be guessed"):
        Settings.from_env({**WHOLE, f"TONGQIAO_{name}": secret})


def test_a_drawn_secret_is_never_refused() -> None:
    for _ in range(200):
        Settings.from_env({**WHOLE, "TONGQIAO_SECRET_KEY": token_hex(32)})


def test_a_keyring_of_one_byte_over_and_over_is_refused() -> None:
    key = b64encode(b"\0" * 32).decode()
    with pytest.raises(SettingsError, match="drawn at random"):
        Keyring.parse(f"index:{key},k1:{key}")


def test_a_secrets_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    rest = {**WHOLE, "TONGQIAO_KEYRING_FILE": str(tmp_path / "nothing")}
    with pytest.raises(SettingsError, match="KEYRING_FILE cannot be read"):
        Settings.from_env(rest)


@pytest.mark.parametrize(
    "url",
    ["http://tongqiao.example.org", "tongqiao.example.org", "https://", "https://a.example.org/x"],
)
def test_a_public_address_that_cannot_be_right_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        Settings.from_env({**WHOLE, "TONGQIAO_PUBLIC_URL": url})


@pytest.mark.parametrize("text", ["-1", "6", "one", "", "²"])
def test_a_number_of_proxies_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="PROXIES"):
        Settings.from_env({**WHOLE, "TONGQIAO_PROXIES": text})


def test_no_header_is_believed_unless_proxies_are_told() -> None:
    assert Settings.from_env(WHOLE).proxies == 0
    assert Settings.from_env({**WHOLE, "TONGQIAO_PROXIES": "1"}).proxies == 1
