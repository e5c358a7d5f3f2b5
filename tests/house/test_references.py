"""What docs and docstrings name in backquotes is where they say it is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.house.source import ROOT, told

PACKAGES = ("matching", "benchmarks")
PLACES = (*PACKAGES, "docs", "tests")
NAMED = re.compile(rf"`((?:{'|'.join(PACKAGES)})(?:\.\w+)+)`")


def _texts() -> list[Path]:
    found = [path for place in PLACES for path in (ROOT / place).rglob("*.[mp][dy]")]
    return [*found, ROOT / "README.md"]


def _leads_somewhere(name: str) -> bool:
    """Whether a name with dots is a module, or something in one."""
    whole = name.split(".")
    for many in range(len(whole), 0, -1):
        try:
            found: Any = import_module(".".join(whole[:many]))
        except ModuleNotFoundError:
            continue
        for part in whole[many:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_names_in_backquotes_lead_somewhere() -> None:
    faults, seen = [], 0
    for path in _texts():
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            seen += 1
            if not _leads_somewhere(name):
                faults.append(f"{path.relative_to(ROOT)}: {name}")
    assert seen > 30
    told(faults, "These names are out of date:")
