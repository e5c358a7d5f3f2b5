"""Building a site does nothing to the world."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask

from app import create_app
from app.settings import Settings

WRITES = ("w", "a", "x", "+")
EVENTS = ("socket.connect", "socket.bind", "sqlite3.connect", "subprocess.Popen", "os.mkdir")

_watched: list[list[str]] = []


def _hook(event: str, values: tuple[Any, ...]) -> None:
    if not _watched:
        return
    if event in EVENTS:
        _watched[-1].append(f"{event} {values[:2]}")
    if event == "open" and isinstance(values[1], str) and any(m in values[1] for m in WRITES):
        _watched[-1].append(f"open {values[0]} for {values[1]}")


sys.addaudithook(_hook)


@contextmanager
def _watching() -> Iterator[list[str]]:
    seen: list[str] = []
    _watched.append(seen)
    try:
        yield seen
    finally:
        _watched.pop()


def test_the_watch_sees_a_file_being_written(tmp_path: Any) -> None:
    with _watching() as seen:
        (tmp_path / "x").write_text("x")
    assert seen


def test_building_a_site_reads_and_writes_nothing(site: Flask, settings: Settings) -> None:
    with _watching() as seen:
        create_app(settings)
    assert seen == [], "create_app configures, wires and returns: move this into a command."


def test_two_sites_know_nothing_of_each_other(site: Flask, settings: Settings) -> None:
    other = create_app(replace(settings, is_demo=False, is_https=True, is_limited=False))
    again = create_app(settings)
    assert other.config["SESSION_COOKIE_SECURE"] is True
    assert again.config["SESSION_COOKIE_SECURE"] is False
    assert {str(rule) for rule in other.url_map.iter_rules()} == {
        str(rule) for rule in again.url_map.iter_rules()
    }
