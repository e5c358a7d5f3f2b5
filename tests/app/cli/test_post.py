"""`flask post test`: a mail and a text that say nothing but that they arrived."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.post.outbox import kept


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def tell(**changed: Any) -> None:
        settings = replace(app.extensions["settings"], **changed)
        monkeypatch.setitem(app.extensions, "settings", settings)

    return tell


def _test(app: Flask, address: str) -> Result:
    return app.test_cli_runner().invoke(args=["post", "test", address])


def test_a_demo_keeps_both_in_its_outbox(app: Flask) -> None:
    before = kept(1, app.extensions["settings"]).total
    assert _test(app, "shen@example.org").exit_code == 0
    assert _test(app, "14200000001").exit_code == 0
    assert kept(1, app.extensions["settings"]).total == before + 2


def test_a_text_lies_where_the_gateway_reads_it(
    app: Flask, told: Callable[..., None], tmp_path: Path
) -> None:
    told(is_demo=False, text_spool=tmp_path)
    assert _test(app, "14200000001").exit_code == 0
    (path,) = tmp_path.iterdir()
    assert json.loads(path.read_text(encoding="utf-8"))["mobile"] == "14200000001"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("address", "changed", "words"),
    [
        ("shen@example.org", {"smtp_url": None}, "No mail server"),
        ("shen@example.org", {"smtp_url": "smtp+plain://127.0.0.1:1"}, "Connection refused"),
        ("shen@example.org", {"smtp_url": "pigeon://127.0.0.1"}, "starts with smtp"),
        ("14200000001", {"text_spool": None}, "TONGQIAO_TEXT_SPOOL"),
    ],
)
def test_what_does_not_go_out_says_why(
    app: Flask,
    told: Callable[..., None],
    address: str,
    changed: dict[str, Any],
    words: str,
) -> None:
    told(is_demo=False, **changed)
    result = _test(app, address)
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize("address", ["", "+86 142", "一四二", "shen"])
def test_what_is_no_address_is_refused(app: Flask, address: str) -> None:
    assert _test(app, address).exit_code == 2
