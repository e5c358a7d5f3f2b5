"""A folder with two files, and the command that is given them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from matching.files.command import main

DAY = "2026-03-02"


class Done(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    lines: list[str]
    matches: list[tuple[str, str]] | None
    report: dict[str, Any] | None


class Desk:
    """A folder with two files, and the command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.runs = 0

    def round(self, needs: str | bytes, supplies: str | bytes, *more: str) -> Done:
        for name, words in (("needs.csv", needs), ("supplies.csv", supplies)):
            raw = words.encode() if isinstance(words, str) else words
            (self.folder / name).write_bytes(raw)
        self.runs += 1
        out = self.folder / f"out{self.runs}"
        files = [str(self.folder / name) for name in ("needs.csv", "supplies.csv")]
        code = main(["round", *files, "--out", str(out), "--on", DAY, *more])
        told = self.capsys.readouterr()
        if not out.exists():
            return Done(code, told.out, told.err.splitlines(), None, None)
        with (out / "matches.csv").open(encoding="utf-8", newline="") as file:
            matches = [(row["need_id"], row["supply_id"]) for row in csv.DictReader(file)]
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
        return Done(code, told.out, told.err.splitlines(), matches, report)

    def refused(self, needs: str | bytes, supplies: str | bytes, *more: str) -> list[str]:
        """The lines of a command that did nothing."""
        done = self.round(needs, supplies, *more)
        assert (done.code, done.matches, done.out) == (2, None, "")
        return done.lines
