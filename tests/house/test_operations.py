"""The page for those who run the site names every setting, every command and every figure there is."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask import Flask

from app.kernel.metrics import Gauge
from tests.house.source import ROOT, SETTING, settings_read, told

FIGURE = re.compile(r"`(tongqiao_[a-z_]+)")
OF_FLASK = {"run", "shell", "routes", "db"}


def _page() -> str:
    return (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def _told(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {name.removesuffix("_FILE") for name in SETTING.findall(text)}


def test_the_page_names_every_setting_and_no_other() -> None:
    named = _told(ROOT / "docs/operations.md")
    told(sorted(settings_read() - named), "docs/operations.md does not name these settings.")
    told(sorted(named - settings_read()), "docs/operations.md names settings that nothing reads.")


def test_the_examples_set_only_what_is_read() -> None:
    faults = [
        f"{path.name}: {name}"
        for path in sorted((ROOT / "deploy").iterdir())
        for name in _told(path) - settings_read()
    ]
    told(faults, "Nothing reads these settings.")


def test_the_page_names_every_command(site: Flask) -> None:
    page = _page()
    faults = []
    for name, command in site.cli.commands.items():
        if name in OF_FLASK:
            continue
        if isinstance(command, click.Group) and name != "demo":
            faults += [f"{name} {one}" for one in command.commands if f"{name} {one}" not in page]
        elif not re.search(rf"(tongqiao|flask|wsgi) {name}\b", page):
            faults.append(name)
    told(faults, "docs/operations.md does not say what these commands are for.")


def test_the_page_names_every_figure_and_no_other(site: Flask) -> None:
    gauges: tuple[Gauge, ...] = site.extensions["gauges"]
    known = {gauge.name for gauge in gauges} | {
        "tongqiao_requests_total",
        "tongqiao_request_seconds",
    }
    named = set(FIGURE.findall(_page()))
    told(sorted(known ^ named), "The page and /metrics differ in these figures.")
